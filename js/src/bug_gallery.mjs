// The gallery of mistakes: a wrong Adadelta also descends. What gives it away?

import all from "../../src/adadelta/static/traits.json" with { type: "json" };
import { python } from "./code/bug_gallery.mjs";
import { choice, epsilonSlider, logSlider, rhoSlider, timeline } from "./kit/controls.mjs";
import { memoized } from "./kit/memoized.mjs";
import { format, milestones, plural } from "./kit/numbers.mjs";
import { panel } from "./kit/panel.mjs";
import { ink } from "./kit/readout.mjs";
import { BUGS, compare, cut, GROUNDS, MOST } from "./maths/bug_gallery.mjs";

/** @typedef {import("./kit/panel.mjs").Point} Point */
/** @typedef {import("./maths/bug_gallery.mjs").Result} Result */

const traits = all["bug-gallery"];

/** @type {import("./kit/explorable.mjs").Idea} */
export const bugGallery = {
  name: "The bug gallery",
  predict: {
    question: "This mistake hardly shows in the loss. A slipped bracket changes the steps much more. What will its loss do?",
    set: { bug: "bracket" },
    answers: ["rise", "fall more slowly", "fall faster"],
    outcome(_, { state, result: { wrong, right, step } }) {
      const [start, end, other] = [right.losses[0], last(wrong.losses), last(right.losses)];
      return { right: end > start ? 0 : end > other ? 1 : 2, words: `after ${plural(state.steps, "step")} it is ${format(end, 3)}, and ${format(other, 3)} by the right rule. Yet step ${step} is ${format(wrong.lengths[step - 1] / right.lengths[step - 1], 3)} times as long as it should be: the steps tell, not the loss.` };
    },
    when: ({ bug, surface, steps }) => bug === "ahead" && surface === "ravine" && steps === 100,
  },
  presets: [
    { name: "one step early", set: { bug: "ahead", surface: "ravine", steps: 100 }, see: "The numerator already knows the newest step. The first step is √2 times as long, and the loss hardly shows it: this order still works." },
    { name: "a slipped bracket", set: { bug: "bracket", surface: "ravine", steps: 100 }, see: "The wrong loss is below the right one after 100 steps, though the very first step is some sixteen times too long." },
    { name: "ε outside the roots", set: { bug: "epsilon", surface: "ravine", steps: 100 }, see: "The loss falls at every step, by so little that the line looks level. Each step is about a thousandth of the right one." },
    { name: "rate inside, at 1", set: { bug: "rate", surface: "ravine", learning_rate: 1 }, see: "Only one line in each picture: at a learning rate of 1 this mistake gives the same numbers." },
    { name: "rate inside, at 0.5", set: { bug: "rate", surface: "ravine", learning_rate: 0.5, steps: 300 }, see: "The first step is right, the second a fifth too short. Then the wrong steps stop growing, and the loss falls behind." },
    { name: "old E[g²], on a bowl", set: { bug: "order", surface: "bowl" }, see: "The first step is the whole gradient, and on this bowl it leads right into the minimum: the wrong rule looks perfect." },
    { name: "old E[g²], on a ravine", set: { bug: "order", surface: "ravine" }, see: "The same mistake. The first step is again the whole gradient: far across the ravine, and from there farther and farther out." },
  ],
  controls: {
    rho: rhoSlider(traits.rho),
    epsilon: epsilonSlider(traits.epsilon, ({ rho }) => rho),
    bug: choice(traits.bug, { label: "Mistake", options: Object.fromEntries(Object.entries(BUGS).map(([bug, { words }]) => [bug, words])) }),
    surface: choice(traits.surface, { label: "Surface", options: { bowl: "bowl", ravine: "ravine", rosenbrock: "Rosenbrock", himmelblau: "Himmelblau" } }),
    learning_rate: logSlider(traits.learning_rate, { label: "learning rate", name: "learning rate", ticks: [0.01, 0.1, 1] }),
    steps: timeline(traits.steps, { name: "steps", values: Array.from({ length: MOST }, (_, i) => i + 1) }),
  },
  sliders: ["rho", "epsilon"],
  chips: ["bug"],
  time: { key: "steps", panel: 0 },
  rows: [[1, 1]],
  data: [],

  compute(state) {
    const whole = entire(state);
    return { whole, ...cut(whole, state.steps) };
  },

  draw({ steps }, { whole, wrong, right, step, loss }, [first, second]) {
    const [begin, losses] = [whole.right.losses[0], positive([...whole.wrong.losses, ...whole.right.losses])];
    const top = 2 * Math.min(Math.max(begin, ...losses), 100 * begin);
    const left = chart({
      size: first, at: loss, offset: 0, x: { domain: [0, MOST], label: "steps" }, label: "loss above its minimum", now: steps,
      domain: [Math.max(Math.min(begin / 2, ...losses), top * 1e-32), top], wrong: [wrong.losses, whole.wrong.losses], right: [right.losses, whole.right.losses],
    });
    const [most, lengths] = [Math.max(...positive(whole.right.lengths)), positive([...whole.wrong.lengths, ...whole.right.lengths])];
    const high = 2 * Math.min(Math.max(...lengths), Math.max(1000 * most, whole.wrong.lengths[0])); // the first step has its place, what explodes has none
    const lower = chart({
      size: second, at: step, offset: 1, x: { domain: [0.9, MOST * 1.1], log: true, label: "step" }, label: "length of the step", now: 0,
      domain: [Math.max(Math.min(...lengths) / 2, high * 1e-16), high], wrong: [wrong.lengths, whole.wrong.lengths], right: [right.lengths, whole.right.lengths],
    });
    return [left, lower];
  },

  sentence({ bug, surface, steps }, { wrong, right, step }) {
    const end = wrong.losses.length - 1; // the right rule's steps grow by a factor of √2 at most: 300 overflow nothing
    const lost = end < steps ? " (then it overflows)" : "";
    const parts = step < 0 ? "No step is off by more than 1%" : `Step ${step} is the first that is off by over 1%: it is ${ink("Adadelta", format(wrong.lengths[step - 1] / right.lengths[step - 1], 3))} times as long as the right one`;
    return `With ${BUGS[bug].words}, the loss on ${GROUNDS[surface].words} is ${ink("Adadelta", format(wrong.losses[end], 3))} after ${plural(end, "step")}${lost}, not ${format(right.losses[steps], 3)}. ${parts}.`;
  },

  results: (_, { wrong, right, step }) => ({ loss: format(last(wrong.losses), 3), right: format(last(right.losses), 3), step: step < 0 ? "none" : String(step) }),

  table: ({ steps }, /** @type {Result} */ { wrong, right }) => ({
    head: ["after step", "its length", "by the right rule", "times as long", "loss", "loss by the right rule"],
    rows: milestones(steps).map((t) => {
      const cell = (/** @type {number[]} */ values, /** @type {number} */ i) => (i in values ? format(values[i], 5) : "–");
      const [a, b] = [wrong.lengths[t - 1], right.lengths[t - 1]];
      return [String(t), cell(wrong.lengths, t - 1), cell(right.lengths, t - 1), a >= 0 && b > 0 ? format(a / b) : "–", cell(wrong.losses, t), cell(right.losses, t)];
    }),
  }),

  python,
};

