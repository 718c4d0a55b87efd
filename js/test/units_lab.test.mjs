// Units lab: who notices which unit, as exactly as the answer and the presets say it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { unitsLab as idea } from "../src/units_lab.mjs";

const START = { what: "x", power: 1, settings: "same", steps: 200, epsilon: 1e-4, rho: 0.95, SGD_learning_rate: 0.05, RMSprop_learning_rate: 0.05 };
/** @typedef {{ points: [number, number][], loss: number, left: number, over: boolean }} Walk */
/** @typedef {{ name: string, before: Walk, after: Walk, apart: number }} Run */
/** @param {object} changes @returns {Run[]} SGD, RMSprop, Adadelta */
const runs = (changes = {}) => idea.compute({ ...START, ...changes }).runs;
const preset = (/** @type {string} */ name) => {
  const found = idea.presets.find((one) => one.name === name);
  assert.ok(found, name);
  return runs(found.set);
};
const value = (/** @type {[number, number]} */ [x, y]) => 0.5 * x * x + 5 * y * y;
/** How far the first step leads. @param {Walk} walk */
const first = ({ points: [[x, y], [x1, y1]] }) => Math.hypot(x1 - x, y1 - y);

test("with x in units ten times smaller no method takes the same path", () => {
  for (const { name, apart, before } of runs()) {
    assert.ok(before.loss < 0.01, `${name} arrives at k = 0`);
    assert.ok(apart > 2, name);
  }
});

test("nothing is rescaled at k = 0", () => {
  for (const settings of ["same", "converted"]) {
    for (const { before, after, apart } of runs({ power: 0, settings })) {
      assert.deepEqual(after.points, before.points);
      assert.equal(apart, 0);
    }
  }
});

test("the first step of SGD changes by the factor's square, that of RMSprop by the factor", () => {
  for (const power of [-1, 1, 2, 3]) {
    const [sgd, rmsprop, adadelta] = runs({ power, epsilon: 1e-12 });
    assert.ok(Math.abs((first(sgd.before) / first(sgd.after)) / 100 ** power - 1) < 1e-9);
    assert.ok(Math.abs((first(rmsprop.before) / first(rmsprop.after)) / 10 ** power - 1) < 1e-4);
    // Adadelta's is √ε at heart, a length: however small ε is, it changes as RMSprop's does.
    assert.ok(Math.abs((first(adadelta.before) / first(adadelta.after)) / 10 ** power - 1) < 1e-4);
  }
});

test("the loss's unit is SGD's matter; Adadelta notices it where squared gradients are small beside ε", () => {
  for (const power of [1, 2, 3]) {
    const [sgd, rmsprop, adadelta] = runs({ what: "loss", power });
    assert.ok(sgd.after.left >= 0 && rmsprop.apart < 1e-3 && adadelta.apart < 1e-3);
  }
  const [, rmsprop, adadelta] = preset("a loss 100 times smaller");
  assert.ok(rmsprop.apart < 1e-3 && adadelta.apart > 0.5 && adadelta.after.loss > 10 * adadelta.before.loss);
  assert.ok(runs({ what: "loss", power: -2, epsilon: 1e-12 })[2].apart < 1e-6, "a tiny ε leaves the loss's unit unnoticed");
});

test("converted settings bring SGD and RMSprop back, and Adadelta only where one of its two ε does not matter", () => {
  for (const what of ["x", "loss"]) {
    for (const power of [-3, -2, -1, 1, 2, 3]) {
      const [sgd, rmsprop] = runs({ what, power, settings: "converted" });
      assert.ok(sgd.apart < 1e-12 && rmsprop.apart < 1e-9, `${what}, ${power}`);
    }
  }
  assert.ok(preset("settings converted")[2].apart > 0.5);
  assert.ok(runs({ power: -1, settings: "converted" })[2].apart < 1e-3);
});

test("counting x in units c times smaller is, for Adadelta, another ε in each root", () => {
  // In the numerator ε / c², in the denominator ε c², which is negligible here: so it is the path of ε / c².
  const [rescaled, other] = [runs({ epsilon: 1e-6 })[2].after, runs({ epsilon: 1e-8 })[2].before];
  rescaled.points.forEach(([x, y], t) => assert.ok(Math.hypot(x - other.points[t][0], y - other.points[t][1]) < 1e-3));
});

test("the other presets show what they say", () => {
  const [sgd, rmsprop, adadelta] = preset("millimeters").map(({ after: { points } }) => Math.hypot(points[200][0] + 4, points[200][1] - 1));
  assert.ok(Math.max(sgd, rmsprop, adadelta) < 0.05 && sgd < Math.min(rmsprop, adadelta));

  const [flies, ...sooner] = preset("larger units");
  assert.ok(flies.after.left >= 0);
  for (const { name, before, after } of sooner) {
    const down = (/** @type {Walk} */ { points }) => points.findIndex((p) => value(p) < 0.5);
    assert.ok(down(after) < down(before), `${name} comes down sooner`);
    const swing = (/** @type {Walk} */ { points }) => Math.max(...points.slice(-40).map(([, y]) => Math.abs(y)));
    assert.ok(swing(after) > 5 * swing(before), `${name} swings wider`);
  }
});

test("every corner of the settings is said, listed and written", () => {
  for (const what of ["x", "loss"]) for (const power of [-3, 0, 3]) for (const settings of ["same", "converted"]) {
    for (const extreme of [{ epsilon: 1e-12, rho: 0, SGD_learning_rate: 10, RMSprop_learning_rate: 10, steps: 300 }, { epsilon: 1, rho: 0.999, SGD_learning_rate: 1e-4, RMSprop_learning_rate: 1e-4, steps: 1 }]) {
      const state = { ...START, what, power, settings, ...extreme };
      const result = idea.compute(state);
      const { head, rows } = idea.table(state, result);
      assert.equal(rows.length, power === 0 ? 3 : 6);
      assert.ok(rows.every((row) => row.length === head.length));
      assert.ok(!/NaN|undefined|not a number/.test(idea.sentence(state, result) + rows + idea.python(state, result)));
    }
  }
});
