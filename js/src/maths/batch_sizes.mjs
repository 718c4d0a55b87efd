// Descent of the article's line in batches of one size, update by update: the mirror of LinearRegression and SGD.

/** @typedef {import("../kit/panel.mjs").Point} Point */
/**
 * @typedef {object} Run
 * @property {number} size examples to an update
 * @property {Point[]} points (W, b) at the start and after each update
 * @property {number[]} loss mean squared error of all data there
 * @property {number[]} read examples read until there
 * @property {number} over the update at which the loss has passed `TOO_LARGE`, and the run stops; or -1
 */

export const TOO_LARGE = 1e6;

/**
 * Train y = W x + b from W = W0 and b = 0, one update for each batch.
 * @param {{ x: number[], y: number[], W0: number }} data
 * @param {object} settings
 * @param {number} settings.size examples to an update; the last batch of an epoch may be smaller
 * @param {number} settings.rate learning rate
 * @param {number[][]} settings.orders the rows as each epoch reads them
 * @returns {Run}
 */
export function descendLine({ x, y, W0 }, { size, rate, orders }) {
  const m = x.length;
  let [W, b, read] = [W0, 0, 0];
  /** @type {Run} */
  const run = { size, points: [], loss: [], read: [], over: -1 };
  const note = () => {
    let squares = 0;
    for (let i = 0; i < m; i++) {
      const error = x[i] * W + b - y[i];
      squares += error * error;
    }
    run.points.push([W, b]);
    run.loss.push(squares / m);
    run.read.push(read);
    return squares / m;
  };
  note();
  for (const order of orders) {
    for (let first = 0; first < m; first += size) {
      const end = Math.min(first + size, m);
      let [dW, db] = [0, 0];
      for (let i = first; i < end; i++) {
        const row = order[i];
        const error = x[row] * W + b - y[row];
        dW += x[row] * error;
        db += error;
      }
      W += -rate * (dW / (end - first));
      b += -rate * (db / (end - first));
      read += end - first;
      if (note() > TOO_LARGE) return { ...run, over: run.loss.length - 1 };
    }
  }
  return run;
}

/** A run until so many examples have been read. @param {Run} run @param {number} examples @returns {Run} */
export function cut({ size, points, loss, read, over }, examples) {
  const end = read.findLastIndex((count) => count <= examples) + 1;
  return { size, points: points.slice(0, end), loss: loss.slice(0, end), read: read.slice(0, end), over: over >= end ? -1 : over };
}

/**
 * The rows as each of the first epochs reads them: drawn anew for each, as they are stored, or sorted by x for all.
 * @param {{ x: number[], orders: number[][], order: string, epochs: number }} state `orders` has all epochs of a seed in one row
 * @returns {number[][]}
 */
export function rowsOf({ x, orders, order, epochs }) {
  const m = x.length;
  const sorted = x.map((_, i) => i).sort((i, k) => x[i] - x[k]);
  const seed = Number(order.slice(-1));
  return Array.from({ length: epochs }, (_, epoch) => (order === "sorted" ? sorted : orders[seed].slice(epoch * m, (epoch + 1) * m)));
}
