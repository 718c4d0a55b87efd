// Rate over time: four methods are fed one sequence of gradients; whose rate falls, whose settles, whose climbs?

import { python } from "./code/rate_over_time.mjs";
import all from "../../src/adadelta/static/traits.json" with { type: "json" };
import { choice, epsilonSlider, logSlider, menu, rhoSlider, slider } from "./kit/controls.mjs";
import { memoized } from "./kit/memoized.mjs";
import { fixed, format, milestones, whole } from "./kit/numbers.mjs";
import { panel } from "./kit/panel.mjs";
import { ink } from "./kit/readout.mjs";
import { feedAll, spikeAt } from "./maths/rate_over_time.mjs";

const traits = all["rate-over-time"];
const MOST_STEPS = traits.steps.max;
const DOTTED = 300; // up to so many steps, dots show where the rare gradients arrive
/** @type {Record<string, string>} */
const WORDS = {
  steady: "steady gradients", noisy: "noisy gradients", rare: "steps with a gradient at every tenth",
  shrinking: "shrinking gradients", drop: "gradients that drop to a hundredth halfway",
  spike_10: "gradients with a spike of 10", spike_100: "gradients with a spike of 100", spike_1000: "gradients with a spike of 1,000",
};

/** @typedef {import("./kit/panel.mjs").Point} Point */
/** @typedef {import("./maths/rate_over_time.mjs").Fed} Fed */
/** @typedef {{ g: number[], runs: Fed[] }} Result */

