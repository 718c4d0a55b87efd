// Settings and presets: within the bounds that Python declares, and as one would type them.

import assert from "node:assert/strict";
import { test } from "node:test";

import traits from "../../src/adadelta/static/traits.json" with { type: "json" };
import { explorables } from "../src/explorables.mjs";
import { vectors } from "./vectors.mjs";

/** @typedef {{ default: any, min?: number, max?: number, whole?: boolean, options?: any[], least?: number, most?: number }} Trait */
const declared = /** @type {Record<string, Record<string, Trait>>} */ (traits);
const defaults = vectors("defaults").about;

test("every explorable is known on both sides, by the same traits", () => {
  assert.deepEqual(Object.keys(explorables).sort(), Object.keys(declared).sort());
  for (const [name, { controls, data }] of Object.entries(explorables)) {
    assert.deepEqual(Object.keys(controls).sort(), Object.keys(declared[name]).sort(), name);
    assert.deepEqual([...Object.keys(controls), ...data].sort(), Object.keys(defaults[name]).sort(), name);
  }
});

test("settings have the bounds of Python's traits", () => {
  for (const [name, settings] of Object.entries(declared)) {
    for (const [key, { default: first, min, max, whole, options, least, most }] of Object.entries(settings)) {
      const { accepts } = explorables[name].controls[key];
      const many = Array.isArray(first);
      const tries = (/** @type {any} */ value) => accepts(many ? [...first.slice(1), value] : value);
      assert.ok(accepts(first), `${name}: ${key} accepts its default`);
      for (const value of options ?? [min, max]) assert.ok(many ? accepts([value, ...first.filter((/** @type {any} */ one) => one !== value)]) : accepts(value), `${name}: ${key} accepts ${value}`);
      const beyond = min === undefined || max === undefined ? ["", "no such option", 0.123] : [min - (whole ? 1 : 1e-13), max + (whole ? 1 : 1e-12), NaN, Infinity, String(min), ...(whole ? [min + 0.5] : [])];
      for (const value of [...beyond, null, undefined, [first]]) assert.ok(!tries(value), `${name}: ${key} refuses ${value}`);
      if (least && most) for (const n of [least - 1, most + 1]) assert.ok(!accepts(Array(n).fill(first[0])), `${name}: ${key} refuses a list of ${n}`);
    }
  }
});

test("presets are pictures of their own, within the bounds", () => {
  for (const [name, { presets, controls }] of Object.entries(explorables)) {
    assert.ok(presets.length >= 3 && presets.length <= 7, name);
    const states = presets.map(({ set }) => JSON.stringify({ ...defaults[name], ...set }, Object.keys(defaults[name]).sort()));
    assert.equal(new Set(states).size, presets.length, `${name}: no two are the same`);
    for (const { name: label, set } of presets) {
      for (const [key, value] of Object.entries(set)) assert.ok(controls[key]?.accepts(value), `${name}: ${label}: ${key} accepts ${value}`);
    }
  }
});
