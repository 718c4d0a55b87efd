// Race: six methods on one surface, from one start, for equally many steps.

import all from "../../src/adadelta/static/traits.json" with { type: "json" };
import { epsilonSlider, logSlider, menu, placeSlider, rhoSlider, several, timeline } from "./kit/controls.mjs";
import { memoized } from "./kit/memoized.mjs";
import { format, plural, setting, shown, whole as counted } from "./kit/numbers.mjs";
import { levelLines, panel } from "./kit/panel.mjs";
import { ink } from "./kit/readout.mjs";
import { methods } from "./maths/optimizers.mjs";
import { cut, parting, race, settingsOf, trait } from "./maths/race.mjs";
import { surfaces } from "./maths/surfaces.mjs";

const traits = /** @type {Record<string, import("./kit/controls.mjs").Trait>} */ (all["optimizer-race"]);
export const MOST_STEPS = all["optimizer-race"].steps.max;
const SYMBOLS = { learning_rate: "η", momentum: "momentum", rho: "ρ", epsilon: "ε", beta1: "β₁", beta2: "β₂" };
const IN_SIGHT = ["Adadelta_rho", "Adadelta_epsilon"];
/** Contours at these fractions of the surface's value in the window's corners. */
const LEVELS = Array.from({ length: 11 }, (_, i) => 10 ** (-(11 - i) / 2));

/** What the presets on the ravine begin with, also where a chapter's figure begins elsewhere. */
const ravine = Object.fromEntries(["surface", "x0", "y0", "steps"].map((key) => [key, traits[key].default]));

/** @typedef {import("./maths/race.mjs").Run} Run */
/** @typedef {{ surface: import("./maths/surfaces.mjs").Surface, whole: Run[], runs: Run[] }} Race the runs to the last step that can be set, and to the one that is */

