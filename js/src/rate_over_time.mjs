// Rate over time: four methods are fed one sequence of gradients; whose rate falls, whose settles, whose climbs?

import { python } from "./code/rate_over_time.mjs";
import { choice, logSlider, menu, rhoSlider, slider } from "./kit/controls.mjs";
import { fixed, format, milestones, setting } from "./kit/numbers.mjs";
import { panel } from "./kit/panel.mjs";
import { halfLife } from "./maths/averages.mjs";
import { feedAll } from "./maths/rate_over_time.mjs";

const MOST_STEPS = 1000;
const DOTTED = 300; // up to so many steps, dots show where the rare gradients arrive
/** @type {Record<string, string>} */
const WORDS = {
  steady: "steady gradients", noisy: "noisy gradients", rare: "steps with a gradient at every tenth",
  shrinking: "shrinking gradients", drop: "gradients that drop to a hundredth at the half",
};

/** @typedef {import("./kit/panel.mjs").Point} Point */
/** @typedef {import("./maths/rate_over_time.mjs").Fed} Fed */
/** @typedef {{ g: number[], runs: Fed[] }} Result */

/** @type {import("./kit/explorable.mjs").Idea} */
export const rateOverTime = {
  name: "Rate over time",
  question: "four methods are fed the gradient 1, a thousand times; the effective rate is what each multiplies it by. Suppose all gradients were a hundred times as large. Which of the four would get further in the same number of steps?",
  answer: "SGD alone, a hundred times as far. The other three divide by the size of the gradients before they multiply by them: the rate is a hundredth, and the step the same. How the rates change with time is another matter. Adagrad's falls as 1/√t and never stops, for the sum of t ones is t. RMSprop's settles at η once its average, which starts at zero, has filled. Adadelta's climbs slowly, for its own steps stand in the numerator.",
  presets: [
    { name: "gradients a hundred times as large", set: { scale: 100 }, see: "Three rates are a hundredth of what they were, and the three methods walk as far as before, or nearly. SGD's rate is the same, and it walks a hundred times as far." },
    { name: "rare gradients", set: { gradients: "rare", steps: 200, axis: "linear" }, see: "Only where a dot stands is a rate multiplied with a gradient. At the last dots the rates of Adagrad and RMSprop are some three times as large as with a gradient at each step. Adadelta's is not larger: the zeros thin out both of its averages. And all four get less far than with a gradient at each step." },
    { name: "rare gradients, short memory", set: { gradients: "rare", steps: 200, axis: "linear", rho: 0.5 }, see: "Between two gradients the averages forget nearly all, and the rates shoot up, where there is nothing to multiply. On arrival RMSprop's is η times √2, and no more." },
    { name: "noise", set: { gradients: "noisy" }, see: "+3 or −1 by chance, 1 on average. Noise counts in the squares: RMSprop's rate is less than half of η, and it gets less than half as far as along a steady 1. SGD gets as far, but for chance." },
    { name: "large, then small", set: { gradients: "drop", axis: "linear" }, see: "From the half on the gradients are a hundredth. Adagrad keeps the rate that it has, and all but stands still. RMSprop forgets, and some two hundred steps later walks nearly as before." },
    { name: "a descent that arrives", set: { gradients: "shrinking", axis: "linear", steps: 300 }, see: "Each gradient is 0.98 of the last. Adagrad's sum stops growing, and its rate stops falling. RMSprop's rate climbs as fast as the gradient falls: it walks on, at one pace, and so comes to no rest." },
  ],
  controls: {
    gradients: menu({ label: "gradients", options: { steady: "steady, 1", noisy: "noisy, +3 or −1", rare: "rare, each tenth step", shrinking: "shrinking, × 0.98", drop: "1, then 0.01" } }),
    scale: logSlider({ label: "scale", name: "scale", low: 1e-3, high: 1e3 }),
    rho: rhoSlider((rho) => `half-life ${fixed(halfLife(rho), 1)} steps`),
    epsilon: logSlider({ label: "ε", name: "epsilon", low: 1e-12, high: 1 }),
    steps: slider({ label: "steps", name: "steps", values: Array.from({ length: MOST_STEPS }, (_, i) => i + 1), whole: true }),
    axis: choice({ label: "axis of steps", options: { log: "logarithmic", linear: "linear" } }),
  },
  data: [],
  follow: { gradients: (name) => ({ axis: name === "steady" || name === "noisy" ? "log" : "linear" }) },

  compute: (state) => feedAll(/** @type {import("./maths/rate_over_time.mjs").Feed} */ (state)),

  draw({ gradients, steps, axis }, /** @type {Result} */ { g, runs }, size) {
    const log = axis === "log";
    const x = { domain: /** @type {Point} */ ([log ? 1 : 0, Math.max(steps, 2)]), log, label: "step t" };
    const rates = panel({
      ...size, right: 66, x, y: decades("effective rate", runs.flatMap((run) => run.rates)),
      alt: `The effective rates of ${runs.map(({ name }) => name).join(", ")} against the step, on a logarithmic axis, fed with ${WORDS[gradients]}.`,
    });
    const ways = panel({
      ...size, right: 66, x, y: decades("distance covered", runs.flatMap((run) => run.walked)),
      alt: "The distance that each of them has covered downhill, against the step, on a logarithmic axis.",
    });
    const points = (/** @type {number[]} */ values) => values.map((value, i) => /** @type {Point} */ ([i + 1, value > 0 ? value : NaN]));
    for (const { name, rates: factors, walked } of runs) {
      rates.line(points(factors), { class: name });
      ways.line(points(walked), { class: name });
      if (gradients === "rare" && steps <= DOTTED) rates.dots(points(factors).filter((_, i) => g[i] !== 0), 2.5, { class: `${name} here` });
    }
    rates.labels(runs.map(({ name, rates: values }) => ({ at: [steps, values[steps - 1]], text: name })));
    ways.labels(runs.map(({ name, walked }) => ({ at: [steps, walked[steps - 1]], text: name })));
    return [rates, ways];
  },

  sentence({ gradients, scale, rho, epsilon, steps }, /** @type {Result} */ { runs }) {
    const ends = runs.map(({ name, rates }) => `${format(rates[steps - 1])} for ${name}`);
    const parts = runs.map(({ rates }) => format(rates[steps - 1] / rates[0], 3));
    return `After ${steps} ${steps > 1 ? WORDS[gradients] : "step"} (scale ${setting(scale)}, ρ = ${setting(rho)}, ε = ${setting(epsilon)}) the effective rate is ${listed(ends)}: ${listed(parts)} times that of the first step.`;
  },

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

/** @param {string[]} parts */
const listed = (parts) => `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
