// Sets equations: reads a JSON list of [LaTeX, displayed?] and writes one of HTML, or of { error } where one is wrong.

import { readFileSync } from "node:fs";
import katex from "katex";

const options = {
  trust: true, // else \htmlClass is refused
  strict: false, // else it is warned of
  macros: { "\\epsilon": "\\varepsilon" }, // the letter of the text, where LaTeX's own looks like another
};
const set = ([latex, displayMode]) => {
  try {
    return katex.renderToString(latex, { ...options, displayMode });
  } catch (error) {
    return { error: String(error) };
  }
};
process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(set)));
