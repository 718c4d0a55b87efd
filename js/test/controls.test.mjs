// Sliders, number fields and choices, by mouse and by keyboard.

import assert from "node:assert/strict";
import { test } from "node:test";

import { explorables } from "../src/explorables.mjs";
import { numbers } from "../src/kit/controls.mjs";
import { setting } from "../src/kit/numbers.mjs";
import { methods as known } from "../src/maths/optimizers.mjs";
import { reader, standIn } from "./document.mjs";

standIn();

const { rho, epsilon, epochs } = explorables["article-regression"].controls;
/** @type {[string, import("../src/kit/controls.mjs").Control, number, number, number[]][]} */
const sliders = [
  ["rho", rho, 0, 0.999, [0, 0.21, 0.5, 0.9, 0.95, 0.96, 0.98, 0.99, 0.999]],
  ["epsilon", epsilon, 1e-12, 1, [1e-12, 2e-8, 1e-6, 1e-4, 5e-3, 1e-2, 1]],
  ["epochs", epochs, 0, 2000, [0, 1, 2, 3, 10, 100, 200, 1000, 2000]],
];

for (const [name, control, low, high, round] of sliders) {
  test(`${name}: dragging reaches every stop, in order, from bound to bound`, () => {
    const it = reader(control, high);
    const stops = Number(it.range.getAttribute("max"));
    const values = Array.from({ length: stops + 1 }, (_, stop) => {
      it.drag(stop);
      assert.ok(control.accepts(it.value()), `${it.value()} is within the bounds`);
      assert.equal(Number(it.range.value), stop, `the handle stays at the stop of ${it.value()}`);
      return it.value();
    });
    values.forEach((value, i) => assert.ok(i === 0 || value > values[i - 1], `stop ${i} has ${value} after ${values[i - 1]}`));
    assert.deepEqual([values[0], values[stops]], [low, high]);
    for (const value of round) assert.ok(values.includes(value), `${value} can be reached`);
    for (const value of values) assert.ok(setting(value).length <= 7, `${setting(value)} is a round number`);
  });

  test(`${name}: the arrows go through every stop, there and back`, () => {
    const it = reader(control, low);
    const stops = Number(it.range.getAttribute("max"));
    const up = [low];
    for (let i = 0; i < stops; i++) {
      assert.ok(it.press(i % 2 ? "ArrowRight" : "ArrowUp"));
      up.push(it.value());
    }
    assert.equal(it.value(), high);
    assert.equal(new Set(up).size, stops + 1, "each press changes the value");
    it.press("ArrowRight");
    assert.equal(it.value(), high, "the last stop is the last");
    for (let i = stops - 1; i >= 0; i--) {
      it.press(i % 2 ? "ArrowLeft" : "ArrowDown");
      assert.equal(it.value(), up[i]);
    }
    it.press("PageUp");
    assert.equal(it.value(), up[Math.round(stops / 10)]);
    it.press("PageDown");
    assert.equal(it.value(), low);
    it.press("End");
    assert.equal(it.value(), high);
    it.press("Home");
    assert.equal(it.value(), low);
    const before = it.settled();
    assert.ok(!it.press("Tab"), "other keys are left to the browser");
    assert.equal(it.settled(), before);
  });

  test(`${name}: what stands between two stops keeps its value, and the arrows leave it`, () => {
    const between = { rho: 0.123456789, epsilon: 1.2345e-5, epochs: 97 }[name] ?? 0;
    const it = reader(control, between);
    assert.equal(it.value(), between);
    assert.equal(it.field.value, setting(between));
    it.press("ArrowRight");
    const above = it.value();
    it.press("ArrowLeft");
    assert.ok(it.value() < between && between < above);
  });

  test(`${name}: the field takes what is within the bounds and says what it refuses`, () => {
    const it = reader(control, round[1]);
    it.type(` ${setting(round[2])} `);
    assert.equal(it.value(), round[2]);
    const refused = ["", "abc", "-1", "1e9", "NaN", "Infinity", ...(name === "epochs" ? ["1.5"] : [])];
    for (const text of refused) {
      it.type(text);
      assert.equal(it.value(), round[2], `"${text}" changes nothing`);
      assert.equal(it.field.getAttribute("aria-invalid"), "true");
      assert.ok(it.field.title.includes(`${name} must be`), it.field.title);
    }
    it.type(setting(round[3]));
    assert.equal(it.value(), round[3]);
    assert.notEqual(it.field.getAttribute("aria-invalid"), "true");
    assert.equal(it.field.message, "");
  });

  test(`${name}: the value is spoken`, () => {
    const it = reader(control, round[3]);
    assert.ok(it.range.getAttribute("aria-valuetext").startsWith(`${name} ${setting(round[3])}`));
    assert.ok(it.field.getAttribute("aria-label").includes(setting(high)));
  });
}

