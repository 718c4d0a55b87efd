// Home 3, paper, GitHub, and pages without JavaScript: a small SVG of the same drawing, with nothing but attributes, which
// every program that shows SVG understands. It needs no document: Node makes it.

import palette from "../../src/adadelta/static/palette.json" with { type: "json" };
import { explorables } from "./explorables.mjs";
import { svg } from "./kit/dom.mjs";
import { GAP, ROW } from "./kit/explorable.mjs";
import { LOOKS } from "./kit/looks.mjs";

/** @typedef {import("./kit/dom.mjs").Drawing} Drawing */
/** @typedef {import("./kit/explorable.mjs").State} State */
/** @typedef {import("./kit/explorable.mjs").Table} Table */
/** @typedef {import("./kit/explorable.mjs").Idea & { results?: (state: State, result: any) => Record<string, string> }} Idea */
/**
 * @typedef {object} Still
 * @property {string} svg
 * @property {number} width px
 * @property {number} height px
 * @property {string} alt what its panels show, for those who do not see it
 * @property {string} sentence
 * @property {Table} table
 * @property {Record<string, string>} results single results by name
 */

const LONG = 2000; // characters
const WIDTH = 704, HEIGHT = 270; // px: of all panels of a row, as on a page, and of a row
/** @type {Record<string, string>} */
const light = palette.light;
const plain = (/** @type {string | number} */ value) => String(value).replace(/^--(.*)/, (_, name) => light[name]);

/** @param {Drawing} drawing */
const classes = ({ attributes }) => String(attributes.class ?? "").split(" ");

/**
 * Whether one of `LOOKS` is that of a drawing within others.
 * @param {string} part
 * @param {Drawing} drawing
 * @param {string[]} within the classes of what it lies in
 */
function is(part, drawing, within) {
  const [own, outer] = part.split(" ").reverse();
  const [tag, ...names] = own.split(".");
  return (!outer || within.includes(outer.slice(1))) && (!tag || tag === drawing.tag) && names.every((name) => classes(drawing).includes(name));
}

/** What `style` sets. @param {string} style @returns {[string, string][]} */
const declared = (style) => style.split(";").filter((text) => text.includes(":")).map((text) => {
  const [name, value] = text.split(":").map((word) => word.trim());
  return [name, value.replace(/^var\((.*)\)$/, "$1")];
});

/**
 * The text of a drawing, its looks as attributes.
 * @param {Drawing | string} drawing
 * @param {string[]} [within]
 * @returns {string}
 */
function write(drawing, within = []) {
  if (typeof drawing === "string") return escape(drawing);
  const { class: _, style, role, "aria-label": label, ...own } = drawing.attributes;
  const looks = LOOKS.filter(([part]) => is(part, drawing, within)).map(([, look]) => look);
  const all = Object.assign({}, own, ...looks, Object.fromEntries(declared(String(style ?? ""))));
  if (String(all.d).length > LONG) all.d = coarse(String(all.d));
  if (all.d === "" || drawing.tag === "g" && drawing.children.length === 0) return "";
  if (all["stroke-dasharray"] === "none") delete all["stroke-dasharray"];
  const attributes = Object.entries(all).filter(([, value]) => value !== undefined).map(([name, value]) => ` ${name}="${escape(plain(value))}"`).join("");
  const inside = drawing.children.map((child) => write(child, [...within, ...classes(drawing)])).join("");
  return `<${drawing.tag}${attributes}${inside ? `>${inside}</${drawing.tag}>` : "/>"}`;
}

/** A long path in whole pixels: a still is small, and its line is two wide. @param {string} d */
const coarse = (d) => d.replace(/-?[\d.]+/g, (number) => String(Math.round(Number(number)))).replace(/(L[^ML]+)\1+/g, "$1");

/** @param {string} text */
const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

/**
 * An explorable in one state: drawn, said and listed.
 * @param {string} name
 * @param {State} state
 * @returns {Still}
 */
export function still(name, state) {
  const idea = /** @type {Idea} */ (explorables[name]);
  const result = idea.compute(state);
  return { ...picture(idea, state, result), sentence: idea.sentence(state, result), table: idea.table(state, result), results: idea.results?.(state, result) ?? {} };
}

/**
 * The panels in rows, with a mark for each handle.
 * @param {Idea} idea
 * @param {State} state
 * @param {any} result
 */
function picture(idea, state, result) {
  const columns = idea.columns ?? 2;
  const panels = idea.draw(state, result, { width: Math.floor((WIDTH - GAP * (columns - 1)) / columns), height: HEIGHT });
  const rows = Math.ceil(panels.length / columns);
  const height = rows * HEIGHT + (rows - 1) * ROW;
  for (const { panel, at } of idea.handles?.(state, result) ?? []) {
    const { x, y, drawing } = panels[panel];
    drawing.children.push(svg("circle", { cx: x(at[0]).toFixed(1), cy: y(at[1]).toFixed(1), r: 5.5, stroke: "--ink", "stroke-width": 3, fill: "--paper" }));
  }
  const placed = panels.map(({ drawing, width }, i) =>
    ({ ...drawing, attributes: { ...drawing.attributes, x: (i % columns) * (width + GAP), y: Math.floor(i / columns) * (HEIGHT + ROW) } }));
  return {
    svg: write(svg("svg", { xmlns: "http://www.w3.org/2000/svg", width: WIDTH, height, viewBox: `0 0 ${WIDTH} ${height}`, "stroke-width": 2, "stroke-linejoin": "round", "font-family": "system-ui, sans-serif", "font-size": 12 },
      svg("rect", { width: WIDTH, height, fill: "--paper" }), ...placed)),
    width: WIDTH, height,
    alt: panels.map(({ drawing }) => drawing.attributes["aria-label"]).join(" "),
  };
}
