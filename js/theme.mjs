// Bundles the theme's script from its source: `node theme.mjs <source> <bundle>`. Left out is one of its acts, which
// measures every box that might scroll once the page has loaded, and so lays out all of it: seconds of work for a phone.
// `layout.html` does it for what is laid out. If the theme no longer has that act, this is an error.

import { readFile } from "node:fs/promises";
import { build } from "esbuild";

const [source = "", bundle = ""] = process.argv.slice(2);
const act = "addTabStopsToScrollableElements";
if (!(await readFile(source, "utf8")).includes(`window.addEventListener("load", ${act})`))
  throw new Error(`the theme has no ${act} that waits for the page: see js/theme.mjs`);

const modules = {
  "./mixin": "export const documentReady = (act) => act();", // `layout.html` loads the script when the page is ready
  "compare-versions": "export const compare = undefined, validate = undefined;", // of a menu that this book has not
  listen: `export const listen = (type, act) => act.name === "${act}" || addEventListener(type, act);`,
};
await build({
  entryPoints: [source],
  outfile: bundle,
  bundle: true,
  minify: true,
  keepNames: true,
  loader: { ".scss": "empty" },
  define: { "document.readyState": '"loading"', "window.addEventListener": "listen" },
  inject: ["listen"],
  plugins: [{
    name: "modules",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: new RegExp(`^(${Object.keys(modules).join("|")})$`) }, ({ path }) => ({ path, namespace: "book" }));
      onLoad({ filter: /./, namespace: "book" }, ({ path }) => ({ contents: modules[path] }));
    },
  }],
});
