// Moving average: what does rho remember?

import { choice, rhoSlider } from "./kit/controls.mjs";
import { fixed, format, milestones, setting } from "./kit/numbers.mjs";
import { panel } from "./kit/panel.mjs";
import { ema, emaWeights, halfLife, meanAge } from "./maths/averages.mjs";

const AGES = 60;

/** @type {import("./kit/explorable.mjs").Idea} */
export const movingAverage = {
  name: "Moving average",
  question: "what will happen to the average's trembling, and to its answer to the jump, when ρ grows?",
  answer: "It trembles less and answers later: both come from looking further back, so neither is to be had without the other.",
  presets: [
    { name: "short memory", set: { rho: 0.5 }, see: "The average follows the jump at once, and most of the noise with it." },
    { name: "long memory", set: { rho: 0.99 }, see: "It is smooth, and has not arrived at the new level when the values end." },
    { name: "long memory, corrected", set: { rho: 0.99, start: "corrected" }, see: "The first averages no longer hang near zero: they begin at the first value, noise and all." },
    { name: "no memory", set: { rho: 0 }, see: "The average is the newest value: one bar holds all of the weight." },
  ],
  controls: {
    rho: rhoSlider((rho) => `half-life ${fixed(halfLife(rho), 1)} steps`),
    start: choice({ label: "start", options: { zero: "at zero", corrected: "bias-corrected" } }),
  },
  data: ["values", "source"],

  compute: ({ values, rho, start }) => ({ average: ema(values, rho, start === "corrected"), weights: emaWeights(rho, Math.max(AGES, values.length)) }),

  draw({ values, rho }, { average, weights }, size) {
    const points = (/** @type {number[]} */ v, from = 0) => v.map((value, i) => /** @type {[number, number]} */ ([i + from, value]));
    const series = panel({
      ...size,
      x: { domain: [0, values.length + 1], label: "step t" },
      y: { domain: extent(values), label: "value and its moving average" },
      alt: `The values as dots and their moving average at rho ${setting(rho)} as a line.`,
    });
    series.dots(points(values, 1), 1.8, { class: "dots" });
    series.line(points(average, 1), { class: "gradient average" });

    const top = Math.max(0.1, weights[0]) * 1.08;
    const memory = panel({
      ...size,
      x: { domain: [-1, AGES], label: "age of the value in steps" },
      y: { domain: [0, top], label: "its weight in the average" },
      alt: `Weights as bars: the newest value has ${fixed(weights[0], 3)}, and they halve every ${fixed(halfLife(rho), 1)} steps.`,
    });
    memory.bars(points(weights.slice(0, AGES)), { class: "gradient weights" });
    for (const [at, words, height] of /** @type {[number, string, number][]} */ ([[halfLife(rho), "half-life", 0.92], [meanAge(rho), "mean age", 0.82]])) {
      if (at > AGES || rho === 0) continue;
      memory.line([[at, 0], [at, top]], { class: "mark" });
      const beyond = at > AGES * 0.55;
      memory.text([at, top * height], words, { dx: beyond ? -5 : 5, "text-anchor": beyond ? "end" : "start" });
    }
    return [series, memory];
  },

  sentence({ rho, start }, { average }) {
    const opening = start === "corrected" ? "With the bias corrected" : "Started at zero";
    const memory = `a value's weight halves every ${fixed(halfLife(rho), 1)} steps, and the mean age is ${fixed(meanAge(rho), 1)} steps`;
    return `At ρ = ${setting(rho)} ${rho > 0 ? memory : "only the newest value counts"}. `
      + `${opening}, the average after step 1 is ${fixed(average[0], 3)}, `
      + `and after step ${average.length} it is ${fixed(average[average.length - 1], 3)}.`;
  },

  table: ({ values }, { average, weights }) => ({
    head: ["step", "value", "average after it", "age at the end", "weight at the end"],
    rows: milestones(values.length).map((t) => {
      const age = values.length - t;
      return [String(t), format(values[t - 1]), format(average[t - 1]), String(age), format(weights[age])];
    }),
  }),

  python: ({ rho, start, values, source }) => `import numpy as np
from adadelta import ema, ema_weights, half_life, mean_age, noisy_step

${source}
rho = ${setting(rho)}
average = ema(values, rho, bias_corrected=${start === "corrected" ? "True" : "False"})
weights = ema_weights(rho, len(values))
${rho > 0 ? 'print(f"half-life {half_life(rho):.1f} steps, mean age {mean_age(rho):.1f} steps")\n' : ""}print(f"average after step 1: {average[0]:.3f}, after step {len(average)}: {average[-1]:.3f}")
for t in (${milestones(values.length).join(", ")}):
    age = len(values) - t
    print(f"{t} {values[t - 1]:.4g} {average[t - 1]:.4g} {age} {weights[age]:.4g}")
`,
};

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
