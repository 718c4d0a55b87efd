// One update, by hand: every quantity of one step, in the order in which the rule makes them.

import { ownPython, python } from "./code/one_update.mjs";
import { choice, logSlider, menu, placeSlider, player, rhoSlider } from "./kit/controls.mjs";
import { fixed, format, scientific, setting, significant } from "./kit/numbers.mjs";
import { panel } from "./kit/panel.mjs";
import { halfLife } from "./maths/averages.mjs";
import { effectiveRates, MOST, parts, RULES, walk } from "./maths/one_update.mjs";

const NAMES = ["x", "y"];
/** What the state is called, and its look. @type {Record<string, [string, string]>} */
const STATE = { Eg2: ["E[g²]", "gradient"], Edx2: ["E[Δx²]", "step"] };

/** @typedef {import("./kit/explorable.mjs").State} State */
/** @typedef {import("./kit/panel.mjs").Point} Point */
/** @typedef {import("./maths/one_update.mjs").Run} Run */
/** @typedef {{ run: Run, right?: Run, n: number }} Result n: the step shown, t unless the numbers overflow before */

/** @type {import("./kit/explorable.mjs").Idea} */
export const oneUpdate = {
  name: "One update, by hand",
  question: "x has the gradient −4 and y the gradient 100. Which of them takes the longer first step?",
  answer: "Neither, to any precision that matters: both steps are √(ε/(1−ρ)) long. The gradient is divided by its own root mean square, which leaves its sign, and while E[Δx²] is still zero, ε alone gives the length.",
  presets: [
    { name: "a smaller ε", set: { epsilon: 1e-8 }, see: "With a hundredth of the ε both first steps are a tenth as long: nothing else is under the upper root yet." },
    { name: "the second step", set: { t: 2 }, see: "The first step has put about as much as ε into E[Δx²], and yet the second step is hardly longer." },
    { name: "two hundred steps", set: { t: MOST }, see: "The steps of x are still about as long as the first. Those of y have become shorter, for it comes near its minimum." },
    { name: "E[g²] one step old", set: { bug: "order" }, see: "The first step is the whole gradient. It takes x right to its minimum, and y far beyond: this is gradient descent with a rate of one." },
    { name: "ε outside the roots", set: { bug: "epsilon" }, see: "ε itself stands where its root should be, so the first steps are a thousandth of the right ones, in gray." },
    { name: "the rate inside the average", set: { bug: "rate", learning_rate: 0.5, t: MOST }, see: "At each step the rate acts on all the later ones again: the steps of x have shrunk, where the right rule's have grown." },
    { name: "a slipped bracket", set: { bug: "bracket", x0: 0.001 }, see: "Beside its minimum, x is thrown far across it; and y, whose gradient is large, takes a step many times as long as the right one." },
  ],
  controls: {
    t: player({ label: "step t", name: "step", values: Array.from({ length: MOST + 1 }, (_, t) => t), whole: true }),
    coordinates: choice({ label: "coordinates", options: { one: "one", two: "two" } }),
    bug: menu({ label: "rule", options: Object.fromEntries(Object.entries(RULES).map(([bug, { words }]) => [bug, words])) }),
    x0: placeSlider("start x"),
    y0: placeSlider("start y"),
    rho: rhoSlider((rho) => `half-life ${fixed(halfLife(rho), 1)} steps`),
    epsilon: logSlider({ label: "ε", name: "epsilon", low: 1e-12, high: 1 }),
    learning_rate: logSlider({ label: "rate", name: "learning rate", low: 0.01, high: 2 }),
  },
  groups: [
    { keys: ["x0", "y0"], words: ({ x0, y0 }) => `Start: x ${setting(x0)}, y ${setting(y0)}`.replaceAll(" -", " −") },
    { keys: ["rho", "epsilon", "learning_rate"], words: ({ rho, epsilon, learning_rate }) => `Settings: ρ ${setting(rho)}, ε ${setting(epsilon)}, rate ${setting(learning_rate)}`, when: ({ trace }) => !trace.name },
  ],
  data: ["trace"],
  unfolded: true,

  compute(state) {
    const { bug, trace, coordinates, x0, y0 } = state;
    const own = Boolean(trace.name); // the run of a reader's own optimizer comes from Python
    const start = coordinates === "two" ? [x0, y0] : [x0];
    const run = own ? trace : walk(bug, start, /** @type {any} */ (state));
    return { run, right: own || bug === "none" ? undefined : walk("none", start, /** @type {any} */ (state)), n: Math.min(state.t, run.g[0].length) };
  },

  draw({ trace }, /** @type {Result} */ { run, right, n }, size) {
    const gray = right ? "; gray: the right rule" : "";
    const kept = Object.keys(run.state);
    const after = (/** @type {number[][]} */ values) => values.map((v) => v.slice(1));
    return [
      chart(size, n, `${kept.map((name) => called(name)).join(" and ") || "no state"}${gray}`,
        kept.flatMap((name) => lines(after(run.state[name]), STATE[name]?.[1] ?? "own", called(name))),
        Object.values(right?.state ?? {}).flatMap((values) => lines(after(values), "ghost"))),
      chart(size, n, `effective rate −Δx / g${gray}`,
        lines(effectiveRates(run), trace.name ? "own" : "Adadelta here", "rate"),
        right ? lines(effectiveRates(right), "ghost") : []),
    ];
  },

  sentence({ t, bug, trace }, /** @type {Result} */ { run, right, n }) {
    const who = trace.name ? ` of ${trace.name}, computed in Python` : "";
    const each = (/** @type {(i: number) => string} */ words) => run.x.map((_, i) => words(i)).join(" and ");
    if (n === 0) return `At the start${who}, ${each((i) => `${NAMES[i]} is ${format(run.x[i][0])}`)}${who ? "" : ", and both averages, E[g²] and E[Δx²], are zero"}.`;
    const moves = (/** @type {Run} */ { x, dx }) => each((i) => `${NAMES[i]} moves by ${format(dx[i][n - 1])} to ${format(x[i][n])}`);
    const rates = effectiveRates(run).map((rate) => (Number.isFinite(rate[n - 1]) ? format(rate[n - 1]) : "not defined"));
    return `At step ${n}${who}${n < t ? ", the last before a square overflows" : ""}${right ? `, with ${RULES[bug].words}` : ""}, ${moves(run)}, `
      + `the effective rate being ${rates.join(" and ")}${right ? `; by the right rule ${moves(right)}` : ""}.`;
  },

  table(state, /** @type {Result} */ { run, n }) {
    const [first, ...others] = run.x.map((_, i) => rows(state, run, n, i));
    return {
      head: [`step ${n}`, ...run.x.map((_, i) => NAMES[i]), others.length ? "how, for x" : "how"],
      rows: first.map(([name, how, value], r) => [name, value, ...others.map((other) => other[r][2]), how]),
    };
  },

  python: (state, { run, n }) => (state.trace.name ? ownPython(state.trace, n) : python(state, run, n)),
};

