// Numbers as readers write them; sliders, fields and choices, by mouse, finger and keyboard.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";

import { explorables } from "../src/explorables.mjs";
import { among, logSlider, numbers, rhoSlider, slider, stopsOf, timeline } from "../src/kit/controls.mjs";
import { format, setting, shown, significant, typed, whole } from "../src/kit/numbers.mjs";
import { methods as known } from "../src/maths/optimizers.mjs";
import { reader, standIn } from "./document.mjs";

standIn();

test("a number is read however it is written", () => {
  /** @type {[number, string[]][]} */
  const written = [
    [0.95, ["0,95", ".95", "0.95", " 0.95 ", "+.95", "0,950", "95e-2", "9.5×10⁻¹", "9,5 · 10^-1"]],
    [1e4, ["10,000", "10 000", "10'000", "10\u202f000", "10\u00a0000", "10⁴", "1e4", "1E+4", "10^4", "10**4", "10^+4", "+10,000", "10,000.0"]],
    [-4, ["−4", "-4", "–4", "—4", "‐4", "‑4", "‒4", "﹣4", "－4", "⁻4", "−4.0", "−4,0"]],
    [-1234567.5, ["−1,234,567.5", "-1234567,5", "−1234567.5"]],
    [1e-6, ["1e−6", "1e-6", "1E–6", "10^-6", "10^−6", "10**-6", "10**−6", "10⁻⁶", "10⁻6", "10 ⁻⁶", "1·10⁻⁶", "10^(-6)", "10**(−6)"]],
    [2e-6, ["2·10⁻⁶", "2 × 10⁻⁶", "2 x 10^-6", "2*10**-6", "2⋅10⁻⁶", "2∙10^−6", "2e-6", "2\u202f×\u202f10⁻⁶"]],
    [-2.5e12, ["−2.5·10¹²", "-2,5 × 10^12", "−2.5e12"]],
    [0.5, [".5", ",5", "5e-1"]], [-0.5, ["−.5", "-,5"]], [1234, ["1,234", "1234"]],
  ];
  for (const [value, texts] of written) for (const text of texts) assert.equal(typed(text), value, text);
  for (const text of ["", " ", "one", "0.9.5", "1,2,3", "1,23,456", "0x10", "--1", "null", "[1]", "NaN", "Infinity", "∞", "1e", "e5", "5%", "1/2", "10^", "10^1.5", "2·10", "√2", "1e400e"]) {
    assert.ok(Number.isNaN(typed(text)), `"${text}" is ${typed(text)}`);
  }
});

test("each number that is written is read back", () => {
  const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.double({ min: -1e5, max: 1e5, noNaN: true }), fc.integer(), fc.integer({ min: -300, max: 300 }).map((power) => Number(`1e${power}`)));
  fc.assert(fc.property(number, (value) => {
    assert.equal(typed(shown(value)), value + 0 || 0, shown(value));
    assert.equal(Number(setting(value)), value || 0, setting(value));
    assert.equal(typed(setting(value)), value || 0, setting(value));
  }), { seed: 1, numRuns: 2000 });
  fc.assert(fc.property(number.filter((value) => Math.abs(value) < 1e308), fc.integer({ min: 2, max: 8 }), (value, digits) => {
    const read = typed(format(value, digits));
    assert.ok(Math.abs(read - value) <= 0.5001 * Math.abs(value) * 10 ** (1 - digits), `${value} with ${digits} digits is ${format(value, digits)}`);
  }), { seed: 1, numRuns: 2000 });
  fc.assert(fc.property(fc.maxSafeInteger(), (value) => assert.equal(typed(whole(value)), value, whole(value))), { seed: 1, numRuns: 500 });
});

