// Moving average: what does rho remember?

import all from "../../src/adadelta/static/traits.json" with { type: "json" };
import { choice, rhoSlider } from "./kit/controls.mjs";
import { fixed, format, milestones, setting, shown } from "./kit/numbers.mjs";
import { panel } from "./kit/panel.mjs";
import { ink } from "./kit/readout.mjs";
import { ema, emaWeights, halfLife, meanAge } from "./maths/averages.mjs";

const traits = all["moving-average"];
const AGES = 80; // the half-life at ρ = 0.99 is among them

/** @type {import("./kit/explorable.mjs").Idea} */
export const movingAverage = {
  name: "Moving average",
  predict: {
    question: "The level jumps from 0 to 1 at step 61. With ρ = 0.99, how far does the average get by step 120?",
    set: { rho: 0.99 },
    answers: ["all the way", "about halfway", "a tenth of the way"],
    outcome(from, to) {
      const [was, is] = [from, to].map(({ result: { average } }) => average);
      const reached = is[is.length - 1];
      return {
        right: reached > 0.75 ? 0 : reached > 0.25 ? 1 : 2,
        words: `at step ${is.length} the average is ${fixed(reached, 2)}; with ρ = ${shown(from.state.rho)} it was ${fixed(was[was.length - 1], 2)}. In return, it changes less near the end: by ${format(roughness(is), 2)} a step instead of ${format(roughness(was), 2)}.`,
      };
    },
    when: ({ rho, source }) => rho === 0.9 && source.includes("noisy_step"),
  },
  presets: [
    { name: "no memory", set: { rho: 0 }, see: "The average is the newest value: one bar holds all the weight." },
    { name: "a short memory", set: { rho: 0.5 }, see: "Four steps cover nine tenths of a jump, but more than half of independent noise gets through." },
    { name: "Zeiler's ρ", set: { rho: 0.95 }, see: "With the paper's ρ = 0.95, nine tenths of a jump take 45 steps, and about a sixth of independent noise gets through." },
    { name: "a long memory", set: { rho: 0.99 }, see: "The average is smooth but late: nine tenths of a jump take 230 steps." },
    { name: "a long memory, corrected", set: { rho: 0.99, start: "corrected" }, see: "The average begins at the first value, noise and all. At step 120, the correction still multiplies it by 1.43." },
    { name: "almost a plain mean", set: { rho: 0.999, start: "corrected" }, see: "The half-life is 692.8 steps, so 120 values have nearly the same weight, and their average is close to a plain mean." },
  ],
  controls: {
    rho: rhoSlider(traits.rho, { look: "gradient" }),
    start: choice(traits.start, { label: "Start", options: { zero: "at zero", corrected: "bias-corrected" } }),
  },
  sliders: ["rho"],
  chips: ["start"],
  rows: [[3, 2]],
  data: ["values", "source"],

  compute: ({ values, rho, start }) => ({ average: ema(values, rho, start === "corrected"), weights: emaWeights(rho, Math.max(AGES, values.length)) }),

  draw({ values, rho }, { average, weights }, [first, second], ghost) {
    const half = halfLife(rho);
    const points = (/** @type {number[]} */ v, from = 0) => v.map((value, i) => /** @type {[number, number]} */ ([i + from, value]));
    const series = panel({
      ...first,
      x: { domain: [0, values.length + 1], label: "step t" },
      y: { domain: extent(values), label: "value and its moving average" },
      alt: `The values as dots and their moving average at rho ${setting(rho)} as a line.`,
    });
    series.dots(points(values, 1), 1.8, { class: "dots" });
    if (ghost && ghost.state.values === values) series.line(points(ghost.result.average, 1), { class: "ghost" });
    series.line(points(average, 1), { class: "gradient average" });

    const top = Math.max(0.02, weights[0]) * 1.08;
    const memory = panel({
      ...second,
      x: { domain: [-1, AGES], label: "age of the value, in steps" },
      y: { domain: [0, top], label: "weight" },
      alt: `Weights as bars: the newest value has ${fixed(weights[0], 3)}, and they halve every ${fixed(halfLife(rho), 1)} steps.`,
    });
    memory.bars(points(weights.slice(0, AGES)), { class: "gradient weights" });
    if (ghost) memory.line(points(ghost.result.weights.slice(0, AGES)), { class: "ghost" });
    const ages = /** @type {[number, string, number][]} */ ([[half, "half-life", 0.9], [meanAge(rho), "mean age", 0.66]]).filter(([at]) => at <= AGES && rho > 0);
    for (const [at, , height] of ages) memory.line([[at, 0], [at, top * height]], { class: "mark" });
    for (const [at, words, height] of ages) memory.text([at, top * height], words);
    if (half > AGES) memory.caption(`half-life ${fixed(half, 1)} →`, { class: "soft" });
    return [series, memory];
  },

  sentence({ rho, start }, { average }) {
    const memory = rho > 0 ? `a weight halves every ${ink("gradient", fixed(halfLife(rho), 1))} steps` : "only the newest value counts";
    return `At ρ = ${ink("gradient", shown(rho))}, ${memory}. ${start === "corrected" ? "Bias-corrected" : "Started at zero"}, the average is `
      + `${ink("gradient", three(average[0]))} at step 1 and ${ink("gradient", three(average[average.length - 1]))} at step ${average.length}.`;
  },

  results: ({ rho }, { average }) => ({ halflife: fixed(halfLife(rho), 1), age: fixed(meanAge(rho), 1), first: three(average[0]), last: three(average[average.length - 1]) }),

  table: ({ values }, { average, weights }) => ({
    head: ["step", "value", "average", "age at the end", "weight at the end"],
    rows: milestones(values.length).map((t) => {
      const age = values.length - t;
      return [String(t), format(values[t - 1]), format(average[t - 1]), String(age), format(weights[age])];
    }),
  }),

  python: ({ rho, start, values, source }) => `import numpy as np
from adadelta import ema, ema_weights, half_life, noisy_step

${source}
rho = ${setting(rho)}
average = ema(values, rho, bias_corrected=${start === "corrected" ? "True" : "False"})
weights = ema_weights(rho, len(values))
${rho > 0 ? 'print(f"half-life {half_life(rho):.1f} steps")\n' : ""}print(f"average after step 1: {average[0]:z.3f}, after step {len(average)}: {average[-1]:z.3f}")
for t in (${milestones(values.length).join(", ")}):
    age = len(values) - t
    print(f"{t} {values[t - 1]:.4g} {average[t - 1]:.4g} {age} {weights[age]:.4g}")
`,
};

/** Three decimals, and no sign where they are all zero. @param {number} value */
const three = (value) => fixed(Math.abs(value) < 5e-4 ? 0 : value, 3);

/** By how much an average changes from step to step, on average over its last twenty values. @param {number[]} average */
const roughness = (average) => average.slice(-20).reduce((sum, v, i, last) => sum + (i ? Math.abs(v - last[i - 1]) : 0), 0) / 19;

/**
 * Least and greatest value with zero among them and a little room.
 * @param {number[]} values
 * @returns {[number, number]}
 */
function extent(values) {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const room = 0.05 * (high - low || 1);
  return [low - room, high + room];
}
