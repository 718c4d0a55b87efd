// Moving average: what presets and the prediction claim, the half-life that is drawn, and values of one's own.

import assert from "node:assert/strict";
import { test } from "node:test";

import { layout } from "../src/kit/layout.mjs";
import { overlap } from "../src/kit/panel.mjs";
import { plain } from "../src/kit/readout.mjs";
import { movingAverage as idea } from "../src/moving_average.mjs";

// A level of 0 that jumps to 1 at step 61, with noise that is the same on every machine.
const noise = (/** @type {number} */ i) => 0.6 * ((((i + 1) * 7919) % 97) / 96 - 0.5);
const START = { rho: 0.9, start: "zero", values: Array.from({ length: 120 }, (_, i) => (i < 60 ? 0 : 1) + noise(i)), source: "values = noisy_step(np.random.default_rng(0)).round(6)" };
const at = (/** @type {object} */ changes = {}) => {
  const state = { ...START, ...changes };
  return { state, result: idea.compute(state) };
};
const preset = (/** @type {string} */ name) => {
  const found = idea.presets.find((one) => one.name === name);
  assert.ok(found, name);
  return { ...at(found.set), see: found.see };
};
/** Steps until an average of ones, started at zero, is 0.9. @param {number} rho */
const nineTenths = (rho) => idea.compute({ ...START, rho, values: Array(3000).fill(1) }).average.findIndex((/** @type {number} */ v) => v >= 0.9) + 1;
/** The fraction of the standard deviation of independent values that an average keeps. @param {number} rho */
const scatter = (rho) => Math.sqrt((1 - rho) / (1 + rho));

test("presets show what they say", () => {
  const none = preset("no memory");
  assert.deepEqual(none.result.average, START.values);
  assert.deepEqual(none.result.weights.filter((/** @type {number} */ w) => w > 0), [1]);
  assert.match(preset("a short memory").see, /^Four steps/);
  assert.equal(nineTenths(0.5), 4);
  assert.ok(scatter(0.5) > 0.5);
  assert.match(preset("Zeiler's ρ").see, /ρ = 0\.95, .* 45 steps/);
  assert.equal(nineTenths(0.95), 45);
  assert.ok(Math.abs(scatter(0.95) - 1 / 6) < 0.01);
  assert.match(preset("a long memory").see, /230 steps/);
  assert.equal(nineTenths(0.99), 230);
  const corrected = preset("a long memory, corrected");
  assert.ok(Math.abs(corrected.result.average[0] - START.values[0]) < 1e-15);
  assert.match(corrected.see, /step 120, .* 1\.43\.$/);
  assert.equal((corrected.result.average[119] / preset("a long memory").result.average[119]).toFixed(2), "1.43");
  const mean = preset("almost a plain mean");
  assert.match(mean.see, /692\.8 steps/);
  assert.equal(idea.results?.(mean.state, mean.result).halflife, "692.8");
  assert.ok(mean.result.weights[119] / mean.result.weights[0] > 0.88);
  assert.ok(Math.abs(mean.result.average[119] - START.values.reduce((a, b) => a + b) / 120) < 0.05);
});

test("the prediction's outcome is that of its state, and is asked of the noisy jump only", () => {
  const { predict } = idea;
  assert.ok(predict?.when);
  const { right, words } = predict.outcome(at(), at(predict.set));
  assert.equal(predict.answers[right], "about halfway");
  assert.match(words, /^at step 120 the average is 0\.4\d; with ρ = 0\.9 it was (0\.9|1\.0)\d\./);
  assert.equal(predict.answers[predict.outcome(at(), at({ rho: 0.95 })).right], "all the way");
  assert.equal(predict.answers[predict.outcome(at(), at({ rho: 0.999 })).right], "a tenth of the way");
  assert.ok(predict.when(START));
  assert.ok(!predict.when({ ...START, source: "values = np.array([1.0, 2.0])" }));
});

test("half-life and mean age are labeled where they are drawn, and no words cross a line or other words", () => {
  const ghost = at({ rho: 0.97 });
  for (const width of [340, 358, 700, 960]) {
    for (const rho of idea.controls.rho.stops?.values ?? []) {
      const { state, result } = at({ rho });
      const [series, memory] = idea.draw(state, result, layout(idea, width), ghost);
      const words = memory.boxes.map(({ text }) => text);
      const half = Math.log(0.5) / Math.log(rho);
      assert.equal(words.includes("half-life"), rho > 0 && half <= 80, `${width} px, ρ = ${rho}`);
      assert.equal(words.includes("mean age"), rho > 0 && rho / (1 - rho) <= 80, `${width} px, ρ = ${rho}`);
      assert.equal(words.includes(`half-life ${half.toFixed(1)} →`), half > 80);
      for (const { boxes, struck } of [series, memory]) {
        boxes.forEach((box, i) => assert.ok(!boxes.slice(0, i).some((other) => overlap(box, other)), box.text));
        for (const box of boxes) assert.ok(!struck(box), `${box.text} at ρ = ${rho}`);
      }
    }
  }
});

test("the ghost is drawn of the same values only", () => {
  const { state, result } = at();
  const count = (/** @type {any} */ ghost) => JSON.stringify(idea.draw(state, result, layout(idea, 960), ghost).map(({ drawing }) => drawing)).split('"ghost"').length - 1;
  assert.equal(count(undefined), 0);
  assert.equal(count(at({ rho: 0.5 })), 2);
  assert.equal(count(at({ rho: 0.5, values: [1, 2, 3] })), 1);
});

test("every state has its sentence, its table and its Python", () => {
  for (const values of [START.values, [0, 0], [-1e-9, 1e6, 3]]) {
    for (const rho of [0, 0.5, 0.999]) {
      for (const start of ["zero", "corrected"]) {
        const { state, result } = at({ rho, start, values });
        const texts = [plain(idea.sentence(state, result)), idea.python(state, result), ...idea.table(state, result).rows.flat(), ...Object.values(idea.results?.(state, result) ?? {})];
        for (const text of texts) assert.doesNotMatch(text, /NaN|Infinity|undefined|∞|−0\.000/);
      }
    }
  }
  const { state, result } = at({ rho: 0.999, start: "corrected" });
  assert.ok(plain(idea.sentence(state, result)).length <= 125); // three lines of a phone
});
