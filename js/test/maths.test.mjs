// The maths of the explorables is that of the Python package.

import assert from "node:assert/strict";
import { test } from "node:test";

import { adadelta } from "../src/maths/adadelta.mjs";
import { ema, emaWeights, halfLife, meanAge } from "../src/maths/averages.mjs";
import { leastSquares, trainLine } from "../src/maths/regression.mjs";
import { close, same, vectors } from "./vectors.mjs";

test("moving averages equal Python's to the last bit", () => {
  const { values, cases } = vectors("ema");
  for (const { rho, average } of cases) same(ema(values, rho), average, `ema at rho ${rho}`);
});

test("corrected averages, weights, half-life and mean age equal Python's", () => {
  const { values, cases } = vectors("ema");
  for (const { rho, about } of cases) {
    close(ema(values, rho, true), about.corrected, `corrected ema at rho ${rho}`);
    close(emaWeights(rho, about.weights.length), about.weights, `weights at rho ${rho}`);
    close([halfLife(rho), meanAge(rho)], [about.half_life, about.mean_age], `half-life and mean age at rho ${rho}`);
  }
});

test("Adadelta's steps and averages equal Python's to the last bit", () => {
  const { gradients, cases } = vectors("adadelta");
  for (const { rho, epsilon, dx, Eg2, Edx2 } of cases) {
    const state = { Eg2: 0, Edx2: 0 };
    const steps = gradients.map((/** @type {number} */ g) => adadelta(g, state, rho, epsilon));
    same(steps, dx, `steps at rho ${rho}, epsilon ${epsilon}`);
    same([state.Eg2, state.Edx2], [Eg2, Edx2], `averages at rho ${rho}, epsilon ${epsilon}`);
  }
});

test("the article's regression equals Python's", () => {
  const { about: { x, y, W0, least }, epochs, cases } = vectors("regression");
  for (const { rho, epsilon, about } of cases) {
    const run = trainLine(x, y, W0, { rho, epsilon, epochs: epochs.at(-1) });
    for (const key of /** @type {const} */ (["loss", "W", "b"])) {
      assert.equal(run[key].length, epochs.at(-1) + 1);
      close(epochs.map((/** @type {number} */ n) => run[key][n]), about[key], `${key} at rho ${rho}, epsilon ${epsilon}`);
    }
  }
  const best = leastSquares(x, y);
  close([best.W, best.b, best.loss], [least.W, least.b, least.loss], "least squares");
});

test("a run that goes further agrees with a shorter one", () => {
  const { about: { x, y, W0 } } = vectors("regression");
  const settings = { rho: 0.95, epsilon: 1e-6 };
  const [long, short] = [200, 30].map((epochs) => trainLine(x, y, W0, { ...settings, epochs }));
  same(long.loss.slice(0, 31), short.loss, "loss");
});
