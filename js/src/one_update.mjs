// One update, by hand: every quantity of one step, in the order in which the rule makes them.

import { ownPython, python } from "./code/one_update.mjs";
import all from "../../src/adadelta/static/traits.json" with { type: "json" };
import { choice, epsilonSlider, logSlider, placeSlider, rhoSlider, timeline } from "./kit/controls.mjs";
import { svg } from "./kit/dom.mjs";
import { memoized } from "./kit/memoized.mjs";
import { format, shown, significant } from "./kit/numbers.mjs";
import { panel } from "./kit/panel.mjs";
import { ink } from "./kit/readout.mjs";
import { effectiveRates, MOST, parts, RULES, walk } from "./maths/one_update.mjs";

const traits = all["one-update"];
const NAMES = ["x", "y"];
const [COLUMN, LETTER] = [112, 7.1]; // px: a column of numbers, and a letter, as wide as in panels
/** What the state is called, and its look. @type {Record<string, [string, string]>} */
const STATE = { Eg2: ["E[g²]", "gradient"], Edx2: ["E[Δx²]", "step"] };

/** @typedef {import("./kit/explorable.mjs").State} State */
/** @typedef {import("./kit/panel.mjs").Point} Point */
/** @typedef {import("./maths/one_update.mjs").Run} Run */
/** @typedef {{ run: Run, right?: Run, n: number }} Result n: the step shown, t unless the numbers overflow before */

/** @type {import("./kit/explorable.mjs").Idea} */
export const oneUpdate = {
  name: "One update, by hand",
  predict: {
    question: "Make ε a hundred times smaller. What happens to the two first steps?",
    set: { epsilon: 1e-8 },
    answers: ["hardly anything", "a tenth as long", "a hundredth as long"],
    outcome(from, to) {
      const [before, after] = [from, to].map(({ result: { run } }) => Math.abs(run.dx[0][0]));
      const part = after / before;
      return { right: part > 0.5 ? 0 : part > 0.03 ? 1 : 2, words: `${format(before, 3)} becomes ${format(after, 3)}. While E[Δx²] is zero, only √ε is in the numerator.` };
    },
    when: ({ trace, bug, t }) => !trace.name && bug === "none" && t === 1,
  },
  presets: [
    { name: "the first step", set: { t: 1 }, see: "Gradients of −4 and 100, and two steps of one length: dividing by RMS[g] leaves only the sign, and ε and ρ set the length." },
    { name: "two hundred steps", set: { t: MOST }, see: "The steps of x are still about as long as the first. Those of y are half as long: its gradient has fallen to a third." },
    { name: "the whole gradient", set: { t: 1, bug: "order" }, see: "With E[g²] one step old, the first step is the whole gradient: it takes x right to its minimum, and y far beyond." },
    { name: "a thousandth as long", set: { t: 1, bug: "epsilon" }, see: "Outside the roots, ε is where its root should be: the first steps are a thousandth of the right ones." },
    { name: "steps that fade", set: { bug: "rate", learning_rate: 0.5, t: MOST }, see: "Each step passes the rate on to all later ones: the steps of x have shrunk, where the right rule's have grown." },
    { name: "thrown across", set: { t: 1, bug: "bracket", x0: 0.001 }, see: "Close to its minimum, x is thrown across it and lands 3.5 times as far away. The step of y is 22 times as long as the right one." },
  ],
  controls: {
    rho: rhoSlider(traits.rho),
    epsilon: epsilonSlider(traits.epsilon, ({ rho }) => rho),
    bug: choice(traits.bug, { label: "Rule", options: Object.fromEntries(Object.entries(RULES).map(([bug, { words }]) => [bug, words])) }),
    t: timeline(traits.t, { name: "step", values: Array.from({ length: MOST + 1 }, (_, t) => t) }),
    coordinates: choice(traits.coordinates, { label: "Coordinates", options: { one: "one", two: "two" } }),
    learning_rate: logSlider(traits.learning_rate, { label: "learning rate", name: "learning rate", ticks: [0.01, 0.1, 1] }),
    x0: placeSlider(traits.x0, "start x"),
    y0: placeSlider(traits.y0, "start y"),
  },
  sliders: ["rho", "epsilon"],
  chips: ["bug"],
  time: { key: "t", panel: 1 },
  when: { y0: ({ coordinates }) => coordinates === "two", ...Object.fromEntries(["rho", "epsilon", "bug", "learning_rate"].map((key) => [key, ({ trace }) => !trace.name])) },
  rows: [[2, 1]],
  data: ["trace"],

  compute(state) {
    const both = runs(state);
    return { ...both, n: Math.min(state.t, both.run.g[0].length) };
  },

  draw(state, /** @type {Result} */ { run, right, n }, [first, second], ghost) {
    const { trace } = state;
    const gray = right ? ", gray: the right rule" : "";
    return [
      sheet(first, state, run, n),
      chart(second, n, `effective rate −Δx / g${second.width > 300 ? gray : ""}`,
        lines(effectiveRates(run), trace.name ? "own" : "Adadelta here", "rate"),
        [...(ghost && !right ? lines(effectiveRates(ghost.result.run), "ghost") : []), ...(right ? lines(effectiveRates(right), "ghost") : [])]),
    ];
  },

  sentence({ t, trace }, /** @type {Result} */ { run, right, n }) {
    const who = trace.name ? ` of ${trace.name}, computed in Python` : "";
    const each = (/** @type {(i: number) => string} */ words) => run.x.map((_, i) => words(i)).join(" and ");
    if (n === 0) return `At the start${who}, ${each((i) => `${NAMES[i]} is ${e(run.x[i][0])}`)}${who ? "" : `, and ${run.x.length > 1 ? "all" : "both"} averages are zero`}.`;
    const moved = (/** @type {Run} */ { dx }, /** @type {number} */ i) => ink("step", dx[i][n - 1] ? format(dx[i][n - 1]) : "0");
    const rates = effectiveRates(run).map((rate) => (Number.isFinite(rate[n - 1]) ? ink("Adadelta", format(rate[n - 1])) : "not defined"));
    return `At step ${n}${who}${n < t ? ", the last before a square overflows" : ""}, x moves by ${each((i) => `${i ? "y by " : ""}${moved(run, i)}`)}; `
      + (right ? `the right rule moves ${run.x.length > 1 ? "them" : "it"} by ${each((i) => moved(right, i))}.` : `the effective rate is ${rates.join(" and ")}.`);
  },

  results: (_, { run, n }) => (n ? Object.fromEntries(run.dx.map((/** @type {number[]} */ values, /** @type {number} */ i) => [`d${NAMES[i]}`, format(values[n - 1])])) : {}),

  table(state, /** @type {Result} */ { run, n }) {
    const [first, ...others] = run.x.map((_, i) => rows(state, run, n, i));
    return {
      head: [`step ${n}`, ...run.x.map((_, i) => NAMES[i]), others.length ? "how, for x" : "how"],
      rows: first.map(([name, how, value], r) => [name, value, ...others.map((other) => other[r][2]), how]),
    };
  },

  python: (state, { run, n }) => (state.trace.name ? ownPython(state.trace, n) : python(state, run, n)),
};

