// Root mean square: how much does one large value count?

import all from "../../src/adadelta/static/traits.json" with { type: "json" };
import { numbers } from "./kit/controls.mjs";
import { fixed, format, setting, shown } from "./kit/numbers.mjs";
import { panel } from "./kit/panel.mjs";
import { ink } from "./kit/readout.mjs";
import { rms } from "./maths/averages.mjs";

const traits = all["root-mean-square"];
const REACH = traits.values.max;

/** @typedef {import("./kit/panel.mjs").Point} Point */
/** @typedef {{ mean: number, size: number, rms: number, squares: number[], sizes: number[] }} Result mean, mean absolute value, root mean square; each value's share of the squares and of the absolute values, in percent */

/** @type {import("./kit/explorable.mjs").Idea} */
export const rootMeanSquare = {
  name: "Root mean square",
  predict: {
    question: "The sixth value makes half of the sum of absolute values. Double it: what is its share of the squares?",
    set: { values: [1, -0.8, 1.2, -1.1, 0.9, 10] },
    answers: ["a half", "two thirds", "almost all"],
    outcome(_, to) {
      const share = to.result.squares[5];
      return { right: share < 58 ? 0 : share < 80 ? 1 : 2, words: `it makes ${fixed(share, 1)}% of the sum of squares and ${fixed(to.result.sizes[5], 1)}% of the sum of absolute values. Squaring favors what is large.` };
    },
    when: ({ values }) => values[5] === 5,
  },
  presets: [
    { name: "one outlier", set: { values: [1, -0.8, 1.2, -1.1, 0.9, 5] }, see: "The sixth value makes half of the sum of absolute values, and more than four fifths of the sum of squares." },
    { name: "no outlier", set: { values: [1, -1, 1, 1, -1, 1] }, see: "All values have the same size: the root mean square equals the mean absolute value." },
    { name: "opposite signs", set: { values: [4, -4, 2, -2, 6, -6] }, see: "The values cancel in the mean, which is zero. Absolute values and squares have no sign to cancel." },
    { name: "one among small ones", set: { values: [0.1, -0.1, 0.2, 0.1, -0.2, 10] }, see: "The root mean square is all but the outlier divided by √6: the other five might as well be zero." },
  ],
  controls: { values: numbers(traits.values, { label: "values", name: "value" }) },
  sliders: [],
  data: [],
  rows: [[3, 2]],

  compute: ({ values }) => ({
    mean: sum(values) / values.length,
    size: sum(values.map(Math.abs)) / values.length,
    rms: rms(values),
    squares: shares(values.map((/** @type {number} */ v) => v * v)),
    sizes: shares(values.map(Math.abs)),
  }),

  draw({ values }, /** @type {Result} */ { mean, size, rms: root, squares, sizes }, [first, second]) {
    const index = { domain: /** @type {Point} */ ([0.4, values.length + 0.6]), label: "value", ticks: values.map((/** @type {number} */ _, /** @type {number} */ i) => i + 1) };
    const points = (/** @type {number[]} */ heights, shift = 0) => heights.map((h, i) => /** @type {Point} */ ([i + 1 + shift, h]));
    const plane = panel({
      ...first, right: 76, x: index, y: { domain: [-REACH - 1, REACH + 1], label: "value: drag the handles" },
      alt: `The values ${values.map(shown).join(", ")} as bars; dashed lines at their mean, mean absolute value, and root mean square.`,
    });
    plane.line([[0.4, 0], [values.length + 0.6, 0]], { class: "axis" });
    plane.bars(points(values), { class: "bars gradient", opacity: 0.55 });
    const end = values.length + 0.6;
    const lines = /** @type {[number, string, Record<string, string>][]} */ ([
      [mean, "mean", { class: "mean" }], [size, "mean |v|", { class: "mark" }], [root, "RMS", { class: "gradient", "stroke-dasharray": "5 4" }],
    ]);
    for (const [height, , look] of lines) plane.line([[0.4, height], [end, height]], look);
    plane.labels(lines.map(([height, text, look]) => ({ at: [end, height], text, class: look.class === "mark" ? "" : look.class === "mean" ? "soft" : look.class })));

    const share = panel({
      ...second, x: index, y: { domain: [0, 105], label: "share in %", ticks: [0, 20, 40, 60, 80, 100] },
      alt: "Two bars for each value: its share of the sum of squares, and of the sum of absolute values.",
    });
    share.bars(points(squares, -0.2), { class: "bars gradient" }, 0.36);
    share.bars(points(sizes, 0.2), { class: "bars muted" }, 0.36);
    const [most] = [...squares.keys()].sort((i, j) => squares[j] - squares[i]);
    share.text([most + 0.8, squares[most]], "of the squares", { class: "gradient" });
    share.text([most + 1.2, sizes[most]], "of the sizes", { class: "soft" });
    return [plane, share];
  },

  handles: ({ values }) => values.map((/** @type {number} */ value, /** @type {number} */ i) => ({
    name: `value ${i + 1}`, panel: 0, at: [i + 1, value], spoken: shown(value), step: [0, 0.1], bounds: [-REACH, REACH],
    move: (/** @type {Point} */ [, height]) => ({
      values: values.map((/** @type {number} */ v, /** @type {number} */ k) => (k === i ? Math.min(REACH, Math.max(-REACH, Math.round(height * 10) / 10)) + 0 : v)),
    }),
  })),

  sentence({ values }, /** @type {Result} */ { mean, size, rms: root, squares, sizes }) {
    const means = `The mean is ${four(mean)}, the mean absolute value ${four(size)}, the root mean square ${ink("gradient", four(root))}`;
    const abs = values.map(Math.abs);
    const most = Math.max(...abs);
    const first = abs.indexOf(most);
    if (most === 0) return `${means}: all values are 0.`;
    const many = abs.filter((/** @type {number} */ v) => v === most).length;
    const who = many === values.length ? "Each value" : `Value ${first + 1}, ${many > 1 ? "one of the largest" : "the largest"},`;
    return `${means}. ${who} makes ${ink("gradient", `${fixed(squares[first], 1)}%`)} of the sum of squares and ${fixed(sizes[first], 1)}% of the sum of absolute values.`;
  },

  results: (_, /** @type {Result} */ { mean, size, rms: root }) => ({ mean: four(mean), size: four(size), rms: four(root) }),

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
