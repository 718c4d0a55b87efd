// Where a panel draws: contours, straight lines, paths that lead far away.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";

import { levelLines, straight } from "../src/kit/panel.mjs";
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
