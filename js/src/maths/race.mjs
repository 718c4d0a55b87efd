// The race's maths: every method's path from one start, and where Python's path and the page's may part.

import { descend } from "./descent.mjs";
import { methods } from "./optimizers.mjs";
import { surfaces } from "./surfaces.mjs";

/** @typedef {import("./surfaces.mjs").Point} Point */
/** @typedef {import("./surfaces.mjs").Surface} Surface */
/** @typedef {{ name: string, points: Point[], heights: number[], left: number, over: boolean }} Run heights above the minimum; the first step outside of the window, or -1; whether its numbers overflowed */

/** The trait of one hyperparameter of one method. @param {string} method @param {string} key */
export const trait = (method, key) => `${method}_${key}`;

/** A method's settings out of the state. @param {any} state @param {string} method @returns {Record<string, number>} */
export const settingsOf = (state, method) =>
  Object.fromEntries(Object.keys(methods[method].settings).map((key) => [key, state[trait(method, key)]]));

/**
 * The runs of the methods that are on, in the order of difficulty, and of the reader's own, which Python has computed,
 * as far as they are of this picture.
 * @param {any} state
 * @returns {{ surface: Surface, runs: Run[] }}
 */
export function race(state) {
  const surface = surfaces[state.surface];
  const { x0, y0, steps, noise } = state;
  const runs = Object.keys(methods).filter((name) => state.methods.includes(name)).map((name) => {
    const { points, values } = descend(surface, methods[name], settingsOf(state, name), { start: [x0, y0], steps, noise });
    return finish(name, points, values, surface, steps);
  });
  for (const own of state.own) {
    const here = own.surface === state.surface && own.x0 === x0 && own.y0 === y0;
    if (here && (own.over || own.points.length > steps)) {
      runs.push(finish(own.name, own.points.slice(0, steps + 1), own.values.slice(0, steps + 1), surface, steps));
    }
  }
  return { surface, runs };
}

/**
 * @param {string} name
 * @param {Point[]} points
 * @param {number[]} values
 * @param {Surface} surface
 * @param {number} steps
 * @returns {Run}
 */
function finish(name, points, values, { least, window: [left, right, low, high] }, steps) {
  const outside = points.findIndex(([x, y]) => x < left || x > right || y < low || y > high);
  return { name, points, heights: values.map((value) => value - least), left: outside, over: points.length <= steps };
}

/**
 * The methods' runs after fewer steps, and those of the reader's own as they are: Python computes them for each number of steps.
 * @param {Run[]} runs
 * @param {number} steps
 * @returns {Run[]}
 */
export const cut = (runs, steps) => runs.map((run) => (run.name in methods ? {
  ...run, points: run.points.slice(0, steps + 1), heights: run.heights.slice(0, steps + 1), left: run.left > steps ? -1 : run.left, over: run.points.length <= steps,
} : run));

/**
 * From which step on powers or exponentials, whose last digit may differ between Python and the page, may show in the
 * digits of a run; -1 where they do not. Found by a second run, whose start differs in the last digit.
 * @param {any} state
 * @param {Run} run of one of the methods
 */
export function parting(state, { name, points, heights }) {
  const exact = !("beta1" in (methods[name]?.settings ?? {})) && !["plateau", "rotated_ravine"].includes(state.surface);
  if (exact || !(name in methods)) return -1;
  const surface = surfaces[state.surface];
  const nudge = (/** @type {number} */ v) => v * (1 + 4e-16) + 4e-16;
  const walk = { start: /** @type {Point} */ ([nudge(state.x0), nudge(state.y0)]), steps: state.steps, noise: state.noise };
  const other = descend(surface, methods[name], settingsOf(state, name), walk);
  const far = (/** @type {number} */ a, /** @type {number} */ b) => !(Math.abs(a - b) <= 1e-5 * Math.abs(a));
  return heights.findIndex((height, t) => !(t in other.points) || far(height, other.values[t] - surface.least)
    || far(points[t][0], other.points[t][0]) || far(points[t][1], other.points[t][1]));
}
