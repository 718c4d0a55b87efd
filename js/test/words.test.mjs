// What the explorables say is what the Python package says.

import assert from "node:assert/strict";
import { test } from "node:test";

import { EPOCHS } from "../src/article_regression.mjs";
import { explorables } from "../src/explorables.mjs";
import { fixed, format, milestones, scientific, setting } from "../src/kit/numbers.mjs";
import { vectors } from "./vectors.mjs";

const stored = vectors("sentences");

test("every explorable is known on both sides, by the same traits", () => {
  assert.deepEqual(Object.keys(explorables).sort(), Object.keys(stored.explorables).sort());
  for (const [name, { shared }] of Object.entries(stored.explorables)) {
    const idea = explorables[name];
    assert.deepEqual([...Object.keys(idea.controls), ...idea.data].sort(), [...shared].sort(), name);
  }
});

test("sentences and tables equal Python's", () => {
  for (const [name, { states }] of Object.entries(stored.explorables)) {
    const idea = explorables[name];
    for (const { state: changes, sentence, table } of states) {
      const state = { ...states[0].state, ...changes };
      const result = idea.compute(state);
      assert.equal(idea.sentence(state, result), sentence);
      assert.deepEqual(idea.table(state, result), table, `${name}: the table of ${JSON.stringify(changes)}`);
    }
  }
});

test("settings have the bounds of Python's traits", () => {
  for (const [name, { bounds }] of Object.entries(stored.explorables)) {
    for (const [key, [low, high]] of Object.entries(bounds)) {
      const { accepts } = explorables[name].controls[key];
      const above = Number.isInteger(low) && high > 1 ? 1 : 1e-13;
      assert.ok(accepts(low) && accepts(high), `${name}: ${key} accepts ${low} and ${high}`);
      for (const value of [low - above, high + above, NaN, Infinity, String(low), null, undefined, [low]]) {
        assert.ok(!accepts(value), `${name}: ${key} refuses ${value}`);
      }
    }
  }
  assert.equal(EPOCHS, stored.explorables["article-regression"].bounds.epochs[1]);
  assert.ok(!explorables["article-regression"].controls.epochs.accepts(1.5), "epochs are whole");
});

test("numbers are written as Python writes them", () => {
  for (const { value, number, fixed: decimals, setting: typed, scientific: calculator } of stored.words) {
    const v = Number(value.replace("inf", "Infinity"));
    assert.equal(format(v), number, value);
    if (decimals !== null) assert.equal(fixed(v, 3), decimals, value);
    assert.equal(scientific(v, 5), calculator, value);
    if (typed !== null) assert.equal(setting(v), typed, value);
  }
});

test("a table lists the steps that Python's lists", () => {
  for (const [n, listed] of Object.entries(stored.milestones)) assert.deepEqual(milestones(Number(n)), listed);
});

test("presets are pictures of their own, within the bounds", () => {
  for (const [name, { states }] of Object.entries(stored.explorables)) {
    const { presets, controls } = explorables[name];
    assert.ok(presets.length >= 3, name);
    for (const { name: label, see, set } of presets) {
      assert.ok(label.length > 3 && see.length > 20 && /[.!?]$/.test(see), `${name}: ${label}`);
      const before = states[0].state;
      assert.ok(Object.keys(set).some((key) => JSON.stringify(set[key]) !== JSON.stringify(before[key])), `${name}: ${label} changes something`);
      for (const [key, value] of Object.entries(set)) {
        assert.ok(controls[key]?.accepts(value), `${name}: ${label}: ${key} accepts ${value}`);
      }
    }
  }
});

test("a setting keeps every digit", () => {
  for (let i = 0; i < 1000; i++) {
    const value = (((i * 7919) % 1000) + 0.123456789) / 1000 ** (1 + (i % 4));
    assert.equal(Number(setting(value)), value);
  }
});
