// Units lab: both coordinates, or the loss, in other units; which method takes the same path?

import { python } from "./code/units_lab.mjs";
import { choice, logSlider, player, rhoSlider, slider } from "./kit/controls.mjs";
import { memoized } from "./kit/memoized.mjs";
import { format, setting, significant } from "./kit/numbers.mjs";
import { levelLines, panel } from "./kit/panel.mjs";
import { compare, ravine } from "./maths/units_lab.mjs";

export const MOST_STEPS = 300;
const LEVELS = [1, 5, 15];

/** @typedef {import("./maths/units_lab.mjs").Run} Run */
/** @typedef {import("./maths/units_lab.mjs").Walk} Walk */

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

  compute: compare,

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
      `${over ? "beyond all numbers" : power === 0 ? format(before.loss) : apart < 1e-9 ? "0 up to rounding" : format(apart)} for ${name}`);
    const gone = runs.filter(({ after: { left } }) => left >= 0).map(({ name, after: { left } }) => `${name} at step ${left}`);
    return `${opening} ${sgd}, ${rmsprop} and ${adadelta}; ${gone.length ? `the window has been left by ${gone.join(", ")}` : "no path has left the window"}.`;
  },

  table: ({ power }, /** @type {Run[]} */ runs) => ({
    head: ["method", "setting", "x", "y", "loss", "from the end at k = 0", "leaves the window at step", "overflows after step"],
    rows: runs.flatMap(({ name, before, after, apart }) => {
      const row = (/** @type {number} */ k, /** @type {Walk} */ { settings, points, loss, left, over }, /** @type {number} */ distance) => {
        const set = setting(significant(name === "Adadelta" ? settings.epsilon : settings.learning_rate, 4));
        const [x, y] = points[points.length - 1];
        return [`${name}, k = ${k < 0 ? "−" : ""}${Math.abs(k)}`, `${name === "Adadelta" ? "ε" : "rate"} ${set}`, format(x), format(y), format(loss), format(distance),
          left < 0 ? "–" : String(left), over ? String(points.length - 1) : "–"];
      };
      return [row(0, before, 0), ...(power === 0 ? [] : [row(power, after, apart)])];
    }),
  }),

  python,
};

const lines = memoized((size, map) => levelLines(ravine.f, map, LEVELS), ["width", "height"]);