test("numbers are written as a person does", () => {
  assert.deepEqual([-3.14159, 1e-6, -1e-6, 2.5e-6, 12345.678, 9999.6, 0, 999, 1e17].map((value) => format(value)),
    ["−3.142", "10⁻⁶", "−10⁻⁶", "2.5\u202f×\u202f10⁻⁶", "1.235\u202f×\u202f10⁴", "10⁴", "0.000", "999.0", "10¹⁷"]);
  assert.deepEqual([0.95, 1e-6, -4, 10000, 1234, 123456.5, 1.5e-12].map(shown), ["0.95", "10⁻⁶", "−4", "10,000", "1234", "123456.5", "1.5\u202f×\u202f10⁻¹²"]);
  assert.deepEqual([NaN, Infinity, -Infinity].map((value) => format(value)), ["not a number", "∞", "−∞"]);
});

const { rho, epsilon, batch_size: size } = explorables["article-regression"].controls;
/** @type {[string, import("../src/kit/controls.mjs").Control, number, number, number[]][]} */
const sliders = [
  ["rho", rho, 0, 0.999, [0, 0.21, 0.5, 0.9, 0.95, 0.96, 0.98, 0.99, 0.999]],
  ["epsilon", epsilon, 1e-12, 1, [1e-12, 2e-8, 1e-6, 1e-4, 5e-3, 1e-2, 1]],
  ["batch size", size, 1, 100, [1, 2, 10, 100]],
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
    assert.equal(it.settled(), 0, "a drag has not ended");
    it.range.fire("change");
    assert.equal(it.settled(), 1);
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
    assert.equal(it.value(), up[Math.max(1, Math.round(stops / 10))]);
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

  test(`${name}: the ticks are stops, and a press on one goes there at leisure`, () => {
    const it = reader(control, low);
    const marks = it.element.all(".ticks")[0].children;
    assert.ok(marks.length >= 3 && marks.length <= 8, String(marks.length));
    for (const [i, mark] of marks.entries()) {
      for (const [k, other] of marks.entries()) other.getBoundingClientRect = () => ({ x: 100 * k, width: 20 });
      it.element.all(".ticks")[0].fire("click", { clientX: 100 * i + 30 });
      assert.equal(it.value(), typed(mark.textContent));
      assert.deepEqual(marks.map((/** @type {any} */ one) => one.className), marks.map((/** @type {any} */ one) => (one === mark ? "here" : "")));
    }
    assert.equal(it.eased(), marks.length);
    assert.equal(it.element.all(".ticks")[0].getAttribute("aria-hidden"), "true", "keys go wherever a tick does");
  });

  test(`${name}: a swipe that scrolls the page leaves the value as it was`, () => {
    const it = reader(control, round[1]);
    it.range.fire("pointerdown");
    it.drag(3);
    it.drag(1);
    it.range.fire("pointercancel");
    assert.equal(it.value(), round[1]);
    assert.equal(it.settled(), 1);
  });

  test(`${name}: the field takes what is within the bounds, and says lastingly what it refuses`, () => {
    const it = reader(control, round[1]);
    it.type(` ${shown(round[2])} `);
    assert.equal(it.value(), round[2]);
    assert.equal(it.eased(), 1);
    for (const text of ["", "abc", "-1", "1e9", "NaN", "Infinity", ...(name === "batch size" ? ["1.5"] : [])]) {
      it.type(text);
      assert.equal(it.value(), round[2], `"${text}" changes nothing`);
      assert.equal(it.field.value, text, "it stays, to be mended");
      assert.equal(it.field.getAttribute("aria-invalid"), "true");
      assert.equal(it.field.getAttribute("aria-describedby"), it.element.all(".complaint")[0].getAttribute("id"));
      assert.equal(it.complaint().startsWith(Number.isNaN(typed(text)) ? `“${text}” is not a number` : `${name} must be a`), true, it.complaint());
      assert.ok(it.complaint().includes(control.bounds));
      it.made.show(round[2], {});
      assert.notEqual(it.complaint(), "", "a redraw of the same value leaves the words");
    }
    it.type("x".repeat(1000));
    assert.ok(it.complaint().length < 200);
    it.type(setting(round[2]));
    assert.equal(it.complaint(), "", "the same value again is right");
    it.type("abc");
    it.drag(0);
    assert.deepEqual([it.complaint(), it.field.value, it.field.getAttribute("aria-invalid")], ["", shown(low), null], "another value ends them");
  });

  test(`${name}: what is being typed is left alone until it is entered, once`, () => {
    const it = reader(control, round[1]);
    it.field.focus();
    it.field.value = shown(round[2]);
    it.field.fire("input");
    it.made.show(round[3], {});
    assert.equal(it.field.value, shown(round[2]));
    it.field.fire("keydown", { key: "Enter" });
    assert.equal(it.value(), round[2]);
    it.field.fire("change"); // the browser's, when the field is left
    assert.equal(it.eased(), 1);
    /** @type {any} */ (document).activeElement = null;
  });

  test(`${name}: it has a name, and its value is spoken`, () => {
    const it = reader(control, round[3]);
    assert.ok(it.range.getAttribute("aria-valuetext").startsWith(`${name} ${shown(round[3])}`), it.range.getAttribute("aria-valuetext"));
    assert.equal(it.element.all("label")[0].getAttribute("for"), it.range.getAttribute("id"));
    assert.ok(it.field.getAttribute("aria-label").includes(shown(high)));
  });
}

