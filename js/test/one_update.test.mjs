// One update, by hand: its run, its rows, what Python computes for it, and what it claims.

import assert from "node:assert/strict";
import { test } from "node:test";

import { layout } from "../src/kit/layout.mjs";
import { overlap } from "../src/kit/panel.mjs";
import { plain } from "../src/kit/readout.mjs";
import { descend } from "../src/maths/descent.mjs";
import { mistakes } from "../src/maths/mistakes.mjs";
import { effectiveRates, MOST, parts, RULES, walk } from "../src/maths/one_update.mjs";
import { methods } from "../src/maths/optimizers.mjs";
import { surfaces } from "../src/maths/surfaces.mjs";
import { oneUpdate } from "../src/one_update.mjs";

const settings = { rho: 0.9, epsilon: 1e-4, learning_rate: 0.5 };
/** @type {Record<string, any>} */
const state = { t: 1, coordinates: "two", bug: "none", rho: 0.95, epsilon: 1e-6, learning_rate: 1, x0: -4, y0: 1, trace: {} };
/** @param {Record<string, unknown>} changes */
const tableOf = (changes) => oneUpdate.table({ ...state, ...changes }, oneUpdate.compute({ ...state, ...changes }));
/** @param {Record<string, unknown>} changes */
const say = (changes) => plain(oneUpdate.sentence({ ...state, ...changes }, oneUpdate.compute({ ...state, ...changes })));
const trace = { name: "Mine", source: "Mine()", known: false, x: [[2, 1.5, 1]], g: [[2, 1.5]], dx: [[-0.5, -0.5]], state: { m: [[0, 2, 3]] } };
/** A preset's words, and its run. @param {string} name */
const preset = (name) => {
  const { see = "", set } = oneUpdate.presets.find((one) => one.name === name) ?? {};
  assert.ok(see, name);
  return { see, ...oneUpdate.compute({ ...state, ...set }) };
};
const near = (/** @type {number} */ value, /** @type {number} */ wanted, part = 1e-5) => assert.ok(Math.abs(value / wanted - 1) <= part, `${value}, not ${wanted}`);

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
  assert.match(say({ bug: "order", t: MOST }), /^At step 77, the last before a square overflows, x moves by 0 and y by −4\.659\s×\s10¹⁵³; the right rule moves them by 0\.004726 and −0\.003672\.$/);
  assert.equal(say({ t: 3, x0: 0, y0: 0 }), "At step 3, x moves by 0 and y by 0; the effective rate is not defined and not defined.");
});

test("it says what one coordinate does, and the start", () => {
  assert.equal(say({ t: 0 }), "At the start, x is −4 and y is 1, and all averages are zero.");
  assert.equal(say({ t: 0, coordinates: "one" }), "At the start, x is −4, and both averages are zero.");
  assert.equal(say({ coordinates: "one", bug: "order" }), "At step 1, x moves by 4.000; the right rule moves it by 0.004472.");
});

test("the rows are in the order of the rule, and a mistake is marked where it is made", () => {
  assert.deepEqual(tableOf({}).rows.map(([name]) => name), ["x of t−1", "E[g²] of t−1", "E[Δx²] of t−1", "g", "E[g²]", "RMS[g]", "RMS[Δx] of t−1", "Δx", "E[Δx²]", "x"]);
  const marked = Object.keys(RULES).map((bug) => tableOf({ bug }).rows.filter((row) => row.at(-1)?.startsWith("wrong: ")).map(([name]) => name));
  assert.deepEqual(marked, [[], ["RMS[g]"], ["RMS[g]", "RMS[Δx] of t−1"], ["Δx"], ["RMS[g]", "Δx"]]);
  assert.deepEqual(tableOf({ coordinates: "one" }).head, ["step 1", "x", "how"]);
  assert.equal(tableOf({ t: 0 }).rows.length, 3);
});

test("parentheses are where arithmetic needs them", () => {
  const how = (/** @type {Record<string, unknown>} */ changes) => Object.fromEntries(tableOf(changes).rows.map((row) => [row[0], row.at(-1)]));
  const first = how({});
  assert.deepEqual([first["E[g²]"], first["Δx"], first["E[Δx²]"], first.x], ["0.95 · 0 + 0.05 · (−4)²", "−0.001 / 0.89443 · (−4)", "0.95 · 0 + 0.05 · 0.0044721²", "−4 + 0.0044721"]);
  assert.match(how({ epsilon: 1e-12 })["E[Δx²]"] ?? "", /· \(4\.4721.*10⁻⁶\)²$/);
  assert.equal(how({ x0: 4 }).x, "4 + (−0.0044721)");
});

test("the words of the calculation keep apart, and within it, in any state and width", () => {
  for (const bug of Object.keys(RULES)) {
    for (const changes of [{}, { t: 60 }, { t: 0 }, { t: MOST, rho: 0.999, epsilon: 1e-12 }, { t: MOST, rho: 1 / 3, epsilon: 1.2345678901234e-5, learning_rate: 0.37 }, { t: 30, coordinates: "one", epsilon: 1 }]) {
      const it = { ...state, bug, ...changes };
      for (const width of [960, 760, 704, 650, 600, 340, 320]) {
        const [{ boxes, width: wide, height, drawing }] = oneUpdate.draw(it, oneUpdate.compute(it), layout(oneUpdate, width));
        boxes.forEach((box, k) => {
          const where = `${bug} ${JSON.stringify(changes)}, ${width} px: "${box.text}"`;
          assert.ok(box.left >= 0 && box.right <= wide && box.bottom <= height + 1, `${where} leaves it`);
          for (const other of boxes.slice(k + 1)) assert.ok(!overlap(box, other), `${where} covers "${other.text}"`);
        });
        assert.ok(!/NaN|undefined/.test(JSON.stringify(drawing)), `${bug} ${JSON.stringify(changes)}`);
      }
    }
  }
});

