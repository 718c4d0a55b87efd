// Batch sizes: one example, some, or all to an update; who stands lowest once equally many examples have been read?

import { logSlider, menu, player, slider } from "./kit/controls.mjs";
import { memoized } from "./kit/memoized.mjs";
import { fixed, format, setting } from "./kit/numbers.mjs";
import { levelLines, panel } from "./kit/panel.mjs";
import { descendLine, rowsOf } from "./maths/batch_sizes.mjs";
import { leastSquares } from "./maths/regression.mjs";

export const MOST_EPOCHS = 10;
const WINDOW = { W: /** @type {Point} */ ([-1, 5]), b: /** @type {Point} */ ([-1, 4]) };
/** Contours this far above the least loss. */
const LEVELS = [0.1, 0.5, 2, 5, 10, 15, 20];
const LOW = 1e-5; // of the loss's axis

/** @typedef {import("./kit/panel.mjs").Point} Point */
/** @typedef {import("./maths/batch_sizes.mjs").Run} Run */
/** @typedef {{ runs: Run[], best: { W: number, b: number, loss: number } }} Result the chosen size first, then the extremes */

/** @type {import("./kit/explorable.mjs").Idea} */
export const batchSizes = {
  name: "Batch sizes",
  question: "three runs have the same start and the same rate, and each reads every one of the hundred examples once. One makes an update after each example, one after every ten, one after all hundred. Which ends lowest? And which after ten such epochs?",
  answer: "After one epoch the first: its hundred updates are rough, but the second has made ten and the third a single one. After ten epochs the second: the first still trembles, for single examples disagree about the direction, and the third has made only ten updates.",
  presets: [
    { name: "ten epochs", set: { epochs: 10 }, see: "One by one, the loss stopped falling long ago and trembles on a floor of noise. In batches of ten the floor is much lower, and all at once is still on the way." },
    { name: "a smaller rate", set: { epochs: 10, learning_rate: 0.01 }, see: "One by one now settles much lower: its steps are shorter, and so is its trembling. For the other two ten epochs have become too few." },
    { name: "a rate that suits all at once", set: { epochs: 10, learning_rate: 0.5, batch_size: 100 }, see: "Ten updates without noise are enough: the loss falls below the floors of the other two." },
    { name: "too large for single examples", set: { epochs: 10, learning_rate: 1, batch_size: 1 }, see: "One by one diverges at a rate at which all at once arrives: some single example is much steeper than the mean of all." },
    { name: "sorted, not shuffled", set: { order: "sorted", epochs: 3, learning_rate: 0.3 }, see: "Each epoch first hears only of small x, then only of large ones. One by one, the path runs after each in turn and circles around the minimum; shuffled, it comes close within one epoch." },
  ],
  controls: {
    batch_size: slider({ label: "batch size", name: "batch size", values: [1, 2, 3, 4, 5, 7, 10, 15, 20, 25, 30, 40, 50, 70, 100], whole: true }),
    learning_rate: logSlider({ label: "rate", name: "learning rate", low: 1e-3, high: 10 }),
    epochs: player({ label: "epochs", name: "epochs", values: Array.from({ length: MOST_EPOCHS }, (_, i) => i + 1), whole: true }),
    order: menu({ label: "examples", options: { seed_0: "shuffled, seed 0", seed_1: "shuffled, seed 1", sorted: "sorted by x" } }),
  },
  data: ["x", "y", "W0", "orders"],

  compute: memoized((state) => {
    const orders = rowsOf(state);
    const sizes = [state.batch_size, 1, state.x.length].filter((size, i, all) => all.indexOf(size) === i);
    return {
      runs: sizes.map((size) => descendLine(state, { size, rate: state.learning_rate, orders })),
      best: leastSquares(state.x, state.y),
    };
  }, ["x", "y", "W0", "orders", "order", "batch_size", "learning_rate", "epochs"]),

  draw({ x, y, W0, epochs }, /** @type {Result} */ { runs, best }, size) {
    const map = panel({
      ...size, x: { domain: WINDOW.W, label: "weight W" }, y: { domain: WINDOW.b, label: "bias b" },
      alt: `Contours of the loss around its minimum, and from one start the paths of ${runs.map(({ size: n }) => words(n, x.length)).join(", ")}.`,
    });
    map.contours(lines({ x, y, width: size.width, height: size.height }, map, best.loss));
    const above = (/** @type {Run} */ { loss, read }) => loss.map((value, t) => /** @type {Point} */ ([read[t], value > best.loss ? value - best.loss : NaN]));
    const top = Math.max(...runs.flatMap(({ loss }) => loss));
    const m = x.length;
    const curve = panel({
      ...size, right: 74, x: { domain: [0, epochs * m], label: "examples read" },
      y: { domain: [LOW, Math.min(1e4, Math.max(100, 2 * top))], log: true, label: "loss above its minimum" },
      alt: `The loss above its minimum against the examples read, on a logarithmic axis. ${sentence(epochs, m, runs)}`,
    });
    for (const run of runs.toReversed()) {
      const thin = run.size === 1 ? "stroke-width: 1" : ""; // it has most points
      const attributes = run === runs[0] ? { class: "SGD", style: thin } : { class: "ghost", style: thin ? `${thin}; stroke-dasharray: none` : "stroke-dasharray: 5 4" };
      map.line(run.points, attributes);
      curve.line(above(run), attributes);
    }
    map.dots([[W0, 0]], 3, { class: "SGD here" });
    map.text([W0, 0], "start", { dx: -4, dy: 18 });
    map.text([best.W, best.b], "+", { class: "minimum", "text-anchor": "middle", dy: 5 });
    map.marker(runs[0].points[runs[0].points.length - 1], "SGD");
    curve.labels(runs.map((run) => ({ at: last(above(run)), text: `batch ${run.size}` })));
    return [map, curve];
  },

  sentence: ({ x, epochs, learning_rate }, /** @type {Result} */ { runs, best }) =>
    `At a rate of ${setting(learning_rate)}, ${sentence(epochs, x.length, runs)}; ${format(best.loss)} is possible.`,

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

/** Where each run ends. @param {number} epochs @param {number} m @param {Run[]} runs */
function sentence(epochs, m, runs) {
  const ends = runs.map(({ size, loss, over }, i) => {
    const updates = `${loss.length - 1} ${loss.length === 2 ? "update leads" : "updates lead"} to ${i === 0 ? "a loss of " : ""}${format(last(loss))}`;
    return `${words(size, m)}, ${over < 0 ? updates : `it diverges, with a loss beyond a million at update ${over}`}`;
  });
  return `${epochs} ${epochs === 1 ? "epoch reads" : "epochs read"} ${epochs * m} examples: ${ends.join("; ")}`;
}

const lines = memoized(({ x, y }, map, least) => {
  const m = x.length;
  const loss = (/** @type {number} */ W, /** @type {number} */ b) => x.reduce((/** @type {number} */ sum, /** @type {number} */ v, /** @type {number} */ i) => sum + (v * W + b - y[i]) ** 2, 0) / m;
  return levelLines(loss, map, LEVELS.map((level) => least + level));
}, ["x", "y", "width", "height"]);
