// A panel: two scales, axes with readable ticks, and marks that are given in the data's own numbers.

import palette from "../../../src/adadelta/static/palette.json" with { type: "json" };
import { svg } from "./dom.mjs";
import { format, shown } from "./numbers.mjs";
import { scale } from "./scale.mjs";

/**
 * @typedef {object} AxisSpec
 * @property {[number, number]} domain
 * @property {string} label
 * @property {boolean} [log]
 * @property {number[]} [ticks] where they stand, if not at round numbers
 */
/** @typedef {import("./dom.mjs").Drawing["attributes"]} Attributes */
/** @typedef {[number, number]} Point */
/** @typedef {{ at: Point, text: string, class?: string }} Label */
/** @typedef {ReturnType<typeof panel>} Panel */

const MARGIN = { top: 24, right: 16, bottom: 38, left: 50 };
const LINE = 16; // px from one line of words to the next
const LETTER = 7.1; // px: the width of a letter of 13 px, on average; a little more than most
/** Where the words for a point can go: across and up in px, and which end of them is there. @type {[number, number, "start" | "middle" | "end"][]} */
const ASIDE = [[8, 5, "start"], [0, -11, "middle"], [0, 20, "middle"], [-8, 5, "end"], [8, -9, "start"], [8, 19, "start"], [-8, -9, "end"], [-8, 19, "end"], [0, -26, "middle"], [0, 36, "middle"], [10, -26, "start"], [-10, -26, "end"], [10, 36, "start"], [-10, 36, "end"]];

/** @typedef {{ left: number, right: number, top: number, bottom: number, text: string }} Box of words, in px */

/**
 * @param {object} spec
 * @param {number} spec.width in px
 * @param {number} spec.height in px
 * @param {AxisSpec} spec.x
 * @param {AxisSpec} spec.y
 * @param {string} spec.alt what the panel shows, for those who do not see it
 * @param {number} [spec.right] px at the right for labels where lines end
 */