/** @param {string} name of a part of the state */
const called = (name) => STATE[name]?.[0] ?? name;

/** A number as a pocket calculator shows it. @param {number} v */
const e = (v) => scientific(v, 6);

/**
 * The quantities of step n of coordinate i: name, how it comes from those above it, value.
 * @param {State} state @param {Run} run @param {number} n @param {number} i @returns {string[][]}
 */
function rows(state, run, n, i) {
  const { bug, rho, learning_rate, trace } = state;
  const kept = Object.entries(run.state).map(([name, values]) => ({ name: called(name), values: values[i] }));
  if (n === 0) return [["x", "the start", e(run.x[i][0])], ...kept.map(({ name, values }) => [name, "the start", e(values[0])])];
  const [x, g, moved, end] = [run.x[i][n - 1], run.g[i][n - 1], run.dx[i][n - 1], run.x[i][n]].map(e);
  const slope = run.x.length > 1 ? "slopes: x and 100 · y" : "slope: x";
  if (trace.name) {
    return [["x of t−1", "", x], ["g", slope, g], ...kept.map(({ name, values }) => [name, "from Python", e(values[n])]),
      ["Δx", "from Python", moved], ["x", `${x}\n+ (${moved})`, end]];
  }
  const [[Eg2, Eg2Now], [Edx2, Edx2Now]] = kept.map(({ values }) => [e(values[n - 1]), e(values[n])]);
  const { rmsG, rmsDx, dx } = parts(bug, run, /** @type {any} */ (state), n, i);
  const [keep, take, epsilon, eta] = [rho, significant(1 - rho, 12), state.epsilon, learning_rate].map(setting);
  const average = (/** @type {string} */ before, /** @type {string} */ v) => `${keep} · ${before}\n+ ${take} · (${v})²`;
  const quotient = `${e(rmsDx)}\n/ ${e(rmsG)}`;
  /** What the mistakes change. @type {Record<string, string[]>} */
  const wrong = {
    order: [`√(${Eg2} + ${epsilon})`],
    epsilon: [`√${Eg2Now} + ${epsilon}`, `√${Edx2} + ${epsilon}`],
    rate: ["", "", `−${eta} · ${quotient}`],
    bracket: [`√${Eg2Now}`, "", `−√((${quotient})² + ${epsilon})`],
  };
  const [wrongG, wrongDx, wrongStep] = [0, 1, 2].map((k) => wrong[bug]?.[k] && `wrong: ${wrong[bug][k]}`);
  return [
    ["x of t−1", "", x], ["E[g²] of t−1", "", Eg2], ["E[Δx²] of t−1", "", Edx2],
    ["g", slope, g],
    ["E[g²]", average(Eg2, g), Eg2Now],
    ["RMS[g]", wrongG || `√(${Eg2Now} + ${epsilon})`, e(rmsG)],
    ["RMS[Δx] of t−1", wrongDx || `√(${Edx2} + ${epsilon})`, e(rmsDx)],
    ["Δx", `${wrongStep || `−${quotient}`}\n· (${g})`, e(dx)],
    ["E[Δx²]", average(Edx2, e(dx)), Edx2Now],
    ["x", `${x}\n+ ${bug === "rate" || learning_rate === 1 ? "" : `${eta} · `}(${e(dx)})`, end],
  ];
}

