// One update, by hand: its run, its rows, and what Python computes for it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { descend } from "../src/maths/descent.mjs";
import { mistakes } from "../src/maths/mistakes.mjs";
import { effectiveRates, MOST, parts, RULES, walk } from "../src/maths/one_update.mjs";
import { methods } from "../src/maths/optimizers.mjs";
import { surfaces } from "../src/maths/surfaces.mjs";
import { oneUpdate } from "../src/one_update.mjs";

const settings = { rho: 0.9, epsilon: 1e-4, learning_rate: 0.5 };
const state = { t: 1, coordinates: "two", bug: "none", rho: 0.95, epsilon: 1e-6, learning_rate: 1, x0: -4, y0: 1, trace: {} };
/** @param {Record<string, unknown>} changes */
const tableOf = (changes) => oneUpdate.table({ ...state, ...changes }, oneUpdate.compute({ ...state, ...changes }));

test("a run is a descent, bit for bit, by the rule and by each mistake", () => {
  for (const [bug, { name }] of Object.entries(RULES)) {
    const run = walk(bug, [-4, 1], settings);
    const { points, gradients } = descend(surfaces.ravine, { ...methods, ...mistakes }[name], settings, { steps: MOST, start: [-4, 1] });
    assert.deepEqual(run.x[0].map((x, t) => [x, run.x[1][t]]), points, bug);
    assert.deepEqual(run.g[0].map((g, t) => [g, run.g[1][t]]), gradients, bug);
    assert.deepEqual(walk(bug, [-4], settings).x[0].slice(0, 70), run.x[0].slice(0, 70), `${bug}: x does not hear of y`);
  }
});

test("the quotient and its parts make the step", () => {
  for (const bug of Object.keys(RULES)) {
    const run = walk(bug, [-4, 1], settings);
    for (const t of [1, 2, 50]) {
      for (const i of [0, 1]) {
        const { rmsG, rmsDx, dx } = parts(bug, run, settings, t, i);
        const again = bug === "bracket" ? Math.sqrt((rmsDx / rmsG) ** 2 + settings.epsilon) : (rmsDx / rmsG) * (bug === "rate" ? settings.learning_rate : 1);
        assert.ok(Math.abs(dx + again * run.g[i][t - 1]) <= 1e-12 * Math.abs(dx), `${bug}, step ${t}`);
      }
    }
  }
});

test("a run ends before a square overflows, and where the gradient is zero there is no rate", () => {
  const run = walk("order", [-4, 1], { rho: 0.95, epsilon: 1e-6, learning_rate: 1 });
  assert.ok(run.g[1].length < MOST && Number.isFinite(run.g[1][run.g[1].length - 1] ** 2));
  assert.deepEqual(effectiveRates(run)[0].slice(0, 3), [1, NaN, NaN]);
  const said = oneUpdate.sentence({ ...state, bug: "order", t: MOST }, oneUpdate.compute({ ...state, bug: "order", t: MOST }));
  assert.match(said, /^At step 77, the last before a square overflows, .* the effective rate being not defined and 1\.000; by the right rule/);
});

test("the rows stand in the order of the rule, and a mistake is marked where it is made", () => {
  assert.deepEqual(tableOf({}).rows.map(([name]) => name), ["x of t−1", "E[g²] of t−1", "E[Δx²] of t−1", "g", "E[g²]", "RMS[g]", "RMS[Δx] of t−1", "Δx", "E[Δx²]", "x"]);
  const marked = Object.keys(RULES).map((bug) => tableOf({ bug }).rows.filter((row) => row.at(-1)?.startsWith("wrong: ")).map(([name]) => name));
  assert.deepEqual(marked, [[], ["RMS[g]"], ["RMS[g]", "RMS[Δx] of t−1"], ["Δx"], ["RMS[g]", "Δx"]]);
  assert.deepEqual(tableOf({ coordinates: "one" }).head, ["step 1", "x", "how"]);
  assert.equal(tableOf({ t: 0 }).rows.length, 3);
});

test("what Python computed is shown as it is, whatever the settings", () => {
  const trace = { name: "Mine", source: "Mine()", known: false, x: [[2, 1.5, 1]], g: [[2, 1.5]], dx: [[-0.5, -0.5]], state: { m: [[0, 2, 3]] } };
  const own = { ...state, trace, t: 2, bug: "order", rho: 0, x0: 7 };
  const result = oneUpdate.compute(own);
  assert.equal(oneUpdate.sentence(own, result), "At step 2 of Mine, computed in Python, x moves by −0.5000 to 1.000, the effective rate being 0.3333.");
  assert.deepEqual(oneUpdate.table(own, result).rows.map((row) => row.slice(0, 2)), [["x of t−1", "1.500000e0"], ["g", "1.500000e0"], ["m", "3.000000e0"], ["Δx", "−5.000000e-1"], ["x", "1.000000e0"]]);
  assert.match(oneUpdate.python(own, result), /# Mine is your own class\.\nx = np\.array\(\[2\]/);
  assert.equal(oneUpdate.compute({ ...own, t: MOST }).n, 2);
});