test("what is between two stops keeps its value, and the arrows leave it", () => {
  for (const [control, between] of /** @type {[import("../src/kit/controls.mjs").Control, number][]} */ ([[rho, 0.123456789], [epsilon, 1.2345e-5]])) {
    const it = reader(control, between);
    assert.equal(it.field.value, shown(between));
    it.press("ArrowRight");
    const above = it.value();
    it.press("ArrowLeft");
    assert.ok(it.value() < between && between < above);
  }
});

test("stops: a value has its place among them, and back", () => {
  const stops = stopsOf([1, 2, 5, 10]);
  assert.deepEqual([0, 1, 1.5, 5, 7.5, 10, 11].map(stops.position), [0, 0, 0.5, 2, 2.5, 3, 3]);
  assert.deepEqual([stops.between(1, 10, 0), stops.between(1, 10, 0.5), stops.between(1, 10, 1), stops.between(10, 1, 0.5)], [1, 3.5, 10, 3.5]);
  assert.equal(stopsOf([0, 100], true).between(0, 100, 1 / 3), 33, "a count stays whole");
  assert.equal(stopsOf([7]).between(7, 7, 0.5), 7);
});

test("sliders end where Python's bounds do", () => {
  assert.deepEqual(rhoSlider({ min: 0.5, max: 0.99 }).stops?.values.at(-1), 0.99);
  assert.deepEqual(logSlider({ min: 1e-3, max: 10 }, { label: "η", name: "rate" }).stops?.values.slice(0, 3), [0.001, 0.0013, 0.0016]);
  assert.ok(!slider({ options: [1, 2] }, { label: "n", name: "n", values: [1, 2] }).accepts(1.5));
});

test("time is a field behind More settings, which takes whole numbers", () => {
  const time = timeline({ min: 0, max: 1000 }, { name: "steps", values: [0, 1, 10, 1000] });
  const it = reader(time, 10);
  it.type("1.5");
  assert.equal(it.complaint(), "steps must be a whole number from 0 to 1000, not 1.5.");
  it.type("37");
  assert.equal(it.value(), 37);
  assert.deepEqual([time.spoken(1), time.spoken(12000)], ["1 step", "12,000 steps"]);
  assert.equal(it.element.all("label")[0].getAttribute("for"), it.field.getAttribute("id"));
});

test("a link's text is read as a number or refused", () => {
  for (const text of ["", " ", "one", "0.9.5", "0x", "--1", "null", "[1]", "1,5"]) assert.ok(!rho.accepts(rho.parse(text)), `"${text}" is no rho`);
  assert.equal(rho.parse("0.95"), 0.95);
  assert.equal(epsilon.parse("1e-6"), 1e-6);
});