export function panel({ width, height, x: xAxis, y: yAxis, alt, right: room = MARGIN.right }) {
  const [left, right, top, bottom] = [MARGIN.left, width - room, MARGIN.top, height - MARGIN.bottom];
  const x = scale(xAxis.domain, [left, right], xAxis.log);
  const y = scale(yAxis.domain, [bottom, top], yAxis.log);
  const [wide, high] = [Math.max(1, right - left + 5), bottom - top + 11];
  // A drawing within the drawing cuts off what leaves the axes.
  const marks = svg("svg", { x: left, y: top - 6, width: wide, height: high, viewBox: `${left} ${top - 6} ${wide} ${high}` });
  const ends = svg("g");
  const words = svg("g", { class: "words" });
  /** Lines that words are to keep clear of, in px. @type {Point[][]} */
  const lines = [];
  /** @type {Box[]} */
  const boxes = [];
  const place = (/** @type {Point} */ p) => /** @type {Point} */ ([x(p[0]), y(p[1])]);
  /** Whether a line goes through a box, where lines are seen. @param {Box} box */
  const struck = (box) => {
    const seen = { ...box, left: Math.max(box.left, left), right: Math.min(box.right, left + wide), top: Math.max(box.top, top - 6), bottom: Math.min(box.bottom, top - 6 + high) };
    return seen.left < seen.right && seen.top < seen.bottom && lines.some((line) => crosses(line, seen));
  };
  const write = (/** @type {string} */ text, /** @type {Point} */ [px, py], /** @type {"start" | "middle" | "end"} */ anchor, /** @type {Attributes} */ attributes = {}) => {
    boxes.push(boxOf(text, [px, py], anchor));
    words.children.push(svg("text", { x: tenth(px), y: tenth(py), ...(anchor === "start" ? {} : { "text-anchor": anchor }), ...attributes }, text));
  };
  const drawing = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": alt },
    axis(xAxis, x, right - left, 48, (value) => {
      const at = tenth(x(value));
      return [svg("path", { d: `M${at} ${bottom}v4` }), svg("text", { x: at, y: bottom + 17, "text-anchor": "middle" }, shown(value))];
    }),
    axis(yAxis, y, bottom - top, 26, (value) => {
      const at = y(value);
      return [svg("path", { d: `M${left} ${tenth(at)}H${right}`, class: "grid" }), svg("text", { x: left - 6, y: tenth(at + 4), "text-anchor": "end" }, Math.abs(value) < 1e5 ? shown(value) : format(value, 2))];
    }),
    svg("path", { d: `M${left} ${bottom}H${right}`, class: "axis" }),
    svg("text", { x: (left + right) / 2, y: height - 4, "text-anchor": "middle", class: "label" }, xAxis.label),
    svg("text", { x: 2, y: 13, class: "label" }, yAxis.label),
    marks, ends, words);
  boxes.push(boxOf(yAxis.label, [2, 13], "start"));
  return {
    drawing, x, y, width, height, boxes, struck,
    /** Straight lines through the points; one that the axes have no place for interrupts them, and one less than half a pixel from the last is passed over. @param {Point[]} points @param {Attributes} [attributes] */
    line(points, attributes = {}) {
      const placed = points.map(place);
      lines.push(thinned(placed));
      marks.children.push(svg("path", { d: straight(placed), fill: "none", ...attributes }));
    },
    /** A line where time is. @param {number} at */
    time(at) {
      const px = Math.min(right, Math.max(left, x(at) || left));
      lines.push([[px, bottom], [px, top]]);
      marks.children.push(svg("path", { d: `M${tenth(px)} ${bottom}V${top}`, class: "time" }));
    },
    /** A dot for each point. @param {Point[]} points @param {number} r @param {Attributes} [attributes] */
    dots(points, r, attributes = {}) {
      // One path of zero-length round strokes: hundreds of dots cost one element.
      const near = points.map(place).filter((p) => Math.abs(p[0]) < FAR && Math.abs(p[1]) < FAR);
      const d = near.map(([px, py]) => `M${px.toFixed(1)} ${py.toFixed(1)}h0`).join("");
      marks.children.push(svg("path", { d, fill: "none", "stroke-linecap": "round", "stroke-width": 2 * r, ...attributes }));
    },
    /** Bars from zero, as wide as one unit less a gap. @param {Point[]} points @param {Attributes} [attributes] @param {number} [wide] in units */
    bars(points, attributes = {}, wide = 0.8) {
      const half = Math.max(0.5, ((x(1) - x(0)) * wide) / 2);
      const zero = yAxis.log ? bottom : y(0);
      for (const p of points) lines.push([[x(p[0]), zero], place(p)]);
      const d = points.map((p) => `M${(x(p[0]) - half).toFixed(1)} ${zero.toFixed(1)}V${y(p[1]).toFixed(1)}h${(2 * half).toFixed(1)}V${zero.toFixed(1)}z`).join("");
      marks.children.push(svg("path", { d, ...attributes }));
    },
    /** Lines of equal value, from `levelLines`. @param {string} d */
    contours(d) {
      marks.children.unshift(svg("path", { d, class: "contours" }));
    },
    /** A method's marker. @param {Point} point @param {string} method its class; the shape is the palette's */
    marker(point, method) {
      const [px, py] = place(point);
      if (px > left - 1 && px < right + 1 && py > top - 1 && py < bottom + 1) { // whole, where the window's edge would halve it
        ends.children.push(svg("path", { d: SHAPES[looks[method]?.marker ?? "o"], transform: `translate(${px.toFixed(1)} ${py.toFixed(1)})`, class: `marker ${method}` }));
      }
    },
    /** Words at a point: where they cross no line and no other words, as near as can be. Draw all lines first. @param {Point} point @param {string} text @param {Attributes} [attributes] @returns {boolean} whether there was such a place */
    text(point, text, attributes = {}) {
      const at = place(point);
      if (!at.every(Number.isFinite)) return false;
      const fits = (/** @type {Box} */ box) => box.left > left - 4 && box.right < width && box.top > top - 12 && box.bottom < bottom + 2;
      for (const [dx, dy, anchor] of [...ASIDE, ...around()]) {
        const box = boxOf(text, [at[0] + dx, at[1] + dy], anchor);
        if (fits(box) && !boxes.some((other) => overlap(box, other)) && !struck(box)) {
          write(text, [at[0] + dx, at[1] + dy], anchor, attributes);
          return true;
        }
      }
      return false; // no room: better no words than words struck through
    },
    /** Words in the line above the picture, at its right end, if there is room for them. @param {string} text @param {Attributes} [attributes] */
    caption(text, attributes = {}) {
      const box = boxOf(text, [right, 13], "end");
      if (!boxes.some((other) => overlap(box, other))) write(text, [right, 13], "end", attributes);
    },
    /** Labels to the right of where lines end, moved apart where they would overlap. @param {Label[]} labels */
    labels(labels) {
      const placed = labels.map(({ at, ...label }) => ({ ...label, px: x(at[0]), py: Math.min(bottom - 2, Math.max(top, y(at[1]) || bottom)) }))
        .sort((a, b) => a.py - b.py);
      placed.forEach((label, i) => { if (i > 0) label.py = Math.max(label.py, placed[i - 1].py + LINE); });
      for (let i = placed.length - 1, low = bottom - 2; i >= 0; i--, low -= LINE) placed[i].py = Math.min(placed[i].py, low);
      for (const { py, text, class: look } of placed) write(text, [right + 8, py + 4], "start", { class: look });
    },
  };
}

