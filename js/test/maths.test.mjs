// The maths of the explorables is that of the Python package.

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { ema, emaWeights, halfLife, meanAge, rms } from "../src/maths/averages.mjs";
import { descend } from "../src/maths/descent.mjs";
import { mistakes } from "../src/maths/mistakes.mjs";
import { methods, start } from "../src/maths/optimizers.mjs";
import { leastSquares, trainLine } from "../src/maths/regression.mjs";
import { descendLine, rowsOf } from "../src/maths/batch_sizes.mjs";
import { surfaces } from "../src/maths/surfaces.mjs";
import { close, same, vectors } from "./vectors.mjs";

fc.configureGlobal({ seed: 1, numRuns: 200 });

// Averages

test("moving averages equal Python's to the last bit", () => {
  const { values, cases } = vectors("ema");
  for (const { rho, average } of cases) same(ema(values, rho), average, `ema at rho ${rho}`);
});

test("corrected averages, weights, half-life and mean age equal Python's", () => {
  const { values, cases } = vectors("ema");
  for (const { rho, about } of cases) {
    close(ema(values, rho, true), about.corrected, `corrected ema at rho ${rho}`);
    close(emaWeights(rho, about.weights.length), about.weights, `weights at rho ${rho}`);
    close([halfLife(rho), meanAge(rho)], [about.half_life, about.mean_age], `half-life and mean age at rho ${rho}`);
  }
});

test("root mean squares equal Python's, to the last bit if they are of fewer than 8 values", () => {
  const { values, rms: few, about } = vectors("ema");
  same([1, 2, 3, 4, 5, 6, 7].map((n) => rms(values.slice(n, 2 * n))), few, "rms");
  close([rms(values)], [about.rms], "rms of all");
});

// Methods and mistakes

/**
 * The steps of a method for given gradients, and the state that it ends in.
 * @param {import("../src/maths/optimizers.mjs").Method} method
 * @param {number[]} gradients
 * @param {Record<string, number>} [settings]
 */
function run(method, gradients, settings = {}) {
  const [state, all] = [start(method), { ...method.settings, ...settings }];
  return { steps: gradients.map((g, i) => method.rule(g, state, all, i + 1)), state };
}

for (const [name, all] of Object.entries({ optimizers: methods, mistakes })) {
  test(`steps and state of ${name} equal Python's to the last bit`, () => {
    const { gradients, cases } = vectors(name);
    assert.deepEqual(Object.keys(cases), Object.keys(all));
    for (const [key, [first, ...drawn]] of Object.entries(cases)) {
      assert.deepEqual(Object.entries(all[key].settings), Object.entries(first.settings), `${key}: defaults, in order`);
      assert.deepEqual(all[key].state, Object.keys(first.ends), `${key}: names of the state`);
      for (const { settings, ends, dx, about } of [first, ...drawn]) {
        const { steps, state } = run(all[key], gradients, settings);
        const what = `${key} ${JSON.stringify(settings)}`;
        same(Object.values(state), Object.values(ends), `state of ${what}`);
        if (dx) same(steps.slice(-dx.length), dx, `steps of ${what}`);
        else near(steps.slice(-about.dx.length), about.dx, `steps of ${what}`); // Adam's take powers
      }
    }
  });
}

/**
 * Within 1e-12 of the value, however small.
 * @param {number[]} actual
 * @param {number[]} expected
 * @param {string} what
 */
function near(actual, expected, what) {
  assert.equal(actual.length, expected.length, what);
  expected.forEach((value, i) => {
    assert.ok(Math.abs(actual[i] - value) <= 1e-12 * Math.abs(value), `${what}[${i}] is ${actual[i]}, in Python ${value}`);
  });
}

const gradient = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const gradients = fc.array(gradient, { minLength: 1, maxLength: 30 });
const decay = fc.double({ min: 0, max: 0.999, noNaN: true });
const small = fc.double({ min: 1e-12, max: 1, noNaN: true });

test("a method that forgets at once steps against the gradient, or not at all", () => {
  for (const [name, method] of Object.entries({ ...methods, ...mistakes })) {
    const settings = { momentum: 0, beta1: 0 };
    fc.assert(fc.property(gradients, (values) => {
      run(method, values, settings).steps.forEach((dx, i) => assert.ok(dx * values[i] <= 0, `${name}: ${dx} for ${values[i]}`));
    }));
  }
});

