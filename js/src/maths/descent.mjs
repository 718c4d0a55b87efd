// A method walking down a surface: the mirror of adadelta.descend, operation for operation.

import { start as zeros } from "./optimizers.mjs";

/** @typedef {import("./surfaces.mjs").Point} Point */

/**
 * @typedef {object} Descent
 * @property {Point[]} points where the descent has been, its start first
 * @property {number[]} values the surface's value there
 * @property {Point[]} gradients what the method was given at each of them but the last, noise included
 */

/**
 * Let a method walk down a surface, at most `steps` steps far. Where Python's descend raises, because the method
 * cannot take a gradient's size, this one stops: points.length - 1 steps could be taken.
 * @param {import("./surfaces.mjs").Surface} surface
 * @param {import("./optimizers.mjs").Method} method
 * @param {import("./optimizers.mjs").Settings} settings those that differ from the method's defaults
 * @param {object} walk
 * @param {number} walk.steps
 * @param {Point} [walk.start] by default the surface's own
 * @param {Point[]} [walk.noise] standard normal numbers for each step, needed if the surface has noise
 * @returns {Descent}
 */
export function descend(surface, method, settings, { steps, start = surface.start, noise = [] }) {
  if (surface.noise > 0 && noise.length < steps) {
    throw new RangeError(`noise must have a row for each of the ${steps} steps; got ${noise.length}`);
  }
  const all = { ...method.settings, ...settings };
  const [stateX, stateY] = [zeros(method), zeros(method)];
  let [x, y] = start;
  /** @type {Descent} */
  const descent = { points: [[x, y]], values: [surface.f(x, y)], gradients: [] };
  for (let t = 1; t <= steps; t++) {
    const g = surface.df(x, y);
    if (surface.noise > 0) {
      g[0] += surface.noise * noise[t - 1][0];
      g[1] += surface.noise * noise[t - 1][1];
    }
    if (!Number.isFinite(method.magnitude(g[0], stateX)) || !Number.isFinite(method.magnitude(g[1], stateY))) break;
    x += method.rule(g[0], stateX, all, t);
    y += method.rule(g[1], stateY, all, t);
    descent.points.push([x, y]);
    descent.values.push(surface.f(x, y));
    descent.gradients.push(g);
  }
  return descent;
}
