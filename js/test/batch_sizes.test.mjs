// Batch sizes: what the answer and the presets say, for both shuffles.

import assert from "node:assert/strict";
import { test } from "node:test";

import { batchSizes as idea } from "../src/batch_sizes.mjs";
import { rowsOf } from "../src/maths/batch_sizes.mjs";
import { vectors } from "./vectors.mjs";

const first = vectors("defaults").about["batch-sizes"];
/** @typedef {{ size: number, points: [number, number][], loss: number[], read: number[], over: number }} Run */
/** @param {object} changes @returns {Record<number, Run>} by size */
const runs = (changes = {}) => Object.fromEntries(idea.compute({ ...first, ...changes }).runs.map((/** @type {Run} */ run) => [run.size, run]));
const preset = (/** @type {string} */ name) => {
  const found = idea.presets.find((one) => one.name === name);
  assert.ok(found, name);
  return found.set;
};
const end = (/** @type {Run} */ { loss }) => loss[loss.length - 1];
/** The mean loss after each update of the last epoch. @param {Run} run */
const floor = ({ size, loss }) => {
  const updates = Math.ceil(100 / size);
  return loss.slice(-updates).reduce((a, b) => a + b, 0) / updates;
};

test("equally many examples make more updates in smaller batches", () => {
  for (const batch_size of [2, 7, 10, 99]) {
    for (const run of Object.values(runs({ batch_size, epochs: 3 }))) {
      assert.equal(run.read.at(-1), 300);
      assert.equal(run.loss.length - 1, 3 * Math.ceil(100 / run.size));
      assert.ok(run.read.slice(1).every((read, t) => read > run.read[t] && read - run.read[t] <= run.size));
    }
  }
});

test("after one epoch one by one is lowest, after ten batches of ten are, with either shuffle", () => {
  for (const order of ["seed_0", "seed_1"]) {
    const [one, ten] = [runs({ order }), runs({ order, epochs: 10 })];
    assert.ok(end(one[1]) < end(one[10]) && end(one[10]) < end(one[100]), order);
    assert.ok(end(ten[10]) < end(ten[1]) && end(ten[1]) < end(ten[100]), order);
    assert.ok(floor(ten[10]) < floor(ten[1]), order);
  }
});

test("a run over more epochs begins with the shorter one", () => {
  for (const size of [1, 10, 100]) {
    const [long, short] = [runs({ epochs: 5 })[size], runs({ epochs: 2 })[size]];
    assert.deepEqual(long.points.slice(0, short.points.length), short.points);
  }
});

test("a smaller rate lowers the floor, and slows the larger batches down", () => {
  const [usual, small] = [runs({ epochs: 10 }), runs(preset("a smaller rate"))];
  assert.ok(floor(small[1]) < floor(usual[1]));
  assert.ok(end(small[10]) > 2 && end(small[100]) > 10);
});

test("at a rate that suits all at once, only it arrives", () => {
  const { 1: one, 100: all } = runs(preset("a larger rate"));
  const { 10: ten } = runs({ ...preset("a larger rate"), batch_size: 10 });
  const least = idea.compute(first).best.loss;
  assert.ok(end(all) - least < 1e-4);
  assert.ok(floor(ten) - least > 1e-3 && floor(one) - least > 0.1);
});

test("a rate too large for single examples is not too large for their mean", () => {
  for (const order of ["seed_0", "sorted"]) {
    const { 1: one, 100: all } = runs({ ...preset("far too large"), order });
    assert.ok(one.over > 0 && one.over === one.loss.length - 1 && end(one) > 1e6, order);
    assert.ok(one.loss.slice(0, -1).every((loss) => loss <= 1e6), order);
    assert.equal(all.over, -1);
    assert.ok(end(all) < 0.27);
  }
});

test("sorted examples come in the order of x, in every epoch, and swing wider", () => {
  const rows = rowsOf({ ...first, order: "sorted", epochs: 2 });
  assert.deepEqual(rows[0], rows[1]);
  assert.ok(rows[0].every((row, i) => i === 0 || first.x[rows[0][i - 1]] < first.x[row]));
  const set = preset("sorted, not shuffled");
  const { 1: sorted } = runs(set);
  assert.ok(floor(sorted) > 2 * floor(runs({ ...set, order: "seed_0" })[1]));
  assert.ok(floor(sorted) > 2 * floor(runs({ ...set, order: "seed_1" })[1]));
});
