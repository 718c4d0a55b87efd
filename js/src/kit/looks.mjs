// How the parts of a drawing look: the one list from which the build makes the style sheet of pages and kernels, and a
// still its attributes.

import palette from "../../../src/adadelta/static/palette.json" with { type: "json" };

/** @typedef {Record<string, string | number>} Look attributes of SVG, which are properties of CSS as well; "--name" is a color of the palette */

/** @type {Record<string, { color: string, dash: number[] }>} */
const methods = palette.methods;

/**
 * Each part by its tag, its classes, or what it lies in and these; what comes later overrides.
 * @type {[string, Look][]}
 */
export const LOOKS = [
  ["text", { stroke: "none", fill: "--muted" }],
  [".label", { fill: "--ink" }],
  [".axis", { stroke: "--muted", "stroke-width": 1, fill: "none" }],
  [".ticks path", { stroke: "--muted", "stroke-width": 1, fill: "none" }],
  [".grid", { stroke: "--faint", "stroke-width": 0.6 }],
  [".contours", { fill: "none", stroke: "--muted", "stroke-width": 0.6, opacity: 0.7 }],
  [".dots", { stroke: "--muted", opacity: 0.75 }],
  [".gradient", { stroke: "--gradient" }],
  [".step", { stroke: "--step" }],
  [".hole", { stroke: "--paper" }],
  [".bars", { stroke: "none", fill: "--gradient" }],
  [".weights", { stroke: "none", fill: "--gradient" }],
  [".bars.step", { fill: "--step" }],
  [".bars.muted", { fill: "--muted" }],
  ...Object.entries(methods).map(([name, { color, dash }]) => /** @type {[string, Look]} */ ([
    `.${name}`, { stroke: color.startsWith("#") ? color : `--${color}`, "stroke-dasharray": dash.join(" ") || "none" },
  ])),
  [".own", { stroke: "--ink", "stroke-dasharray": "1 3" }],
  [".minimum", { "font-size": "18px" }],
  [".marker", { fill: "--paper", "stroke-dasharray": "none" }],
  [".here", { "stroke-dasharray": "none" }],
  [".words text", { stroke: "--paper", "stroke-width": 4, "stroke-linejoin": "round", "paint-order": "stroke", "stroke-dasharray": "none", fill: "--ink" }],
  [".mark", { stroke: "--ink", "stroke-width": 1.2, "stroke-dasharray": "5 4" }],
  [".mean", { stroke: "--muted", "stroke-width": 1.5, "stroke-dasharray": "2 3" }],
  [".extreme", { stroke: "--ink", "stroke-width": 1.2 }],
  [".thin", { "stroke-width": 0.8 }],
  [".dashed", { "stroke-dasharray": "5 4" }],
  [".ghost", { stroke: "--muted", "stroke-width": 1.5, "stroke-dasharray": "none", opacity: 0.45 }],
  [".words .soft", { fill: "--muted" }],
  ...Object.entries(methods).filter(([, { color }]) => color.startsWith("#")).map(([name]) => /** @type {[string, Look]} */ ([`.words .${name}`, { fill: `--${name}-text` }])),
  [".words .gradient", { fill: "--gradient" }],
  [".words .step", { fill: "--step" }],
  [".time", { stroke: "--muted", "stroke-width": 1, "stroke-dasharray": "2 3" }],
];
