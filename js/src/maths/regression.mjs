// A line trained by Adadelta, one batch to an epoch: the mirror of LinearRegression, Adadelta and fit.

import { adadelta } from "./adadelta.mjs";

/**
 * @typedef {object} Run
 * @property {number[]} loss mean squared error at the start and after each epoch
 * @property {number[]} W weights, in the same places
 * @property {number[]} b biases, in the same places
 */

/**
 * Train y = W x + b from W = W0 and b = 0.
 * @param {number[]} x
 * @param {number[]} y
 * @param {number} W0
 * @param {{ rho: number, epsilon: number, epochs: number }} settings
 * @returns {Run}
 */
export function trainLine(x, y, W0, { rho, epsilon, epochs }) {
  const m = x.length;
  let [W, b] = [W0, 0];
  const [stateW, stateb] = [{ Eg2: 0, Edx2: 0 }, { Eg2: 0, Edx2: 0 }];
  /** @type {Run} */
  const run = { loss: [], W: [], b: [] };
  for (let epoch = 0; ; epoch++) {
    let [squares, dW, db] = [0, 0, 0];
    for (let i = 0; i < m; i++) {
      const error = x[i] * W + b - y[i];
      squares += error * error;
      dW += x[i] * error;
      db += error;
    }
    run.loss.push(squares / m);
    run.W.push(W);
    run.b.push(b);
    if (epoch === epochs) return run;
    W += adadelta(dW / m, stateW, rho, epsilon);
    b += adadelta(db / m, stateb, rho, epsilon);
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
