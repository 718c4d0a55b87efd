// Moving average: what does rho remember?

import all from "../../src/adadelta/static/traits.json" with { type: "json" };
import { choice, rhoSlider } from "./kit/controls.mjs";
import { fixed, format, milestones, setting, shown } from "./kit/numbers.mjs";
import { panel } from "./kit/panel.mjs";
import { ink } from "./kit/readout.mjs";
import { ema, emaWeights, halfLife, meanAge } from "./maths/averages.mjs";

const traits = all["moving-average"];
const AGES = 60;

/** @type {import("./kit/explorable.mjs").Idea} */
export const movingAverage = {
  name: "Moving average",
  predict: {
    question: "Raise ρ from 0.9 to 0.99. What happens to the noise in the average, and to its answer to the jump?",
    set: { rho: 0.99 },
    answers: ["less noise, same answer", "less noise, later answer", "more noise, earlier answer"],
    outcome(from, to) {
      const [before, after] = [from, to].map(({ result: { average } }) => average);
      const [rough, smooth] = [before, after].map(roughness);
      const [was, is] = [before, after].map((average) => average[average.length - 1]);
      return { right: smooth >= rough ? 2 : Math.abs(is - was) < 0.05 ? 0 : 1, words: `the average now changes by ${format(smooth, 2)} a step instead of ${format(rough, 2)}, and after step ${after.length} it is ${fixed(is, 2)} instead of ${fixed(was, 2)}.` };
    },
    when: ({ rho, source }) => rho === 0.9 && source.includes("noisy_step"),
  },
  presets: [
    { name: "no memory", set: { rho: 0 }, see: "The average is the newest value: one bar holds all the weight." },
    { name: "a short memory", set: { rho: 0.5 }, see: "The average follows the jump at once, and most of the noise with it." },
    { name: "a long memory", set: { rho: 0.99 }, see: "It is smooth, and has not arrived at the new level when the values end." },
    { name: "a long memory, corrected", set: { rho: 0.99, start: "corrected" }, see: "The first averages no longer hang near zero: they begin at the first value, noise and all." },
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

    const top = Math.max(0.1, weights[0]) * 1.08;
    const memory = panel({
      ...second,
      x: { domain: [-1, AGES], label: "age of the value, in steps" },
      y: { domain: [0, top], label: "weight in the average" },
      alt: `Weights as bars: the newest value has ${fixed(weights[0], 3)}, and they halve every ${fixed(halfLife(rho), 1)} steps.`,
    });
    memory.bars(points(weights.slice(0, AGES)), { class: "gradient weights" });
    const ages = /** @type {[number, string, number][]} */ ([[halfLife(rho), "half-life", 0.9], [meanAge(rho), "mean age", 0.66]]).filter(([at]) => at <= AGES && rho > 0);
    for (const [at, , height] of ages) memory.line([[at, 0], [at, top * height]], { class: "mark" });
    for (const [at, words, height] of ages) memory.text([at, top * height], words);
    return [series, memory];
  },

  sentence({ rho, start }, { average }) {
    const memory = `a value's weight halves every ${ink("gradient", fixed(halfLife(rho), 1))} steps`;
    return `At ρ = ${ink("gradient", shown(rho))} ${rho > 0 ? memory : "only the newest value counts"}. `
      + `${start === "corrected" ? "With the start corrected" : "Started at zero"}, the average is ${ink("gradient", fixed(average[0], 3))} after step 1 `
      + `and ${ink("gradient", fixed(average[average.length - 1], 3))} after step ${average.length}.`;
  },

  results: ({ rho }, { average }) => ({ halflife: fixed(halfLife(rho), 1), age: fixed(meanAge(rho), 1), first: fixed(average[0], 3), last: fixed(average[average.length - 1], 3) }),

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

/** By how much an average changes from step to step, over its last twenty steps. @param {number[]} average */
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
