// The frame of every explorable: a question, the picture, one sentence that says what is on the screen, two sliders,
// answers to press, settings worth a look, and the quiet rest.

import { html, put, realize } from "./dom.mjs";
import { dress, handleLayer } from "./handles.mjs";
import { heightOf, layout } from "./layout.mjs";
import { calm, ease } from "./motion.mjs";
import { parts, plain } from "./readout.mjs";
import { picture } from "./svg.mjs";
import { tools } from "./tools.mjs";

/**
 * The part of an anywidget model that explorables use.
 * @typedef {object} Model
 * @property {(key: string) => any} get
 * @property {(key: string, value: unknown) => void} set
 * @property {() => void} save_changes
 * @property {(event: string, listener: () => void) => void} on
 * @property {(event: string, listener: () => void) => void} off
 */
/** @typedef {import("./controls.mjs").Control} Control */
/** @typedef {import("./handles.mjs").Handle} Handle */
/** @typedef {import("./panel.mjs").Panel} Panel */
/** @typedef {import("./layout.mjs").Place} Place */
/** @typedef {Record<string, any>} State */
/** @typedef {{ state: State, result: any }} Seen a state, and what was computed from it */
/** @typedef {{ head: string[], rows: string[][] }} Table the first cell of each row names it */
/** @typedef {{ name: string, see: string, set: State }} Preset what differs from the start, its name, and what to see */
/**
 * What to predict before anything is moved: the figure moves to `set`, and says what happened there.
 * @typedef {object} Prediction
 * @property {string} question
 * @property {State} set
 * @property {string[]} answers two to four
 * @property {(from: Seen, to: Seen) => { right: number, words: string }} outcome the index of the right answer, and what happened
 * @property {(state: State) => boolean} [when] whether it can be asked of what the figure starts with
 */
/**
 * An explorable is its idea: what is computed from the state, how that is drawn, said, listed, and written in Python.
 * @typedef {object} Idea
 * @property {string} name
 * @property {Prediction} [predict]
 * @property {Preset[]} presets
 * @property {Record<string, Control>} controls by the name of the trait that each moves
 * @property {string[]} sliders the controls in sight, two at most
 * @property {string[]} [chips] choices that are in sight as well
 * @property {{ key: string, panel: number, when?: (state: State) => boolean }} [time] the control that is a handle on the axis of a panel
 * @property {{ keys: string[], words: (state: State) => string, when?: (state: State) => boolean }[]} [groups] of other settings: what is said of them, and when they matter
 * @property {Record<string, (value: any, state?: any) => State>} [follow] what changes with a setting when a reader changes it
 * @property {Record<string, (state: State) => boolean>} [when] when a control matters, if not always
 * @property {string[]} data further traits that are read
 * @property {number[][]} [rows] the widths of the panels of each row, in parts
 * @property {number[][]} [narrow] the same on a phone
 * @property {number} [height] of a row, in px
 * @property {(state: State) => any} compute
 * @property {(state: State, result: any, places: Place[], ghost?: Seen) => Panel[]} draw
 * @property {(state: State, result: any) => Handle[]} [handles]
 * @property {(state: State, result: any) => string} sentence its numbers in their colors: see readout.mjs
 * @property {(state: State, result: any) => string} [after] said after the sentence when a movement rests: what takes longer to compute
 * @property {(state: State, result: any) => Record<string, string>} [results] numbers that a text can point to
 * @property {(state: State, result: any) => Table} table
 * @property {(state: State, result: any) => string} python
 */

const REST = 100; // ms
let count = 0;

/**
 * Show an idea in `el`, moved by and moving `model`. Returns the function that takes it away again.
 * @param {Idea} idea
 * @param {Model} model
 * @param {HTMLElement} el
 * @param {{ address?: () => string }} [home] of the figure's own page, with the state in it
 */
