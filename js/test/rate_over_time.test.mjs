// Rate over time: the rate is the gradient's factor, everywhere; what is drawn; and what is claimed.

import assert from "node:assert/strict";
import { test } from "node:test";

import { layout } from "../src/kit/layout.mjs";
import { plain } from "../src/kit/readout.mjs";
import { methods, start } from "../src/maths/optimizers.mjs";
import { BEFORE_DROP, BEFORE_SPIKE, ETA, feedAll, NAMES, sequence, SPIKES } from "../src/maths/rate_over_time.mjs";
import { rateOverTime as idea } from "../src/rate_over_time.mjs";
import { same, vectors } from "./vectors.mjs";

const first = { gradients: "steady", scale: 1, rho: 0.95, epsilon: 1e-6, steps: 1000, axis: "log" };
const PATTERNS = ["steady", "noisy", "rare", "shrinking", "drop", ...Object.keys(SPIKES)];
const draw = (/** @type {any} */ changes, width = 960) => {
  const state = { ...first, ...changes };
  return idea.draw(state, idea.compute(state), layout(idea, width));
};
/** Every drawing beneath one. @param {any} drawing @returns {any[]} */
const within = (drawing) => (typeof drawing === "object" && drawing ? [drawing, ...(drawing.children ?? []).flatMap(within)] : []);
const dots = (/** @type {any} */ drawing) => within(drawing).filter(({ attributes }) => attributes?.["stroke-linecap"] === "round" && attributes.d);
/** A preset's words, and what it shows: each method's rates and distances. @param {string} name */
const preset = (name) => {
  const { see = "", set } = idea.presets.find((one) => one.name === name) ?? {};
  assert.ok(see, name);
  const state = { ...first, ...set };
  const { runs, calm } = idea.compute(state);
  const named = (/** @type {any[]} */ all) => Object.fromEntries(all.map((run) => [run.name, run]));
  return { see, state, runs: named(runs), calm: calm && named(calm) };
};
const steady = Object.fromEntries(feedAll(first).runs.map((run) => [run.name, run]));
const near = (/** @type {number} */ value, /** @type {number} */ wanted, part = 0.01) => assert.ok(Math.abs(value / wanted - 1) <= part, `${value}, not ${wanted}`);

for (const gradients of PATTERNS) {
  test(`${gradients}: each step is the rate times the gradient, to the last bit`, () => {
    const feed = { ...first, gradients, scale: 3, steps: 600 };
    for (const { name, rates, walked } of feedAll(feed).runs) {
      const state = start(methods[name]);
      const settings = { rho: feed.rho, epsilon: feed.epsilon, learning_rate: name === "Adadelta" ? 1 : ETA };
      let x = 0;
      sequence(feed).forEach((g, t) => {
        const dx = methods[name].rule(g, state, settings, t + 1);
        assert.equal(-rates[t] * g + 0, dx + 0, `${name} at step ${t + 1}`);
        assert.ok(rates[t] > 0 && Number.isFinite(rates[t]));
        x += dx;
        assert.equal(walked[t], 0 - x);
      });
    }
  });
}

test("what is fed and what comes of it equal Python's to the last bit", () => {
  const { at, cases } = vectors("feeds");
  assert.deepEqual(Object.keys(cases).sort(), [...PATTERNS].sort());
  for (const [gradients, { settings, fed, runs }] of Object.entries(cases)) {
    const made = feedAll({ ...settings, gradients, steps: at[at.length - 1] });
    const seen = (/** @type {number[]} */ values) => at.map((/** @type {number} */ t) => values[t - 1]);
    same(seen(made.g), fed, gradients);
    assert.deepEqual(Object.keys(runs), NAMES);
    for (const { name, rates, walked } of made.runs) {
      same(seen(rates), runs[name].rates, `${gradients}: rates of ${name}`);
      same(seen(walked), runs[name].walked, `${gradients}: distances of ${name}`);
    }
  }
});

test("the spike and the drop come when they come, however many steps follow", () => {
  for (const gradients of PATTERNS) {
    const long = sequence({ ...first, gradients });
    for (const steps of [1, 37, 500]) assert.deepEqual(sequence({ ...first, gradients, steps }), long.slice(0, steps), gradients);
  }
  for (const [gradients, size] of Object.entries(SPIKES)) {
    const g = sequence({ ...first, gradients });
    assert.deepEqual(g.flatMap((v, t) => (v === 1 ? [] : [[t, v]])), [[BEFORE_SPIKE, size]]);
  }
  assert.deepEqual(sequence({ ...first, gradients: "drop" }).slice(BEFORE_DROP - 1, BEFORE_DROP + 1), [1, 0.01]);
});

