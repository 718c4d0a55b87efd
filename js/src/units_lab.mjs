// Units lab: both coordinates, or the loss, in other units; which method takes the same path?

import { choice, logSlider, player, rhoSlider, slider } from "./kit/controls.mjs";
import { memoized } from "./kit/memoized.mjs";
import { format, setting, significant } from "./kit/numbers.mjs";
import { levelLines, panel } from "./kit/panel.mjs";
import { descend } from "./maths/descent.mjs";
import { methods } from "./maths/optimizers.mjs";
import { surfaces } from "./maths/surfaces.mjs";

export const MOST_STEPS = 300;
/** A gentle ravine: one rate can suit both of its coordinates, and as they do not mix, all that happens is the units' doing. @type {import("./maths/surfaces.mjs").Surface} */
const ravine = { ...surfaces.ravine, f: (x, y) => 0.5 * (x * x) + 0.5 * 10 * (y * y), df: (x, y) => [x, 10 * y] };
const LEVELS = [1, 5, 15];
const NAMES = ["SGD", "RMSprop", "Adadelta"];

/** @typedef {import("./kit/panel.mjs").Point} Point */
/** @typedef {Record<string, number>} Settings */
/** @typedef {{ settings: Settings, points: Point[], loss: number, left: number, over: boolean }} Walk in the old units: points, the loss at the last; the first step outside of the window, or -1; whether the numbers overflowed */
/** @typedef {{ name: string, before: Walk, after: Walk, apart: number }} Run how one method walks at k = 0 and at k, and the distance between the ends */

/** What the coordinates and the loss are multiplied by. @param {any} state @returns {[number, number]} */
const factors = ({ what, power }) => (what === "x" ? [Number(`1e${power}`), 1] : [1, Number(`1e${power}`)]);

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