/** @type {import("./kit/explorable.mjs").Idea} */
export const rateOverTime = {
  name: "Rate over time",
  predict: {
    question: "Among gradients of 1, one is 100. A hundred steps later, how much of Adadelta's effective rate is left?",
    set: { gradients: "spike_100", axis: "linear" },
    answers: ["all of it", "about half", "less than a fifth"],
    outcome(from, to) {
      const later = spikeAt(to.state.steps) + 100;
      const [rmsprop, adadelta] = [2, 3].map((i) => to.result.runs[i].rates[later] / from.result.runs[i].rates[later]);
      return { right: adadelta > 0.8 ? 0 : adadelta > 0.2 ? 1 : 2, words: `Adadelta's rate is ${fixed(100 * adadelta, 0)}% of what it is without the spike; RMSprop's is ${fixed(100 * rmsprop, 0)}%. RMSprop forgets the spike. Adadelta does not: its own short steps are in the numerator.` };
    },
    when: ({ gradients, steps }) => gradients === "steady" && steps === 1000,
  },
  presets: [
    { name: "steady gradients", set: { gradients: "steady", axis: "log" }, see: "Adagrad's rate falls as 1/√t. RMSprop's settles once its average has filled. Adadelta's climbs: its own steps are in the numerator." },
    { name: "100 times as large", set: { scale: 100 }, see: "Three rates are a hundredth of what they were, and those methods get about as far as before. SGD gets a hundred times as far." },
    { name: "a spike of 100", set: { gradients: "spike_100", axis: "linear" }, see: "RMSprop's rate is back within 200 steps. Adadelta's falls to 6%, and 800 steps later is still below three quarters of what it would be." },
    { name: "a spike of 1,000", set: { gradients: "spike_1000", axis: "linear" }, see: "Ten times the spike, a tenth of the rate: Adadelta's falls below 1%, and only ε lets it grow again." },
    { name: "rare gradients", set: { gradients: "rare", steps: 200, axis: "linear" }, see: "A dot marks each step that has a gradient. There, Adagrad's and RMSprop's rates are larger than with steady gradients; Adadelta's is not." },
    { name: "noise", set: { gradients: "noisy" }, see: "+3 or −1 at random, 1 on average. Noise counts in the squares: RMSprop gets less than half as far as along a steady 1." },
    { name: "large, then small", set: { gradients: "drop", axis: "linear" }, see: "Halfway, the gradients drop to a hundredth. Adagrad keeps its rate and almost stops. RMSprop forgets, and soon moves on." },
  ],
  controls: {
    rho: rhoSlider(traits.rho),
    epsilon: epsilonSlider(traits.epsilon, ({ rho }) => rho),
    gradients: menu(traits.gradients, { label: "Gradients", options: { steady: "steady, 1", spike_10: "1, with a spike of 10", spike_100: "1, with a spike of 100", spike_1000: "1, with a spike of 1,000", noisy: "noisy, +3 or −1", rare: "rare, every tenth step", shrinking: "shrinking, × 0.98", drop: "1, then 0.01" } }),
    scale: logSlider(traits.scale, { label: "scale", name: "scale of the gradients", look: "gradient" }),
    steps: slider(traits.steps, { label: "steps", name: "steps", look: "SGD", values: Array.from({ length: MOST_STEPS }, (_, i) => i + 1), ticks: [1, 200, 500, 1000], whole: true }),
    axis: choice(traits.axis, { label: "Axis", options: { log: "logarithmic", linear: "linear" } }),
  },
  sliders: ["rho", "epsilon"],
  chips: ["gradients", "axis"],
  data: [],
  follow: { gradients: (name) => ({ axis: name === "steady" || name === "noisy" ? "log" : "linear" }) },
  rows: [[1, 1]],

  compute: memoized((state) => feedAll(state), ["rho", "epsilon", "gradients", "scale", "steps"]),

  draw({ gradients, steps, axis }, /** @type {Result} */ { g, runs }, [first, second], ghost) {
    const log = axis === "log";
    const x = { domain: /** @type {Point} */ ([log ? 1 : 0, Math.max(steps, 2)]), log, label: "step t" };
    const comparable = ghost && ghost.state.steps === steps ? ghost.result.runs : [];
    const rates = panel({
      ...first, right: 74, x, y: decades("effective rate", runs.flatMap((run) => run.rates)),
      alt: `The effective rates of ${runs.map(({ name }) => name).join(", ")} against the step, on a logarithmic axis, fed with ${WORDS[gradients]}.`,
    });
    const ways = panel({
      ...second, right: 74, x, y: decades("distance covered", runs.flatMap((run) => run.walked)),
      alt: "The distance that each of them has covered downhill, against the step, on a logarithmic axis.",
    });
    const points = (/** @type {number[]} */ values) => values.map((value, i) => /** @type {Point} */ ([i + 1, value > 0 ? value : NaN]));
    for (const { rates: factors, walked } of comparable.slice(-1)) {
      rates.line(points(factors), { class: "ghost" });
      ways.line(points(walked), { class: "ghost" });
    }
    for (const { name, rates: factors, walked } of runs) {
      rates.line(points(factors), { class: name });
      ways.line(points(walked), { class: name });
      if (gradients === "rare" && steps <= DOTTED) rates.dots(points(factors).filter((_, i) => g[i] !== 0), 2.5, { class: `${name} here` });
    }
    rates.labels(runs.map(({ name, rates: values }) => ({ at: [steps, values[steps - 1]], text: name, class: name })));
    ways.labels(runs.map(({ name, walked }) => ({ at: [steps, walked[steps - 1]], text: name, class: name })));
    return [rates, ways];
  },

  sentence({ gradients, steps }, /** @type {Result} */ { runs }) {
    const [adadelta] = runs.slice(-1);
    const others = runs.slice(0, -1).map(({ name, rates }) => `${name}'s ${ink(name, format(rates[steps - 1], 3))}`);
    return `After ${whole(steps)} ${steps > 1 ? WORDS[gradients] : "step"}, Adadelta's effective rate is `
      + `${ink("Adadelta", format(adadelta.rates[steps - 1], 3))}, ${format(adadelta.rates[steps - 1] / adadelta.rates[0], 3)} times its first; ${others.join(", ")}.`;
  },

  results: ({ steps }, /** @type {Result} */ { runs }) => Object.fromEntries(runs.map(({ name, rates }) => [name, format(rates[steps - 1], 3)])),

  table: ({ steps }, /** @type {Result} */ { g, runs }) => ({
    head: ["step", "gradient", ...["rate of", "distance of"].flatMap((what) => runs.map(({ name }) => `${what} ${name}`))],
    rows: milestones(steps).map((t) => [
      String(t), format(g[t - 1]), ...runs.map(({ rates }) => format(rates[t - 1])), ...runs.map(({ walked }) => format(walked[t - 1])),
    ]),
  }),

  python,
};

/** A logarithmic axis over whole powers of ten, at least one, that holds all positive values. @param {string} label @param {number[]} values */
function decades(label, values) {
  const positive = values.filter((value) => value > 0);
  const [least, most] = positive.length ? [Math.min(...positive), Math.max(...positive)] : [1, 1];
  const low = Math.floor(Math.log10(least));
  const high = Math.max(low + 1, Math.ceil(Math.log10(most)));
  return { domain: /** @type {Point} */ ([Number(`1e${low}`), Number(`1e${high}`)]), log: true, label };
}