test("a link's text is read as a number or refused", () => {
  for (const text of ["", " ", "one", "0.9.5", "1,5", "0x", "--1", "null", "[1]"]) {
    assert.ok(!rho.accepts(rho.parse(text)), `"${text}" is no rho`);
  }
  assert.equal(rho.parse("0.95"), 0.95);
  assert.equal(epsilon.parse("1e-6"), 1e-6);
});

test("a choice takes one of its words", () => {
  const { start } = explorables["moving-average"].controls;
  assert.ok(start.accepts("zero") && start.accepts("corrected"));
  for (const value of ["one", "", "toString", "__proto__", 0, null, undefined]) assert.ok(!start.accepts(value), String(value));
  assert.equal(start.bounds, "one of zero, corrected");
});

const race = explorables["optimizer-race"].controls;

test("steps are taken one at a time, and played until the end or a pause", (context) => {
  context.mock.timers.enable({ apis: ["setInterval"] });
  /** @type {any} */ (globalThis).window = globalThis;
  /** @type {any} */ (globalThis).matchMedia = () => ({ matches: false });
  const it = reader(race.steps, 1);
  const [back, step, play] = it.element.all("button");
  const click = (/** @type {any} */ button) => button.listeners.click();
  click(back);
  assert.equal(it.value(), 1, "there is nothing before the first");
  click(step);
  assert.equal(it.value(), 2);
  click(step);
  click(back);
  assert.equal(it.value(), 2);
  click(play);
  assert.equal(play.textContent, "Pause");
  context.mock.timers.tick(600);
  assert.equal(it.value(), 12);
  click(play);
  context.mock.timers.tick(600);
  assert.equal(it.value(), 12, "it pauses");
  assert.equal(play.textContent, "Play");
  click(play);
  context.mock.timers.tick(60 * 600);
  assert.equal(it.value(), 500, "it ends at the last");
  assert.equal(play.textContent, "Play");
  click(play);
  assert.equal(it.value(), 1, "and begins anew");
  it.made.stop?.();
  context.mock.timers.tick(600);
  assert.equal(it.value(), 1);
});

test("a menu takes one of its words", () => {
  const it = reader(race.surface, "ravine");
  const [list] = it.element.all("select");
  assert.equal(list.value, "ravine");
  assert.equal(list.all("option").length, 9);
  list.value = "beale";
  list.listeners.change();
  assert.equal(it.value(), "beale");
  assert.ok(race.surface.accepts("saddle") && !race.surface.accepts("hill") && !race.surface.accepts("toString"));
});

test("switches are a list of what is on, in order", () => {
  const { methods } = race;
  const it = reader(methods, ["Adadelta"]);
  const boxes = it.element.all("input");
  assert.deepEqual(boxes.map((/** @type {any} */ box) => box.checked), Object.keys(known).map((name) => name === "Adadelta"));
  boxes[0].checked = true;
  boxes[0].listeners.change();
  assert.deepEqual(it.value(), ["SGD", "Adadelta"]);
  for (const text of ["", "SGD", "SGD,Adam"]) assert.ok(methods.accepts(methods.parse(text)), text);
  for (const text of ["sgd", "SGD,", "SGD,SGD", "toString", "SGD Adam"]) assert.ok(!methods.accepts(methods.parse(text)), text);
  for (const value of ["SGD", null, undefined, {}, [1]]) assert.ok(!methods.accepts(value), String(value));
});

test("a row of numbers changes one of them", () => {
  const values = numbers({ label: "values", name: "value", low: -10, high: 10, least: 2, most: 4 });
  const it = reader(values, [1, 2, 3]);
  const fields = it.element.all("input");
  assert.deepEqual(fields.map((/** @type {any} */ field) => field.value), ["1", "2", "3"]);
  const type = (/** @type {any} */ field, /** @type {string} */ text) => { field.value = text; field.listeners.change(); };
  type(fields[1], "-2.5");
  assert.deepEqual(it.value(), [1, -2.5, 3]);
  type(fields[2], "11");
  assert.deepEqual(it.value(), [1, -2.5, 3], "out of bounds");
  assert.match(fields[2].title, /value 3 must be a number from -10 to 10/);
  it.made.show([4, 5]);
  assert.deepEqual(it.element.all("input").map((/** @type {any} */ field) => field.value), ["4", "5"]);
  for (const text of ["1,2", "-10,10,0,1e-3"]) assert.ok(values.accepts(values.parse(text)), text);
  for (const text of ["", "1", "1,2,3,4,5", "1,,2", "1,11", "1,x"]) assert.ok(!values.accepts(values.parse(text)), text);
});
