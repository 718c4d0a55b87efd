// Root mean square: how much does one large value count?

import { numbers } from "./kit/controls.mjs";
import { fixed, format, setting } from "./kit/numbers.mjs";
import { panel } from "./kit/panel.mjs";
import { rms } from "./maths/averages.mjs";

const REACH = 10; // values lie within [-10, 10]

/** @typedef {import("./kit/panel.mjs").Point} Point */
/** @typedef {{ mean: number, size: number, rms: number, squares: number[], sizes: number[] }} Result mean, mean absolute value, root mean square; each value's share in the squares and in the absolute values, in percent */

/** @type {import("./kit/explorable.mjs").Idea} */
export const rootMeanSquare = {
  name: "Root mean square",
  question: "the sixth value is about five times as large as each of the others, and makes half of the mean absolute value. Is its part in the root mean square smaller or larger?",
  answer: "Larger. Squaring favors what is large: a value five times as large has a square 25 times as large. An outlier gets more weight in a root mean square, not less, and so the root mean square is never below the mean absolute value.",
  presets: [
    { name: "no outlier", set: { values: [1, -1, 1, 1, -1, 1] }, see: "Where all have the same size, the root mean square equals the mean absolute value and every share is the same." },
    { name: "opposite signs", set: { values: [4, -4, 2, -2, 6, -6] }, see: "The values cancel in the mean, which is zero. Neither absolute values nor squares have a sign to cancel." },
    { name: "the outlier twice as large", set: { values: [1, -0.8, 1.2, -1.1, 0.9, 10] }, see: "Its absolute value has doubled and its square is four times what it was: of the squares, hardly anything is left to the others." },
    { name: "one huge among small ones", set: { values: [0.1, -0.1, 0.2, 0.1, -0.2, 10] }, see: "The root mean square is now all but the outlier divided by √6: the other five might as well be zero." },
  ],
  controls: { values: numbers({ label: "values", name: "value", low: -REACH, high: REACH, least: 2, most: 8 }) },
  data: [],

  compute: ({ values }) => ({
    mean: sum(values) / values.length,
    size: sum(values.map(Math.abs)) / values.length,
    rms: rms(values),
    squares: shares(values.map((/** @type {number} */ v) => v * v)),
    sizes: shares(values.map(Math.abs)),
  }),

  draw({ values }, /** @type {Result} */ { mean, size, rms: root, squares, sizes }, panelSize) {
    const index = { domain: /** @type {Point} */ ([0.4, values.length + 0.6]), label: "value", ticks: values.map((/** @type {number} */ _, /** @type {number} */ i) => i + 1) };
    const points = (/** @type {number[]} */ heights, shift = 0) => heights.map((h, i) => /** @type {Point} */ ([i + 1 + shift, h]));
    const plane = panel({
      ...panelSize, right: 66, x: index, y: { domain: [-REACH - 1, REACH + 1], label: "size and sign" },
      alt: `The values ${values.map(setting).join(", ")} as bars; dashed lines at their mean, mean absolute value and root mean square.`,
    });
    plane.line([[0.4, 0], [values.length + 0.6, 0]], { class: "axis" });
    plane.bars(points(values), { class: "bars gradient", opacity: 0.55 });
    const end = values.length + 0.6;
    const lines = /** @type {[number, string, Record<string, string>][]} */ ([
      [mean, "mean", { class: "ghost" }], [size, "mean |v|", { class: "mark" }], [root, "RMS", { class: "gradient", "stroke-dasharray": "5 4" }],
    ]);
    for (const [height, , look] of lines) plane.line([[0.4, height], [end, height]], look);
    plane.labels(lines.map(([height, text]) => ({ at: [end, height], text })));

    const share = panel({
      ...panelSize, x: index, y: { domain: [0, 105], label: "share in % of", ticks: [0, 20, 40, 60, 80, 100] },
      alt: "Two bars for each value: its share in the sum of squares, and in the sum of absolute values.",
    });
    share.bars(points(squares, -0.2), { class: "bars gradient" }, 0.36);
    share.bars(points(sizes, 0.2), { class: "bars muted" }, 0.36);
    share.text([0.4, 105], "■ squares", { dx: 46, dy: -13, style: "fill: var(--gradient)" });
    share.text([0.4, 105], "■ absolute values", { dx: 114, dy: -13, style: "fill: var(--muted)" });
    return [plane, share];
  },

  handles: ({ values }) => values.map((/** @type {number} */ value, /** @type {number} */ i) => ({
    name: `value ${i + 1}`, panel: 0, at: [i + 1, value], spoken: setting(value), step: [0, 0.1], bounds: [-REACH, REACH],
    move: (/** @type {Point} */ [, height]) => ({
      values: values.map((/** @type {number} */ v, /** @type {number} */ k) => (k === i ? Math.min(REACH, Math.max(-REACH, Math.round(height * 10) / 10)) + 0 : v)),
    }),
  })),

  sentence({ values }, /** @type {Result} */ { mean, size, rms: root, squares, sizes }) {
    const means = `The mean is ${four(mean)}, the mean absolute value ${four(size)} and the root mean square ${four(root)}`;
    const abs = values.map(Math.abs);
    const most = Math.max(...abs);
    const first = abs.indexOf(most);
    if (most === 0) return `${means}: all values are 0, and there is nothing to share.`;
    const many = abs.filter((/** @type {number} */ v) => v === most).length;
    const who = many === values.length ? "all values are equally large, and each" : `value ${first + 1}, ${many > 1 ? "one of the largest" : "the largest"} in size,`;
    return `${means}; ${who} makes ${fixed(squares[first], 1)}% of the sum of squares and ${fixed(sizes[first], 1)}% of the sum of absolute values.`;
  },

  table: ({ values }, /** @type {Result} */ result) => ({
    head: ["what", "number", "% of the sum of squares", "% of the sum of absolute values"],
    rows: [
      ...values.map((/** @type {number} */ v, /** @type {number} */ i) => [`value ${i + 1}`, format(v), fixed(result.squares[i], 1), fixed(result.sizes[i], 1)]),
      ["mean", four(result.mean), "–", "–"],
      ["mean absolute value", four(result.size), "–", "–"],
      ["root mean square", four(result.rms), "–", "–"],
    ],
  }),

  python: ({ values }) => `import numpy as np
from adadelta import rms

values = np.array([${values.map(setting).join(", ")}], dtype=float)


def shares(parts):
    """Return each part of the sum in percent; of a sum of zero, nothing."""
    return (100 * parts / (parts.sum() or 1)).round(1)


for i, (value, of_squares, of_sizes) in enumerate(zip(values, shares(values**2), shares(abs(values))), start=1):
    print(f"value {i}: {value:.4g}, {of_squares:.1f}% of the squares, {of_sizes:.1f}% of the absolute values")
print(f"mean {values.mean():z.4f}, mean absolute value {abs(values).mean():.4f}, root mean square {rms(values):.4f}")
`,
};

/** @param {number[]} values */
const sum = (values) => values.reduce((a, b) => a + b, 0);

/** Each part of the sum in percent, to a tenth; of a sum of zero, nothing. @param {number[]} parts */
const shares = (parts) => {
  const total = sum(parts) || 1;
  return parts.map((part) => tenth((100 * part) / total));
};

/** To a tenth, a half to the even one, as NumPy rounds. @param {number} value */
const tenth = (value) => {
  const up = Math.round(10 * value);
  return (up - 10 * value === 0.5 && up % 2 ? up - 1 : up) / 10;
};

/** Four decimals; what a sum of tenths leaves instead of zero has no sign. @param {number} value */
const four = (value) => fixed(Math.abs(value) < 5e-5 ? 0 : value, 4);
