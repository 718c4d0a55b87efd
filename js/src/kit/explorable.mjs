// The frame of every explorable: picture on top, controls below, one sentence that says what is on the screen.

import { html } from "./dom.mjs";

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
/** @typedef {Record<string, any>} State */
/**
 * An explorable is its idea: what is computed from the state, how that is drawn, said, and written in Python.
 * @typedef {object} Idea
 * @property {string} name
 * @property {Record<string, Control>} controls by the name of the trait that each moves
 * @property {string[]} data further traits that are read
 * @property {(state: State) => any} compute
 * @property {(state: State, result: any, size: { width: number, height: number }) => SVGElement[]} draw
 * @property {(state: State, result: any) => string} sentence
 * @property {(state: State) => string} python
 */

const NARROW = 560; // px: below this the panels stand one above the other
let count = 0;

/**
 * Show an idea in `el`, moved by and moving `model`. Returns the function that takes it away again.
 * @param {Idea} idea
 * @param {Model} model
 * @param {HTMLElement} el
 */
export function render(idea, model, el) {
  const keys = [...Object.keys(idea.controls), ...idea.data];
  const read = () => Object.fromEntries(keys.map((key) => [key, model.get(key)]));
  const first = read();
  const id = `explorable-${++count}`;

  const panels = html("div", { class: "panels" });
  const readout = html("p", { class: "readout" });
  const spoken = html("p", { class: "spoken", role: "status" });
  const code = html("code");
  const source = html("details", { class: "source", hidden: true }, html("summary", {}, "This figure in Python"), html("pre", { tabindex: 0 }, code));
  let settled = false; // whether a movement has ended that is yet to be drawn and spoken
  const settle = () => {
    settled = true;
    schedule();
  };
  const set = (/** @type {string} */ key, /** @type {unknown} */ value) => {
    model.set(key, value);
    model.save_changes();
  };

  const controls = Object.entries(idea.controls).map(([key, control]) => {
    const made = control.create({ id: `${id}-${key}`, set: (value) => set(key, value), settle });
    made.element.dataset.control = key;
    return { key, ...made };
  });
  const reset = () => {
    for (const { key } of controls) model.set(key, first[key]);
    model.save_changes();
    settle();
  };
  const copy = async () => {
    source.hidden = false;
    source.open = true;
    try {
      await navigator.clipboard.writeText(code.textContent ?? "");
      spoken.textContent = "Copied as Python.";
    } catch {
      spoken.textContent = "The Python code stands below the figure.";
    }
  };
  const root = html("div", { class: "explorable-live", role: "group", "aria-label": idea.name },
    panels,
    html("div", { class: "controls" }, ...controls.map(({ element }) => element),
      html("div", { class: "control" },
        html("button", { type: "button", click: reset }, "Reset"),
        html("button", { type: "button", click: copy }, "Copy as Python"))),
    readout, spoken, source);

  const draw = () => {
    frame = 0;
    const width = Math.floor(panels.clientWidth);
    if (!width) return;
    const state = read();
    const result = idea.compute(state);
    const size = width < NARROW ? { width, height: 220 } : { width: Math.floor((width - 16) / 2), height: 270 };
    panels.replaceChildren(...idea.draw(state, result, size));
    readout.textContent = idea.sentence(state, result);
    code.textContent = idea.python(state);
    for (const { key, show } of controls) show(state[key]);
    if (settled) spoken.textContent = readout.textContent;
    settled = false;
  };
  let frame = 0;
  const schedule = () => void (frame ||= requestAnimationFrame(draw));
  const resize = new ResizeObserver(schedule);
  for (const key of keys) model.on(`change:${key}`, schedule);
  el.append(root);
  resize.observe(panels);
  draw();

  return () => {
    for (const key of keys) model.off(`change:${key}`, schedule);
    resize.disconnect();
    cancelAnimationFrame(frame);
    root.remove();
  };
}
