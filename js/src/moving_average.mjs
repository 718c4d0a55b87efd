// Moving average: what does rho remember?

import { choice, rhoSlider } from "./kit/controls.mjs";
import { fixed, setting } from "./kit/numbers.mjs";
import { panel } from "./kit/panel.mjs";
import { ema, emaWeights, halfLife, meanAge } from "./maths/averages.mjs";

const AGES = 60;

/** @type {import("./kit/explorable.mjs").Idea} */
export const movingAverage = {
  name: "Moving average",
  controls: {
    rho: rhoSlider((rho) => `half-life ${fixed(halfLife(rho), 1)} steps`),
    start: choice({ label: "start", options: { zero: "at zero", corrected: "bias-corrected" } }),
  },
  data: ["values", "source"],

  compute: ({ values, rho, start }) => ({ average: ema(values, rho, start === "corrected"), weights: emaWeights(rho, AGES) }),

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
    memory.bars(points(weights), { class: "gradient weights" });
    const half = halfLife(rho);
    if (half <= AGES) {
      memory.line([[half, 0], [half, top]], { class: "mark" });
      const beyond = half > AGES * 0.55;
      memory.text([half, top * 0.92], "half-life", { dx: beyond ? -5 : 5, "text-anchor": beyond ? "end" : "start" });
    }
    return [series.element, memory.element];
  },

  sentence({ rho, start }, { average }) {
    const opening = start === "corrected" ? "With the bias corrected" : "Started at zero";
    const memory = `a value's weight halves every ${fixed(halfLife(rho), 1)} steps, and the mean age is ${fixed(meanAge(rho), 1)} steps`;
    return `At ρ = ${setting(rho)} ${rho > 0 ? memory : "only the newest value counts"}. `
      + `${opening}, the average after step 1 is ${fixed(average[0], 3)}, `
      + `and after step ${average.length} it is ${fixed(average[average.length - 1], 3)}.`;
  },

  python: ({ rho, start, source }) => `import numpy as np
from adadelta import ema, half_life, mean_age, noisy_step

${source}
rho = ${setting(rho)}
average = ema(values, rho, bias_corrected=${start === "corrected" ? "True" : "False"})
${rho > 0 ? 'print(f"half-life {half_life(rho):.1f} steps, mean age {mean_age(rho):.1f} steps")\n' : ""}print(f"average after step 1: {average[0]:.3f}, after step {len(average)}: {average[-1]:.3f}")
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