test("a choice takes one of its words, at a press", () => {
  const { start } = explorables["moving-average"].controls;
  assert.ok(start.accepts("zero") && start.accepts("corrected"));
  for (const value of ["one", "", "toString", "__proto__", 0, null, undefined]) assert.ok(!start.accepts(value), String(value));
  assert.equal(start.bounds, "one of zero, corrected");
  const it = reader(start, "zero");
  const [zero, corrected] = it.element.all("input");
  assert.ok(zero.checked && !corrected.checked);
  corrected.fire("change");
  assert.equal(it.value(), "corrected");
  assert.equal(it.settled(), 1);
});

test("a choice between numbers gives numbers", () => {
  const rate = among({ options: [0.5, 1e-6, 20] }, { label: "rate" });
  const it = reader(rate, 1e-6);
  assert.deepEqual(it.element.all("label").map((/** @type {any} */ one) => one.textContent).sort(), ["0.5", "10⁻⁶", "20"].sort());
  it.element.all("input").find((/** @type {any} */ one) => one.value === "20").fire("change");
  assert.equal(it.value(), 20);
  assert.ok(rate.accepts(rate.parse("1e-6")) && !rate.accepts(rate.parse("2")) && !rate.accepts("20"));
});

const race = explorables["optimizer-race"].controls;

test("a menu takes one of its words", () => {
  const it = reader(race.surface, "ravine");
  const [list] = it.element.all("select");
  assert.equal(list.value, "ravine");
  assert.equal(list.all("option").length, 9);
  list.value = "beale";
  list.fire("change");
  assert.equal(it.value(), "beale");
  assert.ok(race.surface.accepts("saddle") && !race.surface.accepts("hill") && !race.surface.accepts("toString"));
});

test("switches are a list of what is on, in order", () => {
  const { methods } = race;
  const it = reader(methods, ["Adadelta"]);
  const boxes = it.element.all("input");
  assert.deepEqual(boxes.map((/** @type {any} */ box) => box.checked), Object.keys(known).map((name) => name === "Adadelta"));
  boxes[0].checked = true;
  boxes[0].fire("change");
  assert.deepEqual(it.value(), ["SGD", "Adadelta"]);
  for (const text of ["", "SGD", "SGD,Adam"]) assert.ok(methods.accepts(methods.parse(text)), text);
  for (const text of ["sgd", "SGD,", "SGD,SGD", "toString", "SGD Adam"]) assert.ok(!methods.accepts(methods.parse(text)), text);
  for (const value of ["SGD", null, undefined, {}, [1]]) assert.ok(!methods.accepts(value), String(value));
});

test("a row of numbers changes one of them, and says which it refuses", () => {
  const values = numbers({ min: -10, max: 10, least: 2, most: 4 }, { label: "values", name: "value" });
  const it = reader(values, [1, 2, 3]);
  const fields = it.element.all("input");
  assert.deepEqual(fields.map((/** @type {any} */ field) => field.value), ["1", "2", "3"]);
  it.type("−2,5", fields[1]);
  assert.deepEqual(it.value(), [1, -2.5, 3]);
  it.type("11", fields[2]);
  assert.deepEqual(it.value(), [1, -2.5, 3], "out of bounds");
  assert.equal(it.complaint(), "value 3 must be a number from −10 to 10, not 11.");
  it.made.show([4, 5], {});
  assert.deepEqual(it.element.all("input").map((/** @type {any} */ field) => field.value), ["4", "5"]);
  assert.equal(it.complaint(), "");
  for (const text of ["1,2", "-10,10,0,1e-3"]) assert.ok(values.accepts(values.parse(text)), text);
  for (const text of ["", "1", "1,2,3,4,5", "1,,2", "1,11", "1,x"]) assert.ok(!values.accepts(values.parse(text)), text);
});

test("every word that Python allows has its place in each choice", () => {
  for (const [name, { controls }] of Object.entries(explorables)) {
    for (const [key, control] of Object.entries(controls)) {
      if (!control.bounds.startsWith("one of") || control.stops) continue;
      for (const value of control.bounds.slice(7).split(", ")) assert.equal(reader(control, control.parse(value)).value(), control.parse(value), `${name}: ${key} = ${value}`);
    }
  }
});

test("significant digits are a number's, not its words'", () => assert.equal(significant(0.123456, 3), 0.123));
