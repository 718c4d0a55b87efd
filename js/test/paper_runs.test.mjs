// The paper's runs: the cell that is shown is the one that is chosen, and the handle goes from cell to cell.

import assert from "node:assert/strict";
import { test } from "node:test";

import { explorables } from "../src/explorables.mjs";
import { METHODS, nearest, within } from "../src/maths/paper_runs.mjs";
import { reader, standIn } from "./document.mjs";
import { vectors } from "./vectors.mjs";

standIn();

const idea = explorables["paper-runs"];
const first = vectors("defaults").about["paper-runs"];
const { stored } = first;
const look = (/** @type {any} */ changes) => idea.compute({ ...first, ...changes });

test("the chosen cell is the stored one, and its mean and range are those of its seeds", () => {
  for (const [activation, rows] of Object.entries(stored.errors)) {
    for (const [row, cells] of Object.entries(rows)) {
      const [method, rho = 0.95] = row.split(" ");
      stored.columns[row].forEach((/** @type {number} */ value, /** @type {number} */ i) => {
        const found = look({ activation, method, rho: Number(rho), learning_rate: value, epsilon: value });
        assert.equal(found.runs, /** @type {any} */ (cells)[i]);
        const ends = found.runs.map((/** @type {number[]} */ run) => run[run.length - 1]);
        assert.deepEqual([found.end.low, found.end.high], [Math.min(...ends), Math.max(...ends)]);
        assert.ok(Math.abs(found.end.mean * ends.length - ends.reduce((/** @type {number} */ a, /** @type {number} */ b) => a + b)) < 1e-9);
        assert.equal(found.means[found.means.length - 1], found.end.mean);
        assert.equal(found.paper?.[i], stored.paper[row]?.[i]);
      });
    }
  }
});

test("a setting that a method was not run with leads to the nearest one", () => {
  assert.equal(nearest([1, 0.1, 0.01], 0.02), 2);
  assert.equal(nearest([1, 0.1, 0.01], 7), 0);
  assert.equal(nearest([1, 0.1, 0.01], -5), 2);
  for (const method of METHODS.filter((name) => name !== "Adadelta")) {
    for (const rate of [1, 0.1, 0.01, 1e-3, 1e-4, 1e-5]) {
      const found = look({ method, learning_rate: rate });
      const wanted = stored.columns[method].includes(rate) ? rate : within(stored, method, rate);
      assert.equal(found.columns[found.at], wanted);
      assert.deepEqual(idea.follow?.method(method, { stored, learning_rate: rate }), { learning_rate: wanted });
      assert.deepEqual(idea.follow?.learning_rate(rate, { stored, method }), { learning_rate: wanted });
    }
  }
  assert.deepEqual(idea.follow?.method("Adadelta", { stored, learning_rate: 1 }), { learning_rate: 1 }, "its rate waits for the next method");
});

test("the handle's arrows go to the next cell, and stop at the ends", () => {
  for (const method of METHODS) {
    const state = { ...first, method, learning_rate: stored.columns[method]?.[2], epsilon: 1e-6 };
    const key = method === "Adadelta" ? "epsilon" : "learning_rate";
    const { columns } = look(state);
    const press = (/** @type {any} */ now, /** @type {number} */ way) => {
      const [handle] = /** @type {any} */ (idea.handles)(now, look(now));
      return { ...now, ...handle.move([handle.at[0] + way * handle.step[0], handle.at[1]]) };
    };
    let now = state;
    for (let i = 2; i > 0; i--) {
      now = press(now, 1);
      assert.equal(now[key], columns[i - 1], method);
    }
    assert.equal(press(now, 1)[key], columns[0], "the largest is the last");
    for (let i = 1; i < columns.length; i++) {
      now = press(now, -1);
      assert.equal(now[key], columns[i], method);
    }
    assert.equal(press(now, -1)[key], columns[columns.length - 1], "the smallest is the last");
  }
});

test("the handle says where it stands in powers of ten, and its setting in words", () => {
  const [handle] = /** @type {any} */ (idea.handles)(first, look({}));
  assert.deepEqual([handle.value, handle.bounds], [-6, [-8, -2]]);
  assert.match(handle.spoken, /^1e-6, test error /);
});

test("a pointer takes the cell that is nearest to it", () => {
  const [handle] = /** @type {any} */ (idea.handles)(first, look({}));
  assert.deepEqual(handle.move([3e-6, 2]), { epsilon: 1e-6 });
  assert.deepEqual(handle.move([5e-5, 2]), { epsilon: 1e-4 });
  assert.deepEqual(handle.move([1e-20, 2]), { epsilon: 1e-8 });
});

test("only the controls that matter are shown", () => {
  for (const method of METHODS) {
    const shown = Object.entries(idea.when ?? {}).filter(([, when]) => when({ ...first, method })).map(([key]) => key);
    assert.deepEqual(shown, method === "Adadelta" ? ["rho", "epsilon"] : ["learning_rate"]);
  }
});

test("a choice between numbers is a number on both sides", () => {
  const it = reader(idea.controls.epsilon, 1e-6);
  const boxes = it.element.all("input");
  assert.deepEqual(boxes.map((/** @type {any} */ box) => box.checked), [false, false, true, false]);
  boxes[3].listeners.change();
  assert.equal(it.value(), 1e-8);
  const { accepts, parse, bounds } = idea.controls.epsilon;
  assert.ok(accepts(0.01) && accepts(parse("1e-4")) && accepts(parse("0.0001")));
  for (const bad of [0.02, "0.01", NaN, null, undefined, [0.01], parse(""), parse(" "), parse("x")]) assert.ok(!accepts(bad), String(bad));
  assert.match(bounds, /0\.01, 1e-4, 1e-6, 1e-8/);
});

test("every cell can be drawn, small and large", () => {
  for (const method of METHODS) {
    for (const learning_rate of [1, 0.1, 0.01, 1e-3, 1e-4, 1e-5]) {
      for (const activation of ["relu", "tanh"]) {
        for (const width of [120, 344]) {
          const state = { ...first, method, learning_rate, activation };
          const drawn = idea.draw(state, look(state), { width, height: 220 });
          for (const { drawing } of drawn) assert.doesNotMatch(JSON.stringify(drawing), /"width":-/);
          assert.doesNotMatch(JSON.stringify(drawn.map(({ drawing }) => drawing)), /NaN|Infinity|undefined/);
        }
      }
    }
  }
});
