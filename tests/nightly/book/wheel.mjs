// Unpacks wheels in Pyodide's core, which runs in Node as it runs in a browser, and prints what a program there returns:
// node wheel.mjs PROGRAM WHEEL ...

import { readFile } from "node:fs/promises";
import { loadPyodide } from "../../../js/node_modules/pyodide/pyodide.mjs";

const [program, ...wheels] = process.argv.slice(2);
const pyodide = await loadPyodide();
try {
  for (const wheel of wheels) pyodide.unpackArchive(new Uint8Array(await readFile(wheel)), "wheel");
  console.log(await pyodide.runPythonAsync(program));
} catch (error) {
  console.error(error.message); // not its trace, which begins with a megabyte of Pyodide's own program
  process.exitCode = 1;
}