export function render(idea, model, el, { address } = {}) {
  const keys = [...Object.keys(idea.controls), ...idea.data];
  const read = () => Object.fromEntries(keys.map((key) => [key, model.get(key)]));
  const first = read();
  const id = `explorable-${++count}`;
  let view = first; // what is drawn: on the way to the model's state while that eases
  /** @type {Seen | undefined} */ let ghost; // where the reader came from
  /** @type {Seen | undefined} */ let rested;
  let [moving, settled, easing, timer, frame, rest] = [false, false, false, 0, 0, 0];
  let stopEasing = () => {};

  const leave = () => { // a movement begins
    stopEasing();
    clearTimeout(rest); // what the last one had to say is past
    easing = settled = false;
    if (moving) return;
    moving = true;
    ghost = rested;
  };
  const write = (/** @type {State} */ settings) => {
    for (const [key, value] of Object.entries(settings)) model.set(key, value);
    model.save_changes();
  };
  const set = (/** @type {State} */ settings) => {
    leave();
    write(settings);
    schedule();
  };
  const settle = () => { // a movement has ended that is yet to be drawn and spoken
    clearTimeout(rest);
    settled = true;
    schedule();
  };
  const go = (/** @type {State} */ settings) => {
    pause();
    leave();
    const [from, to] = [view, { ...read(), ...settings }];
    easing = true;
    write(settings);
    stopEasing = ease((part) => {
      easing = part < 1;
      view = easing ? between(idea, from, to, part) : read();
      if (easing) draw();
      else settle();
    });
    live.toggleAttribute("data-moving", easing);
  };
  const start = (/** @type {State} */ changes = {}) => go({ ...Object.fromEntries(Object.keys(idea.controls).map((key) => [key, first[key]])), ...changes });

  // Play goes through the stops of time.
  const stops = idea.time && idea.controls[idea.time.key].stops?.values;
  const tick = () => {
    const key = idea.time?.key ?? "";
    const now = model.get(key);
    const next = stops?.find((value) => value > now);
    if (next === undefined) return void (pause(), settle());
    set({ [key]: next });
  };
  const pause = () => {
    clearInterval(timer);
    timer = 0;
    put(play, "Play");
  };
  const play = html("button", { type: "button", class: "play", hidden: !idea.time, click: () => {
    if (timer) return void (pause(), settle());
    if (stops && model.get(idea.time?.key ?? "") >= stops[stops.length - 1]) set({ [idea.time?.key ?? ""]: stops[0] });
    put(play, "Pause");
    timer = window.setInterval(tick, calm() ? 500 : Math.max(30, 6000 / (stops?.length ?? 100)));
  } }, "Play");

  const ask = html("p", { class: "ask" });
  const panels = html("div", { class: "panels" });
  /** @type {import("./dom.mjs").Drawing[]} */
  let shown = [];
  const placeHandles = handleLayer(panels, (settings) => (pause(), set(settings)), settle);
  const readout = html("p", { class: "readout" });
  const spoken = html("p", { class: "spoken", role: "status" });

  const controls = Object.fromEntries(Object.entries(idea.controls).map(([key, control]) => {
    const follow = (/** @type {unknown} */ value) => ({ [key]: value, ...idea.follow?.[key]?.(value, read()) });
    const made = control.create({ id: `${id}-${key}`, set: (value) => (pause(), set(follow(value))), settle, ease: (value) => go(follow(value)) });
    made.element.dataset.control = key;
    return [key, made];
  }));
  const elements = (/** @type {string[]} */ chosen) => chosen.map((key) => controls[key].element);
  const groups = (idea.groups ?? []).map(({ keys: members, words, when }) => {
    const legend = html("legend", {});
    return { element: html("fieldset", { class: "group" }, legend, html("div", { class: "controls" }, ...elements(members))), legend, words, when };
  });
  const inSight = [...idea.sliders, ...(idea.chips ?? [])];
  const apart = [...inSight, ...(idea.groups ?? []).flatMap((group) => group.keys)];
  const others = Object.keys(controls).filter((key) => !apart.includes(key));
  const more = html("details", { class: "more", hidden: others.length + groups.length === 0 }, html("summary", {}, "More settings"),
    html("div", { class: "controls" }, ...elements(others)), ...groups.map(({ element }) => element));

  const chips = idea.presets.map((preset) => ({ ...preset, chip: html("button", { type: "button", class: "chip", click: () => start(preset.set) }, preset.name) }));
  const see = html("p", { class: "see" });
  const verdict = html("p", { class: "verdict", role: "status" });
  const answers = (idea.predict?.answers ?? []).map((words, i) => html("button", { type: "button", class: "chip", click: () => predicted(i) }, words));
  const predict = html("div", { class: "predict", role: "group", "aria-label": "Predict first" }, html("strong", {}, "Predict first"), ...answers, verdict);
  const question = () => {
    const given = model.get("question"); // null or undefined where nobody has given one
    const own = idea.predict && idea.predict.when?.(first) !== false ? idea.predict.question : "";
    put(ask, given ?? own);
    ask.hidden = ask.textContent === "";
    predict.hidden = given != null || own === "";
  };
  const predicted = (/** @type {number} */ i) => {
    if (!idea.predict) return;
    const to = { ...first, ...idea.predict.set };
    const { right, words } = idea.predict.outcome({ state: first, result: idea.compute(first) }, { state: to, result: idea.compute(to) });
    answers.forEach((answer, j) => { put(answer, String(i === j), "aria-pressed"); });
    put(verdict, `${i === right ? "Yes" : "Not quite"}: ${words}`);
    start(idea.predict.set);
  };

  const live = html("div", { class: "explorable-live", role: "group", "aria-label": idea.name });
  const row = tools({
    name: idea.name, address, reset: () => { // as if nothing had happened
      start();
      ghost = undefined;
      put(verdict, "");
      for (const answer of answers) put(answer, undefined, "aria-pressed");
    },
    python: () => idea.python(read(), idea.compute(read())), table: () => idea.table(read(), idea.compute(read())),
    picture: () => picture(idea, view, idea.compute(view), Math.max(320, width), dark(live) ? "dark" : "light"),
    say: (words) => put(spoken, words), root: () => live,
  });
  panels.append(play);
  live.append(ask, panels, readout, spoken,
    html("div", { class: "sliders" }, ...elements(idea.sliders)),
    html("div", { class: "controls" }, ...elements(idea.chips ?? [])),
    predict,
    html("div", { class: "presets", role: "group", "aria-label": "Presets" }, ...chips.map(({ chip }) => chip)), see, row.row, ...row.opened, more);

  const paper = matchMedia("print");
  let width = 0; // of all panels together, in px
  const draw = () => {
    cancelAnimationFrame(frame);
    frame = 0;
    if (!width) return;
    if (!easing) view = read();
    const state = view;
    const result = idea.compute(state);
    const places = layout(idea, width);
    const past = ghost && strayed(idea, ghost.state, state) ? ghost : undefined;
    const drawn = idea.draw(state, result, places, past);
    const handles = dress(idea, state, result, drawn);
    panels.style.height = `${heightOf(places)}px`;
    drawn.forEach(({ drawing }, i) => {
      const element = realize(shown[i], drawing);
      element.style.transform = `translate(${places[i].x}px, ${places[i].y}px)`;
      if (!shown[i]) panels.insertBefore(element, play);
    });
    shown = drawn.map(({ drawing }) => drawing);
    placeHandles(handles, drawn.map((panel, i) => ({ panel, x: places[i].x, y: places[i].y })));
    if (idea.time) {
      const { x, y, height } = places[idea.time.panel];
      play.style.transform = `translate(${x}px, ${y + height}px) translateY(-100%)`;
      play.hidden = idea.time.when?.(state) === false;
    }
    if (easing) return;
    const rests = settled && !timer;
    const known = rests || rested && !strayed({ ...idea, time: undefined }, rested.state, state); // only its size is new
    say(readout, known ? spell(idea, state, result) : idea.sentence(state, result));
    for (const [key, { show, element }] of Object.entries(controls)) {
      show(state[key], state);
      element.hidden = idea.when?.[key]?.(state) === false;
    }
    for (const { element, legend, words, when } of groups) {
      put(legend, words(state));
      element.hidden = when?.(state) === false;
    }
    clearTimeout(rest);
    if (rests) tell(state, result);
    else rest = window.setTimeout(() => tell(state, result), REST);
  };
  /** What is read, not watched, follows when the movement rests. */
  const tell = (/** @type {State} */ state, /** @type {any} */ result) => {
    clearTimeout(rest);
    say(readout, spell(idea, state, result));
    row.update();
    const same = chips.find(({ set: changes }) => !strayed({ ...idea, time: undefined }, { ...first, ...changes }, state));
    for (const { chip, name } of chips) put(chip, String(name === same?.name), "aria-pressed");
    put(see, same?.see ?? "");
    see.hidden = !same;
    if (settled && !timer) {
      put(spoken, plain(spell(idea, state, result)));
      [moving, settled, rested] = [false, false, { state, result }];
      live.removeAttribute("data-moving");
    } else if (!moving) rested = { state, result };
  };
  const schedule = () => {
    if (easing) return;
    if (moving) live.setAttribute("data-moving", "");
    frame ||= requestAnimationFrame(draw);
  };
  const print = () => {
    if (paper.matches) row.fill();
    draw();
  };
  const screen = () => { // a projector's letters are as large as its screen allows
    const full = document.fullscreenElement === live;
    live.style.setProperty("zoom", full ? String(Math.max(1, Math.min(innerWidth / 1000, innerHeight / 700))) : "");
    put(row.full, full ? "Leave full screen" : "Full screen");
  };
  const resize = new ResizeObserver(([{ contentRect }]) => {
    if (width === Math.floor(contentRect.width)) return;
    width = Math.floor(contentRect.width);
    schedule();
  });
  for (const key of keys) model.on(`change:${key}`, schedule);
  model.on("change:question", question);
  question();
  paper.addEventListener("change", print);
  document.addEventListener("fullscreenchange", screen);
  el.append(live);
  width = Math.floor(panels.clientWidth);
  resize.observe(panels);
  draw();
  clearTimeout(rest);
  if (width) tell(view, idea.compute(view));

  return () => {
    for (const key of keys) model.off(`change:${key}`, schedule);
    model.off("change:question", question);
    pause();
    stopEasing();
    paper.removeEventListener("change", print);
    document.removeEventListener("fullscreenchange", screen);
    resize.disconnect();
    cancelAnimationFrame(frame);
    clearTimeout(rest);
    live.remove();
  };
}

