// Home 2, a published page without a kernel: each still gives way to the live explorable. The address keeps the states
// of all of them, and a link opens the same pictures: "#heading;name?key=value&key=value;name?key=value".

import { explorables } from "./explorables.mjs";
import { html } from "./kit/dom.mjs";
import { render } from "./kit/explorable.mjs";
import { setting } from "./kit/numbers.mjs";
import { linkUp } from "./links.mjs";

const PAUSE = 1000; // ms between two changes of the address, at least: browsers refuse more than some hundred in a minute
const LENGTH = 200; // of what is said of a bad link, at most: whoever made the link wrote some of it

/** @typedef {import("./kit/explorable.mjs").Model} Model */

/**
 * A model as anywidget gives one, without a kernel behind it.
 * @param {Record<string, unknown>} state
 * @returns {Model}
 */
export function pageModel(state) {
  /** @type {Map<string, Set<() => void>>} */
  const listeners = new Map();
  return {
    get: (key) => state[key],
    set(key, value) {
      if (Object.is(state[key], value)) return;
      state[key] = value;
      for (const event of [`change:${key}`, "change"]) listeners.get(event)?.forEach((listener) => listener());
    },
    save_changes() {},
    on: (event, listener) => void listeners.set(event, (listeners.get(event) ?? new Set()).add(listener)),
    off: (event, listener) => void listeners.get(event)?.delete(listener),
  };
}

/**
 * The parts of an address's hash: a heading to go to, and the settings of figures, in words.
 * @param {string} hash
 * @returns {{ anchor: string, figures: Map<string, string> }} by what the address calls each
 */
