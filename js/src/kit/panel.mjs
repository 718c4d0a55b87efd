// A panel: two scales, axes with readable ticks, and marks that are given in the data's own numbers.

import { scaleLinear, scaleLog } from "d3-scale";
import { line } from "d3-shape";
import { svg } from "./dom.mjs";
import { setting } from "./numbers.mjs";

/**
 * @typedef {object} AxisSpec
 * @property {[number, number]} domain
 * @property {string} label
 * @property {boolean} [log]
 */
/** @typedef {import("./dom.mjs").Attributes} Attributes */

const MARGIN = { top: 26, right: 14, bottom: 38, left: 46 };

/**
 * @param {object} spec
 * @param {number} spec.width in px
 * @param {number} spec.height in px
 * @param {AxisSpec} spec.x
 * @param {AxisSpec} spec.y
 * @param {string} spec.alt what the panel shows, for those who do not see it
 */
export function panel({ width, height, x: xAxis, y: yAxis, alt }) {
  const [left, right, top, bottom] = [MARGIN.left, width - MARGIN.right, MARGIN.top, height - MARGIN.bottom];
  const x = scale(xAxis).range([left, right]);
  const y = scale(yAxis).range([bottom, top]);
  const clip = `clip-${(clips = (clips + 1) % 1e6)}`;
  const marks = svg("g", { "clip-path": `url(#${clip})` });
  const words = svg("g", { class: "words" });
  const element = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": alt },
    svg("clipPath", { id: clip }, svg("rect", { x: left, y: top - 6, width: right - left, height: bottom - top + 7 })),
    axis(xAxis, x, width, (value) => {
      const at = x(value);
      return [svg("path", { d: `M${at} ${bottom}v4` }), svg("text", { x: at, y: bottom + 16, "text-anchor": "middle" }, setting(value))];
    }),
    axis(yAxis, y, height, (value) => {
      const at = y(value);
      return [svg("path", { d: `M${left} ${at}H${right}`, class: "grid" }), svg("text", { x: left - 6, y: at + 4, "text-anchor": "end" }, setting(value))];
    }),
    svg("path", { d: `M${left} ${bottom}H${right}`, class: "axis" }),
    svg("text", { x: (left + right) / 2, y: height - 6, "text-anchor": "middle", class: "label" }, xAxis.label),
    svg("text", { x: 2, y: 13, class: "label" }, yAxis.label),
    marks, words);
  return {
    element, x, y, width,
    /** Straight lines through the points. @param {[number, number][]} points @param {Attributes} [attributes] */
    line(points, attributes = {}) {
      const d = line((/** @type {[number, number]} */ p) => x(p[0]), (p) => y(p[1])).digits(1)(points) ?? "";
      marks.append(svg("path", { d, fill: "none", ...attributes }));
    },
    /** A dot for each point. @param {[number, number][]} points @param {number} r @param {Attributes} [attributes] */
    dots(points, r, attributes = {}) {
      // One path of zero-length round strokes: hundreds of dots cost one element.
      const d = points.map((p) => `M${x(p[0]).toFixed(1)} ${y(p[1]).toFixed(1)}h0`).join("");
      marks.append(svg("path", { d, fill: "none", "stroke-linecap": "round", "stroke-width": 2 * r, ...attributes }));
    },
    /** Bars from zero, as wide as one unit less a gap. @param {[number, number][]} points @param {Attributes} [attributes] */
    bars(points, attributes = {}) {
      const half = Math.max(0.5, (x(1) - x(0)) * 0.4);
      const d = points.map((p) => `M${(x(p[0]) - half).toFixed(1)} ${bottom}V${y(p[1]).toFixed(1)}h${(2 * half).toFixed(1)}V${bottom}z`).join("");
      marks.append(svg("path", { d, ...attributes }));
    },
    /** Words at a point, kept inside the panel. @param {[number, number]} point @param {string} text @param {Attributes} [attributes] */
    text(point, text, attributes = {}) {
      words.append(svg("text", { x: x(point[0]), y: y(point[1]), ...attributes }, text));
    },
  };
}

let clips = 0;

/** @param {AxisSpec} spec */
const scale = (spec) => (spec.log ? scaleLog() : scaleLinear()).domain(spec.domain);

/**
 * @param {AxisSpec} spec
 * @param {ReturnType<typeof scale>} s
 * @param {number} length in px
 * @param {(value: number) => Node[]} tick
 */
const axis = (spec, s, length, tick) =>
  svg("g", { class: "ticks" }, ...(spec.log ? logTicks(spec.domain, length) : s.ticks(length / 80)).flatMap(tick));

/**
 * Ticks at 1 (and 3, where there is room) times the powers of ten.
 * @param {[number, number]} domain
 * @param {number} length in px
 */
export function logTicks([low, high], length) {
  const decades = Math.log10(high / low);
  const steps = length / decades > 110 ? [1, 3] : [1];
  const every = Math.max(1, Math.ceil((decades * 40) / length));
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    if (power % every) continue;
    for (const step of steps) {
      const value = Number(`${step}e${power}`);
      if (value >= low && value <= high) ticks.push(value);
    }
  }
  return ticks;
}
