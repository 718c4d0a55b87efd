// ε, the hidden learning rate: how many steps does a descent need, and which way does it go?

import { choice, logSlider, rhoSlider } from "./kit/controls.mjs";
import { memoized } from "./kit/memoized.mjs";
import { fixed, format, setting } from "./kit/numbers.mjs";
import { levelLines, panel } from "./kit/panel.mjs";
import { halfLife } from "./maths/averages.mjs";
import { EPSILONS, MOST, places, stepsNeeded } from "./maths/hidden_rate.mjs";

/** @typedef {import("./maths/hidden_rate.mjs").Point} Point */
/** @typedef {import("./kit/explorable.mjs").State} State */

const DRAWN = 500; // lines of the path at most
const NEVER = 9000; // where the left panel puts a descent that does not arrive
const LEVELS = [0.1, 0.3, 0.6, 1, 2, 3]; // of the loss at the start

const needs = (/** @type {State} */ state, /** @type {number} */ epsilon, /** @type {Point[] | undefined} */ points = undefined) =>
  stepsNeeded(state.surface, { rho: state.rho, epsilon, tolerance: state.tolerance }, points);
const measureAll = memoized((state) => EPSILONS.map((epsilon) => needs(state, epsilon)), ["surface", "tolerance", "rho"]);
const measureOne = memoized((state) => {
  /** @type {Point[]} */
  const points = [];
  return { steps: needs(state, state.epsilon, points), points, more: needs(state, state.epsilon * 10), less: needs(state, state.epsilon / 10) };
}, ["surface", "tolerance", "rho", "epsilon"]);
const contours = memoized(({ surface }, scales) => {
  const { f, start } = places[surface];
  return levelLines(f, scales, LEVELS.map((part) => part * f(...start)));
}, ["surface", "width", "height"]);

