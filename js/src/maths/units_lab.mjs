// Units lab: each method's walk in other units, seen in the old ones.

import { descend } from "./descent.mjs";
import { methods } from "./optimizers.mjs";
import { surfaces } from "./surfaces.mjs";

const NAMES = ["SGD", "RMSprop", "Adadelta"];
/** A gentle ravine: one rate can suit both of its coordinates, and as they do not mix, all that happens is the units' doing. @type {import("./surfaces.mjs").Surface} */
export const ravine = { ...surfaces.ravine, f: (x, y) => 0.5 * (x * x) + 0.5 * 10 * (y * y), df: (x, y) => [x, 10 * y] };

/** @typedef {import("./surfaces.mjs").Point} Point */
/** @typedef {Record<string, number>} Settings */
/** @typedef {{ settings: Settings, points: Point[], loss: number, left: number, over: boolean }} Walk in the old units: points, the loss at the last; the first step outside of the window, or -1; whether the numbers overflowed */
/** @typedef {{ name: string, before: Walk, after: Walk, apart: number }} Run how one method walks at k = 0 and at k, and the distance between the ends */

/** What the coordinates and the loss are multiplied by. @param {any} state @returns {[number, number]} */
export const factors = ({ what, power }) => (what === "x" ? [Number(`1e${power}`), 1] : [1, Number(`1e${power}`)]);

/**
 * The settings of a method: as they are set, or converted to a unit of x that c, and one of the loss that s times as many make.
 * @param {any} state
 * @param {string} name
 * @returns {Settings}
 */
function settingsOf(state, name, [c, s] = [1, 1]) {
  const { epsilon } = methods.RMSprop.settings;
  if (name === "SGD") return { learning_rate: (state.SGD_learning_rate * c * c) / s }; // x² / loss
  if (name === "RMSprop") return { learning_rate: state.RMSprop_learning_rate * c, epsilon: (epsilon * s) / c }; // x; loss / x
  return { rho: state.rho, epsilon: state.epsilon * c * c }; // x² in the numerator; in the denominator it would be loss² / x²
}

/**
 * A walk in u = c x down s times the loss, seen in the old units.
 * @param {string} name
 * @param {Settings} settings
 * @param {number} steps
 * @returns {Walk}
 */
function walk(name, settings, steps, [c, s] = [1, 1]) {
  const rescaled = {
    ...ravine,
    f: (/** @type {number} */ u, /** @type {number} */ v) => s * ravine.f(u / c, v / c),
    df: (/** @type {number} */ u, /** @type {number} */ v) => /** @type {Point} */ (ravine.df(u / c, v / c).map((slope) => (s * slope) / c)),
    start: /** @type {Point} */ (ravine.start.map((place) => c * place)),
  };
  const points = descend(rescaled, methods[name], settings, { steps }).points.map(([u, v]) => /** @type {Point} */ ([u / c, v / c]));
  const [left, right, low, high] = ravine.window;
  return {
    settings, points, loss: ravine.f(...points[points.length - 1]), over: points.length <= steps,
    left: points.findIndex(([x, y]) => x < left || x > right || y < low || y > high),
  };
}

/**
 * Every method's walk in the old units and in the new ones.
 * @param {any} state
 * @returns {Run[]}
 */
export const compare = (state) => NAMES.map((name) => {
  const changed = factors(state);
  const set = settingsOf(state, name);
  const before = walk(name, set, state.steps);
  const after = walk(name, state.settings === "same" ? set : settingsOf(state, name, changed), state.steps, changed);
  return { name, before, after, apart: distance(before, after) };
});

/** How far apart two walks end. @param {Walk} before @param {Walk} after */
function distance(before, after) {
  const [[x, y], [xBefore, yBefore]] = [after, before].map(({ points }) => points[points.length - 1]);
  return Math.hypot(x - xBefore, y - yBefore);
}

/** The runs after fewer steps. @param {Run[]} runs @param {number} steps @returns {Run[]} */
export const cut = (runs, steps) => runs.map(({ name, before, after }) => {
  const [first, second] = [before, after].map((whole) => {
    const points = whole.points.slice(0, steps + 1);
    return { ...whole, points, loss: ravine.f(...points[points.length - 1]), over: points.length <= steps, left: whole.left > steps ? -1 : whole.left };
  });
  return { name, before: first, after: second, apart: distance(first, second) };
});
