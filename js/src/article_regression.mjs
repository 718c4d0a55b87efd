// The article's regression: where is the line after n epochs?

import all from "../../src/adadelta/static/traits.json" with { type: "json" };
import { epsilonSlider, rhoSlider, slider, timeline } from "./kit/controls.mjs";
import { memoized } from "./kit/memoized.mjs";
import { fixed, format, milestones, plural, setting, shown, significant, whole } from "./kit/numbers.mjs";
import { panel } from "./kit/panel.mjs";
import { ink } from "./kit/readout.mjs";
import { leastSquares, trainLine } from "./maths/regression.mjs";

const traits = all["article-regression"];
export const EPOCHS = 2000;
/** Every whole number at first, then round ones, some 8% apart: 0, 1, ..., 10, 11, 12, ..., 100, 110, ..., 2000. */
const STOPS = [...new Set(Array.from({ length: 101 }, (_, i) => significant(Math.round((EPOCHS + 1) ** (i / 100) - 1), 2)))];

/** @type {import("./kit/explorable.mjs").Idea} */
export const articleRegression = {
  name: "The article's regression",
  predict: {
    question: "The article stops after 100 epochs, far from the best line. What will 2,000 epochs do?",
    set: { epochs: EPOCHS },
    answers: ["hardly anything", "bring the line halfway", "bring the line home"],
    outcome(from, to) {
      const [before, after] = [from, to].map(({ state, result: { run, best } }) => run.loss[state.epochs] - best.loss);
      const left = after / before;
      return { right: left > 0.9 ? 0 : left > 0.01 ? 1 : 2, words: `the loss falls from ${format(from.result.run.loss[from.state.epochs])} to ${format(to.result.run.loss[EPOCHS])}; the least possible is ${format(to.result.best.loss)}. The run was only too short.` };
    },
  },
  presets: [
    { name: "the article's run", set: { epochs: 100 }, see: "After 100 epochs the line has hardly left its start: the first steps are that short." },
    { name: "2,000 epochs", set: { epochs: EPOCHS }, see: "The line is the one of least squares, and the loss is on its dashed floor." },
    { name: "a larger ε", set: { epsilon: 0.01 }, see: "The article's 100 epochs are now enough: ε sets the length of the first steps." },
    { name: "a smaller ε", set: { epsilon: 1e-10, epochs: EPOCHS }, see: "Even 2,000 epochs have hardly turned the line." },
    { name: "batches of ten", set: { batch_size: 10 }, see: "Ten updates an epoch: much the same picture in about a tenth of the epochs." },
  ],
  controls: {
    rho: rhoSlider(traits.rho),
    epsilon: epsilonSlider(traits.epsilon, ({ rho }) => rho),
    epochs: timeline(traits.epochs, { name: "epochs", values: STOPS, one: "epoch" }),
    batch_size: slider(traits.batch_size, { label: "batch size", name: "batch size", look: "SGD", values: [1, 2, 5, 10, 20, 50, 100], ticks: [1, 10, 100], whole: true }),
  },
  sliders: ["rho", "epsilon"],
  time: { key: "epochs", panel: 1 },
  rows: [[1, 1]],
  data: ["x", "y", "W0", "source"],

  compute: memoized(({ x, y, W0, rho, epsilon, batch_size }) => ({
    run: trainLine(x, y, W0, { rho, epsilon, epochs: EPOCHS, batchSize: batch_size }),
    best: leastSquares(x, y),
  }), ["x", "y", "W0", "rho", "epsilon", "batch_size"]),

  draw({ x, y, epochs }, { run, best }, [first, second], ghost) {
    const [W, b, loss] = [run.W[epochs], run.b[epochs], run.loss[epochs]];
    const ends = extent(x, 0.06);
    const fit = panel({
      ...first, x: { domain: ends, label: "x" }, y: { domain: extent(y, 0.06), label: "y" },
      alt: `The data, the least-squares line, and the model's line after ${epochs} epochs.`,
    });
    const ruled = (/** @type {number} */ slope, /** @type {number} */ at) => ends.map((end) => /** @type {[number, number]} */ ([end, slope * end + at]));
    fit.dots(x.map((/** @type {number} */ v, /** @type {number} */ i) => [v, y[i]]), 2, { class: "dots" });
    if (ghost) fit.line(ruled(ghost.result.run.W[epochs], ghost.result.run.b[epochs]), { class: "ghost" });
    fit.line(ruled(best.W, best.b), { class: "mark" });
    fit.line(ruled(W, b), { class: "Adadelta" });
    const on = (/** @type {number} */ slope, /** @type {number} */ at, /** @type {number} */ part) => {
      const place = ends[0] + part * (ends[1] - ends[0]);
      return /** @type {[number, number]} */ ([place, slope * place + at]);
    };
    fit.text(on(W, b, 0.22), "model", { class: "Adadelta" });
    fit.text(on(best.W, best.b, 0.6), "least squares", { class: "soft" });

    const finite = run.loss.filter(Number.isFinite);
    const high = Math.min(1e6, Math.max(...finite));
    const curve = panel({
      ...second,
      x: { domain: [1, EPOCHS], log: true, label: "epochs" },
      y: { domain: [best.loss * 0.5, Math.max(high, best.loss * 10) * 1.4], log: true, label: "mean squared error" },
      alt: `Loss against epochs on logarithmic axes; after ${epochs} epochs it is ${format(loss)}, and ${format(best.loss)} is possible.`,
    });
    const points = (/** @type {number[]} */ losses) => losses.map((v, epoch) => /** @type {[number, number]} */ ([epoch, v])).slice(1);
    curve.line([[1, best.loss], [EPOCHS, best.loss]], { class: "mark" });
    if (ghost) curve.line(points(ghost.result.run.loss), { class: "ghost" });
    curve.line(points(run.loss), { class: "Adadelta", opacity: 0.35 });
    curve.line(points(run.loss).slice(0, epochs), { class: "Adadelta" });
    curve.time(epochs);
    if (epochs > 0) curve.dots([[epochs, loss]], 5, { class: "Adadelta here" });
    curve.text([epochs || 1, loss], format(loss), { class: "Adadelta" });
    curve.text([3, best.loss], `least squares ${format(best.loss)}`, { class: "soft" });
    return [fit, curve];
  },

  sentence({ x, rho, epsilon, epochs, batch_size }, { run, best }) {
    const batches = batch_size < x.length ? ` in batches of ${batch_size}` : "";
    return `With ρ = ${ink("Adadelta", shown(rho))} and ε = ${ink("Adadelta", shown(epsilon))}, the loss after ${plural(epochs, "epoch")}${batches} is `
      + `${ink("Adadelta", format(run.loss[epochs]))}; the least possible is ${format(best.loss)}.`;
  },

  results: ({ epochs }, { run, best }) => ({ epochs: whole(epochs), loss: format(run.loss[epochs]), least: format(best.loss), W: fixed(run.W[epochs], 3), b: fixed(run.b[epochs], 3) }),

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