/** @type {import("./kit/explorable.mjs").Idea} */
export const hiddenRate = {
  name: "ε, the hidden learning rate",
  question: "what will an ε a thousand times smaller do to the number of steps needed: nothing, multiply it by a thousand, or something between?",
  answer: "Something between: where the gradient is steady, it takes some ten to thirty times as many. Every step has √ε as a factor, so as long as the steps stay as long as "
    + "the first ones, the number needed grows like 1/√ε. In long runs the steps grow on the way, and the number grows only like the cube root of 1/ε.",
  presets: [
    { name: "Keras's ε", set: { epsilon: 1e-7 }, see: "A tenth of the ε, and more than twice the steps." },
    { name: "ε too large", set: { epsilon: 0.1 }, see: "It overshoots in the steep direction, and then swings from wall to wall, wider and wider." },
    { name: "a long memory", set: { rho: 0.99 }, see: "The curve is steeper, and nearly keeps to the slope −1/2: ε matters more than before." },
    { name: "no memory", set: { rho: 0 }, see: "The curve keeps to the slope −1/3, and the swings set in at a smaller ε." },
    { name: "a finer tolerance", set: { tolerance: 1e-4 }, see: "Around the usual ε it ends in swings across the ravine, too small to be seen here, and does not arrive; with some smaller and some larger ones it does." },
    { name: "a bowl", set: { surface: "bowl" }, see: "Neither direction is steeper than the other: every ε arrives, and none later than a smaller one." },
    { name: "a plateau", set: { surface: "plateau" }, see: "The gradient starts tiny, and the curve levels off: an ε much larger than its square makes this gradient descent with a rate of one." },
  ],
  controls: {
    rho: rhoSlider((rho) => `half-life ${fixed(halfLife(rho), 1)} steps`),
    epsilon: logSlider({ label: "ε", name: "epsilon", low: 1e-8, high: 1 }),
    tolerance: logSlider({ label: "tolerance", name: "tolerance", low: 1e-4, high: 0.1 }),
    surface: choice({ label: "surface", options: { bowl: "bowl", ravine: "ravine", plateau: "plateau" } }),
  },
  data: [],

  compute: (state) => ({ all: measureAll(state), ...measureOne(state) }),

  draw({ rho, epsilon, surface, tolerance }, { all, points, steps }, size) {
    /** @type {Point[]} */
    const measured = EPSILONS.map((e, i) => [e, all[i]]);
    const arrived = measured.filter(([, n]) => n <= MOST);
    const lost = /** @type {Point[]} */ (measured.filter(([, n]) => n > MOST).map(([e]) => [e, NEVER]));
    const curve = panel({
      ...size,
      x: { domain: [6e-9, 1.7], log: true, label: "ε" }, y: { domain: [0.7, 4e4], log: true, label: "steps needed" },
      alt: `Steps needed against epsilon on logarithmic axes, at rho ${setting(rho)}; ${lost.length} of ${EPSILONS.length} values do not arrive within ${MOST} steps.`,
    });
    const [[e, n]] = [...arrived, [1, 1]];
    if (n >= 100) { // the slopes are those of long runs
      const slope = (/** @type {number} */ power, /** @type {number} */ to) => /** @type {Point} */ ([to, n * (e / to) ** power]);
      curve.line([[e, n], slope(1 / 3, Math.min(1, e * n ** 3))], { class: "mark" });
      curve.line([[e, n], slope(1 / 2, Math.min(1, e * n ** 2))], { class: "mark" });
      curve.text(slope(1 / 3, 1e-3), "slope −1/3", { dx: 4, dy: -5 });
      curve.text(slope(1 / 2, e * (n / 5) ** 2), "slope −1/2", { dx: -4, dy: 11, "text-anchor": "end" });
    }
    curve.line(measured, { class: "Adadelta" });
    curve.dots(arrived, 2.5, { class: "Adadelta here" });
    if (lost.length || steps > MOST) {
      curve.dots(lost, 3, { class: "Adadelta here" });
      curve.dots(lost, 1.5, { class: "hole" });
      curve.text([1e-8, NEVER], `○ not within ${MOST} steps`, { dy: -11 });
    }
    curve.dots([[epsilon, Math.min(steps, NEVER)]], 5, { class: "Adadelta here" });
    if (steps > MOST) curve.dots([[epsilon, NEVER]], 3, { class: "hole" });

    const { words, f, start, minima, window: [left, right, bottom, top], rim } = places[surface];
    const way = panel({
      ...size, x: { domain: [left, right], label: "x" }, y: { domain: [bottom, top], label: "y" },
      alt: `The path at epsilon ${setting(epsilon)} on the contours of ${words}; a dashed line around the minimum is where it is to arrive.`,
    });
    way.contours(contours({ surface, ...size }, way));
    way.line(Array.from({ length: 73 }, (_, i) => rim(tolerance * f(...start), (i * Math.PI) / 36)), { class: "mark" });
    way.dots(minima, 2.5, { class: "dots" });
    const { kept, last } = seen(points, way);
    way.line(kept, { class: "Adadelta here" });
    way.dots([start], 4, { class: "Adadelta here" });
    way.text(start, "start", { dy: -9, "text-anchor": "middle" });
    const outside = kept.some(([x, y]) => x < left || x > right || y < bottom || y > top);
    const length = last < points.length - 1 ? `first ${last} of ${points.length - 1} steps` : plural(last);
    way.text([right, top], length + (outside ? ", some outside" : ""), { dy: -13, "text-anchor": "end" });
    return [curve, way];
  },

  sentence({ rho, epsilon, surface, tolerance }, { steps, more, less }) {
    const task = `bring the loss on ${places[surface].words} to ${setting(tolerance)} of its first value`;
    const there = (/** @type {number} */ n) => (n > MOST ? "it does not arrive" : `it needs ${n}`);
    return `At ρ = ${setting(rho)} and ε = ${setting(epsilon)} the first step is at most ${format(Math.sqrt(epsilon / (1 - rho)))} along each axis, and `
      + `Adadelta ${steps > MOST ? `does not ${task} within ${MOST} steps` : `needs ${plural(steps)} to ${task}`}; with ten times the ε ${there(more)}, and with a tenth ${there(less)}.`;
  },

  table: ({ rho, epsilon }, { all, steps }) => ({
    head: ["ε", "first step at most", "steps needed"],
    rows: listed(epsilon).map((e) => {
      const n = e === epsilon ? steps : all[EPSILONS.indexOf(e)];
      return [setting(e), format(Math.sqrt(e / (1 - rho))), n > MOST ? `not within ${MOST}` : String(n)];
    }),
  }),

  python: ({ rho, epsilon, surface, tolerance }) => `import numpy as np
from adadelta import Adadelta, surfaces

def steps_needed(surface, optimizer, tolerance, most=${MOST}):
    x = np.array(surface.start)
    target = tolerance * surface.value(x)
    for step in range(1, most + 1):
        optimizer.step([x], [surface.gradient(x)])
        if surface.value(x) <= target:
            return str(step)
    return f"not within {most}"

surface, rho = ${places[surface].source}, ${setting(rho)}
for epsilon in (${listed(epsilon).map(setting).join(", ")}):
    steps = steps_needed(surface, Adadelta(rho=rho, epsilon=epsilon), tolerance=${setting(tolerance)})
    print(f"{epsilon} {np.sqrt(epsilon / (1 - rho)):.4g} {steps}")
`,
};

/** @param {number} n */
const plural = (n) => `${n} ${n === 1 ? "step" : "steps"}`;

/** The powers of ten and the chosen ε, ascending. @param {number} epsilon */
const listed = (epsilon) => [...new Set([...EPSILONS.filter((_, i) => i % 3 === 0), epsilon])].sort((a, b) => a - b);

/**
 * The first points of a path, less those within half a pixel of the last one kept: a line to them would not be seen.
 * @param {Point[]} points
 * @param {import("./kit/panel.mjs").Panel} panel
 * @returns {{ kept: Point[], last: number }} at most DRAWN points after the start, and the index of the last
 */
function seen(points, { x, y }) {
  const kept = [points[0]];
  let [last, px, py] = [0, x(points[0][0]), y(points[0][1])];
  for (let i = 1; i < points.length && kept.length <= DRAWN; i++) {
    const [qx, qy] = [x(points[i][0]), y(points[i][1])];
    if (i < points.length - 1 && Math.hypot(qx - px, qy - py) < 0.5) continue;
    kept.push(points[i]);
    [last, px, py] = [i, qx, qy];
  }
  return { kept, last };
}
