// Where a panel draws: contours, straight lines, paths that lead far away, and words that keep clear of them.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";

import { heightOf, layout } from "../src/kit/layout.mjs";
import { levelLines, logTicks, overlap, panel, straight } from "../src/kit/panel.mjs";
import { scale } from "../src/kit/scale.mjs";

/** @typedef {[number, number]} Point */

/** The points of a path's pieces. @param {string} d @returns {Point[][]} */
const pieces = (d) => d.split("M").filter(Boolean).map((piece) => piece.split("L").map((p) => /** @type {Point} */ (p.split(" ").map(Number))));

const x = scale([-2, 2], [46, 330]);
const y = scale([-1.5, 1.5], [232, 26]);

test("contours run where the function has their value: a circle", () => {
  const d = levelLines((u, v) => u * u + v * v, { x, y }, [0.25, 1]);
  const radii = pieces(d).map((piece) => piece.map(([px, py]) => Math.hypot(x.invert(px), y.invert(py))));
  assert.equal(radii.length, 2, "one line for each level");
  [0.5, 1].forEach((radius, i) => {
    assert.ok(radii[i].length > 30);
    for (const found of radii[i]) assert.ok(Math.abs(found - radius) < 0.01, `${found} from the middle, not ${radius}`);
  });
});

test("contours that leave the window are cut there, and the border itself is not drawn", () => {
  const d = levelLines((u) => u, { x, y }, [1]); // a vertical line
  const [line, ...rest] = pieces(d);
  assert.equal(rest.length, 0);
  for (const [px] of line) assert.ok(Math.abs(x.invert(px) - 1) < 0.01, `x is ${x.invert(px)}`);
  const heights = line.map(([, py]) => y.invert(py));
  assert.ok(Math.min(...heights) < -1.48 && Math.max(...heights) > 1.48, "it goes from edge to edge");
});

test("a path goes straight through every point in reach", () => {
  assert.equal(straight([[1, 2], [3, 4], [5, 6]]), "M1 2L3 4L5 6");
  assert.equal(straight([]), "");
  assert.equal(straight([[1, 2]]), "");
});

test("a point that has no place interrupts it", () => {
  assert.equal(straight([[0, 0], [1, 1], [NaN, 2], [3, 3], [4, 4], [5, Infinity]]), "M0 0L1 1M3 3L4 4");
});

test("a path that leads far away stays on its own straight line", () => {
  const [piece] = pieces(straight([[100, 100], [100 + 3e200, 100 + 1e200]]));
  const [[ax, ay], [bx, by]] = piece;
  assert.deepEqual([ax, ay], [100, 100]);
  assert.ok(Math.abs((by - ay) / (bx - ax) - 1 / 3) < 1e-4, "with the slope that it had");
  assert.ok(bx <= 1000, "as far as it is drawn");
  const through = pieces(straight([[-1e9, 50], [1e9, 50]]));
  assert.deepEqual(through, [[[-1000, 50], [1000, 50]]], "both ends are far away, and the middle is drawn");
  assert.equal(straight([[-1e9, 2e4], [1e9, 2e4]]), "", "it passes too far away");
});

test("no number is too large to be drawn", () => {
  const huge = straight([[100, 100], [1e300, -1e300], [-1e308, 1e308], [3, 4]]);
  assert.doesNotMatch(huge, /e|NaN|Infinity/);
});

test("whatever the points, what is drawn lies on the lines between them and within reach", () => {
  const coordinate = fc.oneof(fc.double({ min: -500, max: 900, noNaN: true }), fc.double({ min: -1e12, max: 1e12, noNaN: true }));
  fc.assert(fc.property(fc.array(fc.tuple(coordinate, coordinate), { minLength: 2, maxLength: 12 }), (points) => {
    for (const piece of pieces(straight(points))) {
      for (const [px, py] of piece) {
        assert.ok(Math.abs(px) <= 1000 && Math.abs(py) <= 1000);
        assert.ok(points.some((p, i) => i > 0 && distance([px, py], points[i - 1], p) < 0.2), `${px} ${py} is on no line`);
      }
    }
  }), { seed: 1, numRuns: 500 });
});

/** From a point to a piece of a straight line. @param {Point} p @param {Point} a @param {Point} b */
function distance(p, a, b) {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const length = Math.hypot(dx, dy);
  if (length === 0) return Math.hypot(p[0] - a[0], p[1] - a[1]);
  const across = Math.abs((p[0] - a[0]) * (dy / length) - (p[1] - a[1]) * (dx / length));
  return length > 1e6 ? Math.min(across, 0.1 + across / 1e4) : across; // digits are lost where the ends are that far
}