/** The run, and that of the right rule where the chosen one is wrong; a reader's own optimizer has run in Python. */
const runs = memoized((state) => {
  const { bug, trace, coordinates, x0, y0 } = state;
  const own = Boolean(trace.name);
  const start = coordinates === "two" ? [x0, y0] : [x0];
  return { run: /** @type {Run} */ (own ? trace : walk(bug, start, state)), right: own || bug === "none" ? undefined : walk("none", start, state) };
}, ["trace", ...Object.keys(traits).filter((key) => key !== "t")]);

/** @param {string} name of a part of the state */
const called = (name) => STATE[name]?.[0] ?? name;

/** Five digits, without zeros at the end. @param {number} v */
const e = (v) => shown(significant(v, 5));

/** A number within a formula: in parentheses where it has a sign or a power. @param {string} v */
const within = (v) => (/^−|10[⁰-⁹⁻¹²³]/.test(v) ? `(${v})` : v);

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
      ["Δx", "from Python", moved], ["x", `${x} + ${within(moved)}`, end]];
  }
  const [[Eg2, Eg2Now], [Edx2, Edx2Now]] = kept.map(({ values }) => [e(values[n - 1]), e(values[n])]);
  const { rmsG, rmsDx, dx } = parts(bug, run, /** @type {any} */ (state), n, i);
  const [keep, take, epsilon, eta] = [rho, significant(1 - rho, 12), state.epsilon, learning_rate].map(shown);
  const average = (/** @type {string} */ before, /** @type {string} */ v) => `${keep} · ${before} + ${take} · ${within(v)}²`;
  const quotient = `${e(rmsDx)} / ${e(rmsG)}`;
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
    ["Δx", `${wrongStep || `−${quotient}`} · ${within(g)}`, e(dx)],
    ["E[Δx²]", average(Edx2, e(dx)), Edx2Now],
    ["x", `${x} + ${bug === "rate" || learning_rate === 1 ? "" : `${eta} · `}${within(e(dx))}`, end],
  ];
}

/** How, where there is no room for the numbers. @type {Record<string, string>} */
const SYMBOLS = {
  "g": "slope", "E[g²]": "ρ E[g²] + (1−ρ) g²", "RMS[g]": "√(E[g²] + ε)", "RMS[Δx] of t−1": "√(E[Δx²] + ε)",
  "Δx": "−RMS[Δx]/RMS[g] · g", "E[Δx²]": "ρ E[Δx²] + (1−ρ) Δx²", "x": "x + η Δx",
};

/**
 * The step as a calculation: a row for each quantity, a column for each coordinate, and how it is made where there is room.
 * @param {import("./kit/layout.mjs").Place} place @param {State} state @param {Run} run @param {number} n
 * @returns {import("./kit/panel.mjs").Panel}
 */
