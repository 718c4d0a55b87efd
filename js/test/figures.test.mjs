// Every explorable, at its start, at each preset and where its prediction leads, on a desktop, in a notebook and on a
// phone: what is drawn can be drawn, what is written can be read, and what is claimed is so.

import assert from "node:assert/strict";
import { test } from "node:test";

import all from "../../src/adadelta/static/traits.json" with { type: "json" };
import { explorables } from "../src/explorables.mjs";
import { layout } from "../src/kit/layout.mjs";
import { overlap } from "../src/kit/panel.mjs";
import { plain } from "../src/kit/readout.mjs";
import { picture } from "../src/kit/svg.mjs";
import { first } from "./vectors.mjs";

/** @typedef {import("../src/kit/explorable.mjs").Idea} Idea */
/** @type {Record<string, Record<string, any>>} */
const traits = all;
const WIDTHS = [960, 760, 704, 340];

/** The states of an idea that a reader is led to, by name. @param {Idea} idea @param {Record<string, any>} start */
const states = (idea, start) => Object.entries({
  start, ...Object.fromEntries(idea.presets.map(({ name, set }) => [name, { ...start, ...set }])),
  ...(idea.predict ? { prediction: { ...start, ...idea.predict.set } } : {}),
});

for (const [name, idea] of Object.entries(explorables)) {
  const start = first(name);

  test(`${name}: its controls are Python's traits, two sliders at most in sight`, () => {
    assert.deepEqual(Object.keys(idea.controls).sort(), Object.keys(traits[name]).filter((key) => key !== "question").sort());
    const sight = idea.sliders.filter((key) => idea.when?.[key]?.(start) !== false);
    assert.ok(sight.length <= 2, String(sight));
    for (const key of [...idea.sliders, ...(idea.chips ?? []), ...(idea.time ? [idea.time.key] : []), ...(idea.groups ?? []).flatMap(({ keys }) => keys)]) assert.ok(idea.controls[key], key);
    for (const [key, { default: value }] of Object.entries(traits[name])) assert.ok(idea.controls[key].accepts(value), `${key} = ${value}`);
    for (const [state, settings] of states(idea, start)) {
      for (const [key, control] of Object.entries(idea.controls)) assert.ok(control.accepts(settings[key]), `${state}: ${key} = ${settings[key]}`);
    }
  });

  test(`${name}: it can be drawn, within what a notebook stores`, () => {
    for (const [state, settings] of states(idea, start)) {
      for (const width of WIDTHS) {
        for (const theme of /** @type {const} */ (["light", "dark"])) {
          const { svg, alt } = picture(idea, settings, idea.compute(settings), width, theme);
          assert.ok(!/NaN|Infinity|undefined|var\(|="--/.test(svg), `${state}, ${width} px: ${/.{60}(NaN|Infinity|undefined|var\(|="--).{30}/.exec(svg)?.[0]}`);
          if (width === 760) assert.ok(svg.length < 32_000, `${state}: ${svg.length} characters`);
          assert.ok(alt.length > 40 && !/NaN|undefined|⟦/.test(alt), alt);
        }
      }
    }
  });

  test(`${name}: it can be drawn on the way to each state, with the ghost of its start`, () => {
    const ghost = { state: start, result: idea.compute(start) };
    for (const [state, settings] of states(idea, start)) {
      for (const part of [0.01, 0.4]) {
        const moved = Object.entries(idea.controls).flatMap(([key, { stops, accepts }]) => {
          const value = stops?.between(start[key], settings[key], part);
          return accepts(value) ? [[key, value]] : [];
        });
        const between = { ...settings, ...Object.fromEntries(moved) };
        const drawn = JSON.stringify(idea.draw(between, idea.compute(between), layout(idea, 704), ghost).map(({ drawing }) => drawing));
        assert.ok(!/NaN|Infinity|undefined/.test(drawn), `${state}: ${/.{60}(NaN|Infinity|undefined).{30}/.exec(drawn)?.[0]}`);
      }
    }
  });

  test(`${name}: no words cross a line or other words, or leave their panel`, () => {
    for (const [state, settings] of states(idea, start)) {
      for (const width of WIDTHS) {
        const panels = idea.draw(settings, idea.compute(settings), layout(idea, width));
        panels.forEach(({ boxes, struck, width: wide, height }, i) => boxes.forEach((box, k) => {
          const where = `${state}, ${width} px, panel ${i}: "${box.text}"`;
          assert.ok(box.left >= -2 && box.right <= wide + 2 && box.top >= -2 && box.bottom <= height + 2, `${where} leaves the panel by ${[box.left, box.right - wide, box.top, box.bottom - height].map(Math.round)}`);
          assert.ok(!struck(box), `${where} crosses a line`);
          for (const other of boxes.slice(k + 1)) assert.ok(!overlap(box, other), `${where} covers "${other.text}"`);
        }));
      }
    }
  });

  test(`${name}: what it says is short, and made of numbers`, () => {
    for (const [state, settings] of states(idea, start)) {
      const result = idea.compute(settings);
      const sentence = plain(idea.sentence(settings, result));
      assert.ok(sentence.length <= 205, `${state}: ${sentence.length} characters: ${sentence}`);
      for (const text of [sentence, plain(idea.after?.(settings, result) ?? ""), ...Object.values(idea.results?.(settings, result) ?? {}), ...idea.table(settings, result).rows.flat()]) {
        assert.ok(!/NaN|undefined|null|⟦|\de-?\d|(?<![\w⁻])-\d/.test(text), `${state}: ${text}`);
      }
      const { head, rows } = idea.table(settings, result);
      for (const row of rows) assert.equal(row.length, head.length, `${state}: ${row}`);
    }
    for (const { name: preset, see } of idea.presets) {
      assert.ok(preset.split(" ").length <= 5, preset);
      assert.ok(see.length <= 160 && /[.!]$/.test(see), `${see.length}: ${see}`);
    }
    assert.equal(new Set(idea.presets.map((preset) => preset.name)).size, idea.presets.length);
  });

  test(`${name}: its prediction moves it, and one answer is right`, () => {
    const { predict } = idea;
    if (!predict) return;
    assert.ok(predict.answers.length >= 2 && predict.answers.length <= 4);
    assert.ok(predict.question.length <= 115 && predict.question.endsWith("?"), `${predict.question.length}`);
    assert.notEqual(predict.when?.(start), false, "it is asked at the start");
    const [from, to] = [start, { ...start, ...predict.set }].map((state) => ({ state, result: idea.compute(state) }));
    assert.notDeepEqual(to.state, from.state);
    const { right, words } = predict.outcome(from, to);
    assert.ok(predict.answers[right], String(right));
    assert.ok(/\d/.test(words) && !/NaN|undefined|Infinity/.test(words) && words.length < 260, `${words.length}: ${words}`);
  });
}
