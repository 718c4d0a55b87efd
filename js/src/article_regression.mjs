// The article's regression: where does the line stand after n epochs?

import { logSlider, player, rhoSlider, slider } from "./kit/controls.mjs";
import { memoized } from "./kit/memoized.mjs";
import { fixed, format, milestones, setting, significant } from "./kit/numbers.mjs";
import { panel } from "./kit/panel.mjs";
import { halfLife } from "./maths/averages.mjs";
import { leastSquares, trainLine } from "./maths/regression.mjs";

export const EPOCHS = 2000;
/** Every whole number at first, then round ones, some 8% apart: 0, 1, ..., 10, 11, 12, ..., 100, 110, ..., 2000. */
const STOPS = [...new Set(Array.from({ length: 101 }, (_, i) => significant(Math.round((EPOCHS + 1) ** (i / 100) - 1), 2)))];

/** @type {import("./kit/explorable.mjs").Idea} */
export const articleRegression = {
  name: "The article's regression",
  question: "the article stops after 100 epochs. Will more epochs bring its line onto the best one, or is the method at its end?",
  answer: "More epochs do. The run is not wrong, only too short: the first steps are as small as √ε, and they grow slowly. A larger ε does the same at once.",
  presets: [
    { name: "2000 epochs", set: { epochs: 2000 }, see: "The line lies on that of least squares, and the loss on its dashed floor." },
    { name: "a larger ε", set: { epsilon: 0.01 }, see: "With the article's own 100 epochs the line arrives: ε sets the size of the first steps." },
    { name: "a smaller ε", set: { epsilon: 1e-10, epochs: 2000 }, see: "Even after all of the epochs the line has hardly turned." },
    { name: "batches of ten", set: { batch_size: 10 }, see: "Ten updates to an epoch: the same picture some ten times sooner, and a loss that never quite settles." },
  ],
  controls: {
    rho: rhoSlider((rho) => `half-life ${fixed(halfLife(rho), 1)} steps`),
    epsilon: logSlider({ label: "ε", name: "epsilon", low: 1e-12, high: 1 }),
    epochs: player({ label: "epochs", name: "epochs", values: STOPS, whole: true }),
    batch_size: slider({ label: "batch size", name: "batch size", values: [1, 2, 5, 10, 20, 50, 100], whole: true }),
  },
  data: ["x", "y", "W0", "source"],

  compute: memoized(({ x, y, W0, rho, epsilon, batch_size }) => ({
    run: trainLine(x, y, W0, { rho, epsilon, epochs: EPOCHS, batchSize: batch_size }),
    best: leastSquares(x, y),
  }), ["x", "y", "W0", "rho", "epsilon", "batch_size"]),

  draw({ x, y, epochs }, { run, best }, size) {
    const [W, b, loss] = [run.W[epochs], run.b[epochs], run.loss[epochs]];
    const ends = extent(x, 0.06);
    const fit = panel({
      ...size, x: { domain: ends, label: "x" }, y: { domain: extent(y, 0.06), label: "y" },
      alt: `The data, the least-squares line and the model's line after ${epochs} epochs.`,
    });
    fit.dots(x.map((/** @type {number} */ v, /** @type {number} */ i) => [v, y[i]]), 2, { class: "dots" });
    const draw = (/** @type {string} */ words, /** @type {number} */ place, slope = 0, at = 0, look = "") => {
      fit.line(ends.map((end) => [end, slope * end + at]), { class: look });
      const beside = ends[0] + place * (ends[1] - ends[0]);
      fit.text([beside, slope * beside + at], words, { dx: -6, dy: slope < 0 ? 14 : -6, "text-anchor": "end", class: look });
    };
    draw("least squares", 0.8, best.W, best.b, "mark");
    draw("model", 0.25, W, b, "Adadelta");

    const finite = run.loss.filter(Number.isFinite);
    const high = Math.min(1e6, Math.max(...finite));
    const curve = panel({
      ...size,
      x: { domain: [1, EPOCHS], log: true, label: "epoch" },
      y: { domain: [best.loss * 0.5, Math.max(high, best.loss * 10) * 1.4], log: true, label: "mean squared error" },
      alt: `Loss against epochs on logarithmic axes; after ${epochs} epochs it is ${format(loss)}, and ${format(best.loss)} is possible.`,
    });
    curve.line([[1, best.loss], [EPOCHS, best.loss]], { class: "mark" });
    curve.text([1, best.loss], `least squares ${format(best.loss)}`, { dx: 4, dy: 15 });
    curve.line(run.loss.map((/** @type {number} */ v, /** @type {number} */ epoch) => [epoch, v]).slice(1), { class: "Adadelta" });
    if (epochs > 0) curve.dots([[epochs, loss]], 5, { class: "Adadelta here" });
    return [fit, curve];
  },

  sentence({ x, rho, epsilon, epochs, batch_size }, { run, best }) {
    const b = run.b[epochs];
    const batches = batch_size < x.length ? ` in batches of ${batch_size}` : "";
    return `With ρ = ${setting(rho)} and ε = ${setting(epsilon)}, after ${epochs} ${epochs === 1 ? "epoch" : "epochs"}${batches} the loss is `
      + `${format(run.loss[epochs])}, where ${format(best.loss)} is possible; the line is `
      + `y = ${fixed(run.W[epochs], 3)} x ${b < 0 ? "−" : "+"} ${fixed(Math.abs(b), 3)}.`;
  },

  table: ({ epochs }, { run, best }) => ({
    head: ["epoch", "loss", "W", "b"],
    rows: [
      ...listed(epochs).map((n) => [String(n), format(run.loss[n]), fixed(run.W[n], 3), fixed(run.b[n], 3)]),
      ["least squares", format(best.loss), fixed(best.W, 3), fixed(best.b, 3)],
    ],
  }),

  python: ({ x, rho, epsilon, epochs, batch_size, source }) => `import numpy as np
from adadelta import Adadelta, LinearRegression, article_line, fit, least_squares

${source}
model, best = LinearRegression(1, W=W0), least_squares(X, y)
print(f"0 {model.loss(X, y):.4g} {model.W[0, 0]:.3f} {model.b[0]:.3f}")
${epochs > 0 ? `optimizer = Adadelta(rho=${setting(rho)}, epsilon=${setting(epsilon)})
history = fit(model, optimizer, X, y, epochs=${epochs}${batch_size < x.length ? `, batch_size=${batch_size}, shuffle=False` : ""})
W, b = (values.ravel() for values in history.parameters)
for n in (${listed(epochs).slice(1).join(", ")}${epochs === 1 ? "," : ""}):
    print(f"{n} {history.loss[n]:.4g} {W[n]:.3f} {b[n]:.3f}")
` : ""}print(f"least squares {best.loss(X, y):.4g} {best.W[0, 0]:.3f} {best.b[0]:.3f}")
`,
};

/** The epochs that the table lists: the start and the last few milestones. @param {number} epochs */
const listed = (epochs) => [0, ...(epochs > 0 ? milestones(epochs).slice(-7) : [])];

/**
 * Least and greatest value with some room on both sides.
 * @param {number[]} values
 * @param {number} room as a part of the spread
 * @returns {[number, number]}
 */
function extent(values, room) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const more = room * (high - low || 1);
  return [low - more, high + more];
}