test("what is averaged or summed of squares is never negative", () => {
  fc.assert(fc.property(gradients, decay, small, (values, rho, epsilon) => {
    for (const method of Object.values({ ...methods, ...mistakes })) {
      const { state } = run(method, values, { rho, epsilon, beta2: rho });
      for (const name of ["G", "Eg2", "Edx2", "v"]) assert.ok(!(state[name] < 0));
    }
  }));
});

test("plain descent and momentum scale with the gradients: by a power of two, to the last bit", () => {
  const whole = fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 30 }); // the least numbers lose bits
  fc.assert(fc.property(whole, fc.integer({ min: -20, max: 20 }), (values, power) => {
    for (const method of [methods.SGD, methods.Momentum]) {
      const [plain, scaled] = [values, values.map((g) => g * 2 ** power)].map((g) => run(method, g).steps);
      same(scaled, plain.map((dx) => dx * 2 ** power), "scaled");
    }
  }));
});

test("Adadelta's first step is at most √(ε / (1 − ρ))", () => {
  fc.assert(fc.property(gradient, decay, small, (g, rho, epsilon) => {
    const [dx] = run(methods.Adadelta, [g], { rho, epsilon }).steps;
    assert.ok(Math.abs(dx) <= Math.sqrt(epsilon / (1 - rho)) * (1 + 1e-12));
  }));
});

test("Adadelta's rate scales the step that is taken, not the one that is remembered", () => {
  fc.assert(fc.property(gradients, decay, small, small, (values, rho, epsilon, learning_rate) => {
    const [plain, scaled] = [1, learning_rate].map((rate) => run(methods.Adadelta, values, { rho, epsilon, learning_rate: rate }));
    same(scaled.steps, plain.steps.map((dx) => (learning_rate === 1 ? dx : learning_rate * dx)), "steps");
    same(Object.values(scaled.state), Object.values(plain.state), "state");
  }));
});

test("Adadelta is what the paper says, written anew", () => {
  const [RHO, EPSILON] = [0.9, 1e-5];
  fc.assert(fc.property(gradients, (values) => {
    const rootOf = (/** @type {number[]} */ past) =>
      Math.sqrt(past.reduce((sum, v, i) => sum + (1 - RHO) * RHO ** (past.length - 1 - i) * v ** 2, 0) + EPSILON);
    /** @type {number[]} */
    const steps = [];
    values.forEach((g, i) => steps.push((-rootOf(steps) / rootOf(values.slice(0, i + 1))) * g));
    close(run(methods.Adadelta, values, { rho: RHO, epsilon: EPSILON }).steps, steps, "steps");
  }));
});

test("the rate inside does not show at 1", () => {
  fc.assert(fc.property(gradients, decay, (values, rho) => {
    same(run(mistakes.RateInside, values, { rho }).steps, run(methods.Adadelta, values, { rho }).steps, "steps");
  }));
});

test("a slipped bracket divides nothing by zero", () => {
  const { steps } = run(mistakes.SlippedBracket, [0, 1e-200, 0, 1, ...Array(2000).fill(0)], { rho: 0.5 });
  assert.ok(steps.every(Number.isFinite));
  assert.deepEqual(steps.map(Math.abs).slice(4), Array(2000).fill(0));
});

// Surfaces and descents

test("surfaces equal Python's, polynomials to the last bit", () => {
  /** @type {{ points: [number, number][], cases: Record<string, any> }} */
  const { points, cases } = vectors("surfaces");
  assert.deepEqual(Object.keys(surfaces).sort(), Object.keys(cases).sort());
  for (const [name, { values, gradients: slopes, about, ...facts }] of Object.entries(cases)) {
    const { f, df, ...own } = surfaces[name];
    assert.deepEqual(own, facts, name);
    const equal = about ? close : same;
    equal(points.map(([x, y]) => f(x, y)), about?.values ?? values, `values of ${name}`);
    equal(points.flatMap(([x, y]) => df(x, y)), (about?.gradients ?? slopes).flat(), `gradients of ${name}`);
  }
});

test("descents equal Python's, to the last bit where nothing takes a power", () => {
  const { noise, at, cases } = vectors("descents");
  for (const { surface, method, settings, about, ...seen } of cases) {
    const { points, values, gradients: slopes } = descend(surfaces[surface], methods[method], settings, { steps: noise.length, noise });
    assert.deepEqual([points.length, values.length, slopes.length], [noise.length + 1, noise.length + 1, noise.length]);
    const [equal, expected] = about ? [close, about] : [same, seen];
    equal(at.flatMap((/** @type {number} */ t) => points[t]), expected.points.flat(), `points of ${method} on ${surface}`);
    equal(at.map((/** @type {number} */ t) => values[t]), expected.values, `values of ${method} on ${surface}`);
    equal(slopes.slice(-1).flat(), expected.gradients.flat(), `last gradient of ${method} on ${surface}`);
  }
});