/** @param {string} method @param {string} key */
function control(method, key) {
  const spec = { label: `${method === "Adadelta" ? "" : `${method}'s `}${SYMBOLS[/** @type {keyof SYMBOLS} */ (key)]}`, name: `${method}'s ${key.replace("_", " ")}`, look: method };
  const bounds = traits[trait(method, key)];
  if (key === "epsilon" && method === "Adadelta") return epsilonSlider(bounds, ({ Adadelta_rho: rho }) => rho, spec);
  if (key === "epsilon" || key === "learning_rate") return logSlider(bounds, spec);
  return rhoSlider(bounds, spec);
}

const height = (/** @type {Run} */ { heights }) => heights[heights.length - 1];
const lowest = (/** @type {Run[]} */ runs) => runs.reduce((a, b) => (height(b) < height(a) ? b : a));
/** Adadelta is drawn last. @param {Run[]} runs */
const ordered = (runs) => [...runs].sort((a, b) => Number(a.name === "Adadelta") - Number(b.name === "Adadelta"));

/** @type {import("./kit/explorable.mjs").Idea} */
export const optimizerRace = {
  name: "Race",
  predict: {
    question: "Adadelta wins this race with ε = 0.01. What happens at 10⁻⁶, the paper's value?",
    set: { Adadelta_epsilon: 1e-6 },
    answers: ["it wins again", "it ends in the middle", "it ends last"],
    outcome(_, to) {
      const sorted = [...to.result.runs].sort((a, b) => height(a) - height(b));
      const rank = sorted.findIndex(({ name }) => name === "Adadelta");
      return { right: rank === 0 ? 0 : rank < sorted.length - 1 ? 1 : 2, words: `${sorted[0].name} is lowest after ${plural(to.state.steps, "step")}, and Adadelta number ${rank + 1} of ${sorted.length}, ${format(height(sorted[rank]), 3)} above the minimum.` };
    },
    when: (state) => !state.own.length && ["surface", "x0", "y0", "steps", "methods", ...IN_SIGHT].every((key) => String(state[key]) === String(traits[key].default)),
  },
  presets: [
    { name: "tuned for this ravine", set: ravine, see: "Each method with the best of ten settings for these 100 steps. Move on: the lowest need not stay there." },
    { name: "the package's defaults", set: { ...ravine, ...Object.fromEntries(Object.entries(methods).flatMap(([m, { settings }]) => Object.entries(settings).map(([k, v]) => [trait(m, k), v]))) }, see: "None of them arrives within 100 steps, and those with the smallest rates have hardly set out." },
    { name: "one rate too large", set: { ...ravine, SGD_learning_rate: 0.0205 }, see: "SGD swings ever wider across the valley: its path leaves the window, and its loss rises while the others' fall." },
    { name: "a saddle", set: { surface: "saddle", x0: -1.5, y0: 0.001, steps: 60 }, see: "SGD lingers at the pass. Methods that divide by the gradient's size leave it much sooner." },
    { name: "a plateau", set: { surface: "plateau", x0: -3, y0: 2 }, see: "The gradient is almost zero: SGD hardly moves, and methods that divide by its size walk on." },
    { name: "noise", set: { surface: "noisy_bowl", x0: -3, y0: 2, steps: 300 }, see: "All methods meet the same noise, and in these 300 steps none comes to rest: each moves about the minimum." },
  ],
  controls: {
    ...Object.fromEntries(Object.entries(methods).flatMap(([method, { settings }]) =>
      Object.keys(settings).map((key) => [trait(method, key), control(method, key)]))),
    methods: several(traits.methods, { label: "Methods", options: Object.fromEntries(Object.keys(methods).map((name) => [name, name])), look: (name) => name }),
    surface: menu(traits.surface, { label: "Surface", options: Object.fromEntries(Object.entries(surfaces).map(([name, { words }]) => [name, words.replace(/^an? /, "")])) }),
    steps: timeline(traits.steps, { name: "steps", values: Array.from({ length: MOST_STEPS }, (_, i) => i + 1) }),
    x0: placeSlider(traits.x0, "start x"),
    y0: placeSlider(traits.y0, "start y"),
  },
  sliders: IN_SIGHT,
  chips: ["methods", "surface"],
  time: { key: "steps", panel: 1 },
  groups: Object.keys(methods).map((method) => ({
    keys: Object.keys(methods[method].settings).map((key) => trait(method, key)).filter((key) => !IN_SIGHT.includes(key)),
    words: (state) => `${method}: ${Object.entries(settingsOf(state, method)).map(([key, value]) => `${SYMBOLS[/** @type {keyof SYMBOLS} */ (key)]} ${shown(value)}`).join(", ")}`,
    when: (state) => state.methods.includes(method),
  })),
  when: Object.fromEntries(IN_SIGHT.map((key) => [key, (state) => state.methods.includes("Adadelta")])),
  data: ["noise", "own"],
  follow: { surface: (name) => ({ x0: surfaces[name].start[0], y0: surfaces[name].start[1] }) },
  rows: [[1, 1]],

  compute(state) {
    const { surface, runs: whole } = entire(state);
    const own = state.own.length ? race({ ...state, methods: [] }).runs : [];
    return { surface, whole, runs: [...cut(whole, state.steps), ...own] };
  },

  draw(state, /** @type {Race} */ { surface, whole, runs }, [first, second], ghost) {
    const [left, right, low, high] = surface.window;
    const map = panel({
      ...first, x: { domain: [left, right], label: "x" }, y: { domain: [low, high], label: "y" },
      alt: `Contours of ${surface.words} and ${runs.length} paths from the start at ${format(state.x0)}, ${format(state.y0)}.`,
    });
    map.contours(lines({ surface, width: first.width, height: first.height }, map));
    map.dots(surface.minima, 3, { class: "dots" });
    const past = ghost && ghost.state.surface === state.surface ? ghost.result.whole.find((/** @type {Run} */ { name }) => name === "Adadelta") : undefined;
    if (past) map.line(past.points.slice(0, state.steps + 1), { class: "ghost" });
    for (const { name, points } of ordered(runs)) map.line(points, { class: look(name) });
    for (const { name, points } of ordered(runs)) map.marker(points[points.length - 1], look(name));
    map.text([state.x0, state.y0], "start", { class: "soft" });

    const all = [...whole, ...runs];
    const heights = all.flatMap((run) => run.heights.filter((h) => h > 0 && Number.isFinite(h)));
    const begin = Math.max(surface.f(state.x0, state.y0) - surface.least, 1e-12);
    const top = Math.min(Math.max(begin, ...heights), 1000 * begin) * 2;
    const bottom = Math.max(Math.min(begin / 10, ...heights), top * 1e-16);
    const curve = panel({
      ...second, right: 80, x: { domain: [0, MOST_STEPS], label: "steps" },
      y: { domain: [bottom, top], log: true, label: "loss above its minimum" },
      alt: `The loss above its minimum against steps on a logarithmic axis; after ${state.steps} steps ${runs.length ? `${lowest(runs).name} is lowest` : "nothing has moved"}.`,
    });
    const points = (/** @type {number[]} */ values) => values.map((value, t) => /** @type {[number, number]} */ ([t, value > 0 ? value : NaN]));
    if (past) curve.line(points(past.heights), { class: "ghost" });
    for (const { name, heights: h } of ordered(whole)) curve.line(points(h), { class: look(name), opacity: 0.35 });
    for (const { name, heights: h } of ordered(runs)) curve.line(points(h), { class: look(name) });
    curve.time(state.steps);
    for (const { name, heights: h } of ordered(runs)) if (h[h.length - 1] <= top) curve.marker([h.length - 1, Math.max(bottom, h[h.length - 1])], look(name));
    curve.labels([...whole, ...runs.filter(({ name }) => !(name in methods))].map(({ name, heights: h }) => ({ at: [MOST_STEPS, Math.min(top, Math.max(bottom, h[h.length - 1]))], text: name, class: look(name) })));
    return [map, curve];
  },

  handles({ x0, y0 }, { surface }) {
    const [left, right, low, high] = surface.window;
    const inside = (/** @type {number} */ v, /** @type {number} */ from, /** @type {number} */ to) => Math.min(to, Math.max(from, Math.round(v * 100) / 100));
    return [{
      name: "start", panel: 0, at: [inside(x0, left, right), inside(y0, low, high)], spoken: `x ${shown(x0)}, y ${shown(y0)}`, step: [0.1, 0.1],
      move: ([x, y]) => ({ x0: inside(x, left, right), y0: inside(y, low, high) }),
    }];
  },

  sentence({ surface, steps }, /** @type {Race} */ { runs }) {
    const opening = `After ${plural(steps, "step")} on ${surfaces[surface].words}`;
    if (!runs.length) return `${opening} nothing has moved: choose a method.`;
    const best = lowest(runs);
    const gone = runs.filter(({ left }) => left >= 0).map(({ name, left }) => `${name} left the window at step ${left}`);
    return `${opening}, ${best.name} is lowest, ${ink(look(best.name), format(height(best), 3))} above the minimum.${gone.length ? ` ${listed(gone)}.` : ""}`;
  },

  after(state, { runs }) {
    const [longer, known] = [10 * state.steps, runs.filter((/** @type {Run} */ { name }) => name in methods)];
    if (!known.length || surfaces[state.surface].noise > 0) return "";
    const later = race({ ...state, steps: longer, own: [] }).runs;
    const [best, then] = [lowest(known), lowest(later)];
    const same = /** @type {Run} */ (later.find(({ name }) => name === best.name));
    const now = `${best.name} is ${same.over ? "beyond all numbers" : `at ${ink(best.name, format(height(same), 3))}`}`;
    return then.name === best.name ? `At step ${counted(longer)}, ten times as long, it is still lowest, ${ink(best.name, format(height(same), 3))} above.`
      : `At step ${counted(longer)}, ten times as long, ${then.name} is lowest and ${now}.`;
  },

  results: (_, { runs }) => Object.fromEntries(runs.map((/** @type {Run} */ run) => [run.name, format(height(run), 3)])),

  table: (state, /** @type {Race} */ { runs }) => ({
    head: ["method", "x", "y", "loss above its minimum", "leaves the window at step", "overflows after step"],
    rows: runs.map(({ name, points, heights, left, over }) => {
      const end = points.length - 1;
      return [name, format(points[end][0]), format(points[end][1]), format(heights[end]), left < 0 ? "–" : String(left), over ? String(end) : "–"];
    }),
  }),

  python(state, /** @type {Race} */ { runs }) {
    const noisy = surfaces[state.surface].noise > 0;
    const known = runs.filter(({ name }) => name in methods);
    const yours = runs.filter((run) => !known.includes(run)).map(({ name }) => `# ${name} is your own: add it to the list.\n`);
    const partings = known.map((run) => [run.name, parting(state, run)]).filter(([, step]) => Number(step) >= 0)
      .map(([name, step]) => `# ${name} amplifies the last digits of a power here: from step ${step} on, its numbers and the page's may part.\n`);
    const optimizers = known.map(({ name }) =>
      `    ${name}(${Object.entries(settingsOf(state, name)).map(([key, value]) => `${key}=${setting(value)}`).join(", ")}),\n`);
    return `import numpy as np
from adadelta import ${[...known.map(({ name }) => name), "descend", "surfaces"].join(", ")}

surface, start, steps = surfaces.${state.surface}(), (${setting(state.x0)}, ${setting(state.y0)}), ${state.steps}
left, right, bottom, top = surface.window
${noisy ? `noise = np.random.default_rng(0).standard_normal((${MOST_STEPS}, 2)).round(2)[:steps]\n` : ""}${yours.join("")}${partings.join("")}for optimizer in [
${optimizers.join("")}]:
    path = descend(surface, optimizer, steps, start, ${noisy ? "noise=noise, " : ""}stop=True)
    (x, y), height = path.points[-1], path.values[-1] - surface.least
    print(f"{type(optimizer).__name__} {x:.4g} {y:.4g} {height:.4g}")
    outside = (path.points < (left, bottom)) | (path.points > (right, top))
    if outside.any():
        print("  leaves the window at step", outside.any(axis=1).argmax())
    if len(path.points) <= steps:
        print("  overflows after step", len(path.points) - 1)
`;
  },
};

/** The runs to the last step. @type {(state: any) => ReturnType<typeof race>} */
const entire = memoized((state) => race({ ...state, steps: MOST_STEPS, own: [] }), Object.keys(traits).filter((key) => key !== "steps"));

/** @param {string} name */
const look = (name) => (name in methods ? name : "own");

const lines = memoized(({ surface }, map) => {
  const [left, right, low, high] = surface.window;
  const top = Math.max(...[[left, low], [left, high], [right, low], [right, high]].map(([x, y]) => surface.f(x, y) - surface.least));
  return levelLines(surface.f, map, LEVELS.map((part) => surface.least + part * top));
}, ["surface", "width", "height"]);

/** Clauses as a sentence has them. @param {string[]} parts */
const listed = (parts) => (parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`);
