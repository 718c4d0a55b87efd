// Leaves out of style sheets of the built site the rules that nothing there can use: `node purge.mjs <site> <sheet>...`.
// A rule stays if all its names stand somewhere in a page or a script, so that a script may still set what it sets.

import { writeFile } from "node:fs/promises";
import { PurgeCSS } from "purgecss";

const [site, ...css] = process.argv.slice(2);
const content = ["*.html", "_static/*.js", "_static/scripts/*.js"].map((files) => `${site}/${files}`);
const standard = [/^:/, /^bs-/]; // rules for any element, and names that Bootstrap puts together
for (const { css: kept, file = "" } of await new PurgeCSS().purge({ content, css, safelist: { standard } }))
  await writeFile(file, kept);
