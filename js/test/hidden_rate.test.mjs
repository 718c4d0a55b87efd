// ε, the hidden learning rate: counts are those of a descent, and every state is said, listed and written.

import assert from "node:assert/strict";
import { test } from "node:test";

import { hiddenRate } from "../src/hidden_rate.mjs";
import { descend } from "../src/maths/descent.mjs";
import { EPSILONS, MOST, places, stepsNeeded } from "../src/maths/hidden_rate.mjs";
import { methods } from "../src/maths/optimizers.mjs";

const START = { rho: 0.95, epsilon: 1e-6, tolerance: 0.01, surface: "ravine" };

test("the values of ε are 1, 2 and 5 times the powers of ten, to the last bit", () => {
  assert.equal(EPSILONS.length, 25);
  assert.deepEqual([EPSILONS[0], EPSILONS[1], EPSILONS[5], EPSILONS[24]], [1e-8, 2e-8, 5e-7, 1]);
});

test("a count is the first step of a descent at which the loss has fallen so far", () => {
  for (const surface of Object.keys(places)) {
    for (const [rho, epsilon, tolerance] of [[0.95, 1e-6, 0.01], [0, 1e-3, 0.1], [0.999, 0.5, 1e-4], [0.5, 1e-2, 0.03]]) {
      const { points, values } = descend(places[surface], methods.Adadelta, { rho, epsilon }, { steps: MOST });
      const first = values.findIndex((value) => value <= tolerance * values[0]);
      /** @type {[number, number][]} */
      const path = [];
      assert.equal(stepsNeeded(surface, { rho, epsilon, tolerance }, path), first < 0 ? Infinity : first);
      assert.deepEqual(path, first < 0 ? points : points.slice(0, first + 1));
    }
  }
});

test("the rim is where the loss has the value", () => {
  for (const { f, rim } of Object.values(places)) {
    for (const value of [1e-4, 0.01, 0.5]) {
      for (let angle = 0; angle < 7; angle += 0.3) assert.ok(Math.abs(f(...rim(value, angle)) / value - 1) < 1e-12);
    }
  }
});

test("a movement of ε leaves the curve as it was computed", () => {
  const [one, other] = [START, { ...START, epsilon: 1e-3 }].map((state) => hiddenRate.compute(state));
  assert.equal(one.all, other.all);
  assert.notEqual(one.steps, other.steps);
  assert.notEqual(hiddenRate.compute({ ...START, rho: 0.9 }).all, one.all);
});

test("every state has its sentence, its table and its Python", () => {
  for (const surface of Object.keys(places)) {
    for (const rho of [0, 0.5, 0.999]) {
      for (const epsilon of [1e-8, 3.3e-5, 1]) {
        for (const tolerance of [1e-4, 0.1]) {
          const state = { rho, epsilon, tolerance, surface };
          const result = hiddenRate.compute(state);
          const texts = [hiddenRate.sentence(state, result), hiddenRate.python(state, result), ...hiddenRate.table(state, result).rows.flat()];
          for (const text of texts) assert.doesNotMatch(text, /NaN|Infinity|undefined|∞/);
          assert.equal(hiddenRate.table(state, result).rows.length, epsilon === 3.3e-5 ? 10 : 9);
        }
      }
    }
  }
});

test("no change of a setting takes more than 250,000 updates", () => {
  // 25 values of ε, and the chosen one with its neighbors, of two numbers each.
  assert.ok((EPSILONS.length + 3) * MOST * 2 <= 250_000);
});
