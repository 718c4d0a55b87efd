// The paper's runs: test errors on MNIST along each method's settings, and the training behind the chosen one.

import { python } from "./code/paper_runs.mjs";
import { among, choice, menu } from "./kit/controls.mjs";
import { fixed, setting } from "./kit/numbers.mjs";
import { panel } from "./kit/panel.mjs";
import { EPSILONS, keyOf, look, METHODS, nearest, RATES, RHOS, within } from "./maths/paper_runs.mjs";

/** @typedef {import("./kit/panel.mjs").Point} Point */
/** @typedef {import("./maths/paper_runs.mjs").State} State */
/** @typedef {ReturnType<typeof look>} Result */

const TOPS = [5, 10, 20, 50, 100]; // where the axis of the left panel may end, in percent
const ROOM = 1.05; // so that no line runs along its end
const WORDS = { relu: "rectified linear units", tanh: "tanh" };

/** @type {import("./kit/explorable.mjs").Idea} */
export const paperRuns = {
  name: "The paper's runs",
  question: "at its best setting each of the six methods misreads about two test digits in a hundred. Now set each one a hundred times too small: SGD's rate, Adam's rate, Adadelta's ε. Which of the three will suffer least, and how many digits will the worst of them misread?",
  answer: "Adadelta, by far: with an ε of 1e-8 in place of 1e-6 it still misreads about two. Adam, at 1e-5 in place of 1e-3, misreads more than seven, and SGD, at 1e-3 in place of 0.1, more than twelve: both are late, not lost. But ε is not the length of a step, its root is: a hundredth of ε is a tenth of the first steps.",
  presets: [
    { name: "SGD, a hundred times too slow", set: { method: "SGD", learning_rate: 1e-3 }, see: "Some twelve digits in a hundred after six epochs, and the curve still falls." },
    { name: "SGD at a rate of one", set: { method: "SGD", learning_rate: 1 }, see: "Every seed diverges, where the paper has about two digits in a hundred. It is the first weights that decide here; the chapter shows how." },
    { name: "Momentum at a rate of one", set: { method: "Momentum", learning_rate: 1 }, see: "A guess among ten digits, here as in the paper." },
    { name: "Adagrad at its best", set: { method: "Adagrad" }, see: "As good as Adadelta at its best. A rate ten times as small more than doubles the error: drag the handle to the left." },
    { name: "Adam, as libraries set it", set: { method: "Adam", learning_rate: 1e-3 }, see: "The paper could not have it. It stands in the middle of its valley: ten times as much, or a tenth, costs about a point." },
    { name: "the largest ε", set: { epsilon: 0.01 }, see: "Adadelta's worst setting in the paper's grid, and still fewer than three digits in a hundred. The seeds lie farther apart than at 1e-6." },
    { name: "tanh", set: { activation: "tanh" }, see: "At this ρ every setting misreads more than with rectified linear units, and the largest ε most of all. The paper's table does not look like this." },
  ],
  controls: {
    method: menu({ label: "method", options: Object.fromEntries(METHODS.map((name) => [name, name])) }),
    learning_rate: among({ label: "η", values: RATES }),
    rho: among({ label: "ρ", values: RHOS }),
    epsilon: among({ label: "ε", values: EPSILONS }),
    activation: choice({ label: "hidden units", options: { relu: "ReLU", tanh: "tanh" } }),
  },
  data: ["stored"],
  when: {
    learning_rate: ({ method }) => method !== "Adadelta",
    rho: ({ method }) => method === "Adadelta",
    epsilon: ({ method }) => method === "Adadelta",
  },
  follow: {
    method: (method, { stored, learning_rate }) => ({ learning_rate: within(stored, method, learning_rate) }),
    learning_rate: (rate, { stored, method }) => ({ learning_rate: within(stored, method, rate) }),
  },

  compute: (state) => look(/** @type {State} */ (state)),

  draw(state, /** @type {Result} */ { rows, columns, ends, at, runs, means, end, paper }, size) {
    const { method } = state;
    const last = means.length;
    const most = ROOM * Math.max(...runs.flat(), paper?.[at] ?? 0);
    const curve = panel({
      ...size, right: Math.min(82, size.width / 2), x: { domain: [1, last], label: "epoch", ticks: means.map((_, i) => i + 1) },
      y: { domain: [0, TOPS.find((top) => top >= most) ?? TOPS[TOPS.length - 1]], label: "test error in %" },
      alt: `Test error after each epoch for ${named(state, columns[at])}: ${runs.length} thin lines, one for each seed, and their mean, which ends at ${fixed(end.mean, 2)}%.`,
    });
    const along = (/** @type {number[]} */ errors) => errors.map((error, i) => /** @type {Point} */ ([i + 1, error]));
    for (const run of runs) curve.line(along(run), { class: `${method} here`, "stroke-width": 0.8 });
    curve.line(along(means), { class: method });
    if (paper) curve.line([[1, paper[at]], [last, paper[at]]], { class: "mark" });
    curve.labels([...(paper ? [{ at: /** @type {Point} */ ([last, paper[at]]), text: `paper ${fixed(paper[at], 2)}` }] : []), { at: [last, end.mean], text: `ours ${fixed(end.mean, 2)}` }]);

    const map = panel({
      ...size, x: { domain: [4e-9, 2.5], log: true, label: "ε of Adadelta, η of the others" },
      y: { domain: [1, 100], log: true, label: `test error in % after ${last} epochs`, ticks: [1, 2, 5, 10, 20, 50, 100] },
      alt: `The mean of the last test errors of ${METHODS.join(", ")} against their settings, on logarithmic axes; a handle on ${method}'s line chooses the setting.`,
    });
    const lines = rows.map((row) => ({ ...row, points: row.columns.map((value, i) => /** @type {Point} */ ([value, row.ends[i].mean])) }));
    if (paper) map.line(columns.map((value, i) => [value, paper[i]]), { class: "ghost" });
    for (const { method: name, points } of lines) {
      map.line(points, { class: name });
      map.dots(points, 2.5, { class: `${name} here` });
    }
    map.dots([[columns[at], ends[at].mean]], 5, { class: `${method} here` });
    let above = -Infinity; // a label stands where its line begins, at the smallest setting, or lower where there is one
    for (const { name, start } of lines.map(({ method: name, points }) => ({ name, start: points[points.length - 1] })).sort((a, b) => b.start[1] - a.start[1])) {
      const y = map.y(start[1]);
      above = Math.max(y + 4, above + 13);
      map.text(start, name, name === "Adadelta" ? { dy: 18 } : { dx: -7, dy: (above - y).toFixed(1), "text-anchor": "end" });
    }
    return [curve, map];
  },

  handles: ({ method }, /** @type {Result} */ { columns, at, end }) => [{
    name: `${keyOf(method).replace("_", " ")} of ${method}`,
    panel: 1,
    at: [columns[at], end.mean],
    spoken: `${setting(columns[at])}, test error ${fixed(end.mean, 2)}%`,
    step: [(columns[0] / columns[1] - 1) * columns[at], 0], // to the next larger one, and below zero to the next smaller
    value: Math.round(Math.log10(columns[at])), // the power of ten: attributes have no place for 1e-8
    bounds: [Math.round(Math.log10(columns[columns.length - 1])), Math.round(Math.log10(columns[0]))],
    move: ([to]) => ({ [keyOf(method)]: columns[to > 0 ? nearest(columns, to) : Math.min(at + 1, columns.length - 1)] }),
  }],

  sentence(state, /** @type {Result} */ { columns, at, runs, ends, end, paper, lost }) {
    const means = ends.map(({ mean }) => mean);
    return `${named(state, columns[at])}: after ${runs[0].length} epochs ${fixed(end.mean, 2)}% of the test digits are misread (${fixed(end.low, 2)} to ${fixed(end.high, 2)} over ${runs.length} seeds`
      + `${lost ? `, ${lost} of them diverged` : ""}), ${paper ? `and ${fixed(paper[at], 2)}% in the paper` : "a cell that the paper does not have"}; `
      + `along its ${columns.length} settings the mean runs from ${fixed(Math.min(...means), 2)}% to ${fixed(Math.max(...means), 2)}%.`;
  },

  table({ method }, /** @type {Result} */ { columns, cells, runs, means, ends, paper }) {
    const row = (/** @type {string} */ name, /** @type {number[]} */ errors, /** @type {number} */ mean, /** @type {number | undefined} */ printed) =>
      [name, ...[...errors, mean].map((error) => fixed(error, 2)), printed === undefined ? "–" : fixed(printed, 2)];
    const sign = method === "Adadelta" ? "ε" : "η";
    return {
      head: ["test error in %", ...runs.map((_, seed) => `seed ${seed}`), "mean", "paper"],
      rows: [
        ...means.map((mean, epoch) => row(`epoch ${epoch + 1}`, runs.map((run) => run[epoch]), mean, undefined)),
        ...columns.map((value, i) => row(`${sign} = ${setting(value)}, at the end`, cells[i].map((run) => run[run.length - 1]), ends[i].mean, paper?.[i])),
      ],
    };
  },

  python,
};

/** @param {import("./kit/explorable.mjs").State} state @param {number} value */
const named = ({ method, rho, activation }, value) =>
  `${method} with ${method === "Adadelta" ? `ρ = ${setting(rho)} and ε` : "η"} = ${setting(value)}, ${WORDS[/** @type {"relu" | "tanh"} */ (activation)]}`;