function sheet({ width, height }, state, run, n) {
  const drawn = panel({
    width, height, x: { domain: [0, 1], label: "", ticks: [] }, y: { domain: [0, 1], label: "", ticks: [] },
    alt: `Step ${n} as a calculation, from the gradient through both averages to the new ${run.x.length > 1 ? "x and y" : "x"}.`,
  });
  const all = run.x.map((_, i) => rows(state, run, n, i));
  const shownRows = all[0].map((_, r) => r).filter((r) => height > 260 || !all[0][r][0].endsWith("t−1") || all[0][r][0].startsWith("RMS"));
  const high = Math.min(30, (height - 24) / shownRows.length);
  const wide = width > 378 + COLUMN * (run.x.length - 1); // room for the longest of SYMBOLS
  const columns = run.x.map((_, i) => (wide ? 214 + COLUMN * i : width - 2 - COLUMN * (run.x.length - 1 - i)));
  const how = columns[columns.length - 1] + 16;
  /** @type {import("./kit/dom.mjs").Drawing[]} */
  const words = [];
  const text = (/** @type {number} */ x, /** @type {number} */ y, /** @type {string} */ said, /** @type {Record<string, string | number>} */ attributes = {}) => {
    const left = attributes["text-anchor"] ? x - LETTER * said.length : x;
    drawn.boxes.push({ left, right: left + LETTER * said.length, top: y - 11, bottom: y + 4, text: said });
    words.push(svg("text", { x: x.toFixed(1), y: y.toFixed(1), ...attributes }, said));
  };
  columns.forEach((x, i) => text(x, 13, NAMES[i], { "text-anchor": "end", class: "label" }));
  if (wide) text(how, 13, run.x.length > 1 ? "how, for x" : "how");
  shownRows.forEach((r, at) => {
    const y = 24 + (at + 0.68) * high;
    const [name, numbers] = all[0][r];
    const look = name.includes("Δx") ? "step" : /^g$|\[g/.test(name) ? "gradient" : "label";
    words.push(svg("path", { d: `M0 ${(24 + at * high).toFixed(1)}H${width}`, class: "grid" }));
    text(2, y, name.length > 14 ? `${name.slice(0, 13)}…` : name, { class: look });
    all.forEach((column, i) => text(columns[i], y, column[r][2], { "text-anchor": "end", class: look }));
    const symbols = numbers.startsWith("wrong") ? "wrong" : SYMBOLS[name];
    const said = [numbers, symbols].find((words) => words && how + LETTER * words.length <= width);
    if (wide && said) text(how, y, said);
  });
  drawn.drawing.children = [svg("g", { class: "words" }, ...words)];
  return drawn;
}

/** The values of each step as a line for each coordinate, the second one dashed. @param {number[][]} values @param {string} look @param {string} [words] */
const lines = (values, look, words = "") => values.map((v, i) => ({
  points: v.map((value, t) => /** @type {Point} */ ([t + 1, value > 0 ? value : NaN])),
  words: values.length > 1 ? `${words} ${NAMES[i]}` : words, look: { class: i && look !== "ghost" ? `${look} dashed` : look },
}));

/**
 * Lines over the steps, on logarithmic axes.
 * @param {import("./kit/layout.mjs").Place} size @param {number} n the step shown @param {string} label
 * @param {ReturnType<typeof lines>} own @param {ReturnType<typeof lines>} ghosts
 */
function chart(size, n, label, own, ghosts) {
  const values = [...own, ...ghosts].flatMap(({ points }) => points.map(([, value]) => value).filter(Number.isFinite));
  const [least, most] = values.length ? [Math.min(...values), Math.max(...values)].map(Math.log10) : [-6, 0];
  const low = Math.floor(least); // whole powers of ten give the axis ticks, the lowest clear of the handle
  const high = Math.max(low + 1, Math.ceil(most));
  const drawn = panel({
    ...size, right: 58, x: { domain: [1, MOST], log: true, label: "step t" }, y: { domain: [0.55 * Number(`1e${low}`), Number(`1e${high}`)], log: true, label },
    alt: `${label}, over the steps on logarithmic axes; step ${n} is marked.`,
  });
  ghosts.forEach(({ points, look }) => drawn.line(points, look));
  own.forEach(({ points, look }) => {
    if (n < points.length) drawn.line(points, { ...look, opacity: 0.35 });
    drawn.line(points.slice(0, n), look);
  });
  drawn.time(n);
  if (n > 0) {
    own.forEach(({ points, look }) => points[n - 1][1] > 0 && drawn.dots([points[n - 1]], 4, { class: look.class }));
  }
  drawn.labels(own.flatMap(({ points, words }) => {
    const end = points.findLast(([, value]) => value > 0);
    return end ? [{ at: /** @type {Point} */ ([MOST, end[1]]), text: words }] : []; // beside the panel, wherever the line ends
  }));
  return drawn;
}
