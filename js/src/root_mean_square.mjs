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
    question: "Double the outlier, the sixth value. What happens to the root mean square?",
    set: { values: [1, -0.8, 1.2, -1.1, 0.9, 10] },
    answers: ["it grows by half", "it almost doubles", "it grows fourfold"],
    outcome(from, to) {
      const times = to.result.rms / from.result.rms;
      return {
        right: times < 1.7 ? 0 : times < 3 ? 1 : 2,
        words: `it is ${four(to.result.rms)}, ${fixed(times, 2)} times as large; the mean absolute value is ${fixed(to.result.size / from.result.size, 2)} times as large. The outlier now accounts for ${fixed(to.result.squares[5], 1)}% of the squares.`,
      };
    },
    when: ({ values }) => JSON.stringify(values) === JSON.stringify(traits.values.default),
  },
  presets: [
    { name: "one outlier", set: { values: [1, -0.8, 1.2, -1.1, 0.9, 5] }, see: "The sixth value accounts for half of the sum of absolute values, and for more than four fifths of the sum of squares." },
    { name: "no outlier", set: { values: [1, -1, 1, 1, -1, 1] }, see: "All values have the same magnitude: the root mean square equals the mean absolute value." },
    { name: "opposite signs", set: { values: [4, -4, 2, -2, 6, -6] }, see: "The values cancel in the mean, which is zero. Absolute values and squares have no sign to cancel." },
    { name: "one among small ones", set: { values: [0.1, -0.1, 0.2, 0.1, -0.2, 10] }, see: "The root mean square is the outlier divided by √6, to within 0.1%: the other five might as well be zero." },
    { name: "all but one zero", set: { values: [0, 0, 0, 0, 0, 6] }, see: "The root mean square is √6 ≈ 2.45 times the mean absolute value. Six values allow no larger ratio." },
  ],
  controls: { values: numbers(traits.values, { label: "values", name: "value" }) },
  sliders: [],
  data: [],
  rows: [[3, 2]],
  height: 340,

  compute: ({ values }) => ({
    mean: sum(values) / values.length,
    size: sum(values.map(Math.abs)) / values.length,
    rms: rms(values),
    squares: shares(values.map((/** @type {number} */ v) => v * v)),
    sizes: shares(values.map(Math.abs)),
  }),

  draw({ values }, /** @type {Result} */ { mean, size, rms: root, squares, sizes }, [first, second], ghost) {
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
      [root, "RMS", { class: "gradient", "stroke-dasharray": "5 4" }], [size, "mean |v|", { class: "mark" }], [mean, "mean", { class: "mean" }],
    ]);
    if (ghost) plane.line([[0.4, ghost.result.rms], [end, ghost.result.rms]], { class: "ghost" });
    for (const [height, , look] of lines) plane.line([[0.4, height], [end, height]], look);
    plane.labels(lines.map(([height, text, look]) => ({ at: [end, height], text, class: look.class === "mark" ? "" : look.class === "mean" ? "soft" : look.class })));

    const share = panel({
      ...second, x: index, y: { domain: [0, 118], label: "share in %", ticks: [0, 20, 40, 60, 80, 100] },
      alt: "Two bars for each value: its share of the sum of squares, and of the sum of absolute values.",
    });
    share.bars(points(squares, -0.2), { class: "bars gradient" }, 0.36);
    share.bars(points(sizes, 0.2), { class: "bars muted" }, 0.36);
    const most = largest(squares);
    const higher = largest(sizes.map((part, i) => (part >= squares[i] && i !== most ? part : -1))); // next to no higher bar of squares
    share.text([higher + 1.4, sizes[higher]], "of |v|", { class: "soft" });
    share.text([most + 1, squares[most]], "of the squares", { class: "gradient" });
    return [plane, share];
  },

  handles: ({ values }) => values.map((/** @type {number} */ value, /** @type {number} */ i) => ({
    name: `value ${i + 1}`, panel: 0, at: [i + 1, value], spoken: shown(value), step: [0, 0.1], bounds: [-REACH, REACH],
    move: (/** @type {Point} */ [, height]) => ({
      values: values.map((/** @type {number} */ v, /** @type {number} */ k) => (k === i ? Math.min(REACH, Math.max(-REACH, Math.round(height * 10) / 10)) + 0 : v)),
    }),
  })),

  sentence({ values }, /** @type {Result} */ { size, rms: root, squares, sizes }) {
    const abs = values.map(Math.abs);
    const most = Math.max(...abs);
    if (most === 0) return "All values are 0, and so are their mean absolute value and their RMS.";
    const first = abs.indexOf(most);
    const many = abs.filter((/** @type {number} */ v) => v === most).length;
    const who = many === values.length ? "Each value" : many > 1 ? `Value ${first + 1}, one of the largest,` : `Value ${first + 1}`;
    return `The RMS is ${ink("gradient", four(root))}, the mean absolute value ${four(size)}. `
      + `${who} has ${ink("gradient", `${fixed(squares[first], 1)}%`)} of the squares and ${fixed(sizes[first], 1)}% of the absolute values.`;
  },

  results: (_, /** @type {Result} */ { mean, size, rms: root }) => ({ mean: four(mean), size: four(size), rms: four(root) }),

  table: ({ values }, /** @type {Result} */ result) => ({
    head: ["quantity", "value", "% of the squares", "% of the absolute values"],
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

/** The index of the first of the largest. @param {number[]} values */
const largest = (values) => values.indexOf(Math.max(...values));

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
