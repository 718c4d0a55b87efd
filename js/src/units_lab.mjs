// Units lab: both coordinates, or the loss, in other units; which method takes the same path?

import all from "../../src/adadelta/static/traits.json" with { type: "json" };
import { python } from "./code/units_lab.mjs";
import { choice, epsilonSlider, logSlider, rhoSlider, slider, timeline } from "./kit/controls.mjs";
import { memoized } from "./kit/memoized.mjs";
import { format, plural, shown, significant } from "./kit/numbers.mjs";
import { levelLines, panel } from "./kit/panel.mjs";
import { ink } from "./kit/readout.mjs";
import { compare, cut, ravine } from "./maths/units_lab.mjs";

const traits = all["units-lab"];
export const MOST_STEPS = traits.steps.max;
const LEVELS = [0.3, 1, 3, 6, 10, 15];
const FLOOR = 1e-4; // of the losses that are drawn

/** @typedef {import("./maths/units_lab.mjs").Run} Run */
/** @typedef {import("./maths/units_lab.mjs").Walk} Walk */
/** @typedef {import("./kit/panel.mjs").Point} Point */

/** Whether a method walks on as before: within a hundredth of the window. @param {Run} run */
const same = ({ apart }) => apart < 0.1;

/** @type {import("./kit/explorable.mjs").Idea} */
export const unitsLab = {
  name: "Units lab",
  predict: {
    question: "Measure x and y in units ten times smaller and leave all settings alone. Which methods take the same path?",
    set: { what: "x", power: 1, settings: "same" },
    answers: ["all three", "only Adadelta", "none"],
    outcome(from, to) {
      const kept = to.result.runs.filter(same).map((/** @type {Run} */ { name }) => name);
      return {
        right: kept.length === 3 ? 0 : kept.length ? 1 : 2,
        words: `after ${plural(to.state.steps, "step")}, ${to.result.runs.map((/** @type {Run} */ { name, apart }) => `${name} ends ${format(apart, 2)}`).join(", ")} away from before. Adadelta's ε also has units.`,
      };
    },
    when: ({ power }) => power !== 1,
  },
  presets: [
    { name: "millimeters", set: { power: 3 }, see: "None of them gets anywhere. SGD has moved least: its steps shrink with the square of the factor." },
    { name: "larger units", set: { power: -1 }, see: "SGD leaves the window. RMSprop and Adadelta come down sooner, then swing across the minimum more widely than before." },
    { name: "a loss 100 times larger", set: { what: "loss", power: 2 }, see: "Only SGD notices, and leaves. RMSprop and Adadelta cover their gray paths." },
    { name: "a loss 100 times smaller", set: { what: "loss", power: -2 }, see: "Adadelta falls behind: its squared gradients are now small compared with ε. RMSprop hardly notices." },
    { name: "settings converted", set: { power: 1, settings: "converted" }, see: "SGD and RMSprop are back on their gray paths. Adadelta is not: its one ε has two units." },
  ],
  controls: {
    power: slider(traits.power, { label: "k", name: "power k", look: "SGD", values: [-3, -2, -1, 0, 1, 2, 3], ticks: [-3, -2, -1, 0, 1, 2, 3], whole: true, spoken: (k, { what }) => (k ? `${what === "x" ? "x and y" : "the loss"} times ${shown(Number(`1e${k}`))}` : "nothing rescaled") }),
    epsilon: epsilonSlider(traits.epsilon, ({ rho }) => rho, { name: "Adadelta's epsilon" }),
    what: choice(traits.what, { label: "Times 10ᵏ", options: { x: "x and y", loss: "the loss" } }),
    settings: choice(traits.settings, { label: "Settings", options: { same: "left alone", converted: "converted" } }),
    steps: timeline(traits.steps, { name: "steps", values: Array.from({ length: MOST_STEPS }, (_, i) => i + 1) }),
    rho: rhoSlider(traits.rho, { name: "Adadelta's rho" }),
    SGD_learning_rate: logSlider(traits.SGD_learning_rate, { label: "SGD's learning rate", name: "SGD's learning rate", look: "SGD" }),
    RMSprop_learning_rate: logSlider(traits.RMSprop_learning_rate, { label: "RMSprop's learning rate", name: "RMSprop's learning rate", look: "RMSprop" }),
  },
  sliders: ["power", "epsilon"],
  chips: ["what", "settings"],
  time: { key: "steps", panel: 1 },
  rows: [[3, 2]],
  data: [],

  compute(state) {
    const whole = walks(state);
    return { whole, runs: cut(whole, state.steps) };
  },

  draw({ power, steps }, { whole, runs }, [first, second]) {
    const [left, right, low, high] = ravine.window;
    const map = panel({
      ...first, x: { domain: [left, right], label: "x" }, y: { domain: [low, high], label: "y" },
      alt: `Contours of a ravine with the paths of SGD, RMSprop, and Adadelta at k = ${shown(power)}, and in gray their paths at k = 0, all in the old units.`,
    });
    map.contours(lines(first, map));
    map.dots(ravine.minima, 2.5, { class: "dots" });
    for (const { before } of runs) map.line(before.points, { class: "ghost" });
    for (const { name, after } of runs) map.line(after.points, { class: name });
    for (const { name, after } of runs) map.marker(after.points[after.points.length - 1], name);
    map.text(ravine.start, "start", { class: "soft" });
    if (power) map.caption("gray: k = 0", { class: "soft" });

    const curve = panel({
      ...second, right: 74, x: { domain: [0, MOST_STEPS], label: "steps" }, y: { domain: [FLOOR, 100], log: true, label: "loss, in the old units" },
      alt: `Loss against steps for SGD, RMSprop, and Adadelta at k = ${shown(power)}; in gray at k = 0.`,
    });
    const losses = (/** @type {Walk} */ { points }) => points.map((p, t) => /** @type {Point} */ ([t, Math.max(FLOOR / 10, ravine.f(...p))]));
    for (const { before } of whole) curve.line(losses(before), { class: "ghost" });
    for (const { name, after } of whole) curve.line(losses(after), { class: name, opacity: 0.35 });
    for (const { name, after } of runs) curve.line(losses(after), { class: name });
    curve.time(steps);
    curve.labels(whole.map((/** @type {Run} */ { name, after }) => {
      const points = losses(after);
      return { at: points[points.length - 1], text: name, class: name };
    }));
    return [map, curve];
  },

  sentence({ what, power, settings, steps }, { runs }) {
    const ends = (/** @type {(run: Run) => string} */ say) => runs.map((/** @type {Run} */ run) => `${run.name} ${ink(run.name, run.after.over ? "∞" : say(run))}`).join(", ");
    if (power === 0) return `With nothing rescaled, the loss after ${plural(steps, "step")} is ${ends(({ before }) => format(before.loss, 3)).replaceAll(/(\w+) (⟦)/g, "$1: $2")}.`;
    const how = `${what === "x" ? "x and y" : "the loss"} times ${shown(Number(`1e${power}`))}, settings ${settings === "same" ? "left alone" : "converted"}`;
    return `With ${how}, after ${plural(steps, "step")} each ends this far from its gray path: ${ends(({ apart }) => (apart < 1e-9 ? "0" : format(apart, 3)))}.`;
  },

  results: (_, { runs }) => Object.fromEntries(runs.map((/** @type {Run} */ { name, apart }) => [name, format(apart, 3)])),

  table: ({ power }, { runs }) => ({
    head: ["method", "setting", "x", "y", "loss", "from the gray end", "leaves the window at step", "overflows after step"],
    rows: runs.flatMap((/** @type {Run} */ { name, before, after, apart }) => {
      const row = (/** @type {number} */ k, /** @type {Walk} */ { settings, points, loss, left, over }, /** @type {number} */ distance) => {
        const set = shown(significant(name === "Adadelta" ? settings.epsilon : settings.learning_rate, 4));
        const [x, y] = points[points.length - 1];
        return [`${name}, k = ${shown(k)}`, `${name === "Adadelta" ? "ε" : "η"} ${set}`, format(x), format(y), format(loss), format(distance),
          left < 0 ? "–" : String(left), over ? String(points.length - 1) : "–"];
      };
      return [row(0, before, 0), ...(power === 0 ? [] : [row(power, after, apart)])];
    }),
  }),

  python,
};

const walks = memoized((state) => compare({ ...state, steps: MOST_STEPS }), Object.keys(traits).filter((key) => key !== "steps"));
const lines = memoized((size, map) => levelLines(ravine.f, map, LEVELS), ["width", "height"]);
