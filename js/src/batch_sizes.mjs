// Batch sizes: one example, some, or all to an update; which run is lowest once all have read equally many?

import all from "../../src/adadelta/static/traits.json" with { type: "json" };
import { choice, logSlider, slider, timeline } from "./kit/controls.mjs";
import { memoized } from "./kit/memoized.mjs";
import { fixed, format, plural, setting } from "./kit/numbers.mjs";
import { levelLines, panel } from "./kit/panel.mjs";
import { ink } from "./kit/readout.mjs";
import { cut, descendLine, rowsOf } from "./maths/batch_sizes.mjs";
import { leastSquares } from "./maths/regression.mjs";

const traits = all["batch-sizes"];
export const MOST_EPOCHS = traits.epochs.max;
const WINDOW = { W: /** @type {Point} */ ([-1, 5]), b: /** @type {Point} */ ([-1, 4]) };
/** Contours this far above the least loss. */
const LEVELS = [0.1, 0.5, 2, 5, 10, 15, 20];
const LOW = 1e-5; // of the loss's axis

/** @typedef {import("./kit/panel.mjs").Point} Point */
/** @typedef {import("./maths/batch_sizes.mjs").Run} Run */
/** @typedef {{ whole: Run[], runs: Run[], best: { W: number, b: number, loss: number } }} Result the chosen size first, then the extremes; to the last epoch that can be set, and to the one that is */

