// Root mean square: what presets and the prediction claim, what is named, what handles do, and the states in which there is nothing to share.

import assert from "node:assert/strict";
import { test } from "node:test";

import { layout } from "../src/kit/layout.mjs";
import { overlap } from "../src/kit/panel.mjs";
import { rootMeanSquare as idea } from "../src/root_mean_square.mjs";

const START = { values: [1, -0.8, 1.2, -1.1, 0.9, 5] };
const preset = (/** @type {string} */ name) => {
  const found = idea.presets.find((one) => one.name === name);
  assert.ok(found, name);
  return { state: { ...START, ...found.set }, result: idea.compute({ ...START, ...found.set }) };
};

test("the prediction's outcome is that of its state, and is asked of the default values only", () => {
  const { predict } = idea;
  assert.ok(predict?.when);
  const [from, to] = [START, { ...START, ...predict.set }].map((state) => ({ state, result: idea.compute(state) }));
  const { right, words } = predict.outcome(from, to);
  assert.equal(predict.answers[right], "it almost doubles");
  assert.equal(words, "it is 4.1853, 1.87 times as large; the mean absolute value is 1.50 times as large. The outlier now accounts for 95.1% of the squares.");
  assert.ok(predict.when(START) && !predict.when({ values: [1, 2, 3, 4, 5, 5] }));
});

test("presets show what they say", () => {
  const one = preset("one outlier").result;
  assert.equal(one.sizes[5], 50);
  assert.ok(one.squares[5] > 80);
  const same = preset("no outlier").result;
  assert.equal(same.rms, same.size);
  assert.equal(new Set([...same.squares, ...same.sizes]).size, 1);
  const signs = preset("opposite signs").result;
  assert.equal(signs.mean, 0);
  assert.ok(signs.size > 0 && signs.rms > signs.size);
  const { state, result } = preset("one among small ones");
  assert.ok(Math.abs(result.rms / (state.values[5] / Math.sqrt(6)) - 1) < 1e-3);
  const most = preset("all but one zero").result;
  assert.ok(Math.abs(most.rms / most.size - Math.sqrt(6)) < 1e-12);
  assert.equal(Math.sqrt(6).toFixed(2), "2.45");
});

test("every line and bar is named, and no words lie on others or on a bar", () => {
  const sets = [...idea.presets.map(({ set }) => set.values), [0, 0], [10, -10, 9.9, -9.9, 10, 10, 10, 10], [1, -0.8, 2.5, -1.1, 0.9, -2.5], [-10, 0.1]];
  for (const values of sets) {
    for (const width of [320, 358, 700, 960]) {
      const [plane, share] = idea.draw({ values }, idea.compute({ values }), layout(idea, width), { state: START, result: idea.compute(START) });
      const words = [...plane.boxes, ...share.boxes].map(({ text }) => text);
      for (const name of ["RMS", "mean |v|", "mean", "of the squares", "of |v|"]) assert.ok(words.includes(name), `${name} of ${values} at ${width} px`);
      for (const { boxes, struck } of [plane, share]) {
        boxes.forEach((box, i) => assert.ok(!boxes.slice(0, i).some((other) => overlap(box, other)), `${box.text} of ${values}`));
        for (const box of boxes) assert.ok(!struck(box), `${box.text} of ${values}`);
      }
    }
  }
});

test("RMS is named above the mean absolute value, which it is never below", () => {
  const values = [1, -1, 1];
  const [{ boxes }] = idea.draw({ values }, idea.compute({ values }), layout(idea, 960));
  const top = (/** @type {string} */ name) => boxes.find(({ text }) => text === name)?.top ?? NaN;
  assert.ok(top("RMS") < top("mean |v|"));
});

test("a handle moves its value in tenths, and not beyond the bounds", () => {
  const { handles } = idea;
  assert.ok(handles);
  const made = handles(START, idea.compute(START));
  assert.deepEqual(made.map(({ at }) => at), START.values.map((value, i) => [i + 1, value]));
  for (const [height, value] of [[2.34, 2.3], [-0.04, 0], [99, 10], [-10.01, -10]]) {
    const { values } = /** @type {{ values: number[] }} */ (made[2].move([7, height]));
    assert.deepEqual(values, START.values.map((v, i) => (i === 2 ? value : v)));
    assert.ok(!Object.is(values[2], -0) && idea.controls.values.accepts(values));
  }
});

test("of nothing, nothing is shared", () => {
  for (const values of [[0, 0], [0, 0, 0, 0, 0, 0, 0, 0], [1e-200, -1e-200]]) {
    const result = idea.compute({ values });
    assert.ok([...result.squares, ...result.sizes].every(Number.isFinite));
    assert.deepEqual(result.squares, values.map(() => 0));
    assert.ok(!/NaN|not a number|undefined/.test(idea.sentence({ values }, result) + idea.table({ values }, result).rows));
  }
  const zero = { values: [0, 0] };
  assert.match(idea.sentence(zero, idea.compute(zero)), /^All values are 0,/);
});

test("shares are rounded as NumPy rounds: a half to the even tenth", () => {
  const { squares } = idea.compute({ values: [3, 2, 1, 1, 1] });
  assert.deepEqual(squares, [56.2, 25, 6.2, 6.2, 6.2]);
  assert.deepEqual(idea.compute({ values: [1, 3, 1, 2, 0, 1] }).squares[0], 6.2);
});

test("zero has no sign, whatever a sum of tenths leaves of it", () => {
  for (const values of [[0.1, 0.2, -0.3], [-0.1, -0.2, 0.3]]) assert.equal(idea.results?.({ values }, idea.compute({ values })).mean, "0.0000");
});

test("a link's text becomes a list, and what does not fit is refused", () => {
  const { parse, accepts } = idea.controls.values;
  assert.deepEqual(parse("1,-0.8,5"), [1, -0.8, 5]);
  for (const bad of ["", "1", "1,2,x", "1,,2", "1,11", "1,2,3,4,5,6,7,8,9"]) assert.ok(!accepts(parse(bad)), bad);
});
