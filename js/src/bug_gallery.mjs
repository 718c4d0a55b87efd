// The gallery of mistakes: a wrong Adadelta descends, too. What gives it away?

import { python } from "./code/bug_gallery.mjs";
import { choice, logSlider, menu, player, rhoSlider } from "./kit/controls.mjs";
import { format, milestones, setting } from "./kit/numbers.mjs";
import { panel } from "./kit/panel.mjs";
import { BUGS, compare, GROUNDS, MOST } from "./maths/bug_gallery.mjs";

/** @typedef {import("./kit/panel.mjs").Point} Point */
/** @typedef {import("./maths/bug_gallery.mjs").Result} Result */

/** @type {import("./kit/explorable.mjs").Idea} */
export const bugGallery = {
  name: "The bug gallery",
  question: "this mistake hardly shows in the loss. A slipped bracket changes the steps much more. Will its loss rise, fall more slowly than the right rule's, or fall faster?",
  answer: "It falls faster here. Every mistake keeps the gradient's sign, so every step leads downhill, and a step that is too long may be the better one. "
    + "A falling loss tells that something descends, not that it is Adadelta. The steps tell: compare the first few with those of the right rule.",
  presets: [
    { name: "a slipped bracket", set: { bug: "bracket" }, see: "The wrong loss stands below the right one after 100 steps. The very first step is already some sixteen times as long as the right one." },
    { name: "ε outside the roots", set: { bug: "epsilon" }, see: "The loss falls at every step, by so little that the line looks level. Each step is about a thousandth of the right one." },
    { name: "the rate inside, at a rate of one", set: { bug: "rate" }, see: "There is only one line in each picture: at a rate of one, this mistake makes the same numbers." },
    { name: "the rate inside, at a half", set: { bug: "rate", learning_rate: 0.5, steps: 300 }, see: "The first step is right, the second a fifth too short. Then the wrong steps stop growing, and the loss falls behind." },
    { name: "E[g²] one step old, on a bowl", set: { bug: "order", surface: "bowl" }, see: "The first step is the whole gradient, and on this bowl that leads right into the minimum: the wrong rule is perfect." },
    { name: "E[g²] one step old, on a ravine", set: { bug: "order" }, see: "The same mistake, and the first step is again the whole gradient: far across the ravine, and from there further and further out." },
  ],
  controls: {
    bug: menu({ label: "bug", options: Object.fromEntries(Object.entries(BUGS).map(([bug, { words }]) => [bug, words])) }),
    surface: choice({ label: "surface", options: { bowl: "bowl", ravine: "ravine", rosenbrock: "Rosenbrock", himmelblau: "Himmelblau" } }),
    steps: player({ label: "steps", name: "steps", values: Array.from({ length: MOST }, (_, i) => i + 1), whole: true }),
    rho: rhoSlider(),
    epsilon: logSlider({ label: "ε", name: "epsilon", low: 1e-8, high: 1 }),
    learning_rate: logSlider({ label: "rate", name: "learning rate", low: 0.01, high: 2 }),
  },
  groups: [{
    keys: ["rho", "epsilon", "learning_rate"],
    words: ({ rho, epsilon, learning_rate }) => `Settings: ρ ${setting(rho)}, ε ${setting(epsilon)}, rate ${setting(learning_rate)}`,
  }],
  data: [],

  compute: compare,

  draw(state, /** @type {Result} */ { wrong, right, step, loss }, size) {
    const [first, losses] = [right.losses[0], positive([...wrong.losses, ...right.losses])];
    const top = 2 * Math.min(Math.max(first, ...losses), 100 * first);
    const left = chart({
      size, at: loss, offset: 0, x: { domain: [0, state.steps], label: "step" }, label: "loss above its minimum",
      domain: [Math.max(Math.min(first / 2, ...losses), top * 1e-32), top], wrong: wrong.losses, right: right.losses,
    });
    const [most, lengths] = [Math.max(...positive(right.lengths)), positive([...wrong.lengths, ...right.lengths])];
    const high = 2 * Math.min(Math.max(...lengths), Math.max(1000 * most, wrong.lengths[0])); // the first step has its place, what explodes has none
    const steps = chart({
      size, at: step, offset: 1, x: { domain: [0.9, state.steps * 1.1], log: true, label: "step" }, label: "length of the step",
      domain: [Math.max(Math.min(...lengths) / 2, high * 1e-16), high], wrong: wrong.lengths, right: right.lengths,
    });
    return [left, steps];
  },

  sentence({ bug, surface, steps }, /** @type {Result} */ { wrong, right, step, loss }) {
    const end = wrong.losses.length - 1; // the right rule's steps grow by a factor of √2 at most: 300 overflow nothing
    const lost = end < steps ? ", the last before a square overflows" : "";
    const parts = step < 0
      ? "no step differs by more than 1%"
      : `the steps first differ by more than 1% at step ${step}, which is ${format(wrong.lengths[step - 1] / right.lengths[step - 1])} times as long as the right one`;
    return `With ${BUGS[bug].words}, the loss on ${GROUNDS[surface].words} goes from ${format(wrong.losses[0])} to ${format(wrong.losses[end])} in ${plural(end)}${lost}, `
      + `and by the right rule to ${format(right.losses[steps])}; ${parts}, and ${loss < 0 ? "no loss by more than 10%" : `the losses by more than 10% after step ${loss}`}.`;
  },

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

/** @param {number} n */
const plural = (n) => `${n} ${n === 1 ? "step" : "steps"}`;

/** What a logarithmic axis has a place for; at least one number. @param {number[]} values */
const positive = (values) => {
  const found = values.filter((value) => value > 0 && Number.isFinite(value));
  return found.length ? found : [1];
};

/**
 * The wrong rule's line and, in gray, the right one's, on a logarithmic axis, zeros at its foot; a mark where they part.
 * @param {object} spec
 * @param {import("./kit/explorable.mjs").Size} spec.size
 * @param {number} spec.at the step where they part, or -1
 * @param {number} spec.offset the step of the first value
 * @param {import("./kit/panel.mjs").AxisSpec} spec.x
 * @param {string} spec.label
 * @param {Point} spec.domain
 * @param {number[]} spec.wrong
 * @param {number[]} spec.right
 */
function chart({ size, at, offset, x, label, domain, wrong, right }) {
  const drawn = panel({
    ...size, right: 58, x, y: { domain, log: true, label: `${label}; gray: the right rule` },
    alt: `${label} against steps on a logarithmic axis, with the mistake and by the right rule; ${at < 0 ? "they do not part" : `they part at step ${at}`}.`,
  });
  const line = (/** @type {number[]} */ values) => values.map((value, i) => /** @type {Point} */ ([i + offset, value === 0 ? domain[0] : value]));
  const ends = /** @type {[string, Point[]][]} */ ([[right[right.length - 1] === 0 ? "right: 0" : "right", line(right)], [wrong[wrong.length - 1] === 0 ? "wrong: 0" : "wrong", line(wrong)]]);
  ends.forEach(([name, points]) => drawn.line(points, { class: name.startsWith("right") ? "ghost" : "Adadelta here" }));
  if (at >= 0) drawn.line([[at, domain[0]], [at, domain[1]]], { class: "mark" });
  drawn.labels(ends.map(([text, points]) => {
    const end = /** @type {Point} */ (points.findLast(([, value]) => value > 0))[1];
    return { at: /** @type {Point} */ ([x.domain[1], end]), text };
  }));
  return drawn;
}
