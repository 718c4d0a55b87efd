// Rate over time: four methods are fed one sequence of gradients; whose rate falls, whose settles, whose climbs?

import { python } from "./code/rate_over_time.mjs";
import all from "../../src/adadelta/static/traits.json" with { type: "json" };
import { choice, epsilonSlider, logSlider, rhoSlider, timeline } from "./kit/controls.mjs";
import { memoized } from "./kit/memoized.mjs";
import { fixed, format, milestones, plural } from "./kit/numbers.mjs";
import { panel } from "./kit/panel.mjs";
import { ink } from "./kit/readout.mjs";
import { BEFORE_DROP, BEFORE_SPIKE, feedAll, SPIKES } from "./maths/rate_over_time.mjs";

const traits = all["rate-over-time"];
const MOST = traits.steps.max;
const APART = 6; // px between the dots of rare gradients; where they would be closer, there are none
/** @typedef {import("./kit/panel.mjs").Point} Point */
/** @typedef {import("./maths/rate_over_time.mjs").Fed} Fed */
/** @typedef {{ g: number[], runs: Fed[], calm?: Fed[] }} Result calm: the same without the spike, if there is one */

/** @type {import("./kit/explorable.mjs").Idea} */
export const rateOverTime = {
  name: "Rate over time",
  predict: {
    question: "Among gradients of 1, one is 100. A hundred steps later, how much of Adadelta's effective rate is left?",
    set: { gradients: "spike_100", axis: "linear", steps: BEFORE_SPIKE + 101 },
    answers: ["all of it", "about half", "less than a fifth"],
    outcome(_, { state: { steps }, result }) {
      const [rmsprop, adadelta] = [2, 3].map((i) => left(result, i, steps));
      return { right: adadelta > 0.8 ? 0 : adadelta > 0.2 ? 1 : 2, words: `Adadelta's rate is ${percent(adadelta)} of what it would be without the spike; RMSprop's is ${percent(rmsprop)}. RMSprop forgets the spike. Adadelta does not: its own short steps are in the numerator.` };
    },
    when: ({ gradients, scale }) => gradients === "steady" && scale === 1,
  },
  presets: [
    { name: "falls, settles, climbs", set: { gradients: "steady", axis: "log" }, see: "Adagrad's rate falls as 1/√t. RMSprop's settles once its average has filled. Adadelta's climbs slowly, because ε adds to its numerator." },
    { name: "100 times as large", set: { scale: 100 }, see: "Three rates are a hundredth of what they were, and those methods get about as far as before. SGD gets a hundred times as far." },
    { name: "a spike is not forgotten", set: { gradients: "spike_100", axis: "linear" }, see: "Adadelta does not forget a spike. One step later its rate is 6.4% of what it would be without it; 799 steps later, it is still 69%." },
    { name: "ten times the spike", set: { gradients: "spike_1000", axis: "linear" }, see: "One step after a spike of 1,000, Adadelta's rate is 0.64% of what it was: a tenth of what a spike of 100 leaves. Only ε heals it." },
    { name: "rare features", set: { gradients: "rare", axis: "log" }, see: "Dots mark the first gradients. After the first, Adagrad's and RMSprop's rates are larger there than with steady gradients, Adadelta's is not." },
    { name: "what noise costs", set: { gradients: "noisy" }, see: "+3 or −1 at random, 1 on average. Noise counts in the squares: RMSprop gets less than half as far as along a steady 1." },
    { name: "large, then small", set: { gradients: "drop", axis: "linear" }, see: "Halfway, the gradients drop to a hundredth. Adagrad keeps its rate and almost stops. RMSprop forgets, and soon moves on." },
  ],
  controls: {
    rho: rhoSlider(traits.rho),
    epsilon: epsilonSlider(traits.epsilon, ({ rho }) => rho),
    gradients: choice(traits.gradients, { label: "Gradients", options: { steady: "steady", spike_10: "spike of 10", spike_100: "spike of 100", spike_1000: "spike of 1,000", noisy: "noisy", rare: "rare", shrinking: "shrinking", drop: "drop" } }),
    scale: logSlider(traits.scale, { label: "scale", name: "scale of the gradients", look: "gradient" }),
    steps: timeline(traits.steps, { name: "steps", values: Array.from({ length: MOST }, (_, i) => i + 1) }),
    axis: choice(traits.axis, { label: "Axis", options: { log: "logarithmic", linear: "linear" } }),
  },
  sliders: ["rho", "epsilon"],
  chips: ["gradients"],
  data: [],
  follow: { gradients: (name) => ({ axis: ["steady", "noisy", "rare"].includes(name) ? "log" : "linear" }) },
  time: { key: "steps", panel: 0 },
  rows: [[1, 1]],

  compute: memoized((state) => {
    const fed = (/** @type {string} */ gradients) => feedAll({ ...state, gradients, steps: MOST });
    return { ...fed(state.gradients), calm: state.gradients in SPIKES ? fed("steady").runs : undefined };
  }, ["rho", "epsilon", "gradients", "scale"]),

  draw({ gradients, steps, axis }, /** @type {Result} */ { g, runs, calm }, [first, second], ghost) {
    const log = axis === "log";
    const x = { domain: /** @type {Point} */ ([log ? 1 : 0, MOST]), log, label: "step t" };
    const rates = panel({
      ...first, right: 74, x, y: decades("effective rate", runs.flatMap((run) => run.rates)),
      alt: `The effective rates of ${runs.map(({ name }) => name).join(", ")} against the step, on a logarithmic axis, fed with ${said(gradients)}.`,
    });
    const ways = panel({
      ...second, right: 74, x, y: decades("distance covered", runs.flatMap((run) => run.walked)),
      alt: "The distance that each of them has covered downhill, against the step, on a logarithmic axis.",
    });
    const points = (/** @type {number[]} */ values) => values.map((value, i) => /** @type {Point} */ ([i + 1, value > 0 ? value : NaN]));
    for (const [plot, key] of /** @type {[typeof rates, "rates" | "walked"][]} */ ([[rates, "rates"], [ways, "walked"]])) {
      if (ghost) plot.line(points(ghost.result.runs[3][key]), { class: "ghost" });
      if (calm) plot.line(points(calm[3][key]), { class: "mean" });
      for (const { name, [key]: values } of runs) {
        const line = points(values);
        if (steps < MOST) plot.line(line, { class: name, opacity: 0.35 });
        plot.line(line.slice(0, steps), { class: name });
        if (gradients === "rare" && key === "rates") plot.dots(line.filter(([t], i) => g[i] && t <= steps && plot.x(t + 10) - plot.x(t) > APART), 2.5, { class: `${name} here` });
      }
      plot.time(steps);
      plot.labels(runs.map(({ name, [key]: values }) => ({ at: [MOST, values[MOST - 1]], text: name, class: name })));
    }
    if (calm) rates.caption("gray dots: no spike", { class: "soft" });
    return [rates, ways];
  },

  sentence({ gradients, steps }, /** @type {Result} */ result) {
    const rate = (/** @type {number} */ i) => ink(result.runs[i].name, format(result.runs[i].rates[steps - 1], 3));
    const since = steps - BEFORE_SPIKE - 1;
    if (result.calm && since >= 0) {
      const [rmsprop, adadelta] = [2, 3].map((i) => ink(result.runs[i].name, percent(left(result, i, steps))));
      return `${since ? `${plural(since, "step")} after` : "At"} the spike, Adadelta's effective rate is ${rate(3)}, ${adadelta} of what it would be without it; RMSprop's is at ${rmsprop}.`;
    }
    return `After ${plural(steps, "step")}${result.calm ? ", before the spike" : ` with ${said(gradients)}`}, Adadelta's effective rate is ${rate(3)}; Adagrad's is ${rate(1)} and RMSprop's ${rate(2)}.`;
  },

  results: ({ steps }, /** @type {Result} */ result) => ({
    ...Object.fromEntries(result.runs.map(({ name, rates }) => [name, format(rates[steps - 1], 3)])), ...(result.calm ? { left: percent(left(result, 3, steps)) } : {}),
  }),

  table: ({ steps }, /** @type {Result} */ { g, runs }) => ({
    head: ["step", "gradient", ...["rate of", "distance of"].flatMap((what) => runs.map(({ name }) => `${what} ${name}`))],
    rows: milestones(steps).map((t) => [
      String(t), format(g[t - 1]), ...runs.map(({ rates }) => format(rates[t - 1])), ...runs.map(({ walked }) => format(walked[t - 1])),
    ]),
  }),

  python,
};

/** What is fed, in words. @param {string} name */
const said = (name) => (SPIKES[name] ? `a spike of ${SPIKES[name]} at step ${BEFORE_SPIKE + 1}` : name === "drop" ? `gradients that drop at step ${BEFORE_DROP + 1}` : `${name} gradients`);

/** The fraction that a spike leaves of the rate of method i, which would be `calm` without it. @param {Result} result @param {number} i @param {number} step */
const left = ({ runs, calm = runs }, i, step) => runs[i].rates[step - 1] / calm[i].rates[step - 1];

/** A fraction in percent, with two digits where it is small. @param {number} part */
const percent = (part) => `${part < 0.095 ? format(100 * part, 2) : fixed(100 * part, 0)}%`;

/** A logarithmic axis over whole powers of ten, at least one, that holds all positive values. @param {string} label @param {number[]} values */
function decades(label, values) {
  const positive = values.filter((value) => value > 0);
  const [least, most] = positive.length ? [Math.min(...positive), Math.max(...positive)] : [1, 1];
  const low = Math.floor(Math.log10(least));
  const high = Math.max(low + 1, Math.ceil(Math.log10(most)));
  return { domain: /** @type {Point} */ ([Number(`1e${low}`), Number(`1e${high}`)]), log: true, label };
}