test("a scale goes there and back, and is even in its numbers or their logarithms", () => {
  const linear = scale([-2, 2], [46, 330]);
  const log = scale([1e-12, 1], [232, 26], true);
  assert.deepEqual([linear(-2), linear(0), linear(2)], [46, 188, 330]);
  assert.ok(Math.abs(log(1e-6) - 129) < 1e-9);
  assert.ok(Number.isNaN(scale([1, 10], [0, 1], true)(-1)), "a negative number has no logarithm");
  fc.assert(fc.property(fc.double({ min: -2, max: 2, noNaN: true }), (v) => {
    assert.ok(Math.abs(linear.invert(linear(v)) - v) < 1e-12);
    assert.ok(Math.abs(log.invert(log(10 ** (3 * v - 6))) / 10 ** (3 * v - 6) - 1) < 1e-10);
  }), { seed: 1 });
  assert.deepEqual(linear.ticks(4), [-2, -1, 0, 1, 2]);
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

const empty = () => panel({ width: 340, height: 250, x: { domain: [0, 10], label: "step" }, y: { domain: [0, 10], label: "loss" }, alt: "Lines." });

test("words cross no line and no other words, or are left out", () => {
  const point = fc.tuple(fc.double({ min: -2, max: 12, noNaN: true }), fc.double({ min: -2, max: 12, noNaN: true }));
  const words = fc.string({ minLength: 1, maxLength: 24, unit: fc.constantFrom(..."abcdefg 0123.") });
  let [written, left] = [0, 0];
  fc.assert(fc.property(fc.array(fc.array(point, { minLength: 2, maxLength: 8 }), { maxLength: 4 }), fc.array(fc.tuple(point, words), { maxLength: 8 }), (lines, texts) => {
    const it = empty();
    for (const line of lines) it.line(line);
    it.time(3);
    const before = it.boxes.length;
    const done = texts.filter(([at, text]) => it.text(at, text)).length;
    assert.equal(it.boxes.length, before + done);
    written += done;
    left += texts.length - done;
    it.boxes.slice(before).forEach((box, i, all) => {
      assert.ok(!it.struck(box), `${box.text} crosses a line`);
      assert.ok(box.left > 40 && box.right < 340 && box.top > 0 && box.bottom < 250, `${box.text} leaves the panel`);
      for (const other of all.slice(i + 1)) assert.ok(!overlap(box, other), `${box.text} covers ${other.text}`);
    });
  }), { seed: 1, numRuns: 200 });
  assert.ok(written > 4 * left, `${written} have a place, ${left} have none`);
  assert.equal(empty().text([NaN, 1], "nowhere"), false);
});

test("labels of lines keep their distance, however near the ends are", () => {
  fc.assert(fc.property(fc.array(fc.double({ min: -5, max: 15, noNaN: true }), { minLength: 1, maxLength: 9 }), (ends) => {
    const it = empty();
    const before = it.boxes.length;
    it.labels(ends.map((y, i) => ({ at: [10, y], text: String(i) })));
    const boxes = it.boxes.slice(before);
    boxes.forEach((box, i) => {
      assert.ok(box.top > 0 && box.bottom < 250);
      for (const other of boxes.slice(i + 1)) assert.ok(box.top >= other.top + 15.9 || other.top >= box.top + 15.9);
    });
  }), { seed: 1, numRuns: 200 });
});

test("a caption is left out where the label of the axis is as long", () => {
  const it = empty();
  const before = it.boxes.length;
  it.caption("a short one");
  assert.equal(it.boxes.length, before + 1);
  it.caption("over it");
  assert.equal(it.boxes.length, before + 1);
});

test("panels fill the width, beside each other or below, and never cover each other", () => {
  fc.assert(fc.property(fc.array(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 }), fc.integer({ min: 300, max: 1400 }), (rows, width) => {
    const places = layout({ rows }, width);
    assert.equal(places.length, rows.flat().length);
    places.forEach((place, i) => {
      assert.ok(place.x >= 0 && place.x + place.width <= width + 1e-6 && place.width > 60 && place.y + place.height <= heightOf(places));
      for (const other of places.slice(i + 1)) assert.ok(other.x >= place.x + place.width || other.y >= place.y + place.height || place.y >= other.y + other.height);
    });
    assert.ok(width >= 560 || heightOf(places) <= 360, "a phone has room for the sentence and the sliders below it");
  }), { seed: 1 });
});
