// The bug gallery: two walks, and where they part.

import assert from "node:assert/strict";
import { test } from "node:test";

import { bugGallery } from "../src/bug_gallery.mjs";
import { layout } from "../src/kit/layout.mjs";
import { plain } from "../src/kit/readout.mjs";
import { BUGS, compare, fares, GROUNDS } from "../src/maths/bug_gallery.mjs";
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

test("what leaves the numbers is drawn as far as there is a place for it, with the line a reader came from", () => {
  const ghost = { state, result: bugGallery.compute(state) };
  for (const changes of [{ bug: "order" }, { bug: "order", surface: "bowl" }, { bug: "order", surface: "himmelblau" }, { bug: "bracket", steps: 1 }]) {
    for (const width of [340, 960]) {
      const now = { ...state, ...changes };
      const panels = bugGallery.draw(now, bugGallery.compute(now), layout(bugGallery, width), ghost);
      const text = JSON.stringify(panels.map(({ drawing }) => drawing));
      assert.doesNotMatch(text, /NaN|Infinity|undefined/, JSON.stringify(changes));
      const ghosts = panels.map(({ drawing }) => [...JSON.stringify(drawing).matchAll(/"d":"([^"]*)"[^{}]*"class":"ghost"/g)].filter(([, d]) => d).length);
      assert.deepEqual(ghosts, "surface" in changes ? [0, 0] : [1, 1], "only on the same surface");
    }
  }
});

test("time is cut from one run", () => {
  const [early, late] = [40, 300].map((steps) => bugGallery.compute({ ...state, steps }));
  assert.equal(early.whole, late.whole);
  assert.deepEqual([early.wrong.losses.length, early.wrong.lengths.length], [41, 40]);
  const { wrong, right, step, loss } = compare({ ...state, steps: 40 });
  assert.deepEqual({ wrong: early.wrong, right: early.right, step: early.step, loss: early.loss }, { wrong, right, step, loss });
});

const at = (/** @type {string} */ name) => {
  const now = { ...state, ...bugGallery.presets.find((preset) => preset.name === name)?.set };
  return { now, ...bugGallery.compute(now) };
};
const ratio = (/** @type {any} */ { wrong, right }, /** @type {number} */ t) => wrong.lengths[t - 1] / right.lengths[t - 1];
const falls = (/** @type {number[]} */ losses) => losses.every((value, t) => t === 0 || value < losses[t - 1]);
const said = (/** @type {any} */ changes) => {
  const now = { ...state, ...changes };
  const result = bugGallery.compute(now);
  return plain(`${bugGallery.sentence(now, result)} ${bugGallery.after?.(now, result)}`);
};

test("what the presets say is so", () => {
  const early = at("one step early");
  assert.ok(Math.abs(ratio(early, 1) - Math.SQRT2) < 1e-5 && fares(early.whole) === "works");
  const bracket = at("a slipped bracket");
  assert.ok(Math.abs(ratio(bracket, 1) - 16) < 0.5 && bracket.wrong.losses[100] < bracket.right.losses[100]);
  const outside = at("ε outside the roots");
  assert.ok(Math.abs(ratio(outside, 1) - 1e-3) < 1e-6 && falls(outside.wrong.losses) && outside.wrong.losses[100] > 0.99 * outside.wrong.losses[0]);
  const one = at("learning rate 1, inside");
  assert.deepEqual(one.wrong, one.right);
  const half = at("learning rate 0.5, inside");
  assert.ok(ratio(half, 1) === 1 && Math.abs(ratio(half, 2) - 0.8) < 0.02 && falls(half.wrong.lengths.slice(1)) && fares(half.whole) === "behind");
  const bowl = at("old E[g²], on a bowl");
  assert.deepEqual([Math.hypot(...bowl.wrong.moves[0]) ** 2 / 2, bowl.wrong.losses[1]].map((value) => value.toFixed(9)), [bowl.wrong.losses[0].toFixed(9), "0.000000000"]);
  const ravine = at("old E[g²], on a ravine");
  assert.ok(ravine.wrong.losses.every((/** @type {number} */ value, /** @type {number} */ t) => t === 0 || value > ravine.wrong.losses[t - 1]));
});

test("a mistake that works is said to work, and one that does not, not", () => {
  assert.match(said({}), /Step 1, the first off by over 1%, is 1\.41 times its right length\. The mistake still works: 4\.13 at step 300, not 4\.16\.$/);
  assert.match(said({ bug: "rate" }), /as by the right rule: here the mistake changes nothing\. $/);
  assert.match(said({ bug: "epsilon" }), /It falls behind: 57\.5 at step 300, not 4\.16\.$/);
  assert.match(said({ bug: "order" }), /^The loss overflows after 77 steps; by the right rule it is 24\.1 after 100\./);
  assert.match(said({ bug: "order", steps: 5 }), /It fails: the loss overflows after 77 steps\.$/);
  assert.match(said({ bug: "ahead", epsilon: 1 }), /Neither rule works here\.$/);
  assert.match(said({ bug: "epsilon", steps: 300 }), /It falls behind\.$/);
  assert.match(said({ bug: "rate", learning_rate: 0.5, steps: 1 }), /No step is off by over 1% yet\./);
});

test("no state is at a loss for words", () => {
  for (const bug of Object.keys(BUGS)) {
    for (const surface of Object.keys(GROUNDS)) {
      for (const rho of [0, 0.95, 0.999]) {
        for (const epsilon of [1e-8, 1e-2, 1]) {
          for (const learning_rate of [0.01, 2]) {
            for (const steps of [1, 77, 300]) {
              const words = said({ bug, surface, rho, epsilon, learning_rate, steps });
              assert.doesNotMatch(words, /NaN|undefined|∞|⟦/, words);
              assert.ok(words.length <= 220, words);
            }
          }
        }
      }
    }
  }
});
