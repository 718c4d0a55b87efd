// The reference vectors that tests/vectors/vectors.py wrote from the Python package, and how closely they are to be met.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

/** @param {string} name */
export const vectors = (name) =>
  JSON.parse(readFileSync(new URL(`../../tests/vectors/${name}.json`, import.meta.url), "utf8"));

/**
 * The same bits.
 * @param {number[]} actual
 * @param {number[]} expected
 * @param {string} what
 */
export function same(actual, expected, what) {
  assert.equal(actual.length, expected.length, what);
  expected.forEach((value, i) => assert.ok(Object.is(actual[i], value), `${what}[${i}] is ${actual[i]}, in Python ${value}`));
}

/**
 * Within 1e-12 of the value, or of 1 where the value is smaller.
 * @param {number[]} actual
 * @param {number[]} expected
 * @param {string} what
 */
export function close(actual, expected, what) {
  assert.equal(actual.length, expected.length, what);
  expected.forEach((value, i) => {
    const error = Math.abs(actual[i] - value) / Math.max(1, Math.abs(value));
    assert.ok(error <= 1e-12, `${what}[${i}] is ${actual[i]}, in Python ${value}`);
  });
}

/** @type {Record<string, Record<string, any>>} */
const stored = {};

/**
 * An explorable's first state, with the data that only Python has: as the page of all figures stores it.
 * @param {string} name
 * @returns {Record<string, any>}
 */
export function first(name) {
  if (Object.keys(stored).length === 0) {
    const notebook = JSON.parse(readFileSync(new URL("../../book/explorables.ipynb", import.meta.url), "utf8"));
    for (const { outputs = [] } of notebook.cells) {
      for (const { data } of outputs) {
        const [, which, state] = /data-explorable="([^"]*)" data-state="([^"]*)"/.exec([data?.["text/html"] ?? ""].flat().join("")) ?? [];
        if (which) stored[which] = JSON.parse(state.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&#x27;", "'").replaceAll("&amp;", "&"));
      }
    }
  }
  return stored[name];
}
