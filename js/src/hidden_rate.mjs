// ε, the hidden learning rate: how many steps does a descent need, and which way does it go?

import { choice, epsilonSlider, logSlider, rhoSlider } from "./kit/controls.mjs";
import { memoized } from "./kit/memoized.mjs";
import { fixed, format, plural, setting, shown, significant, whole } from "./kit/numbers.mjs";
import { levelLines, panel } from "./kit/panel.mjs";
import { ink } from "./kit/readout.mjs";
import { afterwards, EPSILONS, MOST, places, stepsNeeded } from "./maths/hidden_rate.mjs";
import all from "../../src/adadelta/static/traits.json" with { type: "json" };

/** @typedef {import("./maths/hidden_rate.mjs").Point} Point */
/** @typedef {import("./kit/explorable.mjs").State} State */

const traits = all["hidden-rate"];
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
  predict: {
    question: "Make ε a hundred times smaller. How many steps will the descent need?",
    set: { epsilon: 1e-8 },
    answers: ["about as many", "some 5 times as many", "100 times as many"],
    outcome(from, to) {
      const times = to.result.steps / from.result.steps;
      return { right: times < 2 ? 0 : times < 20 ? 1 : 2, words: `${whole(from.result.steps)} steps become ${whole(to.result.steps)}, ${fixed(times, 1)} times as many.` };
    },
  },
  presets: [
    { name: "the paper's ε", set: { rho: 0.95, epsilon: 1e-6 }, see: "Zeiler's ρ = 0.95 and ε = 10⁻⁶: the first step is below 0.0045." },
    { name: "Keras's ε", set: { epsilon: 1e-7 }, see: "A tenth of the paper's ε, and more than twice the steps." },
    { name: "ε too large", set: { epsilon: 0.1 }, see: "The path overshoots, and then swings from wall to wall, wider and wider." },
    { name: "a long memory", set: { rho: 0.99 }, see: "The curve is steeper, close to the slope −1/2: ε matters more than before." },
    { name: "no memory", set: { rho: 0 }, see: "The curve keeps to the slope −1/3, and the swings set in at a smaller ε." },
    { name: "a finer target", set: { tolerance: 1e-4 }, see: "Near the paper's ε the descent ends in swings too small to see, and misses the ring. Some other values reach it." },
    { name: "a plateau", set: { surface: "plateau" }, see: "A tiny gradient: an ε much larger than its square makes this gradient descent with a rate of 1." },
  ],
  controls: {
    rho: rhoSlider(traits.rho),
    epsilon: epsilonSlider(traits.epsilon, ({ rho }) => rho),
    surface: choice(traits.surface, { label: "Surface", options: { ravine: "ravine", bowl: "bowl", plateau: "plateau" } }),
    tolerance: logSlider(traits.tolerance, { label: "target", name: "target, a fraction of the first loss" }),
  },
  sliders: ["rho", "epsilon"],
  chips: ["surface"],
  data: [],
  rows: [[3, 2]],

  compute: (state) => ({ all: measureAll(state), ...measureOne(state) }),

  draw({ rho, epsilon, surface, tolerance }, { all, points, steps }, [first, second], ghost) {
    const { words, f, start, minima, window: [left, right, bottom, top], rim } = places[surface];
    const way = panel({
      ...first, x: { domain: [left, right], label: "x" }, y: { domain: [bottom, top], label: "y" },
      alt: `Adadelta's path at epsilon ${setting(epsilon)} on the contours of ${words}; a dashed ring around the minimum is the target.`,
    });
    way.contours(contours({ surface, ...first }, way));
    if (ghost && ghost.state.surface === surface) way.line(seen(ghost.result.points, way).kept, { class: "ghost" });
    way.line(Array.from({ length: 73 }, (_, i) => rim(tolerance * f(...start), (i * Math.PI) / 36)), { class: "mark" });
    way.dots(minima, 2.5, { class: "dots" });
    const { kept, last } = seen(points, way);
    way.line(kept, { class: "Adadelta here" });
    way.dots([start], 4.5, { class: "Adadelta here" });
    way.dots(kept.slice(-1), 4.5, { class: "Adadelta here" });
    const outside = kept.some(([x, y]) => x < left || x > right || y < bottom || y > top);
    way.caption((last < points.length - 1 ? `first ${whole(last)} of ${plural(points.length - 1, "step")}` : plural(last, "step")) + (outside ? ", some outside" : ""), { class: "soft" });
    way.text(start, "start", { class: "soft" });
    if (first.width > 300) way.text(kept[kept.length - 1], "Adadelta", { class: "Adadelta" });

    /** @type {Point[]} */
    const measured = EPSILONS.map((e, i) => [e, all[i]]);
    const arrived = measured.filter(([, n]) => n <= MOST);
    const lost = /** @type {Point[]} */ (measured.filter(([, n]) => n > MOST).map(([e]) => [e, NEVER]));
    const curve = panel({
      ...second,
      x: { domain: [6e-9, 1.7], log: true, label: "ε" }, y: { domain: [0.7, 2e4], log: true, label: "steps to the ring" },
      alt: `Steps until the loss first reaches the target, against epsilon on logarithmic axes, at rho ${setting(rho)}; ${lost.length} of ${EPSILONS.length} values do not reach it within ${MOST} steps.`,
    });
    const [[e, n]] = [...arrived, [1, 1]];
    if (n >= 100) { // the slopes are those of long runs
      const slope = (/** @type {number} */ power, /** @type {number} */ to) => /** @type {Point} */ ([to, n * (e / to) ** power]);
      curve.line([[e, n], slope(1 / 3, Math.min(1, e * n ** 3))], { class: "mark" });
      curve.line([[e, n], slope(1 / 2, Math.min(1, e * n ** 2))], { class: "mark" });
      curve.line(measured.filter(([, count]) => count <= MOST), { class: "Adadelta" });
      if (second.height > 240) curve.text(slope(1 / 3, Math.min(0.1, e * (n / 8) ** 3)), "slope −1/3", { class: "soft" });
      if (second.height > 240) curve.text(slope(1 / 2, e * (n / 5) ** 2), "slope −1/2", { class: "soft" });
    }
    if (ghost) curve.line(ghost.result.all.map((/** @type {number} */ count, /** @type {number} */ i) => [EPSILONS[i], count]), { class: "ghost" });
    curve.line(measured, { class: "Adadelta" });
    if (lost.length || steps > MOST) {
      curve.dots(lost, 3, { class: "Adadelta here" });
      curve.dots(lost, 1.5, { class: "hole" });
      curve.caption(`○ not in ${whole(MOST)} steps`, { class: "soft" });
    }
    /** @type {Point} */
    const here = [epsilon, Math.min(steps, NEVER)];
    curve.dots([here], 5.5, { class: "Adadelta here" });
    if (steps > MOST) curve.dots([here], 3, { class: "hole" });
    else curve.text(here, plural(steps, "step"), { class: "Adadelta" });
    return [way, curve];
  },

  sentence({ rho, epsilon, surface, tolerance }, { steps }) {
    const there = steps > MOST ? `does not reach it within ${whole(MOST)} steps` : `first reaches it after ${ink("Adadelta", whole(steps))} steps`;
    return `With ρ = ${ink("Adadelta", shown(rho))} and ε = ${ink("Adadelta", shown(epsilon))}, Adadelta aims for ${percent(tolerance)} of the first loss on ${places[surface].words} and ${there}.`;
  },

  after({ surface, rho, epsilon, tolerance }, { steps }) {
    if (steps > MOST) return "";
    const { last, within } = afterwards(surface, { rho, epsilon, tolerance }, 10 * steps);
    return within ? `It stays within the ring until step ${whole(10 * steps)}, ten times as long.` : `It leaves the ring again: at step ${whole(10 * steps)}, ten times as long, the loss is ${format(last, 2)} of the first one.`;
  },

  results: (_, { steps }) => ({ steps: steps > MOST ? `more than ${whole(MOST)}` : whole(steps) }),

  table: ({ rho, epsilon }, { all, steps }) => ({
    head: ["ε", "first step at most", "steps to the ring"],
    rows: listed(epsilon).map((e) => {
      const n = e === epsilon ? steps : all[EPSILONS.indexOf(e)];
      return [shown(e), format(Math.sqrt(e / (1 - rho))), n > MOST ? `not within ${MOST}` : String(n)];
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

/** A fraction in percent. @param {number} part */
const percent = (part) => `${shown(significant(100 * part, 6))}%`;

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