test("dots mark the first rare gradients, and nothing else", () => {
  for (const [width, axis] of /** @type {[number, string][]} */ ([[960, "log"], [340, "log"], [960, "linear"]])) {
    const [rates, ways] = draw({ gradients: "rare", axis }, width);
    const counts = dots(rates.drawing).map(({ attributes }) => attributes.d.split("M").length - 1);
    assert.ok(axis === "linear" ? counts.length === 0 : counts.length === 4 && counts.every((n) => n === counts[0] && n > 3 && n < 12), `${width}, ${axis}: ${counts}`);
    assert.equal(dots(ways.drawing).length, 0);
  }
  const [{ drawing }] = draw({ gradients: "rare", steps: 25 });
  assert.deepEqual(dots(drawing).map(({ attributes }) => attributes.d.split("M").length - 1), [3, 3, 3, 3], "not later than time");
  assert.equal(dots(draw({})[0].drawing).length, 0);
});

test("a move in time computes nothing anew, and its axis stays", () => {
  const [early, late] = [1, 1000].map((steps) => ({ ...first, gradients: "spike_10", steps }));
  assert.equal(idea.compute(early), idea.compute(late));
  for (const axis of ["log", "linear"]) assert.deepEqual(draw({ axis, steps: 1 })[0].x.domain, draw({ axis, steps: 1000 })[0].x.domain);
});

test("any state can be drawn", () => {
  for (const gradients of PATTERNS) {
    for (const changes of [{}, { steps: 1 }, { rho: 0, scale: 1000 }, { rho: 0.999, epsilon: 1, scale: 0.001 }, { epsilon: 1e-12, steps: BEFORE_SPIKE + 1 }]) {
      for (const axis of ["log", "linear"]) {
        for (const { drawing } of draw({ gradients, axis, ...changes }, 340)) {
          assert.ok(!/NaN|Infinity/.test(JSON.stringify(within(drawing).map(({ attributes }) => attributes))), `${gradients} ${JSON.stringify(changes)}`);
        }
      }
    }
  }
});

test("a choice of gradients brings the axis that suits it", () => {
  assert.deepEqual(idea.follow?.gradients("spike_10"), { axis: "linear" });
  assert.deepEqual(idea.follow?.gradients("rare"), { axis: "log" });
});

// What is claimed

test("a spike leaves of Adadelta's rate what the book says", () => {
  for (const [gradients, atOnce, after] of /** @type {[string, number, number][]} */ ([["spike_10", 0.41, 0.56], ["spike_100", 0.0447, 0.064], ["spike_1000", 0.00448, 0.0064]])) {
    const { rates } = feedAll({ ...first, gradients }).runs[3];
    near(rates[BEFORE_SPIKE] / rates[BEFORE_SPIKE - 1], atOnce);
    near(rates[BEFORE_SPIKE + 1] / rates[BEFORE_SPIKE - 1], after);
  }
});

test("on steady gradients one rate falls, one settles and one climbs, because of ε", () => {
  const { runs: { Adagrad, RMSprop, Adadelta } } = preset("falls, settles, climbs");
  Adagrad.rates.forEach((/** @type {number} */ rate, /** @type {number} */ t) => near(rate, ETA / Math.sqrt(t + 1), 1e-4));
  RMSprop.rates.slice(200).forEach((/** @type {number} */ rate) => near(rate, ETA, 1e-4));
  assert.ok(Adadelta.rates.slice(50).every((/** @type {number} */ rate, /** @type {number} */ i, /** @type {number[]} */ all) => i === 0 || rate > all[i - 1]));
  // E[Δx²] would be one and the same for ever without ε: what it gains at a step is (1 − ρ)ε over g².
  const gained = (/** @type {number} */ t) => Adadelta.rates[t] ** 2 - Adadelta.rates[t - 1] ** 2;
  near(gained(900), 0.05 * 1e-6, 0.02);
});

test("100 times as large: three rates are a hundredth, and take as far", () => {
  const { runs } = preset("100 times as large");
  for (const name of NAMES.slice(1)) {
    near(runs[name].rates[999], steady[name].rates[999] / 100);
    near(runs[name].walked[999], steady[name].walked[999]);
  }
  near(runs.SGD.walked[999], 100 * steady.SGD.walked[999], 1e-9);
});

