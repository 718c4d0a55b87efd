// A line trained by Adadelta: the mirror of LinearRegression, Adadelta and fit with batches in the order of the data.

import { methods, start } from "./optimizers.mjs";

const { Adadelta } = methods;

/**
 * @typedef {object} Run
 * @property {number[]} loss mean squared error of all data at the start and after each epoch
 * @property {number[]} W weights, in the same places
 * @property {number[]} b biases, in the same places
 */

/**
 * Train y = W x + b from W = W0 and b = 0.
 * @param {number[]} x
 * @param {number[]} y
 * @param {number} W0
 * @param {object} settings
 * @param {number} settings.rho
 * @param {number} settings.epsilon
 * @param {number} settings.epochs
 * @param {number} [settings.batchSize] points to an update, all by default; the last batch may be smaller
 * @returns {Run}
 */
export function trainLine(x, y, W0, { rho, epsilon, epochs, batchSize = x.length }) {
  const m = x.length;
  const settings = { ...Adadelta.settings, rho, epsilon };
  const [stateW, stateb] = [start(Adadelta), start(Adadelta)];
  let [W, b, t] = [W0, 0, 0];
  /** @type {Run} */
  const run = { loss: [], W: [], b: [] };
  for (let epoch = 0; ; epoch++) {
    let squares = 0;
    for (let i = 0; i < m; i++) {
      const error = x[i] * W + b - y[i];
      squares += error * error;
    }
    run.loss.push(squares / m);
    run.W.push(W);
    run.b.push(b);
    if (epoch === epochs) return run;
    for (let first = 0; first < m; first += batchSize) {
      const end = Math.min(first + batchSize, m);
      let [dW, db] = [0, 0];
      for (let i = first; i < end; i++) {
        const error = x[i] * W + b - y[i];
        dW += x[i] * error;
        db += error;
      }
      t++;
      W += Adadelta.rule(dW / (end - first), stateW, settings, t);
      b += Adadelta.rule(db / (end - first), stateb, settings, t);
    }
  }
}

/**
 * The line with the smallest mean squared error, without iterating.
 * @param {number[]} x
 * @param {number[]} y
 */
export function leastSquares(x, y) {
  const m = x.length;
  const mean = (/** @type {number[]} */ v) => v.reduce((a, b) => a + b, 0) / m;
  const [xMean, yMean] = [mean(x), mean(y)];
  const W = mean(x.map((v, i) => (v - xMean) * (y[i] - yMean))) / mean(x.map((v) => (v - xMean) ** 2));
  const b = yMean - W * xMean;
  return { W, b, loss: mean(x.map((v, i) => (W * v + b - y[i]) ** 2)) };
}