/** The values of each step as a line for each coordinate, the second one dashed. @param {number[][]} values @param {string} look @param {string} [words] */
const lines = (values, look, words = "") => values.map((v, i) => ({
  points: v.map((value, t) => /** @type {Point} */ ([t + 1, value > 0 ? value : NaN])),
  words: values.length > 1 ? `${words} ${NAMES[i]}` : words, look: { class: look, ...(i && look !== "ghost" ? { style: "stroke-dasharray: 5 3" } : {}) },
}));

/**
 * Lines over the steps, on logarithmic axes.
 * @param {import("./kit/explorable.mjs").Size} size @param {number} n the step shown @param {string} label
 * @param {ReturnType<typeof lines>} own @param {ReturnType<typeof lines>} ghosts
 */
function chart(size, n, label, own, ghosts) {
  const values = [...own, ...ghosts].flatMap(({ points }) => points.map(([, value]) => value).filter(Number.isFinite));
  const [low, high] = values.length ? [Math.max(Math.min(...values) / 2, 1e-300), Math.min(Math.max(...values) * 2, 1e308)] : [1e-6, 1];
  const drawn = panel({
    ...size, right: 64, x: { domain: [0.9, MOST * 1.1], log: true, label: "step t" }, y: { domain: [low, high], log: true, label },
    alt: `${label}, over the steps on logarithmic axes; step ${n} is marked.`,
  });
  ghosts.forEach(({ points, look }) => drawn.line(points, look));
  own.forEach(({ points, look }) => drawn.line(points, look));
  if (n > 0) {
    drawn.line([[n, low], [n, high]], { class: "mark" });
    own.forEach(({ points, look }) => points[n - 1][1] > 0 && drawn.dots([points[n - 1]], 4, { class: look.class }));
  }
  drawn.labels(own.flatMap(({ points, words }) => {
    const end = points.findLast(([, value]) => value > 0);
    return end ? [{ at: /** @type {Point} */ ([MOST, end[1]]), text: words }] : []; // beside the panel, wherever the line ends
  }));
  return drawn;
}
