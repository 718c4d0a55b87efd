// A picture as a text of SVG with nothing but attributes, which every program that shows SVG understands. It needs no
// document: Node makes the stills with it, and a page what a reader saves.

import palette from "../../../src/adadelta/static/palette.json" with { type: "json" };
import { svg } from "./dom.mjs";
import { dress } from "./handles.mjs";
import { heightOf, layout } from "./layout.mjs";
import { LOOKS } from "./looks.mjs";

/** @typedef {import("./dom.mjs").Drawing} Drawing */

const LONG = 1200; // characters

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

/**
 * The text of a drawing, its looks as attributes.
 * @param {Drawing | string} drawing
 * @param {Record<string, string>} colors
 * @param {string[]} [within]
 * @returns {string}
 */
function write(drawing, colors, within = []) {
  if (typeof drawing === "string") return escape(drawing);
  const { class: _, role, "aria-label": label, ...own } = drawing.attributes;
  const looks = LOOKS.filter(([part]) => is(part, drawing, within)).map(([, look]) => look);
  const all = Object.assign({}, own, ...looks);
  if (String(all.d).length > LONG) all.d = coarse(String(all.d));
  if (all.d === "" || drawing.tag === "g" && drawing.children.length === 0) return "";
  if (all["stroke-dasharray"] === "none") delete all["stroke-dasharray"];
  const plain = (/** @type {unknown} */ value) => String(value).replace(/^--(.*)/, (_, name) => colors[name]);
  const attributes = Object.entries(all).filter(([, value]) => value !== undefined).map(([name, value]) => ` ${name}="${escape(plain(value))}"`).join("");
  const inner = drawing.children.map((child) => write(child, colors, [...within, ...classes(drawing)])).join("");
  return `<${drawing.tag}${attributes}${inner ? `>${inner}</${drawing.tag}>` : "/>"}`;
}

/** A long path in whole pixels, each from the last and not next to it: a still is small, and its line is two wide. @param {string} d */
function coarse(d) {
  let [x, y] = [0, 0];
  return d.replace(/([ML])(-?[\d.]+) (-?[\d.]+)(?=(L?))/g, (_, kind, toX, toY, more) => {
    const [dx, dy] = [Math.round(toX) - x, Math.round(toY) - y];
    if (kind === "L" && Math.max(Math.abs(dx), Math.abs(dy)) < (more ? 2 : 1)) return "";
    [x, y] = [x + dx, y + dy];
    return kind === "M" ? `M${x} ${y}` : `l${dx}${dy < 0 ? "" : " "}${dy}`;
  });
}

/** @param {string} text */
const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

/**
 * An idea's picture in one state.
 * @param {import("./explorable.mjs").Idea} idea
 * @param {Record<string, any>} state
 * @param {any} result
 * @param {number} width in px
 * @param {"light" | "dark"} theme
 * @returns {{ svg: string, width: number, height: number, alt: string }} `alt` is what its panels show, for those who do not see it
 */
export function picture(idea, state, result, width, theme) {
  const places = layout(idea, width);
  const height = heightOf(places);
  const panels = idea.draw(state, result, places);
  for (const { panel, at } of dress(idea, state, result, panels)) {
    const { x, y, drawing } = panels[panel];
    drawing.children.push(svg("circle", { cx: x(at[0]).toFixed(1), cy: y(at[1]).toFixed(1), r: 6, stroke: "--ink", "stroke-width": 3, fill: "--paper" }));
  }
  const placed = panels.map(({ drawing }, i) => ({ ...drawing, attributes: { ...drawing.attributes, x: places[i].x, y: places[i].y } }));
  return {
    svg: write(svg("svg", { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}`, "stroke-width": 2, "stroke-linejoin": "round", "font-family": "system-ui, sans-serif", "font-size": 13 },
      svg("rect", { width, height, fill: "--paper" }), ...placed), palette[theme]),
    width, height, alt: panels.map(({ drawing }) => drawing.attributes["aria-label"]).join(" "),
  };
}