/** @type {import("./kit/explorable.mjs").Idea} */
export const batchSizes = {
  name: "Batch sizes",
  predict: {
    question: "One by one, in tens, or all at once: which run is lowest once all have read the 100 examples ten times?",
    set: { epochs: 10 },
    answers: ["one by one", "in batches of ten", "all at once"],
    outcome(_, to) {
      const { runs, best } = /** @type {Result} */ (to.result);
      const ends = runs.map(({ size, loss }) => ({ size, excess: last(loss) - best.loss })).sort((a, b) => a.excess - b.excess);
      return { right: [1, 10, 100].indexOf(ends[0].size), words: `above the least loss, ${ends.map(({ size, excess }) => `${words(size, to.state.x.length)} ends ${format(excess, 2)}`).join(", ")}. Single examples disagree about the direction; all at once made only ${to.state.epochs} updates.` };
    },
    when: (state) => ["batch_size", "learning_rate", "epochs", "order"].every((key) => state[key] === /** @type {any} */ (traits)[key].default) && state.x.length === 100,
  },
  presets: [
    { name: "one epoch", set: { epochs: 1 }, see: "Each run has read the 100 examples once, in 100 updates, in ten, and in one." },
    { name: "ten epochs", set: { epochs: 10 }, see: "One by one stopped falling long ago and moves about a floor of noise. In batches of ten the floor is much lower." },
    { name: "a smaller rate", set: { epochs: 10, learning_rate: 0.01 }, see: "One by one settles much lower: shorter steps, less noise. For the other two, ten epochs are now too few." },
    { name: "a larger rate", set: { epochs: 10, learning_rate: 0.5, batch_size: 100 }, see: "Ten updates without noise are enough: all at once falls below the floor of one by one." },
    { name: "far too large", set: { epochs: 10, learning_rate: 1, batch_size: 1 }, see: "One by one diverges at a rate at which all at once arrives: some single example is much steeper than the mean of all." },
    { name: "sorted, not shuffled", set: { order: "sorted", epochs: 3, learning_rate: 0.3 }, see: "Each epoch reads small x first. One by one, the path follows each x in turn and circles around the minimum." },
  ],
  controls: {
    batch_size: slider(traits.batch_size, { label: "batch size", name: "batch size", look: "gradient", values: [1, 2, 3, 4, 5, 7, 10, 15, 20, 25, 30, 40, 50, 70, 100], ticks: [1, 10, 50, 100], whole: true, spoken: (size, { x }) => `${plural(Math.ceil(x.length / size), "update")} an epoch` }),
    learning_rate: logSlider(traits.learning_rate, { label: "learning rate", name: "learning rate", look: "SGD" }),
    order: choice(traits.order, { label: "Examples", options: { seed_0: "shuffled", seed_1: "shuffled differently", sorted: "sorted by x" } }),
    epochs: timeline(traits.epochs, { name: "epochs", values: Array.from({ length: MOST_EPOCHS }, (_, i) => i + 1), one: "epoch" }),
  },
  sliders: ["batch_size", "learning_rate"],
  chips: ["order"],
  time: { key: "epochs", panel: 1 },
  rows: [[1, 1]],
  data: ["x", "y", "W0", "orders"],

  compute(state) {
    const { whole, best } = entire(state);
    return { whole, runs: whole.map((run) => cut(run, state.epochs * state.x.length)), best };
  },

  draw({ x, y, W0, epochs }, /** @type {Result} */ { whole, runs, best }, [first, second], ghost) {
    const map = panel({
      ...first, x: { domain: WINDOW.W, label: "weight W" }, y: { domain: WINDOW.b, label: "bias b" },
      alt: `Contours of the loss around its minimum, and from one start the paths of ${runs.map(({ size: n }) => words(n, x.length)).join(", ")}.`,
    });
    map.contours(lines({ x, y, width: first.width, height: first.height }, map, best.loss));
    const m = x.length;
    const above = (/** @type {Run} */ { loss, read }) => loss.map((value, t) => /** @type {Point} */ ([read[t] / m, value > best.loss ? value - best.loss : NaN]));
    const top = Math.max(...runs.flatMap(({ loss }) => loss));
    const curve = panel({
      ...second, right: 104, x: { domain: [0, MOST_EPOCHS], label: "epochs" },
      y: { domain: [LOW, Math.min(1e4, Math.max(100, 2 * top))], log: true, label: "loss above the least" },
      alt: `The loss above the least against epochs, on a logarithmic axis, for ${runs.map(({ size: n }) => words(n, m)).join(", ")}.`,
    });
    /** @param {Run} run */
    const style = (run) => ({ class: run.size === whole[0].size ? "gradient" : run.size === 1 ? "extreme" : "extreme dashed" });
    if (ghost && ghost.state.x === x) curve.line(above(ghost.result.whole[0]), { class: "ghost" });
    for (const run of whole.toReversed()) curve.line(above(run), { ...style(run), opacity: 0.3 });
    for (const run of runs.toReversed()) {
      map.line(run.points, style(run));
      curve.line(above(run), style(run));
    }
    map.dots([[W0, 0]], 4, { class: "gradient" });
    map.dots([[best.W, best.b]], 3, { class: "dots" });
    map.dots(runs[0].points.slice(-1), 4.5, { class: "gradient" });
    map.text([W0, 0], "start", { class: "soft" });
    curve.time(epochs);
    curve.labels(whole.map((run) => ({ at: last(above(run)), text: words(run.size, m).replace("in ", ""), class: run.size === whole[0].size ? "gradient" : "soft" })));
    return [map, curve];
  },

  sentence({ x, epochs }, /** @type {Result} */ { runs, best }) {
    const ends = runs.map(({ size, loss, over }, i) => {
      const value = over < 0 ? format(last(loss), 4) : `beyond a million at update ${over}`;
      return `${i === 0 ? ink("gradient", value) : value} ${words(size, x.length)}`;
    });
    return `After ${plural(epochs, "epoch")} the loss is ${ends.join(", ")}; the least possible is ${format(best.loss)}.`;
  },

  results: (_, /** @type {Result} */ { runs, best }) => ({ ...Object.fromEntries(runs.map(({ size, loss }) => [`loss-${size}`, format(last(loss))])), least: format(best.loss) }),

  table: ({ x }, /** @type {Result} */ { runs, best }) => ({
    head: ["batch size", "updates in an epoch", "updates", "examples read", "W", "b", "loss"],
    rows: [
      ...runs.map(({ size, points, loss, read }) => {
        const [W, b] = last(points);
        return [String(size), String(Math.ceil(x.length / size)), String(points.length - 1), String(last(read)), fixed(W, 3), fixed(b, 3), format(last(loss))];
      }),
      ["least squares", "–", "–", "–", fixed(best.W, 3), fixed(best.b, 3), format(best.loss)],
    ],
  }),

  python: ({ epochs, order, learning_rate }, /** @type {Result} */ { runs }) => `import numpy as np
from adadelta import SGD, LinearRegression, article_line, least_squares

X, y, W0 = article_line()
m, epochs = len(X), ${epochs}
${order === "sorted" ? "orders = [np.argsort(X[:, 0])] * epochs" : `rng = np.random.default_rng(${order.slice(-1)})
orders = [rng.permutation(m) for _ in range(epochs)]`}


def batches(size):
    """Give the rows of each batch, epoch after epoch."""
    for order in orders:
        for first in range(0, m, size):
            yield order[first : first + size]


for size in (${runs.map(({ size }) => size).join(", ")}):
    model, optimizer, read = LinearRegression(1, W=W0), SGD(learning_rate=${setting(learning_rate)}), 0
    for updates, rows in enumerate(batches(size), start=1):
        grads = model.compute_gradients(X[rows], y[rows], model.predict(X[rows]))
        optimizer.step(model.parameters, grads)
        read += len(rows)
        if model.loss(X, y) > 1e6:
            print("diverges:")
            break
    W, b, loss = model.W[0, 0], model.b[0], model.loss(X, y)
    print(f"{size} {-(-m // size)} {updates} {read} {W:.3f} {b:.3f} {loss:.4g}")
best = least_squares(X, y)
print(f"least squares {best.W[0, 0]:.3f} {best.b[0]:.3f} {best.loss(X, y):.4g}")
`,
};

/** @template T @param {T[]} list @returns {T} */
const last = (list) => list[list.length - 1];

/** @param {number} size @param {number} m */
const words = (size, m) => (size === 1 ? "one by one" : size === m ? "all at once" : `in batches of ${size}`);

/** The runs to the last epoch. */
const entire = memoized((state) => {
  const orders = rowsOf({ ...state, epochs: MOST_EPOCHS });
  const sizes = [state.batch_size, 1, state.x.length].filter((size, i, all) => all.indexOf(size) === i);
  return {
    whole: sizes.map((size) => descendLine(state, { size, rate: state.learning_rate, orders })),
    best: leastSquares(state.x, state.y),
  };
}, ["x", "y", "W0", "orders", "order", "batch_size", "learning_rate"]);

const lines = memoized(({ x, y }, map, least) => {
  const m = x.length;
  const loss = (/** @type {number} */ W, /** @type {number} */ b) => x.reduce((/** @type {number} */ sum, /** @type {number} */ v, /** @type {number} */ i) => sum + (v * W + b - y[i]) ** 2, 0) / m;
  return levelLines(loss, map, LEVELS.map((level) => least + level));
}, ["x", "y", "width", "height"]);
