// Numbers in the text: a setting that can be dragged, stepped by keys and pressed, and a result that follows the figure.

import { explorables } from "./explorables.mjs";
import { shown } from "./kit/numbers.mjs";
import { stopOfKey } from "./kit/controls.mjs";

const PACE = 6; // px of a drag for one stop

/** @typedef {{ name: string, model: import("./kit/explorable.mjs").Model, first: Record<string, unknown>, mount: HTMLElement }} Home `first` is what the page shows it with */

/** Bring the links of the page's text to life. @param {Home[]} homes */
export function linkUp(homes) {
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a.set, a.result"))) {
    const [path, hash = ""] = (link.getAttribute("href") ?? "").split("#");
    const home = homes.find(({ name }) => path.endsWith(`figures/${name}.html`));
    if (!home || link.dataset.alive !== undefined) continue;
    link.dataset.alive = "";
    const query = hash.includes("?") ? hash.slice(hash.indexOf("?") + 1) : hash;
    if (link.classList.contains("result")) follow(link, query, home);
    else setter(link, new URLSearchParams(query), home);
  }
}

/** A result's text is what the figure says. @param {HTMLAnchorElement} link @param {string} key @param {Home} home */
function follow(link, key, { name, model, first, mount }) {
  const idea = explorables[name];
  const keys = [...Object.keys(idea.controls), ...idea.data];
  let timer = 0;
  const show = () => {
    timer = 0;
    const state = Object.fromEntries(keys.map((one) => [one, model.get(one)]));
    const text = idea.results?.(state, idea.compute(state))[key];
    if (text !== undefined && link.textContent !== text) link.textContent = text;
  };
  model.on("change", () => { timer ||= window.setTimeout(show, 100); });
  if (keys.some((one) => JSON.stringify(model.get(one)) !== JSON.stringify(first[one]))) show(); // an address has moved it
  link.addEventListener("click", (event) => {
    event.preventDefault();
    mount.scrollIntoView({ block: "nearest", behavior: "auto" });
  });
}

/** A setting is a link to press, and a slider to drag or to step. @param {HTMLAnchorElement} link @param {URLSearchParams} query @param {Home} home */
function setter(link, query, { name, model, mount }) {
  const { controls } = explorables[name];
  const settings = [...query].map(([key, text]) => /** @type {[string, unknown]} */ ([key, controls[key]?.parse(text)])).filter(([key, value]) => controls[key]?.accepts(value));
  const set = (/** @type {[string, unknown][]} */ values) => {
    for (const [key, value] of values) model.set(key, value);
    model.save_changes();
  };
  const press = () => {
    set(settings);
    const { top, bottom } = mount.getBoundingClientRect();
    if (bottom < 80 || top > innerHeight - 80) mount.scrollIntoView({ block: "nearest" });
  };
  const [[key, value]] = settings.length ? settings : [["", undefined]];
  const stops = controls[key]?.stops;
  if (settings.length !== 1 || !stops || typeof value !== "number") {
    link.addEventListener("click", (event) => (event.preventDefault(), press()));
    return;
  }
  const last = stops.values.length - 1;
  const show = () => {
    const now = model.get(key);
    link.textContent = shown(now);
    tell(now);
  };
  const tell = (/** @type {number} */ now) => { // by the number of the stop: attributes have no place for 1e-8
    link.setAttribute("aria-valuenow", String(Math.round(stops.position(now))));
    link.setAttribute("aria-valuetext", `${key} ${shown(now)}`);
  };
  const at = () => stops.position(model.get(key));
  const to = (/** @type {number} */ place) => set([[key, stops.values[Math.min(last, Math.max(0, Math.round(place)))]]]);
  link.removeAttribute("href"); // a link cannot be a slider
  Object.assign(link.style, { display: "inline-block", touchAction: "pan-y" });
  for (const [attribute, text] of Object.entries({ role: "slider", tabindex: 0, "aria-label": `${key} in the figure`, "aria-valuemin": 0, "aria-valuemax": last, draggable: "false" })) link.setAttribute(attribute, String(text));
  let moving = false; // once touched, its text is the figure's setting
  model.on(`change:${key}`, () => { if (moving) show(); });
  tell(value);
  let [x, from, dragged] = [0, 0, false];
  /** @type {unknown} */ let before; // where a finger found it
  link.addEventListener("pointerdown", (event) => {
    link.setPointerCapture(event.pointerId);
    [x, from, dragged] = [event.clientX, stops.position(value), false];
    before = model.get(key);
    if (moving) from = at();
  });
  link.addEventListener("pointermove", (event) => {
    if (!link.hasPointerCapture(event.pointerId)) return;
    const far = Math.round((event.clientX - x) / PACE);
    if (!far && !dragged) return;
    dragged = moving = true;
    to(from + far);
    show();
  });
  link.addEventListener("pointercancel", () => { // a swipe that scrolls the page was not meant for it
    if (dragged) set([[key, before]]);
  });
  link.addEventListener("click", () => {
    if (!dragged) press();
    dragged = false;
  });
  link.addEventListener("keydown", (event) => {
    if (event.key === "Enter") press();
    const stop = stopOfKey(event.key, moving ? at() : stops.position(value), last);
    if (stop === undefined) return;
    event.preventDefault();
    moving = true;
    to(stop);
    show();
  });
}