/** Both walks to the last step. */
const entire = memoized((state) => compare({ ...state, steps: MOST }), ["bug", "surface", "rho", "epsilon", "learning_rate"]);

/** @param {number[]} values */
const last = (values) => values[values.length - 1];

/** What a logarithmic axis has a place for; at least one number. @param {number[]} values */
const positive = (values) => {
  const found = values.filter((value) => value > 0 && Number.isFinite(value));
  return found.length ? found : [1];
};

/**
 * The wrong rule's line and, in gray, the right one's, on a logarithmic axis, zeros at its foot; a mark where they part.
 * @param {object} spec
 * @param {import("./kit/layout.mjs").Place} spec.size
 * @param {number} spec.at the step where they part, or -1
 * @param {number} spec.now the step that is shown, or 0
 * @param {number} spec.offset the step of the first value
 * @param {import("./kit/panel.mjs").AxisSpec} spec.x
 * @param {string} spec.label
 * @param {Point} spec.domain
 * @param {[number[], number[]]} spec.wrong until now, and to the last step
 * @param {[number[], number[]]} spec.right
 */
function chart({ size, at, now, offset, x, label, domain, wrong, right }) {
  const drawn = panel({
    ...size, right: 66, x, y: { domain, log: true, label },
    alt: `${label} against steps on a logarithmic axis, with the mistake and by the right rule; ${at < 0 ? "they do not part" : `they part at step ${at}`}.`,
  });
  const line = (/** @type {number[]} */ values) => values.map((value, i) => /** @type {Point} */ ([i + offset, value === 0 ? domain[0] : value]));
  const looks = /** @type {[string, [number[], number[]], string][]} */ ([["right", right, "mark"], ["wrong", wrong, "Adadelta here"]]);
  for (const [, [, whole], look] of looks) drawn.line(line(whole), { class: look, opacity: 0.35 });
  for (const [, [part], look] of looks) drawn.line(line(part), { class: look });
  if (at >= 0) drawn.dots([line(wrong[0])[at - offset]], 4.5, { class: "Adadelta here" });
  if (now) drawn.time(now);
  drawn.labels(looks.map(([text, [, whole], look]) => {
    const end = /** @type {Point} */ (line(whole).findLast(([, value]) => value > 0))[1];
    return { at: /** @type {Point} */ ([x.domain[1], end]), text: whole[whole.length - 1] === 0 ? `${text}: 0` : text, class: look === "mark" ? "soft" : "Adadelta" };
  }));
  if (at >= 0) drawn.text(line(wrong[0])[at - offset], offset ? `step ${at}` : `parts after ${at}`, { class: "Adadelta" });
  return drawn;
}