test("the axis of rates has ticks, and a move in time keeps it", () => {
  for (const changes of [{}, { coordinates: "one", learning_rate: 0.3 }, { x0: 0, y0: 0 }, { bug: "order" }, { rho: 0, epsilon: 1e-12 }]) {
    const [one, other] = [1, MOST].map((t) => {
      const it = { ...state, ...changes, t };
      return oneUpdate.draw(it, oneUpdate.compute(it), layout(oneUpdate, 960))[1];
    });
    assert.deepEqual([one.x.domain, one.y.domain], [other.x.domain, other.y.domain]);
    const [low, high] = one.y.domain.map(Math.log10);
    assert.ok(Math.floor(high + 1e-9) - Math.ceil(low) >= 1 && Math.ceil(low) - low > 0.2, `${one.y.domain}: two powers of ten, and room for the handle`);
  }
});

test("what Python computed is shown as it is, whatever the settings", () => {
  const own = { ...state, trace, t: 2, bug: "order", rho: 0, x0: 7 };
  const result = oneUpdate.compute(own);
  assert.equal(say(own), "At step 2 of Mine, computed in Python, x moves by −0.5000; the effective rate is 0.3333.");
  assert.deepEqual(oneUpdate.table(own, result).rows.map((row) => row.slice(0, 2)), [["x of t−1", "1.5"], ["g", "1.5"], ["m", "3"], ["Δx", "−0.5"], ["x", "1"]]);
  assert.match(oneUpdate.python(own, result), /# Mine is your own class\.\nx = np\.array\(\[2\]/);
  assert.equal(oneUpdate.compute({ ...own, t: MOST }).n, 2);
});

test("a reader's own method hides what does not apply to it, and is not asked about", () => {
  const own = { ...state, trace };
  assert.equal(oneUpdate.predict?.when?.(own), false);
  for (const key of ["rho", "epsilon", "bug", "learning_rate"]) {
    assert.equal(oneUpdate.when?.[key]?.(own), false, key);
    assert.equal(oneUpdate.when?.[key]?.(state), true, key);
  }
  const long = { ...own, trace: { ...trace, state: { a_state_with_a_long_name: [[0, 2, 3]] } }, t: 2 };
  for (const width of [960, 340]) {
    const [{ boxes }] = oneUpdate.draw(long, oneUpdate.compute(long), layout(oneUpdate, width));
    boxes.forEach((box, k) => boxes.slice(k + 1).forEach((other) => assert.ok(!overlap(box, other), `${box.text} covers ${other.text}`)));
  }
});

// What is claimed

test("the first step: one length, which ε and ρ set", () => {
  const { run } = preset("the first step");
  assert.deepEqual(run.g.map((/** @type {number[]} */ [g]) => g), [-4, 100]);
  for (const [dx] of run.dx) near(Math.abs(dx), Math.sqrt(state.epsilon / (1 - state.rho)));
});

test("two hundred steps: those of x as long as the first, those of y half as long, its gradient a third", () => {
  const { run: { dx, g }, n } = preset("two hundred steps");
  assert.equal(n, MOST);
  near(dx[0][MOST - 1], dx[0][0], 0.03);
  near(dx[1][MOST - 1] / dx[1][0], 0.5, 0.06);
  near(g[1][MOST - 1] / g[1][0], 1 / 3, 0.06);
});

test("the whole gradient is the first step where E[g²] is one step old", () => {
  const { run: { x, g, dx } } = preset("the whole gradient");
  assert.deepEqual(dx.map((/** @type {number[]} */ [d]) => d), g.map((/** @type {number[]} */ [v]) => -v));
  assert.deepEqual([x[0][1], x[1][1]], [0, -99]);
});

test("a thousandth as long are the first steps where ε is outside the roots", () => {
  const { run, right } = preset("a thousandth as long");
  for (const i of [0, 1]) near(run.dx[i][0] / right.dx[i][0], 1e-3);
});

test("the steps of x fade where the rate is inside the average, and the right rule's do not", () => {
  const { run, right } = preset("steps that fade");
  assert.ok(run.dx[0][MOST - 1] < 0.3 * run.dx[0][0]);
  assert.ok(right.dx[0][MOST - 1] > 1.1 * right.dx[0][0]);
});

test("a slipped bracket throws x across, 3.5 times as far, and makes the step of y 22 times as long", () => {
  const { see, run: { x, dx }, right } = preset("thrown across");
  assert.equal((-x[0][1] / x[0][0]).toFixed(1), /([\d.]+) times as far/.exec(see)?.[1]);
  assert.equal((dx[1][0] / right.dx[1][0]).toFixed(0), /(\d+) times as long/.exec(see)?.[1]);
});

test("the prediction: a hundredth of ε is a tenth of the first steps", () => {
  const { predict } = oneUpdate;
  assert.ok(predict);
  const to = { ...state, ...predict.set };
  const [before, after] = [state, to].map((it) => ({ state: it, result: oneUpdate.compute(it) }));
  const { right, words } = predict.outcome(before, after);
  assert.equal(predict.answers[right], "a tenth as long");
  assert.match(words, /^0\.00447 becomes 4\.47.*10⁻⁴\./);
  for (const i of [0, 1]) near(after.result.run.dx[i][0] / before.result.run.dx[i][0], 0.1, 1e-4);
  assert.equal(to.epsilon, state.epsilon / 100);
});