/** @type {import("./kit/explorable.mjs").Idea} */
export const unitsLab = {
  name: "Units lab",
  question: "somebody counts x and y in units ten times smaller and leaves all settings as they are. Which methods take the same path as before: SGD, RMSprop, Adadelta, all, or none?",
  answer: "None. The rates of SGD and RMSprop have units, so the same number means another step. Adadelta's ratio of two root mean squares has the right units, as Zeiler argues in section 3.2, but ε has units too: in the numerator it is a squared length, which sets the first steps; in the denominator it is a squared gradient. When only the loss changes its unit, RMSprop hardly notices, and neither does Adadelta as long as the squared gradients are large beside ε.",
  presets: [
    { name: "millimeters for meters", set: { power: 3 }, see: "Nobody gets anywhere. SGD has moved least: its steps shrink with the square of the factor." },
    { name: "larger units of length", set: { power: -1 }, see: "SGD flies out of the window. RMSprop and Adadelta come down sooner, and then swing to and fro across the minimum by more than before." },
    { name: "the loss in smaller units", set: { what: "loss", power: 2 }, see: "Only SGD notices, and flies. The paths of RMSprop and Adadelta cover their gray ones." },
    { name: "the loss in larger units", set: { what: "loss", power: -2 }, see: "Now Adadelta notices too, and falls behind: its squared gradients are small beside ε. RMSprop, whose ε is tiny and stands outside the root, hardly does." },
    { name: "convert the settings along", set: { settings: "converted" }, see: "SGD and RMSprop are back on their gray paths. Adadelta is not: its one ε stands for a squared length and for a squared gradient, and cannot be converted to both." },
    { name: "a smaller ε", set: { epsilon: 1e-8, power: -1 }, see: "It does not rid Adadelta of units. Both of its paths are slower, and still not the same: the length √ε sets the pace of the start." },
  ],
  controls: {
    what: choice({ label: "times 10ᵏ", options: { x: "x and y", loss: "the loss" } }),
    power: slider({ label: "k", name: "power k", values: [-3, -2, -1, 0, 1, 2, 3], whole: true }),
    settings: choice({ label: "settings", options: { same: "left as they are", converted: "converted along" } }),
    steps: player({ label: "steps", name: "steps", values: Array.from({ length: MOST_STEPS }, (_, i) => i + 1), whole: true }),
    epsilon: logSlider({ label: "ε", name: "Adadelta's epsilon", low: 1e-12, high: 1 }),
    rho: rhoSlider(undefined, { label: "ρ", name: "Adadelta's rho" }),
    SGD_learning_rate: logSlider({ label: "SGD", name: "SGD's learning rate", low: 1e-4, high: 10 }),
    RMSprop_learning_rate: logSlider({ label: "RMSprop", name: "RMSprop's learning rate", low: 1e-4, high: 10 }),
  },
  groups: [{
    keys: ["SGD_learning_rate", "RMSprop_learning_rate"],
    words: (state) => `The rates: SGD ${setting(state.SGD_learning_rate)}, RMSprop ${setting(state.RMSprop_learning_rate)}`,
  }],
  data: [],
  columns: 3,

  compute: (state) => NAMES.map((name) => {
    const changed = factors(state);
    const set = settingsOf(state, name);
    const before = walk(name, set, state.steps);
    const after = walk(name, state.settings === "same" ? set : settingsOf(state, name, changed), state.steps, changed);
    const [[x, y], [xBefore, yBefore]] = [after.points[after.points.length - 1], before.points[before.points.length - 1]];
    return { name, before, after, apart: Math.hypot(x - xBefore, y - yBefore) };
  }),

  draw: (state, /** @type {Run[]} */ runs, size) => runs.map(({ name, before, after }) => {
    const [left, right, low, high] = ravine.window;
    const map = panel({
      ...size, x: { domain: [left, right], label: "x" }, y: { domain: [low, high], label: `y, ${name} (gray: k = 0)` },
      alt: `Contours of a ravine with the path of ${name} at k = ${state.power}, and in gray its path at k = 0, both in the old units.`,
    });
    map.contours(lines(size, map));
    map.line(before.points, { class: "ghost" });
    map.line(after.points, { class: name });
    map.text([0, 0], "+", { class: "minimum", "text-anchor": "middle", dy: 5 });
    map.marker(after.points[after.points.length - 1], name);
    return map;
  }),

  sentence({ what, power, settings, steps }, /** @type {Run[]} */ runs) {
    const unit = `${what === "x" ? "x and y" : "the loss"} in units ${setting(Number(`1e${Math.abs(power)}`))} times ${power > 0 ? "smaller" : "larger"}`;
    const after = `after ${steps} ${steps === 1 ? "step" : "steps"}`;
    const opening = power === 0
      ? `With nothing rescaled, the loss ${after} is`
      : `With ${unit} and the settings ${settings === "same" ? "left as they are" : "converted along"}, the distance ${after} from where the path ends at k = 0 is`;
    const [sgd, rmsprop, adadelta] = runs.map(({ name, before, after: { over }, apart }) =>
      `${over ? "beyond all numbers" : power === 0 ? write(before.loss) : apart < 1e-9 ? "0 up to rounding" : write(apart)} for ${name}`);
    const gone = runs.filter(({ after: { left } }) => left >= 0).map(({ name, after: { left } }) => `${name} at step ${left}`);
    return `${opening} ${sgd}, ${rmsprop} and ${adadelta}; ${gone.length ? `the window has been left by ${gone.join(", ")}` : "no path has left the window"}.`;
  },

  table: ({ power }, /** @type {Run[]} */ runs) => ({
    head: ["method", "setting", "x", "y", "loss", "from the end at k = 0", "leaves the window at step", "overflows after step"],
    rows: runs.flatMap(({ name, before, after, apart }) => {
      const row = (/** @type {number} */ k, /** @type {Walk} */ { settings, points, loss, left, over }, /** @type {number} */ distance) => {
        const set = setting(significant(name === "Adadelta" ? settings.epsilon : settings.learning_rate, 4));
        const [x, y] = points[points.length - 1];
        return [`${name}, k = ${k < 0 ? "−" : ""}${Math.abs(k)}`, `${name === "Adadelta" ? "ε" : "rate"} ${set}`, write(x), write(y), write(loss), write(distance),
          left < 0 ? "–" : String(left), over ? String(points.length - 1) : "–"];
      };
      return [row(0, before, 0), ...(power === 0 ? [] : [row(power, after, apart)])];
    }),
  }),

  python(state) {
    const [c, s] = factors(state);
    const pairs = [
      [`SGD(learning_rate=${setting(state.SGD_learning_rate)}`, " * c * c / s"],
      [`RMSprop(learning_rate=${setting(state.RMSprop_learning_rate)}`, " * c, epsilon=1e-8 * s / c"],
      [`Adadelta(rho=${setting(state.rho)}, epsilon=${setting(state.epsilon)}`, " * c * c"],
    ].map(([made, convert]) => `        (${made}), ${made}${state.settings === "same" ? "" : convert})),\n`);
    return `from dataclasses import replace

import numpy as np
from adadelta import SGD, Adadelta, RMSprop, descend, surfaces

surface, steps = surfaces.ravine(condition=10.0), ${state.steps}
left, right, bottom, top = surface.window


def walk(optimizer, c, s):
    """Walk in u = c x, down s times the loss; return the points in the old units."""
    rescaled = replace(
        surface,
        f=lambda u, v: s * surface.f(u / c, v / c),
        df=lambda u, v: tuple(s * slope / c for slope in surface.df(u / c, v / c)),
        start=tuple(c * place for place in surface.start),
    )
    return descend(rescaled, optimizer, steps, stop=True).points / c


def report(k, optimizer, points, end):
    """Print where a walk ends, and how far from another end."""
    (x, y), apart = points[-1], np.hypot(*(points[-1] - end))
    value = optimizer.settings["epsilon" if isinstance(optimizer, Adadelta) else "learning_rate"]
    print(f"{type(optimizer).__name__}, k = {k}, set to {value:.4g}:")
    print(f"  x {x:.4g}, y {y:.4g}, loss {surface.value(points[-1]):.4g}, {apart:.4g} away")
    outside = ((points < (left, bottom)) | (points > (right, top))).any(axis=1)
    if outside.any():
        print("  leaves the window at step", outside.argmax())
    if len(points) <= steps:
        print("  overflows after step", len(points) - 1)


c, s = ${setting(c)}, ${setting(s)}
with np.errstate(all="ignore"):  # a path may leave the numbers
    for before, after in [
${pairs.join("")}    ]:
        old, new = walk(before, 1, 1), walk(after, c, s)
        report(0, before, old, old[-1])
${state.power === 0 ? "" : `        report(${state.power}, after, new, old[-1])
`}`;
  },
};

const lines = memoized((size, map) => levelLines(ravine.f, map, LEVELS), ["width", "height"]);

/** Four digits, in large numbers too. @param {number} value */
const write = (value) => format(Math.abs(value) < 1e4 ? value : significant(value, 4));
