// The article's regression: where does the line stand after n epochs?

import { logSlider, rhoSlider, slider } from "./kit/controls.mjs";
import { fixed, format, setting, significant } from "./kit/numbers.mjs";
import { panel } from "./kit/panel.mjs";
import { halfLife } from "./maths/averages.mjs";
import { leastSquares, trainLine } from "./maths/regression.mjs";

export const EPOCHS = 2000;
/** Every whole number at first, then round ones, some 8% apart: 0, 1, ..., 10, 11, 12, ..., 100, 110, ..., 2000. */
const STOPS = [...new Set(Array.from({ length: 101 }, (_, i) => significant(Math.round((EPOCHS + 1) ** (i / 100) - 1), 2)))];

/** @type {import("./kit/explorable.mjs").Idea} */
export const articleRegression = {
  name: "The article's regression",
  controls: {
    rho: rhoSlider((rho) => `half-life ${fixed(halfLife(rho), 1)} steps`),
    epsilon: logSlider({ label: "ε", name: "epsilon", low: 1e-12, high: 1 }),
    epochs: slider({ label: "epochs", name: "epochs", values: STOPS, whole: true }),
  },
  data: ["x", "y", "W0", "source"],

  compute: memoized(({ x, y, W0, rho, epsilon }) => ({
    run: trainLine(x, y, W0, { rho, epsilon, epochs: EPOCHS }),
    best: leastSquares(x, y),
  }), ["x", "y", "W0", "rho", "epsilon"]),

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
    curve.line(run.loss.map((/** @type {number} */ v, /** @type {number} */ epoch) => [epoch, v]).slice(1).filter((/** @type {[number, number]} */ p) => Number.isFinite(p[1])), { class: "Adadelta" });
    if (epochs > 0) curve.dots([[epochs, loss]], 5, { class: "Adadelta here" });
    return [fit.element, curve.element];
  },

  sentence({ rho, epsilon, epochs }, { run, best }) {
    const b = run.b[epochs];
    return `With ρ = ${setting(rho)} and ε = ${setting(epsilon)}, after ${epochs} ${epochs === 1 ? "epoch" : "epochs"} the loss is `
      + `${format(run.loss[epochs])}, where ${format(best.loss)} is possible; the line is `
      + `y = ${fixed(run.W[epochs], 3)} x ${b < 0 ? "−" : "+"} ${fixed(Math.abs(b), 3)}.`;
  },

  python: ({ rho, epsilon, epochs, source }) => `import numpy as np
from adadelta import Adadelta, LinearRegression, article_line, fit, least_squares

${source}
model = LinearRegression(1, W=W0)
${epochs > 0 ? `fit(model, Adadelta(rho=${setting(rho)}, epsilon=${setting(epsilon)}), X, y, epochs=${epochs})
` : ""}print(f"loss {model.loss(X, y):.4g}, where {least_squares(X, y).loss(X, y):.4g} is possible")
print(f"W {model.W[0, 0]:.3f}, b {model.b[0]:.3f}")
`,
};

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

/**
 * `f`, computed again only when one of `keys` has changed.
 * @template R
 * @param {(state: any) => R} f
 * @param {string[]} keys
 * @returns {(state: any) => R}
 */
function memoized(f, keys) {
  /** @type {any} */
  let last;
  /** @type {R} */
  let result;
  return (state) => {
    if (!last || keys.some((key) => state[key] !== last[key])) [result, last] = [f(state), state];
    return result;
  };
}
