// The paper's runs: test errors on MNIST along each method's settings, and the training behind the chosen one.

import all from "../../src/adadelta/static/traits.json" with { type: "json" };
import { python } from "./code/paper_runs.mjs";
import { choice, stopSlider } from "./kit/controls.mjs";
import { fixed, shown } from "./kit/numbers.mjs";
import { panel } from "./kit/panel.mjs";
import { ink } from "./kit/readout.mjs";
import { keyOf, look, METHODS, nearest, off, within } from "./maths/paper_runs.mjs";

/** @typedef {import("./kit/panel.mjs").Point} Point */
/** @typedef {import("./maths/paper_runs.mjs").State} State */
/** @typedef {ReturnType<typeof look>} Result */

const traits = all["paper-runs"];
const TOPS = [5, 10, 20, 50, 100]; // where the axis of the left panel may end, in percent
const LABELED = ["Adadelta", "RMSprop", "Adam", "Momentum", "Adagrad", "SGD"]; // which label finds its place first
const ROOM = 1.05; // so that no line runs along its end

/** @type {import("./kit/explorable.mjs").Idea} */
export const paperRuns = {
  name: "The paper's runs",
  predict: {
    question: "Make Adadelta's ε a hundred times smaller than the paper's. How many test digits in a hundred will it misread?",
    set: { epsilon: 1e-8 },
    answers: ["about two, as before", "about five", "about ten"],
    outcome(from, to) {
      const { end, rows } = /** @type {Result} */ (to.result);
      const error = (/** @type {string} */ name, /** @type {number} */ rate) => {
        const row = rows[METHODS.indexOf(name)];
        return fixed(row.ends[row.columns.indexOf(rate)].mean, 1);
      };
      return { right: end.mean < 3.5 ? 0 : end.mean < 7.5 ? 1 : 2, words: `${fixed(end.mean, 1)} in a hundred, and ${fixed(from.result.end.mean, 1)} before. At a hundredth of its best learning rate, Adam misreads ${error("Adam", 1e-5)} and SGD ${error("SGD", 1e-3)}. But a hundredth of ε is only a tenth of the first step.` };
    },
    when: ({ method, rho, epsilon, activation }) => method === "Adadelta" && rho === 0.95 && epsilon === 1e-6 && activation === "relu",
  },
  presets: [
    { name: "the paper's Adadelta", set: { method: "Adadelta", rho: 0.95, epsilon: 1e-6, activation: "relu" }, see: "Over Table 2's 12 cells, ours are 0.12 points off on average. A constant 2.20% is 0.21 off, and never over 0.4." },
    { name: "the largest ε", set: { method: "Adadelta", rho: 0.95, epsilon: 0.01, activation: "relu" }, see: "Adadelta's worst setting at this ρ, and still fewer than three digits in a hundred." },
    { name: "SGD, too slow", set: { method: "SGD", learning_rate: 1e-3, activation: "relu" }, see: "Some twelve digits in a hundred after six epochs, and the curve is still falling." },
    { name: "SGD at 1", set: { method: "SGD", learning_rate: 1, activation: "relu" }, see: "Every seed diverges, where the paper has about two digits in a hundred: here the initialization decides." },
    { name: "Adagrad at its best", set: { method: "Adagrad", learning_rate: 0.01, activation: "relu" }, see: "As good as Adadelta at its best. A learning rate ten times smaller more than doubles the error." },
    { name: "Adam at its default", set: { method: "Adam", learning_rate: 1e-3, activation: "relu" }, see: "Adam is younger than the paper. Ten times its usual learning rate, or a tenth of it, costs about a point." },
    { name: "tanh", set: { method: "Adadelta", rho: 0.95, epsilon: 1e-6, activation: "tanh" }, see: "At ρ = 0.95 every ε misreads more than with the paper's rectified linear units, the largest ε most of all." },
  ],
  controls: {
    rho: stopSlider(traits.rho, { label: "ρ", name: "rho" }),
    epsilon: stopSlider(traits.epsilon, { label: "ε", name: "epsilon" }),
    learning_rate: stopSlider(traits.learning_rate, { label: "η", name: "learning rate", look: "SGD" }),
    method: choice(traits.method, { label: "Method", options: Object.fromEntries(METHODS.map((name) => [name, name])) }),
    activation: choice(traits.activation, { label: "Hidden units", options: { relu: "rectified linear", tanh: "tanh" } }),
  },
  sliders: ["rho", "epsilon", "learning_rate"], // the last one in place of the others
  chips: ["method"],
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
  rows: [[3, 2]],

  compute: (state) => look(/** @type {State} */ (state)),

  draw(state, /** @type {Result} */ { rows, columns, ends, at, runs, means, end, paper, printed, figure }, [first, second], ghost) {
    const { method } = state;
    const last = means.length;
    const map = panel({
      ...first, x: { domain: [4e-9, 2.5], log: true, label: "ε of Adadelta, η of the others" },
      y: { domain: [1, 100], log: true, label: first.width > 400 ? `test error in % after ${last} epochs` : "test error in %", ticks: [1, 2, 5, 10, 20, 50, 100] },
      alt: `The mean of the last test errors of ${METHODS.join(", ")} against their settings, on logarithmic axes; a handle on ${method}'s line chooses the setting.`,
    });
    const lines = rows.map((row) => ({ ...row, points: pointsOf(row) }))
      .sort((a, b) => Number(a.method === "Adadelta") - Number(b.method === "Adadelta")); // which is drawn on top
    if (ghost) map.line(pointsOf(ghost.result.rows.find((/** @type {any} */ row) => row.method === method)), { class: "ghost" });
    for (const { method: name, points } of lines) {
      map.line(points, { class: name });
      map.dots(points, 2.5, { class: `${name} here` });
    }
    map.dots([[columns[at], ends[at].mean]], 5, { class: `${method} here` });
    const known = /** @type {Point[]} */ (columns.map((value, i) => [value, state.activation === "relu" ? paper?.[i] : i === at ? printed : undefined]).filter(([, error]) => error));
    map.line(known, { class: `${method} here thin` });
    map.dots(known, 4, { class: `${method} here` });
    map.dots(known, 2.5, { class: "hole" });
    if (known.length) map.caption("○ the paper", { class: "soft" });
    const low = first.height < 200; // then one label names the lines that begin at one place
    for (const { method: name, points } of LABELED.map((label) => lines[lines.findIndex((line) => line.method === label)])) {
      const start = points[points.length - 1];
      const near = low ? lines.filter(({ points: others }) => Math.hypot(map.x(start[0]) - map.x(others[others.length - 1][0]), map.y(start[1]) - map.y(others[others.length - 1][1])) < 10) : [];
      if (near.length < 2) map.text(name === "Momentum" ? [start[0] / 1.5, start[1]] : start, name, { class: name });
      else if (near[0].method === name) map.text(start, near.map((line) => line.method).join(", "), { class: "soft" });
    }

    const most = ROOM * Math.max(...runs.flat(), printed ?? 0, ...(figure ?? []));
    const curve = panel({
      ...second, right: Math.min(88, second.width / 2), x: { domain: [1, last], label: "epoch", ticks: means.map((_, i) => i + 1) },
      y: { domain: [0, TOPS.find((top) => top >= most) ?? TOPS[TOPS.length - 1]], label: "test error in %" },
      alt: `Test error after each epoch for ${method} with ${named(state, shown(columns[at]))}: ${runs.length} thin lines, one for each seed, and their mean, which ends at ${fixed(end.mean, 2)}%.`,
    });
    const along = (/** @type {number[]} */ errors) => errors.map((error, i) => /** @type {Point} */ ([i + 1, error]));
    for (const run of runs) curve.line(along(run), { class: `${method} here thin` });
    if (ghost) curve.line(along(ghost.result.means), { class: "ghost" });
    if (figure) curve.line(along(figure), { class: "mark" });
    curve.line(along(means), { class: method });
    if (printed) {
      curve.dots([[last, printed]], 4, { class: `${method} here` });
      curve.dots([[last, printed]], 2.5, { class: "hole" });
    }
    curve.labels([...(printed ? [{ at: /** @type {Point} */ ([last, printed]), text: `paper ${fixed(printed, 2)}`, class: "soft" }] : []), { at: [last, end.mean], text: `ours ${fixed(end.mean, 2)}`, class: method }]);
    return [map, curve];
  },

  handles: ({ method }, /** @type {Result} */ { columns, at, end }) => [{
    name: `${keyOf(method).replace("_", " ")} of ${method}`,
    panel: 0,
    at: [columns[at], end.mean],
    spoken: `${shown(columns[at])}, test error ${fixed(end.mean, 2)}%`,
    step: [(columns[0] / columns[1] - 1) * columns[at], 0], // to the next larger one, and below zero to the next smaller
    value: Math.round(Math.log10(columns[at])), // the power of ten: attributes have no place for 1e-8
    bounds: [Math.round(Math.log10(columns[columns.length - 1])), Math.round(Math.log10(columns[0]))],
    move: ([to]) => ({ [keyOf(method)]: columns[to > 0 ? nearest(columns, to) : Math.min(at + 1, columns.length - 1)] }),
  }],

  sentence(state, /** @type {Result} */ { columns, at, runs, end, printed, lost }) {
    const { method } = state;
    const seeds = lost === runs.length ? `all ${lost} seeds diverged` : `${runs.length} seeds: ${fixed(end.low, 2)} to ${fixed(end.high, 2)}${lost ? `, ${lost} diverged` : ""}`;
    return `With ${named(state, ink(method, shown(columns[at])))}, ${method} misreads ${ink(method, `${fixed(end.mean, 2)}%`)} of the test digits after ${runs[0].length} epochs (${seeds}); the paper has ${printed ? `${fixed(printed, 2)}%` : "no such run"}.`;
  },

  results: ({ stored, activation }, /** @type {Result} */ { end, printed }) => ({
    error: fixed(end.mean, 2), low: fixed(end.low, 2), high: fixed(end.high, 2), paper: printed ? fixed(printed, 2) : "none", off: fixed(off(stored, activation), 2),
  }),

  table({ method, activation }, /** @type {Result} */ { columns, cells, runs, means, ends, paper }) {
    const row = (/** @type {string} */ name, /** @type {number[]} */ errors, /** @type {number} */ mean, /** @type {number | undefined} */ printed) =>
      [name, ...[...errors, mean].map((error) => fixed(error, 2)), printed === undefined ? "–" : fixed(printed, 2)];
    const sign = method === "Adadelta" ? "ε" : "η";
    return {
      head: ["test error in %", ...runs.map((_, seed) => `seed ${seed}`), "mean", activation === "relu" ? "paper" : "paper, rectified linear"],
      rows: [
        ...means.map((mean, epoch) => row(`epoch ${epoch + 1}`, runs.map((run) => run[epoch]), mean, undefined)),
        ...columns.map((value, i) => row(`${sign} = ${shown(value)}, at the end`, cells[i].map((run) => run[run.length - 1]), ends[i].mean, paper?.[i])),
      ],
    };
  },

  python,
};

/** A method's settings and mean test errors. @param {Result["rows"][number]} row */
const pointsOf = ({ columns, ends }) => columns.map((value, i) => /** @type {Point} */ ([value, ends[i].mean]));

/** The settings in words. @param {import("./kit/explorable.mjs").State} state @param {string} value */
const named = ({ method, rho, activation }, value) =>
  `${activation === "tanh" ? "tanh, " : ""}${method === "Adadelta" ? `ρ = ${shown(rho)} and ε` : "η"} = ${value}`;
