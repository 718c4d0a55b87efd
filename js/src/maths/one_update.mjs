// The run behind "One update, by hand": Adadelta, or one of its mistakes, down a ravine, with all that each step is
// made of; and what a calculator needs for one of the steps.

import { mistakes } from "./mistakes.mjs";
import { methods, start as zeros } from "./optimizers.mjs";
import { surfaces } from "./surfaces.mjs";

export const MOST = 200; // steps

/** The rule and its mistakes: what is said of each, and its name in Python. @type {Record<string, { words: string, name: string }>} */
export const RULES = {
  none: { words: "as in the paper", name: "Adadelta" },
  order: { words: "E[g²] one step old", name: "StaleDenominator" },
  epsilon: { words: "ε outside the roots", name: "EpsilonOutside" },
  rate: { words: "the rate inside the average", name: "RateInside" },
  bracket: { words: "a slipped bracket", name: "SlippedBracket" },
};

/** @typedef {{ rho: number, epsilon: number, learning_rate: number }} Settings */
/**
 * A run, coordinate by coordinate: x and the state at the start and after each step; g and Δx of step t at t − 1.
 * @typedef {{ x: number[][], g: number[][], dx: number[][], state: Record<string, number[][]> }} Run
 */

/**
 * Two hundred steps, or fewer where the next square would overflow.
 * @param {string} bug which of the rules
 * @param {number[]} start one coordinate, of ½x², or two, of the ravine
 * @param {Settings} settings
 * @returns {Run}
 */
export function walk(bug, start, settings) {
  const method = { ...methods, ...mistakes }[RULES[bug].name];
  const states = start.map(() => zeros(method));
  const each = (/** @type {number[]} */ first) => start.map(() => [...first]);
  /** @type {Run} */
  const run = { x: start.map((v) => [v]), g: each([]), dx: each([]), state: Object.fromEntries(method.state.map((name) => [name, each([0])])) };
  for (let t = 1; t <= MOST; t++) {
    const g = surfaces.ravine.df(run.x[0][t - 1], run.x[1]?.[t - 1] ?? 0).slice(0, start.length);
    if (!g.every((v, i) => Number.isFinite(method.magnitude(v, states[i])))) break;
    g.forEach((v, i) => {
      const dx = method.rule(v, states[i], settings, t);
      run.g[i].push(v);
      run.dx[i].push(dx);
      run.x[i].push(run.x[i][t - 1] + dx);
      for (const name of method.state) run.state[name][i].push(states[i][name]);
    });
  }
  return run;
}

/** The effective rate of each step; not a number where the gradient is zero. @param {Run} run */
export const effectiveRates = ({ g, dx }) => g.map((values, i) => values.map((v, k) => (v ? -dx[i][k] / v : NaN)));

/**
 * What is in the quotient of step t, and the step that E[Δx²] takes in.
 * @param {string} bug @param {Run} run @param {Settings} settings @param {number} t @param {number} i which coordinate
 */
export function parts(bug, { dx, state }, { epsilon, learning_rate }, t, i) {
  const [Eg2, Edx2, moved] = [state.Eg2[i][bug === "order" ? t - 1 : t], state.Edx2[i][t - 1], dx[i][t - 1]];
  const outside = bug === "epsilon";
  return {
    rmsG: outside ? Math.sqrt(Eg2) + epsilon : Math.sqrt(bug === "bracket" ? Eg2 : Eg2 + epsilon),
    rmsDx: outside ? Math.sqrt(Edx2) + epsilon : Math.sqrt(Edx2 + epsilon),
    dx: bug === "rate" ? moved : moved / learning_rate,
  };
}