/** Where words can go when no place near is free, outward. @returns {[number, number, "start" | "end"][]} */
const around = () => [50, 90, 140, 200].flatMap((far) => /** @type {[number, number, "start" | "end"][]} */ (
  [[far, -far / 2, "start"], [far, far / 2, "start"], [-far, -far / 2, "end"], [-far, far / 2, "end"], [0, -far / 1.5, "start"], [0, far / 1.5, "start"]]));

/** What words cover. @param {string} text @param {Point} at @param {"start" | "middle" | "end"} anchor @returns {Box} */
function boxOf(text, [px, py], anchor) {
  const long = LETTER * text.length;
  const start = anchor === "start" ? px : anchor === "end" ? px - long : px - long / 2;
  return { left: start, right: start + long, top: py - 11, bottom: py + 4, text };
}

/** A line without what is nearer than two px to the last point kept. @param {Point[]} points */
function thinned(points) {
  /** @type {Point[]} */ const kept = [];
  for (const p of points) {
    const last = kept[kept.length - 1];
    if (!last || !(Math.abs(p[0] - last[0]) + Math.abs(p[1] - last[1]) < 2)) kept.push(p);
  }
  return kept;
}

/** @param {Box} a @param {Box} b */
export const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** Whether a line through points goes through a box. @param {Point[]} line @param {Box} box */
function crosses(line, { left, right, top, bottom }) {
  for (let i = line.length - 1; i >= 0; i--) {
    const [x1, y1] = line[i];
    const [x0, y0] = line[Math.max(0, i - 1)];
    if (!Number.isFinite(x0 + x1 + y0 + y1) || Math.max(x0, x1) < left || Math.min(x0, x1) > right || Math.max(y0, y1) < top || Math.min(y0, y1) > bottom) continue;
    let [from, to] = [0, 1];
    for (const [start, length, low, high] of [[x0, x1 - x0, left, right], [y0, y1 - y0, top, bottom]]) {
      if (length === 0) continue;
      const [enter, leave] = [(low - start) / length, (high - start) / length].sort((p, q) => p - q);
      [from, to] = [Math.max(from, enter), Math.min(to, leave)];
    }
    if (from <= to) return true;
  }
  return false;
}

/** @type {Record<string, { marker: string }>} */
const looks = palette.methods;
/** The palette's markers, 8 px wide, around the origin. @type {Record<string, string>} */
const SHAPES = {
  o: "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z", s: "M-4 -4h8v8h-8z", "^": "M0 -5l5 9h-10z", D: "M0 -5l5 5l-5 5l-5 -5z", v: "M0 5l5 -9h-10z",
};

/**
 * @param {AxisSpec} spec
 * @param {import("./scale.mjs").Scale} s
 * @param {number} length in px
 * @param {number} room px for a tick
 * @param {(value: number) => import("./dom.mjs").Drawing[]} tick
 */
const axis = (spec, s, length, room, tick) =>
  svg("g", { class: "ticks" }, ...(spec.ticks ?? (spec.log ? logTicks(spec.domain, length, room) : s.ticks(length / (room + 16)))).flatMap(tick));

/**
 * Ticks at 1 (and 3, where there is room) times the powers of ten.
 * @param {[number, number]} domain
 * @param {number} length in px
 * @param {number} [room] px for a tick
 */
export function logTicks([low, high], length, room = 40) {
  const decades = Math.log10(high) - Math.log10(low);
  const steps = length / decades > 110 ? [1, 3] : [1];
  const every = Math.max(1, Math.ceil((decades * room) / length));
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    if (power % every) continue;
    for (const step of steps) {
      const value = Number(`${step}e${power}`);
      if (value >= low && value <= high && (step === 1 || value >= 1e-3)) ticks.push(value); // the words of the others are too long
    }
  }
  return ticks;
}

/** Rounded to a tenth; many times quicker than toFixed. @param {number} px */
const tenth = (px) => Math.round(px * 10) / 10;
const FAR = 1e3; // px: what lies further out is not drawn, for SVG knows no large numbers, and long dashed lines take long

/**
 * SVG path of straight lines through points in px. Each stays on its own line however far out its ends are.
 * @param {Point[]} points
 */
export function straight(points) {
  let d = "";
  /** @type {Point | undefined} */ let last;
  let joined = false; // whether the path written so far ends at `last`
  for (let i = 0; i < points.length; i++) {
    const point = points[i];
    if (!Number.isFinite(point[0]) || !Number.isFinite(point[1])) last = undefined;
    else if (!last || i === points.length - 1 || Math.abs(point[0] - last[0]) >= 0.5 || Math.abs(point[1] - last[1]) >= 0.5) {
      const ends = last && within(last, point);
      if (ends) d += `${joined && ends[0] === last ? "" : `M${tenth(ends[0][0])} ${tenth(ends[0][1])}`}L${tenth(ends[1][0])} ${tenth(ends[1][1])}`;
      joined = Boolean(ends && ends[1] === point);
      last = point;
    }
  }
  return d;
}

