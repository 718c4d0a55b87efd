// Race: six methods on one surface, from one start, for equally many steps.

import { logSlider, menu, placeSlider, player, rhoSlider, several } from "./kit/controls.mjs";
import { memoized } from "./kit/memoized.mjs";
import { format, setting } from "./kit/numbers.mjs";
import { levelLines, panel } from "./kit/panel.mjs";
import { methods } from "./maths/optimizers.mjs";
import { parting, race, settingsOf, trait } from "./maths/race.mjs";
import { surfaces } from "./maths/surfaces.mjs";

export const MOST_STEPS = 500;
const SYMBOLS = { learning_rate: "rate", momentum: "momentum", rho: "ρ", epsilon: "ε", beta1: "β₁", beta2: "β₂" };
/** Contours at these parts of the surface's value in the window's corners. */
const LEVELS = Array.from({ length: 11 }, (_, i) => 10 ** (-(11 - i) / 2));

/** @typedef {ReturnType<typeof race>} Race */

/** @param {string} method @param {string} key */
function control(method, key) {
  const [label, name] = [SYMBOLS[/** @type {keyof SYMBOLS} */ (key)], `${method}'s ${key.replace("_", " ")}`];
  if (key === "epsilon") return logSlider({ label, name, low: 1e-12, high: 1 });
  if (key === "learning_rate") return logSlider({ label, name, low: 1e-4, high: 10 });
  return rhoSlider(undefined, { label, name });
}