test("a descent stops where Python's raises", () => {
  const number = (/** @type {string} */ text) => Number(text.replace("inf", "Infinity"));
  for (const { surface, method, settings, start: from, steps, point, value } of vectors("descents").lost) {
    const { points, values, gradients: slopes } = descend(surfaces[surface], methods[method], settings, { start: from, steps: 1000 });
    assert.deepEqual([points.length, values.length, slopes.length], [steps + 1, steps + 1, steps], `${method} on ${surface}`);
    same([...points[steps], values[steps]], [...point, value].map(number), `end of ${method} on ${surface}`);
  }
});

test("a longer descent agrees with a shorter one, and leaves what it was given alone", () => {
  fc.assert(fc.property(fc.constantFrom(...Object.values(surfaces)), fc.constantFrom(...Object.values(methods)), (surface, method) => {
    const noise = /** @type {[number, number][]} */ (Array.from({ length: 40 }, (_, t) => [Math.sin(t), Math.cos(t)]));
    const [long, short] = [40, 25].map((steps) => descend(surface, method, {}, { steps, noise }));
    assert.deepEqual(long.points.slice(0, 26), short.points);
    assert.deepEqual(long.values.slice(0, 26), short.values);
    assert.deepEqual(noise[0], [0, 1]);
    assert.deepEqual(short.points[0], surface.start);
  }), { numRuns: 60 });
});

test("noise that is needed must be given", () => {
  assert.throws(() => descend(surfaces.noisy_bowl, methods.SGD, {}, { steps: 2, noise: [[0, 0]] }), {
    message: "noise must have a row for each of the 2 steps; got 1",
  });
});

// The article's regression

test("the article's regression equals Python's", () => {
  const { about: { x, y, W0, least }, epochs, cases, batches } = vectors("regression");
  for (const { rho = 0.95, epsilon = 1e-6, batch_size: batchSize, about } of [...cases, ...batches]) {
    const seen = epochs.slice(0, about.loss.length);
    const line = trainLine(x, y, W0, { rho, epsilon, epochs: seen.at(-1), batchSize });
    for (const key of /** @type {const} */ (["loss", "W", "b"])) {
      assert.equal(line[key].length, seen.at(-1) + 1);
      const what = `${key} at rho ${rho}, epsilon ${epsilon}, batches of ${batchSize ?? "all"}`;
      close(seen.map((/** @type {number} */ n) => line[key][n]), about[key], what);
    }
  }
  const best = leastSquares(x, y);
  close([best.W, best.b, best.loss], [least.W, least.b, least.loss], "least squares");
});

test("a run that goes further agrees with a shorter one", () => {
  const { about: { x, y, W0 } } = vectors("regression");
  const settings = { rho: 0.95, epsilon: 1e-6 };
  for (const batchSize of [undefined, 1, 7]) {
    const [long, short] = [200, 30].map((epochs) => trainLine(x, y, W0, { ...settings, epochs, batchSize }));
    same(long.loss.slice(0, 31), short.loss, "loss");
  }
});

test("descent in shuffled batches equals Python's", () => {
  const { about: { x, y, W0 }, orders, descents } = vectors("regression");
  const rows = rowsOf({ x, orders: [[], orders.flat()], order: "seed_1", epochs: orders.length });
  assert.deepEqual(rows, orders);
  for (const { size, rate, about } of descents) {
    const run = descendLine({ x, y, W0 }, { size, rate, orders: rows });
    const ends = [0, 1, 2, 3].map((epoch) => epoch * Math.ceil(x.length / size));
    assert.equal(run.over, -1);
    assert.deepEqual(ends.map((t) => run.read[t]), [0, 100, 200, 300]);
    const what = `batches of ${size} at a rate of ${rate}`;
    close(ends.map((t) => run.loss[t]), about.loss, `loss of ${what}`);
    close(ends.map((t) => run.points[t][0]), about.W, `W of ${what}`);
    close(ends.map((t) => run.points[t][1]), about.b, `b of ${what}`);
  }
});

test("without batches, all points are one", () => {
  const { about: { x, y, W0 } } = vectors("regression");
  const settings = { rho: 0.95, epsilon: 1e-6, epochs: 20 };
  assert.deepEqual(trainLine(x, y, W0, settings), trainLine(x, y, W0, { ...settings, batchSize: x.length }));
});
