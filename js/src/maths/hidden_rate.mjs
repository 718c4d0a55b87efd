// How many steps Adadelta needs: the surfaces to descend, the values of ε, and the count.

import { methods, start } from "./optimizers.mjs";
import { surfaces } from "./surfaces.mjs";

/** @typedef {import("./surfaces.mjs").Point} Point */
/** @typedef {(value: number, angle: number) => Point} Rim where a surface has a value, all around */

const { Adadelta } = methods;
/** A descent that has not arrived after so many steps is given up. */
export const MOST = 4000;
/** 1, 2 and 5 times each power of ten from 1e-8 to 1. */
export const EPSILONS = Array.from({ length: 25 }, (_, i) => Number(`${[1, 2, 5][i % 3]}e${Math.floor(i / 3) - 8}`));

/** @type {(half: (value: number) => number, squash?: number) => Rim} */
const ellipse = (half, squash = 1) => (value, angle) => [half(value) * Math.cos(angle), (half(value) * Math.sin(angle)) / squash];

/** @type {Record<string, import("./surfaces.mjs").Surface & { source: string, rim: Rim }>} with the Python that makes each */
export const places = {
  bowl: { ...surfaces.noisy_bowl, words: "a bowl", noise: 0, source: "surfaces.noisy_bowl(noise=0)", rim: ellipse((value) => Math.sqrt(2 * value)) },
  ravine: { ...surfaces.ravine, source: "surfaces.ravine()", rim: ellipse((value) => Math.sqrt(2 * value), 10) },
  plateau: { ...surfaces.plateau, source: "surfaces.plateau()", rim: ellipse((value) => Math.sqrt(-2 * Math.log1p(-value))) },
};

/**
 * The steps until the loss is `tolerance` times that at the start: infinitely many where MOST are not enough.
 * @param {string} surface
 * @param {{ rho: number, epsilon: number, tolerance: number }} settings
 * @param {Point[]} [points] takes in where the descent has been
 */
export function stepsNeeded(surface, { rho, epsilon, tolerance }, points) {
  const { f, df, start: [x0, y0] } = places[surface];
  const settings = { ...Adadelta.settings, rho, epsilon };
  const [stateX, stateY] = [start(Adadelta), start(Adadelta)];
  const target = tolerance * f(x0, y0);
  let [x, y] = [x0, y0];
  points?.push([x, y]);
  for (let t = 1; t <= MOST; t++) {
    const [gx, gy] = df(x, y);
    x += Adadelta.rule(gx, stateX, settings, t);
    y += Adadelta.rule(gy, stateY, settings, t);
    points?.push([x, y]);
    if (f(x, y) <= target) return t;
  }
  return Infinity;
}

/**
 * What happens after the target is first reached: the loss in the end, as a fraction of the first one, and whether it has
 * stayed within the target all the while.
 * @param {string} surface
 * @param {{ rho: number, epsilon: number, tolerance: number }} settings
 * @param {number} steps in all
 */
export function afterwards(surface, { rho, epsilon, tolerance }, steps) {
  const { f, df, start: [x0, y0] } = places[surface];
  const settings = { ...Adadelta.settings, rho, epsilon };
  const [stateX, stateY] = [start(Adadelta), start(Adadelta)];
  const [first, target] = [f(x0, y0), tolerance * f(x0, y0)];
  let [x, y, reached, within] = [x0, y0, false, true];
  for (let t = 1; t <= steps; t++) {
    const [gx, gy] = df(x, y);
    x += Adadelta.rule(gx, stateX, settings, t);
    y += Adadelta.rule(gy, stateY, settings, t);
    const inside = f(x, y) <= target;
    reached ||= inside;
    within &&= inside || !reached;
  }
  return { last: f(x, y) / first, within };
}