/** @type {import("./kit/explorable.mjs").Idea} */
export const optimizerRace = {
  name: "Race",
  question: "every method has the best of ten settings for this ravine. Will the one that wins here win on the other surfaces, too?",
  answer: "No. A rate that suits one surface crawls on the next or leaves the picture: which method stands lowest depends on the surface, the start, the settings and the number of steps.",
  presets: [
    { name: "the defaults", set: Object.fromEntries(Object.entries(methods).flatMap(([m, { settings }]) => Object.entries(settings).map(([k, v]) => [trait(m, k), v]))), see: "Each method as the package has it when nothing is said: none of them arrives, and those with the smallest rates have hardly set out." },
    { name: "one rate too large", set: { SGD_learning_rate: 0.0205 }, see: "SGD swings ever wider across the valley: its path leaves the window, and its loss rises while the others' fall." },
    { name: "a saddle", set: { surface: "saddle", x0: -1.5, y0: 0.001, steps: 60 }, see: "Plain descent lingers at the pass, where the slope sideways is tiny; methods that divide by the gradient's size leave it much sooner." },
    { name: "a plateau", set: { surface: "plateau", x0: -3, y0: 2 }, see: "Where the gradient is all but zero, SGD stands still, and the methods that divide by its size walk." },
    { name: "noise", set: { surface: "noisy_bowl", x0: -3, y0: 2, steps: 300 }, see: "All meet the same noise, and none comes to rest: each trembles about the minimum." },
  ],
  controls: {
    surface: menu({ label: "surface", options: Object.fromEntries(Object.entries(surfaces).map(([name, { words }]) => [name, words])) }),
    x0: placeSlider("start x"),
    y0: placeSlider("start y"),
    steps: player({ label: "steps", name: "steps", values: Array.from({ length: MOST_STEPS }, (_, i) => i + 1), whole: true }),
    methods: several({ label: "methods", options: Object.fromEntries(Object.keys(methods).map((name) => [name, name])) }),
    ...Object.fromEntries(Object.entries(methods).flatMap(([method, { settings }]) =>
      Object.keys(settings).map((key) => [trait(method, key), control(method, key)]))),
  },
  groups: Object.keys(methods).map((method) => ({
    keys: Object.keys(methods[method].settings).map((key) => trait(method, key)),
    words: (state) => `${method}: ${Object.entries(settingsOf(state, method)).map(([key, value]) => `${SYMBOLS[/** @type {keyof SYMBOLS} */ (key)]} ${setting(value)}`).join(", ")}`,
    when: (state) => state.methods.includes(method),
  })),
  data: ["noise", "own"],
  follow: { surface: (name) => ({ x0: surfaces[name].start[0], y0: surfaces[name].start[1] }) },

  compute: race,

  draw(state, /** @type {Race} */ { surface, runs }, size) {
    const [left, right, low, high] = surface.window;
    const map = panel({
      ...size, x: { domain: [left, right], label: "x" }, y: { domain: [low, high], label: `y, on ${surface.words}` },
      alt: `Contours of ${surface.words} and ${runs.length} paths from the start at ${format(state.x0)}, ${format(state.y0)}.`,
    });
    map.contours(lines({ surface, width: size.width, height: size.height }, map));
    for (const [x, y] of surface.minima) map.text([x, y], "+", { class: "minimum", "text-anchor": "middle", dy: 5 });
    const last = runs.map(({ points }) => points[points.length - 1]);
    runs.forEach(({ name, points }) => map.line(points, { class: look(name) }));
    runs.forEach(({ name }, i) => map.marker(last[i], look(name)));

    const heights = runs.flatMap((run) => run.heights.filter((h) => h > 0 && Number.isFinite(h)));
    const first = Math.max(surface.f(state.x0, state.y0) - surface.least, 1e-12);
    const top = Math.min(Math.max(first, ...heights), 1000 * first) * 2;
    const curve = panel({
      ...size, right: 74, x: { domain: [0, state.steps], label: "step" },
      y: { domain: [Math.max(Math.min(first / 10, ...heights), top * 1e-32), top], log: true, label: "loss above its minimum" },
      alt: `The loss above its minimum against steps on a logarithmic axis. ${sentence(state, runs)}`,
    });
    runs.forEach(({ name, heights: h }) => curve.line(h.map((value, t) => [t, value > 0 ? value : NaN]), { class: look(name) }));
    const ends = runs.filter(({ heights: h }) => h[h.length - 1] <= top);
    ends.forEach(({ name, heights: h }) => curve.marker([h.length - 1, h[h.length - 1]], look(name)));
    curve.labels(ends.map(({ name, heights: h }) => ({ at: [h.length - 1, h[h.length - 1]], text: name })));
    return [map, curve];
  },

  handles({ x0, y0 }, { surface }) {
    const [left, right, low, high] = surface.window;
    const inside = (/** @type {number} */ v, /** @type {number} */ from, /** @type {number} */ to) => Math.min(to, Math.max(from, Math.round(v * 100) / 100));
    return [{
      name: "start", panel: 0, at: [inside(x0, left, right), inside(y0, low, high)], spoken: `x ${setting(x0)}, y ${setting(y0)}`, step: [0.1, 0.1],
      move: ([x, y]) => ({ x0: inside(x, left, right), y0: inside(y, low, high) }),
    }];
  },

  sentence: (state, { runs }) => sentence(state, runs),

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

/** @param {string} name */
const look = (name) => (name in methods ? name : "own");

const lines = memoized(({ surface }, map) => {
  const [left, right, low, high] = surface.window;
  const top = Math.max(...[[left, low], [left, high], [right, low], [right, high]].map(([x, y]) => surface.f(x, y) - surface.least));
  return levelLines(surface.f, map, LEVELS.map((part) => surface.least + part * top));
}, ["surface", "width", "height"]);

/** @param {any} state @param {Race["runs"]} runs */
function sentence({ surface, steps, x0, y0 }, runs) {
  const opening = `After ${steps} ${steps === 1 ? "step" : "steps"} on ${surfaces[surface].words} from (${format(x0)}, ${format(y0)})`;
  if (!runs.length) return `${opening} nobody has moved: choose a method.`;
  const height = (/** @type {Race["runs"][0]} */ { heights }) => heights[heights.length - 1];
  const best = runs.reduce((a, b) => (height(b) < height(a) ? b : a));
  const gone = runs.filter(({ left }) => left >= 0).map(({ name, left }) => `${name} at step ${left}`);
  return `${opening}, ${best.name} stands lowest, ${format(height(best))} above the minimum; `
    + (gone.length ? `the window has been left by ${gone.join(", ")}.` : "no path has left the window.");
}
