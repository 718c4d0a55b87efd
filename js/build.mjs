// Bundles the explorables into src/adadelta/static (or the folder that is named): `npm run build`.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { minify } from "terser";
import { LOOKS } from "./src/kit/looks.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const committed = path.join(here, "../src/adadelta/static");
const out = process.argv[2] ?? committed;
await mkdir(out, { recursive: true });

// esbuild bundles; terser makes the bundle smaller than esbuild can.
const options = { absWorkingDir: here, bundle: true, write: /** @type {false} */ (false), target: "es2022", charset: /** @type {const} */ ("utf8") };
for (const [entry, format, name] of /** @type {const} */ ([["kernel", "esm", "explorables.mjs"], ["page", "iife", "explorables.js"]])) {
  const { outputFiles: [bundle] } = await build({ ...options, entryPoints: [`src/${entry}.mjs`], format });
  const { code } = await minify(bundle.text, { ecma: 2020, module: format === "esm", compress: { passes: 2 } });
  await writeFile(path.join(out, name), `${code}\n`);
}

// The palette reaches the style sheet as custom properties; each home says which theme it is in.
const palette = JSON.parse(await readFile(path.join(committed, "palette.json"), "utf8"));
const shades = (/** @type {Record<string, string>} */ theme) => Object.entries(theme).map(([name, color]) => `--${name}:${color}`).join(";");
const entries = /** @type {[string, { color: string, dash: number[] }][]} */ (Object.entries(palette.methods));
const methods = entries.map(([name, { color }]) => `--${name}:${color.startsWith("#") ? color : `var(--${color})`}`).join(";");
const value = (/** @type {string | number} */ look) => String(look).replace(/^--.*/, "var($&)");
const looks = LOOKS.map(([part, look]) => `.explorable-live svg :where(${part}){${Object.entries(look).map(([name, to]) => `${name}:${value(to)}`).join(";")}}`).join("\n");
// The numbers of a sentence, and a slider, have the color of what they name.
const inks = [...entries.map(([name, { color }]) => [name, `--${name}`, color.startsWith("#") ? `--${name}-text` : `--${color}`]), ...["gradient", "step"].map((name) => [name, `--${name}`, `--${name}`])]
  .map(([name, line, text]) => `.explorable-live :is(b, .chip).${name}{color:var(${text})}.explorable-live .slider.${name}{--own:var(${line});--own-text:var(${text})}`).join("\n");
const parts = ".explorable,.explorable-live";
const dark = 'html[data-theme="dark"],body[data-jp-theme-light="false"]';
const classes = entries.map(([name]) => `.${name}`).join(", ");
const style = (await readFile(path.join(here, "src/kit/style.css"), "utf8")).replaceAll(".METHODS", classes);
await writeFile(path.join(out, "explorables.css"), `/* Made by js/build.mjs from palette.json and style.css. */
:is(${parts}){${shades(palette.light)};${methods}}
:is(${dark}) :is(${parts}){${shades(palette.dark)}}
.explorable-live svg text{font:13px system-ui,sans-serif}
${inks}
${looks}
${style}`);
