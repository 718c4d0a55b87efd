// Root mean square: what the presets claim, what handles do, and the states in which there is nothing to share.

import assert from "node:assert/strict";
import { test } from "node:test";

import { rootMeanSquare as idea } from "../src/root_mean_square.mjs";

const START = { values: [1, -0.8, 1.2, -1.1, 0.9, 5] };
const preset = (/** @type {string} */ name) => {
  const found = idea.presets.find((one) => one.name === name);
  assert.ok(found, name);
  return { state: { ...START, ...found.set }, result: idea.compute({ ...START, ...found.set }) };
};

test("the question and its answer hold at the start", () => {
  const { squares, sizes } = idea.compute(START);
  const others = START.values.slice(0, 5).map(Math.abs);
  assert.equal(others.reduce((a, b) => a + b, 0) / 5, 1);
  assert.equal(sizes[5], 50);
  assert.ok(squares[5] > 80);
});

test("presets show what they say", () => {
  const same = preset("no outlier").result;
  assert.equal(same.rms, same.size);
  assert.equal(new Set([...same.squares, ...same.sizes]).size, 1);
  const signs = preset("opposite signs").result;
  assert.equal(signs.mean, 0);
  assert.ok(signs.size > 0 && signs.rms > signs.size);
  const twice = preset("the outlier twice as large");
  assert.deepEqual(twice.state.values, [...START.values.slice(0, 5), 10]);
  assert.ok(twice.result.squares[5] > 95);
  const { state, result } = preset("one huge among small ones");
  assert.ok(Math.abs(result.rms / (state.values[5] / Math.sqrt(6)) - 1) < 1e-3);
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
  assert.match(idea.sentence(zero, idea.compute(zero)), /all values are 0, and there is nothing to share\.$/);
});

test("shares are rounded as NumPy rounds: a half to the even tenth", () => {
  const { squares } = idea.compute({ values: [3, 2, 1, 1, 1] });
  assert.deepEqual(squares, [56.2, 25, 6.2, 6.2, 6.2]);
  assert.deepEqual(idea.compute({ values: [1, 3, 1, 2, 0, 1] }).squares[0], 6.2);
});

test("zero has no sign, whatever a sum of tenths leaves of it", () => {
  for (const values of [[0.1, 0.2, -0.3], [-0.1, -0.2, 0.3]]) assert.match(idea.sentence({ values }, idea.compute({ values })), /^The mean is 0\.0000,/);
});

test("a link's text becomes a list, and what does not fit is refused", () => {
  const { parse, accepts } = idea.controls.values;
  assert.deepEqual(parse("1,-0.8,5"), [1, -0.8, 5]);
  for (const bad of ["", "1", "1,2,x", "1,,2", "1,11", "1,2,3,4,5,6,7,8,9"]) assert.ok(!accepts(parse(bad)), bad);
});
