// The bug gallery: two walks, and where they part.

import assert from "node:assert/strict";
import { test } from "node:test";

import { bugGallery } from "../src/bug_gallery.mjs";
import { BUGS, compare, GROUNDS } from "../src/maths/bug_gallery.mjs";
import { descend } from "../src/maths/descent.mjs";
import { mistakes } from "../src/maths/mistakes.mjs";
import { methods } from "../src/maths/optimizers.mjs";

const state = { bug: "ahead", surface: "ravine", steps: 100, rho: 0.95, epsilon: 1e-6, learning_rate: 1 };

test("both walks are descents, and every mistake is there", () => {
  assert.deepEqual(Object.values(BUGS).map(({ name }) => name).sort(), Object.keys(mistakes).sort());
  for (const [bug, { name }] of Object.entries(BUGS)) {
    for (const surface of Object.keys(GROUNDS)) {
      const { wrong, right } = compare({ ...state, bug, surface });
      for (const [walk, method] of /** @type {const} */ ([[wrong, mistakes[name]], [right, methods.Adadelta]])) {
        const { values } = descend(GROUNDS[surface], method, {}, { steps: 100 });
        assert.deepEqual(walk.losses, values, `${bug} on ${surface}`);
        assert.equal(walk.lengths.length, values.length - 1);
      }
    }
  }
});

test("they part at the first step and loss that are off, or nowhere", () => {
  const { wrong, right, step, loss } = compare({ ...state, bug: "rate", learning_rate: 0.5 });
  assert.equal(step, 2);
  const far = wrong.losses.map((value, t) => Math.abs(value - right.losses[t]) > 0.1 * right.losses[t]);
  assert.equal(loss, far.indexOf(true));
  const same = compare({ ...state, bug: "rate" });
  assert.deepEqual([same.step, same.loss], [-1, -1]);
  assert.deepEqual(same.wrong, same.right);
});

test("what leaves the numbers is drawn as far as there is a place for it", () => {
  for (const changes of [{ bug: "order" }, { bug: "order", surface: "bowl" }, { bug: "order", surface: "himmelblau" }, { bug: "bracket", steps: 1 }]) {
    const now = { ...state, ...changes };
    const panels = bugGallery.draw(now, bugGallery.compute(now), { width: 340, height: 270 });
    const text = JSON.stringify(panels.map(({ drawing }) => drawing));
    assert.ok(!/NaN|Infinity/.test(text), JSON.stringify(changes));
  }
});