/** The sentence, and what is said once a movement rests. @param {Idea} idea @param {State} state @param {any} result */
export const spell = (idea, state, result) => [idea.sentence(state, result), idea.after?.(state, result)].filter(Boolean).join(" ");

/**
 * Whether two states differ in more than time.
 * @param {Pick<Idea, "controls" | "time">} idea
 * @param {State} one
 * @param {State} other
 */
const strayed = ({ controls, time }, one, other) =>
  Object.keys(controls).some((key) => key !== time?.key && JSON.stringify(one[key]) !== JSON.stringify(other[key]));

/**
 * A state on the way from one to another: numbers on scales move, all else is already there.
 * @param {Idea} idea
 * @param {State} from
 * @param {State} to
 * @param {number} part
 */
function between({ controls }, from, to, part) {
  const mixed = Object.entries(controls).filter(([key, { stops }]) => stops && from[key] !== to[key])
    .map(([key, { stops, accepts }]) => ({ key, accepts, value: stops?.between(from[key], to[key], part) }));
  return { ...to, ...Object.fromEntries(mixed.filter(({ accepts, value }) => accepts(value)).map(({ key, value }) => [key, value])) };
}

/** @param {HTMLElement} element @param {string} sentence */
function say(element, sentence) {
  const said = parts(sentence);
  if (element.childNodes.length !== said.length || said.some(({ look }, i) => (look ?? "") !== (element.childNodes[i] instanceof Element ? /** @type {Element} */ (element.childNodes[i]).className : ""))) {
    element.replaceChildren(...said.map(({ text, look }) => (look ? html("b", { class: look }, text) : text)));
  } else said.forEach(({ text }, i) => { if (element.childNodes[i].textContent !== text) element.childNodes[i].textContent = text; });
}

/** Whether an element is shown on dark paper. @param {Element} element */
function dark(element) {
  const color = getComputedStyle(element).getPropertyValue("--paper").trim(); // #rrggbb
  return [1, 3, 5].reduce((sum, i) => sum + parseInt(color.slice(i, i + 2), 16), 0) < 384;
}
