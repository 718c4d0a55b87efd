// The paper's runs: the cell that is shown is the one that is chosen, and the handle goes from cell to cell.

import assert from "node:assert/strict";
import { test } from "node:test";

import { explorables } from "../src/explorables.mjs";
import { layout } from "../src/kit/layout.mjs";
import { overlap } from "../src/kit/panel.mjs";
import { plain } from "../src/kit/readout.mjs";
import { METHODS, nearest, off, within } from "../src/maths/paper_runs.mjs";
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
  assert.match(handle.spoken, /^10⁻⁶, test error /);
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

test("a slider has a stop for each number that was run, and takes no other", () => {
  const it = reader(idea.controls.epsilon, 1e-6);
  it.drag(3);
  assert.equal(it.value(), 0.01);
  it.press("Home");
  assert.equal(it.value(), 1e-8);
  const { accepts, parse, bounds } = idea.controls.epsilon;
  assert.ok(accepts(0.01) && accepts(parse("1e-4")) && accepts(parse("0.0001")));
  for (const bad of [0.02, "0.01", NaN, null, undefined, [0.01], parse(""), parse(" "), parse("x")]) assert.ok(!accepts(bad), String(bad));
  assert.equal(bounds, "one of 10⁻⁸, 10⁻⁶, 10⁻⁴, 0.01");
});

test("every cell can be drawn, with where the reader came from", () => {
  const ghost = { state: first, result: look({}) };
  for (const method of METHODS) {
    for (const learning_rate of [1, 0.1, 0.01, 1e-3, 1e-4, 1e-5]) {
      for (const activation of ["relu", "tanh"]) {
        for (const width of [320, 760]) {
          const state = { ...first, method, learning_rate, activation };
          const panels = idea.draw(state, look(state), layout(idea, width), ghost);
          assert.doesNotMatch(JSON.stringify(panels.map(({ drawing }) => drawing)), /NaN|Infinity|undefined|"width":-/);
          panels.forEach(({ boxes, struck }) => boxes.forEach((box, k) => {
            assert.ok(!struck(box) && boxes.slice(k + 1).every((other) => !overlap(box, other)), `${method}, ${activation}, ${width} px: ${box.text}`);
          }));
        }
      }
    }
  }
});

const mean = (/** @type {string} */ method, /** @type {number} */ value, /** @type {any} */ changes = {}) => look({ method, epsilon: value, learning_rate: value, ...changes }).end.mean;

test("the paper's numbers are of rectified linear units, but for one", () => {
  for (const method of METHODS) {
    for (const value of [1, 0.1, 0.01, 1e-3, 1e-4, 1e-6, 1e-8]) {
      const { printed, paper, at } = look({ method, epsilon: value, learning_rate: value });
      assert.equal(printed, paper?.[at]);
      const tanh = look({ method, epsilon: value, learning_rate: value, activation: "tanh" });
      assert.equal(tanh.printed, method === "Adadelta" && tanh.columns[tanh.at] === 1e-6 ? 2 : undefined);
    }
  }
  const state = { ...first, activation: "tanh" };
  assert.match(plain(idea.sentence(state, look(state))), /^With tanh, .*; the paper has 2\.00%\.$/);
  assert.match(plain(idea.sentence({ ...state, rho: 0.9 }, look({ ...state, rho: 0.9 }))), /the paper has no such run\.$/);
  assert.equal(idea.table(state, look(state)).head.at(-1), "paper, rectified linear");
});

test("Figure 1 meets the tables at its sixth epoch, to what can be read from it", () => {
  const drawn = METHODS.flatMap((method) => stored.columns[method === "Adadelta" ? "Adadelta 0.95" : method].map((/** @type {number} */ value) => look({ method, epsilon: value, learning_rate: value })))
    .filter(({ figure }) => figure);
  assert.equal(drawn.length, 4);
  for (const { figure, printed } of drawn) assert.ok(figure.length === 6 && Math.abs(figure[5] - printed) <= 0.01);
});

test("a constant is nearly as near to the paper's Table 2 as a bound of 0.4 can tell", () => {
  const table = Object.entries(stored.paper).filter(([row]) => row.startsWith("Adadelta")).flatMap(([, row]) => /** @type {number[]} */ (row));
  const far = table.map((error) => Math.abs(error - 2.2));
  assert.equal(table.length, 12);
  assert.ok(Math.max(...far) < 0.4);
  assert.equal((far.reduce((a, b) => a + b) / 12).toFixed(2), "0.21");
  assert.equal(off(stored, "relu").toFixed(2), "0.12");
  assert.equal(idea.results?.(first, look({})).off, "0.12");
});

test("what the presets and the prediction say is so", () => {
  const set = (/** @type {string} */ name) => look(idea.presets.find((preset) => preset.name === name)?.set);
  const large = set("the largest ε");
  assert.ok(large.end.mean === Math.max(...large.ends.map((/** @type {any} */ end) => end.mean)) && large.end.high < 3);
  const slow = set("SGD, too slow");
  assert.ok(Math.abs(slow.end.mean - 12.5) < 0.5 && slow.means.every((/** @type {number} */ error, /** @type {number} */ i, /** @type {number[]} */ all) => i === 0 || error < all[i - 1]));
  const lost = set("SGD at 1");
  assert.ok(lost.lost === 3 && Math.abs(lost.printed - 2) < 0.3);
  const best = set("Adagrad at its best");
  const least = Math.min(...[0.9, 0.95, 0.99].flatMap((rho) => look({ rho }).ends.map((/** @type {any} */ end) => end.mean)));
  assert.ok(Math.abs(best.end.mean - least) < 0.05 && best.end.mean === Math.min(...best.ends.map((/** @type {any} */ end) => end.mean)) && mean("Adagrad", 1e-3) > 2 * best.end.mean);
  const adam = set("Adam at its default");
  for (const rate of [0.01, 1e-4]) assert.ok(Math.abs(mean("Adam", rate) - adam.end.mean - 1.1) < 0.4);
  const costs = [0.01, 1e-4, 1e-6, 1e-8].map((epsilon) => mean("Adadelta", epsilon, { activation: "tanh" }) - mean("Adadelta", epsilon));
  assert.ok(costs.every((cost) => cost > 0) && costs[0] === Math.max(...costs));
  for (const [method, rate, late] of /** @type {[string, number, number][]} */ ([["Adam", 1e-3, 1e-5], ["SGD", 0.1, 1e-3]])) {
    const { ends, columns } = look({ method, learning_rate: rate });
    assert.equal(columns[ends.findIndex((/** @type {any} */ end) => end.mean === Math.min(...ends.map((/** @type {any} */ one) => one.mean)))], rate, "its best");
    assert.ok(Math.abs(late / rate - 0.01) < 1e-12);
  }
});
