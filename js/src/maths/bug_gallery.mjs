// The gallery of mistakes: Adadelta and a wrong one down the same surface, and where they part.

import { descend } from "./descent.mjs";
import { places } from "./hidden_rate.mjs";
import { mistakes } from "./mistakes.mjs";
import { RULES } from "./one_update.mjs";
import { methods } from "./optimizers.mjs";
import { surfaces } from "./surfaces.mjs";

export const MOST = 300; // steps

const { none, ...made } = RULES;
/** The mistakes: what is said of each, and its name in Python. @type {typeof RULES} */
export const BUGS = {
  ahead: { words: "E[Δx²] one step early", name: "NumeratorAhead" }, ...made, rate: { ...made.rate, words: "learning rate inside the average" },
};

/** @type {Record<string, import("./surfaces.mjs").Surface & { source: string }>} with the Python that makes each */
export const GROUNDS = {
  bowl: places.bowl,
  ravine: places.ravine,
  rosenbrock: { ...surfaces.rosenbrock, source: "surfaces.rosenbrock()" },
  himmelblau: { ...surfaces.himmelblau, source: "surfaces.himmelblau()" },
};

/** @typedef {{ moves: [number, number][], lengths: number[], losses: number[] }} Walk move and length of step t at t − 1; the loss above its minimum after t steps */
/** @typedef {{ wrong: Walk, right: Walk, step: number, loss: number }} Result `step` and `loss`: the first to differ, or -1 */

/**
 * Both walks; and the first step that is off by more than 1% of the right one, and the first loss off by more than 10%.
 * @param {any} state
 * @returns {Result}
 */
export function compare({ bug, surface, steps, rho, epsilon, learning_rate }) {
  const ground = GROUNDS[surface];
  const [wrong, right] = [mistakes[BUGS[bug].name], methods.Adadelta].map((method) => {
    const { points, values } = descend(ground, method, { rho, epsilon, learning_rate }, { steps });
    const moves = points.slice(1).map(([x, y], t) => /** @type {[number, number]} */ ([x - points[t][0], y - points[t][1]]));
    return { moves, lengths: moves.map(([dx, dy]) => Math.hypot(dx, dy)), losses: values.map((value) => value - ground.least) };
  });
  return { wrong, right, ...parting(wrong, right) };
}

/** Where two walks part. @param {Walk} wrong @param {Walk} right */
function parting(wrong, right) {
  const step = wrong.moves.findIndex(([dx, dy], t) =>
    t in right.moves && Math.hypot(dx - right.moves[t][0], dy - right.moves[t][1]) > 0.01 * right.lengths[t]);
  const loss = wrong.losses.findIndex((value, t) => t in right.losses && Math.abs(value - right.losses[t]) > 0.1 * right.losses[t]);
  return { step: step < 0 ? -1 : step + 1, loss };
}

/** The same after fewer steps. @param {Result} result @param {number} steps @returns {Result} */
export function cut({ wrong, right }, steps) {
  const [first, second] = [wrong, right].map(({ moves, lengths, losses }) => ({ moves: moves.slice(0, steps), lengths: lengths.slice(0, steps), losses: losses.slice(0, steps + 1) }));
  return { wrong: first, right: second, ...parting(first, second) };
}

const SHARE = 0.7; // of the fall of the logarithm of the loss: the right rule's, in 1.4 times as many steps

/** How a mistake fares until the last step, seen next to the right rule. @param {Result} result @returns {"same" | "works" | "behind" | "fails"} */
export function fares({ wrong, right }) {
  if (wrong.losses.length === right.losses.length && wrong.losses.every((value, t) => value === right.losses[t])) return "same";
  const [start, steps] = [right.losses[0], right.losses.length - 1];
  const fall = (/** @type {number[]} */ losses) => Math.log(start / Math.max(losses[steps] ?? Infinity, 1e-12 * start)); // lower is as good
  const own = fall(wrong.losses);
  return !(own > 0) ? "fails" : own >= SHARE * fall(right.losses) ? "works" : "behind";
}