test("a spike is not forgotten: 6.4% one step later, 69% 799 steps later", () => {
  const { see, runs: { Adadelta, RMSprop }, calm, state } = preset("a spike is not forgotten");
  const part = (/** @type {any} */ run, /** @type {number} */ t) => run.rates[t] / calm?.[run.name].rates[t];
  assert.equal(`${(100 * part(Adadelta, BEFORE_SPIKE + 1)).toFixed(1)}%`, /[\d.]+%/.exec(see)?.[0]);
  assert.equal(`${(100 * part(Adadelta, 999)).toFixed(0)}%`, /(\d+%)\.$/.exec(see)?.[1]);
  assert.equal(String(999 - BEFORE_SPIKE), /(\d+) steps later/.exec(see)?.[1]);
  assert.ok(part(RMSprop, BEFORE_SPIKE + 200) > 0.99, "RMSprop's is back by then");
  const said = (/** @type {number} */ steps) => plain(idea.sentence({ ...state, steps }, idea.compute(state)));
  assert.match(said(1000), /^799 steps after the spike, .* 69% of what it would be without it; RMSprop's is at 100%\.$/);
  assert.match(said(BEFORE_SPIKE + 2), /^1 step after the spike, .* 6\.4% of/);
  assert.match(said(BEFORE_SPIKE + 1), /^At the spike, .* 4\.5% of/);
  assert.match(said(BEFORE_SPIKE), /^After 200 steps, before the spike, /);
  assert.equal(idea.results?.(state, idea.compute(state)).left, "69%");
});

test("ten times the spike: 0.64%, a tenth of what 100 leaves; and ε alone heals it", () => {
  const { see, state, runs: { Adadelta: { rates } } } = preset("ten times the spike");
  const fallen = rates[BEFORE_SPIKE + 1] / rates[BEFORE_SPIKE - 1];
  assert.equal(`${(100 * fallen).toFixed(2)}%`, /[\d.]+%/.exec(see)?.[0]);
  const { runs: { Adadelta: smaller } } = preset("a spike is not forgotten");
  near(fallen / (smaller.rates[BEFORE_SPIKE + 1] / smaller.rates[BEFORE_SPIKE - 1]), 0.1);
  // With the squares of the gradients back at 1, what the rate's square gains at a step is again (1 − ρ)ε.
  const late = feedAll({ ...state, gradients: "spike_1000" }).runs[3].rates;
  near(late[900] ** 2 - late[899] ** 2, 0.05 * 1e-6, 0.02);
});

test("rare features meet a larger rate of Adagrad and RMSprop, not of Adadelta", () => {
  const { runs } = preset("rare features");
  for (let t = 10; t < 1000; t += 10) {
    for (const name of ["Adagrad", "RMSprop"]) assert.ok(runs[name].rates[t] > steady[name].rates[t], `${name} at ${t + 1}`);
    assert.ok(runs.Adadelta.rates[t] <= steady.Adadelta.rates[t], `Adadelta at ${t + 1}`);
  }
});

test("noise costs RMSprop more than half its way; a drop stops Adagrad, not RMSprop", () => {
  assert.ok(preset("what noise costs").runs.RMSprop.walked[999] < 0.5 * steady.RMSprop.walked[999]);
  const { runs: { Adagrad, RMSprop } } = preset("large, then small");
  const pace = (/** @type {any} */ { walked }, /** @type {number} */ t) => walked[t] - walked[t - 1];
  near(Adagrad.rates[999], Adagrad.rates[BEFORE_DROP - 1], 1e-3);
  assert.ok(Adagrad.walked[999] - Adagrad.walked[BEFORE_DROP] < 0.01 * Adagrad.walked[BEFORE_DROP]);
  assert.ok(pace(RMSprop, 510) < 0.05 * pace(RMSprop, 480));
  assert.ok(pace(RMSprop, 700) > 0.8 * pace(RMSprop, 480));
});

test("the prediction is about a hundred steps after a spike of 100", () => {
  const { predict } = idea;
  assert.ok(predict);
  const to = { ...first, ...predict.set };
  assert.equal(to.steps, BEFORE_SPIKE + 1 + 100);
  const { right, words } = predict.outcome({ state: first, result: idea.compute(first) }, { state: to, result: idea.compute(to) });
  assert.equal(predict.answers[right], "less than a fifth");
  assert.match(words, /^Adadelta's rate is 11% .* RMSprop's is 50%\./);
  for (const changes of [{ gradients: "rare" }, { scale: 10 }]) assert.equal(predict.when?.({ ...first, ...changes }), false);
});
