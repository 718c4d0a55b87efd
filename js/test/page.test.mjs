// The page's own part: importable anywhere, a model without a kernel, settings in the address.

import assert from "node:assert/strict";
import { test } from "node:test";

import { explorables } from "../src/explorables.mjs";
import { questionOf } from "../src/kit/explorable.mjs";
import { logTicks } from "../src/kit/panel.mjs";
import { pageModel, readHash, writeHash } from "../src/page.mjs"; // there is no document here

const [average, line] = ["moving-average", "article-regression"];

test("a model tells its listeners of changes, and of nothing else", () => {
  const model = pageModel({ rho: 0.9 });
  /** @type {string[]} */
  const heard = [];
  const listener = () => void heard.push(`rho ${model.get("rho")}`);
  model.on("change:rho", listener);
  model.on("change", () => void heard.push("any"));
  model.set("rho", 0.95);
  model.set("rho", 0.95);
  model.set("start", "zero");
  model.save_changes();
  model.off("change:rho", listener);
  model.off("change:epochs", listener);
  model.set("rho", 0.5);
  assert.deepEqual(heard, ["rho 0.95", "any", "any", "any"]);
  assert.equal(model.get("rho"), 0.5);
});

test("an address gives back the settings that it was written from", () => {
  /** @type {[string, Record<string, unknown>][]} */
  const states = [
    [average, { rho: 0.9, start: "zero" }],
    [average, { rho: 0, start: "corrected" }],
    [average, { rho: 1 / 3, start: "zero" }],
    [line, { rho: 0.95, epsilon: 1e-6, epochs: 100, batch_size: 100 }],
    [line, { rho: 0.999, epsilon: 1.2345678901234e-11, epochs: 0, batch_size: 7 }],
    [line, { rho: 0.1 + 0.2, epsilon: 1, epochs: 2000, batch_size: 1 }],
  ];
  for (const [name, settings] of states) {
    const hash = writeHash(name, pageModel({ ...settings, source: "not a setting" }));
    assert.deepEqual(readHash(hash, name), { settings, errors: [] }, hash);
    assert.equal(encodeURI(hash), hash, "nothing in it needs escaping");
    assert.deepEqual(readHash(hash, name === line ? average : line), { settings: {}, errors: [] }, "it is for one explorable");
  }
});

test("an address without settings changes nothing", () => {
  for (const hash of ["", "#", "#?", `#${line}`, "#in-short", "#?rho=0.5", "#__proto__?rho=0.5", "#constructor?x=1", "#%"]) {
    assert.deepEqual(readHash(hash, line), { settings: {}, errors: [] }, hash);
  }
});

test("what an address has wrong is said in words, and the rest is used", () => {
  /** @type {[string, RegExp][]} */
  const wrong = [
    ["rho=1", /^rho must be a number from 0 to 0\.999, not 1$/],
    ["rho=", /^rho must be a number from 0 to 0\.999, not $/],
    ["rho", /^rho must be a number/],
    ["rho=NaN", /not NaN$/],
    ["rho=-Infinity", /not -Infinity$/],
    ["rho=0.9%00", /^rho must be a number/],
    ["rho=<img src=x onerror=alert(1)>", /^rho must be a number/],
    ["epsilon=0", /^epsilon must be a number from 1e-12 to 1, not 0$/],
    ["epsilon=1e-13", /not 1e-13$/],
    ["epochs=10.5", /^epochs must be a whole number from 0 to 2000, not 10\.5$/],
    ["epochs=1e400", /not 1e400$/],
    ["epochs=%E0%A4%A", /^epochs must be a whole number/],
    ["%=1", /^it has no setting %$/],
    ["gamma=1", /^it has no setting gamma$/],
    ["x=1", /^it has no setting x$/], // a trait, but not one to be set by a link
    ["__proto__=1", /^it has no setting __proto__$/],
    ["constructor=1", /^it has no setting constructor$/],
    [`rho=${"9".repeat(1e6)}`, /^rho must be a number/],
    [`${"k".repeat(1e6)}=1`, /^it has no setting k/],
  ];
  for (const [query, words] of wrong) {
    const { settings, errors } = readHash(`#${line}?epochs=7&${query}`, line);
    assert.equal(errors.length, 1, query.slice(0, 80));
    assert.match(errors[0], words);
    assert.deepEqual(settings, { epochs: 7 }, query.slice(0, 80));
  }
  assert.equal(/** @type {any} */ ({}).rho, undefined, "no prototype has been touched");
  assert.deepEqual(readHash(`#${average}?start=one`, average).errors, ["start must be one of zero, corrected, not one"]);
  assert.equal(readHash(`#${line}?${"a=1&".repeat(1000)}`, line).errors.length, 1000);
});

test("an explorable asks its own question, unless a chapter has given another or none", () => {
  for (const idea of Object.values(explorables)) {
    const { question, answer } = idea;
    for (const [given, asked] of /** @type {[Record<string, unknown>, object][]} */ ([
      [{}, { question, answer }], // a page's state that says nothing
      [{ question: null, answer: null }, { question, answer }], // a kernel's traits that nobody has set
      [{ question: "why?" }, { question: "why?", answer: "" }],
      [{ question: "why?", answer: "so" }, { question: "why?", answer: "so" }],
      [{ answer: "so" }, { question, answer: "so" }],
      [{ answer: "" }, { question, answer: "" }],
      [{ question: "" }, { question: "", answer: "" }],
    ])) assert.deepEqual(questionOf(idea, pageModel(given)), asked, idea.name);
  }
});

test("ticks of a logarithmic axis are powers of ten, with threes between them where there is room", () => {
  assert.deepEqual(logTicks([1, 2000], 300), [1, 10, 100, 1000]);
  assert.deepEqual(logTicks([0.2, 25], 270), [0.3, 1, 3, 10]);
  assert.deepEqual(logTicks([1e-12, 1], 240), [1e-12, 1e-10, 1e-8, 1e-6, 1e-4, 1e-2, 1]);
  for (let i = 0; i < 200; i++) {
    const low = 10 ** (-12 + (i % 12));
    const high = low * 10 ** (1 + (i % 7) / 2);
    const ticks = logTicks([low, high], 100 + i);
    assert.ok(ticks.length > 0 && ticks.length < 12, `${ticks.length} ticks from ${low} to ${high}`);
    ticks.forEach((tick, k) => assert.ok(tick >= low && tick <= high && (k === 0 || tick > ticks[k - 1])));
  }
});