/**
 * The part of a straight line that is not further out than FAR, if any (Liang and Barsky's way).
 * @param {Point} a
 * @param {Point} b
 * @returns {[Point, Point] | undefined}
 */
function within(a, b) {
  if (Math.max(Math.abs(a[0]), Math.abs(a[1]), Math.abs(b[0]), Math.abs(b[1])) <= FAR) return [a, b];
  let [from, to] = [0, 1];
  for (const i of /** @type {const} */ ([0, 1])) {
    const length = b[i] - a[i];
    const [enter, leave] = [-FAR, FAR].map((edge) => (edge - a[i]) / length).sort((p, q) => p - q);
    if (length === 0 ? Math.abs(a[i]) > FAR : leave < from || enter > to) return undefined;
    if (length !== 0) [from, to] = [Math.max(from, enter), Math.min(to, leave)];
  }
  const near = (/** @type {number} */ px) => Math.max(-FAR, Math.min(FAR, px)); // what is left of rounding, where the ends are huge
  const at = (/** @type {number} */ part) => /** @type {Point} */ ([near(a[0] + part * (b[0] - a[0])), near(a[1] + part * (b[1] - a[1]))]);
  return from <= to ? [from === 0 ? a : at(from), to === 1 ? b : at(to)] : undefined;
}

/** Which edges of a cell a line joins, below 0, right 1, above 2, left 3, by the corners that are higher: 1, 2, 4, 8 anticlockwise from below left. */
const JOINED = [[], [3, 0], [0, 1], [3, 1], [1, 2], [3, 0, 1, 2], [0, 2], [3, 2], [3, 2], [0, 2], [0, 1, 3, 2], [1, 2], [3, 1], [0, 1], [3, 0], []];

/**
 * SVG path of the lines along which a function has one of the given values, by marching squares.
 * @param {(x: number, y: number) => number} f
 * @param {{ x: import("./scale.mjs").Scale, y: import("./scale.mjs").Scale }} scales a panel's, linear
 * @param {number[]} levels
 * @param {number} [n] points of the grid each way
 */
export function levelLines(f, { x, y }, levels, n = 72) {
  const along = (/** @type {[number, number]} */ [from, to], /** @type {number} */ i) => from + (i / (n - 1)) * (to - from);
  const values = Array.from({ length: n * n }, (_, k) => f(along(x.domain, k % n), along(y.domain, Math.floor(k / n))));
  return levels.map((level) => {
    // A crossing of the line is on the edge to the right of point k, 2k, or above it, 2k + 1; each has one neighbor or two.
    /** @type {Map<number, number[]>} */
    const next = new Map();
    const join = (/** @type {number} */ a, /** @type {number} */ b) => void next.set(a, [...(next.get(a) ?? []), b]);
    for (let k = 0; k < n * (n - 1); k++) {
      if (k % n === n - 1) continue;
      const edges = [2 * k, 2 * k + 3, 2 * (k + n), 2 * k + 1];
      const ways = JOINED[[k, k + 1, k + n + 1, k + n].reduce((bits, corner, i) => bits + (values[corner] > level ? 2 ** i : 0), 0)];
      for (let i = 0; i < ways.length; i += 2) {
        join(edges[ways[i]], edges[ways[i + 1]]);
        join(edges[ways[i + 1]], edges[ways[i]]);
      }
    }
    const point = (/** @type {number} */ edge) => {
      const [k, up] = [edge >> 1, edge & 1];
      const part = (level - values[k]) / (values[k + (up ? n : 1)] - values[k]);
      return `${tenth(along(x.range, (k % n) + (up ? 0 : part)))} ${tenth(along(y.range, Math.floor(k / n) + (up ? part : 0)))}`;
    };
    const seen = new Set();
    let d = "";
    for (const [start] of [...next].sort(([, a], [, b]) => a.length - b.length)) { // open lines from their ends, then closed ones
      if (seen.has(start)) continue;
      /** @type {number | undefined} */ let edge = start;
      let last = start;
      for (let sign = "M"; edge !== undefined; sign = "L") {
        d += sign + point(edge);
        seen.add(edge);
        last = edge;
        edge = next.get(edge)?.find((other) => !seen.has(other));
      }
      if (last !== start && next.get(last)?.includes(start)) d += `L${point(start)}`;
    }
    return d;
  }).join("");
}