export function parse(hash) {
  const all = hash.replace(/^#/, "").split(";");
  const figures = new Map(all.filter((part) => part.includes("?")).map((part) => /** @type {[string, string]} */ (part.split("?", 2))));
  return { anchor: all.find((part) => part && !part.includes("?")) ?? "", figures };
}

/**
 * The settings that a query holds for an explorable, and what is wrong with it.
 * @param {string} query
 * @param {string} name of the explorable
 * @returns {{ settings: Record<string, unknown>, errors: string[] }}
 */
export function readQuery(query, name) {
  /** @type {Record<string, unknown>} */
  const settings = {};
  /** @type {string[]} */
  const errors = [];
  for (const [key, text] of new URLSearchParams(query)) {
    const control = Object.hasOwn(explorables[name].controls, key) ? explorables[name].controls[key] : undefined;
    const value = control?.parse(text);
    if (!control) errors.push(`it has no setting ${key}`);
    else if (!control.accepts(value)) errors.push(`${key} must be ${control.bounds}, not ${text}`);
    else settings[key] = value;
  }
  return { settings, errors };
}

/**
 * The settings of a model that differ from others, as a query.
 * @param {string} name
 * @param {Pick<Model, "get">} model
 * @param {Record<string, unknown>} [from]
 */
export const writeQuery = (name, model, from = {}) => Object.keys(explorables[name].controls)
  .filter((key) => JSON.stringify(model.get(key)) !== JSON.stringify(from[key]))
  .map((key) => `${key}=${[model.get(key)].flat().map((value) => (typeof value === "number" ? setting(value) : encodeURIComponent(value))).join(",")}`).join("&");

/** @typedef {{ name: string, place: string, model: Model, first: Record<string, unknown>, mount: HTMLElement, notice: HTMLElement }} Home */
/** @type {Home[]} */
const homes = [];
let anchor = "";
let timer = 0;
let written = -PAUSE;

/** Write the states of all figures into the address, soon. */
function remember() {
  if (timer) return;
  timer = window.setTimeout(() => {
    timer = 0;
    written = performance.now();
    const known = homes.map(({ name, place, model, first }) => [place, writeQuery(name, model, first)]).filter(([, query]) => query);
    const hash = [anchor, ...known.map(([place, query]) => `${place}?${query}`)].filter(Boolean).join(";");
    try {
      history.replaceState(history.state, "", hash ? `#${hash}` : location.pathname + location.search);
    } catch { /* a page within a frame may not be allowed to */ }
  }, Math.max(PAUSE / 4, PAUSE - (performance.now() - written)));
}

/** Take a figure's settings from the address. @param {Home} home @param {boolean} [back] whether what is not there returns to the start */
function follow({ name, place, model, first, notice }, back = false) {
  const query = parse(location.hash).figures.get(place);
  const { settings, errors } = readQuery(query ?? "", name);
  for (const [key, value] of Object.entries({ ...(back && query !== undefined ? first : {}), ...settings })) model.set(key, value);
  notice.hidden = errors.length === 0;
  const words = errors.join("; ");
  const told = words.length > LENGTH ? `${words.slice(0, LENGTH)} …` : `${words}.`;
  notice.textContent = errors.length ? `Not all settings in the link could be used: ${told}` : "";
  return query !== undefined;
}

/** @param {HTMLElement} mount */
function start(mount) {
  const name = mount.dataset.explorable ?? "";
  const alike = [...document.querySelectorAll(`.explorable[data-explorable="${name}"]`)].indexOf(mount);
  const place = alike > 0 ? `${name}-${alike + 1}` : name;
  const first = JSON.parse(mount.dataset.state ?? "{}");
  const model = pageModel({ ...first });
  const live = html("div");
  const notice = html("p", { class: "notice", role: "status", hidden: true });
  const home = { name, place, model, first, mount, notice };
  const still = [...mount.children];
  mount.append(live);
  // The figure starts where the page has it, and then goes where the link says: Reset goes back to the page's.
  try {
    render(explorables[name], model, live, { address: () => `${own(name)}${query(home)}` });
  } catch (error) {
    live.remove();
    throw error;
  }
  const wanted = follow(home);
  for (const part of still) part.remove(); // the still gives way only after the explorable has been drawn
  live.append(notice);
  mount.dataset.alive = "";
  homes.push(home);
  if (wanted && !parse(location.hash).anchor && homes.filter(({ place: one }) => parse(location.hash).figures.has(one)).length === 1) mount.scrollIntoView();
  model.on("change", remember);
}

/** The address of the page that shows a figure alone, as the page that holds the figure knows it. @param {string} name */
const own = (name) => new URL(`figures/${name}.html`, new URL(document.documentElement.dataset.content_root ?? "./", location.href)).href;

/** @param {Home} home */
const query = ({ name, model }) => `#${name}?${writeQuery(name, model)}`;

/** The explorables that still are stills, first what a link is to. @returns {HTMLElement[]} */
const waiting = () => {
  const { figures } = parse(location.hash);
  /** @param {HTMLElement} mount */
  const linked = (mount) => Number(figures.has(mount.dataset.explorable ?? ""));
  const mounts = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".explorable:not([data-alive], [data-still])")]);
  return mounts.sort((one, other) => linked(other) - linked(one));
};

/** @param {HTMLElement} mount */
function tryToStart(mount) {
  try {
    start(mount);
  } catch (error) {
    mount.dataset.still = "";
    console.error("This explorable keeps its still:", error);
  }
}

/** Start the others one after the other, a frame between them. */
function startOthers() {
  const next = () => {
    const [mount] = waiting();
    if (!mount) return void linkUp(homes);
    tryToStart(mount);
    startOthers();
  };
  requestAnimationFrame(() => setTimeout(next));
}

/** Start the first explorable at once, and the others when all has loaded: on a slow phone the first answers meanwhile. */
function startAll() {
  anchor = parse(location.hash).anchor;
  const [first] = waiting();
  if (first) tryToStart(first);
  if (document.readyState === "complete") startOthers();
  else addEventListener("load", startOthers, { once: true });
  if (location.hash.includes(";")) document.getElementById(anchor)?.scrollIntoView(); // the browser looks for a heading of the whole name
  addEventListener("hashchange", () => {
    ({ anchor } = parse(location.hash));
    const moved = homes.filter((home) => follow(home, true));
    if (moved.length === 0) remember(); // a link within the page keeps the figures as they are
    else if (!anchor) moved[0].mount.scrollIntoView();
  });
}

// This script comes below the page's first explorable, but a link may be to another one.
if (globalThis.document?.readyState === "loading" && location.hash) document.addEventListener("DOMContentLoaded", startAll);
else if (globalThis.document) startAll();
