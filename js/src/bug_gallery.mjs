// The gallery of mistakes: a wrong Adadelta also descends. What gives it away?

import all from "../../src/adadelta/static/traits.json" with { type: "json" };
import { python } from "./code/bug_gallery.mjs";
import { choice, epsilonSlider, logSlider, rhoSlider, timeline } from "./kit/controls.mjs";
import { memoized } from "./kit/memoized.mjs";
import { format, milestones, plural } from "./kit/numbers.mjs";
import { panel } from "./kit/panel.mjs";
import { ink } from "./kit/readout.mjs";
import { BUGS, compare, cut, fares, GROUNDS, MOST } from "./maths/bug_gallery.mjs";

/** @typedef {import("./kit/panel.mjs").Point} Point */
/** @typedef {import("./maths/bug_gallery.mjs").Result} Result */

const traits = all["bug-gallery"];

/** @type {import("./kit/explorable.mjs").Idea} */
export const bugGallery = {
  name: "The bug gallery",
  predict: {
    question: "Slip a bracket, and the first step is far too long. What will the loss do in 100 steps?",
    set: { bug: "bracket" },
    answers: ["rise", "fall more slowly", "fall faster"],
    outcome(_, { state, result: { wrong, right, step } }) {
      const [start, end, other] = [right.losses[0], last(wrong.losses), last(right.losses)];
      return { right: end > start ? 0 : end > other ? 1 : 2, words: `after ${plural(state.steps, "step")} it is ${format(end, 3)}, and ${format(other, 3)} by the right rule. Yet step ${step} is ${times(wrong, right, step)} times as long as it should be. The steps show the mistake; the loss does not.` };
    },
    when: ({ bug, surface, steps }) => bug === "ahead" && surface === "ravine" && steps === 100,
  },
  presets: [
    { name: "one step early", set: { bug: "ahead", surface: "ravine", steps: 100 }, see: "The numerator already knows the newest step. The first step is √2 times as long, and yet this order works." },
    { name: "a slipped bracket", set: { bug: "bracket", surface: "ravine", steps: 100 }, see: "The wrong loss is below the right one after 100 steps, though the very first step is some sixteen times too long." },
    { name: "ε outside the roots", set: { bug: "epsilon", surface: "ravine", steps: 100 }, see: "The first step is a thousandth of the right one. The loss falls at every step, but the line looks level." },
    { name: "learning rate 1, inside", set: { bug: "rate", surface: "ravine", learning_rate: 1 }, see: "There is only one line in each picture: at a learning rate of 1, this mistake gives the same numbers." },
    { name: "learning rate 0.5, inside", set: { bug: "rate", surface: "ravine", learning_rate: 0.5, steps: 300 }, see: "The first step is right, the second a fifth too short. Then the wrong steps shrink, and the loss falls behind." },
    { name: "old E[g²], on a bowl", set: { bug: "order", surface: "bowl" }, see: "The first step is the whole gradient, right into the minimum of this bowl: the wrong rule looks perfect." },
    { name: "old E[g²], on a ravine", set: { bug: "order", surface: "ravine" }, see: "The same mistake: the first step leads far across the ravine, and from there farther and farther out." },
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

  draw({ steps, surface }, { whole, wrong, right, step, loss }, [first, second], ghost) {
    const past = ghost && ghost.state.surface === surface ? ghost.result.whole.wrong : { losses: [], lengths: [] };
    const [begin, losses] = [whole.right.losses[0], positive([...whole.wrong.losses, ...whole.right.losses])];
    const top = 2 * Math.min(Math.max(begin, ...losses), 100 * begin);
    const left = chart({
      size: first, at: loss, offset: 0, x: { domain: [0, MOST], label: "steps" }, label: "loss above its minimum", now: steps,
      domain: [Math.max(Math.min(begin, ...losses) / 2, top * 1e-32), top], wrong: [wrong.losses, whole.wrong.losses], right: [right.losses, whole.right.losses], past: past.losses,
    });
    const [most, lengths] = [Math.min(Math.max(...positive(whole.right.lengths)), 100 * whole.right.lengths[0]), positive([...whole.wrong.lengths, ...whole.right.lengths])];
    const high = 2 * Math.min(Math.max(...lengths), Math.max(1000 * most, whole.wrong.lengths[0])); // the first step has its place, what explodes has none
    const lower = chart({
      size: second, at: step, offset: 1, x: { domain: [0.9, MOST * 1.1], log: true, label: "step" }, label: "length of the step", now: 0,
      domain: [Math.max(Math.min(...lengths) / 2, high * 1e-16), high], wrong: [wrong.lengths, whole.wrong.lengths], right: [right.lengths, whole.right.lengths], past: past.lengths,
    });
    return [left, lower];
  },

  sentence({ steps }, { whole, wrong, right, step }) {
    const [shorter, end, other] = [wrong.losses.length - 1, format(last(wrong.losses), 3), format(last(right.losses), 3)]; // the right rule's steps grow by a factor of √2 at most: 300 overflow nothing
    const loss = overflown(wrong, steps) ? `The loss ${ink("Adadelta", "overflows")} after ${plural(shorter, "step")}; by the right rule it is ${other} after ${steps}`
      : `After ${plural(steps, "step")} the loss is ${ink("Adadelta", end)}, ${end === other ? "as by the right rule" : `not ${other}`}`;
    if (fares(whole) === "same") return `${loss}: here the mistake changes nothing.`;
    return `${loss}. ${step < 0 ? `No step is off by over 1%${whole.step < 0 ? "" : " yet"}.` : `Step ${step}, the first off by over 1%, is ${ink("Adadelta", times(wrong, right, step))} times its right length.`}`;
  },

  after({ steps }, { whole, wrong }) {
    const how = fares(whole);
    if (how === "same" || overflown(wrong, steps)) return "";
    const [start, end, other] = [whole.right.losses[0], last(whole.wrong.losses), last(whole.right.losses)];
    const said = how === "works" ? "The mistake still works" : how === "behind" ? "It falls behind" : other < start ? "It fails" : "Neither rule works here";
    if (steps === MOST || said.startsWith("Neither")) return `${said}.`;
    return `${said}: ${overflown(whole.wrong, MOST) ? `the loss overflows after ${plural(whole.wrong.losses.length - 1, "step")}` : `${brief(end)} at step ${MOST}, not ${brief(other)}`}.`;
  },

  results: (_, { wrong, right, step }) => ({
    loss: format(last(wrong.losses), 3), right: format(last(right.losses), 3), step: step < 0 ? "none" : String(step), times: step < 0 ? "1" : times(wrong, right, step),
  }),

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

/** A loss, with fewer digits where it takes a power of ten. @param {number} loss */
const brief = (loss) => format(loss, loss < 1e-3 ? 1 : 3);

/** Whether a walk has left the numbers. @param {import("./maths/bug_gallery.mjs").Walk} walk @param {number} steps */
const overflown = ({ losses }, steps) => losses.length - 1 < steps || last(losses) === Infinity;

/** @param {import("./maths/bug_gallery.mjs").Walk} wrong @param {import("./maths/bug_gallery.mjs").Walk} right @param {number} step */
const times = (wrong, right, step) => format(wrong.lengths[step - 1] / right.lengths[step - 1], 3);

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
 * @param {number[]} spec.past the wrong rule's line where the reader came from
 */
function chart({ size, at, now, offset, x, label, domain, wrong, right, past }) {
  const drawn = panel({
    ...size, right: 66, x, y: { domain, log: true, label },
    alt: `${label} against steps on a logarithmic axis, with the mistake and by the right rule; ${at < 0 ? "they do not part" : `they part at step ${at}`}.`,
  });
  const line = (/** @type {number[]} */ values) => values.map((value, i) => /** @type {Point} */ ([i + offset, value === 0 ? domain[0] : value]));
  const looks = /** @type {[string, [number[], number[]], string][]} */ ([["right", right, "mark"], ["wrong", wrong, "Adadelta here"]]);
  drawn.line(line(past), { class: "ghost" });
  for (const [, [, whole], look] of looks) drawn.line(line(whole), { class: look, opacity: 0.35 });
  for (const [, [part], look] of looks) drawn.line(line(part), { class: look });
  if (at >= 0) drawn.dots([line(wrong[0])[at - offset]], 4.5, { class: "Adadelta here" });
  if (now) drawn.time(now);
  drawn.labels(looks.map(([text, [, whole], look]) => {
    const end = /** @type {Point} */ (line(whole).findLast(([, value]) => value > 0))[1];
    return { at: /** @type {Point} */ ([x.domain[1], end]), text: whole[whole.length - 1] === 0 ? `${text}: 0` : text, class: look === "mark" ? "soft" : "Adadelta" };
  }));
  if (at >= 0 && (offset || at > 20 || size.height > 200)) drawn.text(line(wrong[0])[at - offset], offset ? `step ${at}` : `parts after ${at}`, { class: "Adadelta" });
  return drawn;
}
