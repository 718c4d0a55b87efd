// Home 2, a published page without a kernel: each static figure gives way to the live explorable, which keeps its
// state in the address, so that a link opens the same picture.

import { explorables } from "./explorables.mjs";
import { html } from "./kit/dom.mjs";
import { render } from "./kit/explorable.mjs";
import { setting } from "./kit/numbers.mjs";

const PAUSE = 300; // ms of rest before the address is written
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
 * The settings that a link's hash holds for an explorable, "#place?key=value&key=value", and what is wrong with it.
 * @param {string} hash
 * @param {string} name of the explorable
 * @param {string} [place] what the address calls it: its name, unless there are several of it on the page
 * @returns {{ settings: Record<string, unknown>, errors: string[] }}
 */
export function readHash(hash, name, place = name) {
  /** @type {Record<string, unknown>} */
  const settings = {};
  /** @type {string[]} */
  const errors = [];
  const [target, query] = hash.replace(/^#/, "").split("?", 2);
  if (target !== place || query === undefined) return { settings, errors };
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
 * @param {string} name
 * @param {Model} model
 * @param {string} [place]
 */
export const writeHash = (name, model, place = name) =>
  `#${place}?${Object.keys(explorables[name].controls)
    .map((key) => `${key}=${typeof model.get(key) === "number" ? setting(model.get(key)) : model.get(key)}`)
    .join("&")}`;

/** @param {HTMLElement} mount */
function start(mount) {
  const name = mount.dataset.explorable ?? "";
  const alike = [...document.querySelectorAll(`.explorable[data-explorable="${name}"]`)].indexOf(mount);
  const place = alike > 0 ? `${name}-${alike + 1}` : name; // what the address calls it
  const model = pageModel(JSON.parse(mount.dataset.state ?? "{}"));
  const live = html("div");
  const notice = html("p", { class: "notice", role: "status", hidden: true });
  const follow = () => {
    const { settings, errors } = readHash(location.hash, name, place);
    for (const [key, value] of Object.entries(settings)) model.set(key, value);
    notice.hidden = errors.length === 0;
    const words = errors.join("; ");
    const told = words.length > LENGTH ? `${words.slice(0, LENGTH)} …` : `${words}.`;
    notice.textContent = errors.length ? `The link's settings were not all usable: ${told}` : "";
    return location.hash.startsWith(`#${place}?`);
  };

  const still = [...mount.children];
  const wanted = follow();
  mount.append(live);
  render(explorables[name], model, live);
  for (const part of still) part.remove(); // the static figure gives way only after the explorable has been drawn
  live.append(notice);
  mount.dataset.alive = "";
  if (wanted) mount.scrollIntoView();

  let timer = 0;
  model.on("change", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => history.replaceState(history.state, "", writeHash(name, model, place)), PAUSE);
  });
  addEventListener("hashchange", () => follow() && mount.scrollIntoView());
}

/** The explorables that still are static figures, first what a link is to. @returns {HTMLElement[]} */
const waiting = () => {
  /** @param {HTMLElement} mount */
  const linked = (mount) => Number(location.hash.startsWith(`#${mount.dataset.explorable}`));
  const mounts = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".explorable:not([data-alive], [data-still])")]);
  return mounts.sort((one, other) => linked(other) - linked(one));
};

/** @param {HTMLElement} mount */
function tryToStart(mount) {
  try {
    start(mount);
  } catch (error) {
    mount.dataset.still = "";
    console.error("This explorable keeps its static figure:", error);
  }
}

/** Start the others one after the other, a frame between them. */
function startOthers() {
  const next = () => {
    const [mount] = waiting();
    if (!mount) return;
    tryToStart(mount);
    startOthers();
  };
  requestAnimationFrame(() => setTimeout(next));
}

/** Start the first explorable at once, and the others when all has loaded: on a slow phone the first answers meanwhile. */
function startAll() {
  const [first] = waiting();
  if (first) tryToStart(first);
  if (document.readyState === "complete") startOthers();
  else addEventListener("load", startOthers, { once: true });
}

// This script stands below the page's first explorable, but a link may be to another one.
if (globalThis.document?.readyState === "loading" && location.hash) document.addEventListener("DOMContentLoaded", startAll);
else if (globalThis.document) startAll();
