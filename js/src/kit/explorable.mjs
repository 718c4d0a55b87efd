// The frame of every explorable: a question, the picture, its controls, one sentence that says what is on the screen,
// things to try, the numbers, and the same in Python.

import { html, put, realize } from "./dom.mjs";
import { handleLayer } from "./handles.mjs";

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
/** @typedef {Record<string, any>} State */
/** @typedef {{ width: number, height: number }} Size of one panel, in px */
/** @typedef {{ head: string[], rows: string[][] }} Table the first cell of each row names it */
/** @typedef {{ name: string, see: string, set: State }} Preset what differs from the start, its name, and what to see */
/**
 * An explorable is its idea: what is computed from the state, how that is drawn, said, listed, and written in Python.
 * @typedef {object} Idea
 * @property {string} name
 * @property {string} question to commit to before anything is moved
 * @property {string} answer
 * @property {Preset[]} presets
 * @property {Record<string, Control>} controls by the name of the trait that each moves
 * @property {{ keys: string[], words: (state: State) => string, when?: (state: State) => boolean }[]} [groups] controls that are folded away, what is said of them meanwhile, and when they matter
 * @property {Record<string, (value: any, state?: any) => State>} [follow] what changes with a setting when a reader changes it
 * @property {Record<string, (state: State) => boolean>} [when] when a control matters, if not always
 * @property {string[]} data further traits that are read
 * @property {number} [columns] panels beside each other where there is room; 2 where nothing is said
 * @property {boolean} [unfolded] whether the table is open at first, and stands above the things to try
 * @property {(state: State) => any} compute
 * @property {(state: State, result: any, size: Size) => Panel[]} draw
 * @property {(state: State, result: any) => Handle[]} [handles]
 * @property {(state: State, result: any) => string} sentence
 * @property {(state: State, result: any) => Table} table
 * @property {(state: State, result: any) => string} python
 */

const NARROW = 560; // px: below this the panels stand one above the other
export const [GAP, ROW] = [16, 8]; // px between panels, across and down
const REST = 100; // ms
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
  let settled = false; // whether a movement has ended that is yet to be drawn and spoken
  const settle = () => {
    settled = true;
    schedule();
  };
  const set = (/** @type {State} */ settings) => {
    for (const [key, value] of Object.entries(settings)) model.set(key, value);
    model.save_changes();
  };
  const start = (/** @type {State} */ changes = {}) => {
    for (const { stop } of controls) stop?.();
    set({ ...Object.fromEntries(controls.map(({ key }) => [key, first[key]])), ...changes });
    settle();
  };

  const question = html("div", { class: "question" });
  const ask = () => {
    const asked = questionOf(idea, model);
    question.hidden = asked.question === "";
    question.replaceChildren(html("p", {}, html("strong", {}, "Before you move anything: "), asked.question),
      ...(asked.answer ? [html("details", {}, html("summary", {}, "Answer"), html("p", {}, asked.answer))] : []));
  };
  const panels = html("div", { class: "panels" });
  /** @type {import("./dom.mjs").Drawing[]} */
  let shown = [];
  const placeHandles = handleLayer(panels, set, settle);
  const controls = Object.entries(idea.controls).map(([key, control]) => {
    const made = control.create({ id: `${id}-${key}`, set: (value) => set({ [key]: value, ...idea.follow?.[key]?.(value, read()) }), settle });
    made.element.dataset.control = key;
    return { key, ...made };
  });
  const groups = (idea.groups ?? []).map(({ keys: members, words, when }, at) => {
    const summary = html("summary", { id: `${id}-group-${at}` }); // a slider in it is named "rate", and whose rate is said here
    const parts = controls.filter(({ key }) => members.includes(key)).map(({ element }) => element);
    return { element: html("details", { class: "group" }, summary, html("div", { class: "controls", role: "group", "aria-labelledby": summary.id }, ...parts)), members, words, when, summary };
  });
  const alone = controls.filter(({ key }) => !groups.some(({ members }) => members.includes(key)));
  const readout = html("p", { class: "readout" });
  const spoken = html("p", { class: "spoken", role: "status" });
  const cells = html("table");
  const numbers = html("details", { class: "numbers", open: idea.unfolded === true },
    html("summary", {}, "The numbers"),
    html("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": `${idea.name}: the numbers` }, cells),
    html("button", { type: "button", click: () => save(cells, `${idea.name.toLowerCase().replace(/\W+/g, "-")}.csv`) }, "Save as CSV"));
  const code = html("code");
  const source = html("details", { class: "source", hidden: true }, html("summary", {}, "This figure in Python"), html("pre", { tabindex: 0 }, code));
  const copy = async () => {
    source.hidden = false;
    source.open = true;
    drawAll();
    try {
      await navigator.clipboard.writeText(code.textContent ?? "");
      spoken.textContent = "Copied as Python.";
    } catch {
      spoken.textContent = "The Python code stands below the figure.";
    }
  };
  const presets = html("ul", { class: "presets" }, ...idea.presets.map(({ name, see, set: changes }) =>
    html("li", {}, html("button", { type: "button", click: () => start(changes) }, `Try: ${name}`), ` ${see}`)));
  const root = html("div", { class: "explorable-live", role: "group", "aria-label": idea.name },
    question,
    panels,
    html("div", { class: "controls" }, ...alone.map(({ element }) => element),
      html("div", { class: "control" },
        html("button", { type: "button", click: () => start() }, "Reset"),
        html("button", { type: "button", click: copy }, "Copy as Python"))),
    ...groups.map(({ element }) => element),
    readout, spoken, ...(idea.unfolded ? [numbers, presets] : [presets, numbers]), source);

  const paper = matchMedia("print"); // the numbers are printed, folded or not
  const draw = () => {
    cancelAnimationFrame(frame);
    frame = 0;
    if (!width) return undefined;
    const state = read();
    const result = idea.compute(state);
    const columns = width < NARROW ? 1 : (idea.columns ?? 2);
    const size = { width: Math.floor((width - GAP * (columns - 1)) / columns), height: columns === 1 ? 220 : 270 };
    const drawn = idea.draw(state, result, size);
    drawn.forEach(({ drawing }, i) => {
      const element = realize(shown[i], drawing);
      if (!shown[i]) panels.append(element);
    });
    shown = drawn.map(({ drawing }) => drawing);
    const corner = (/** @type {number} */ i) => /** @type {[number, number]} */ ([(i % columns) * (size.width + GAP), Math.floor(i / columns) * (size.height + ROW)]);
    placeHandles(idea.handles?.(state, result) ?? [], drawn.map((panel, i) => ({ panel, corner: corner(i) })));
    put(readout, idea.sentence(state, result));
    for (const { key, show, element } of controls) {
      show(state[key]);
      element.hidden = idea.when?.[key]?.(state) === false;
    }
    for (const { element, summary, words, when } of groups) {
      put(summary, words(state));
      element.hidden = when?.(state) === false;
    }
    if (idea.unfolded) list(cells, idea.table(state, result));
    clearTimeout(rest);
    rest = window.setTimeout(() => tell(state, result), REST);
    return { state, result };
  };
  /** What is read, not watched, follows when the movement rests. */
  const tell = (/** @type {State} */ state, /** @type {any} */ result) => {
    clearTimeout(rest);
    list(cells, idea.table(state, result));
    if (source.open) put(code, idea.python(state, result));
    if (settled) spoken.textContent = readout.textContent;
    settled = false;
  };
  const drawAll = () => {
    const drawn = draw();
    if (drawn) tell(drawn.state, drawn.result);
  };
  let [frame, rest] = [0, 0];
  const schedule = () => void (frame ||= requestAnimationFrame(draw));
  const print = () => {
    const open = numbers.dataset.open ?? String(numbers.open);
    numbers.open = paper.matches || open === "true";
    if (paper.matches) numbers.dataset.open = open;
    else delete numbers.dataset.open;
    drawAll();
  };
  let width = 0; // of all panels together, in px
  const resize = new ResizeObserver(([{ contentRect }]) => {
    if (width === Math.floor(contentRect.width)) return;
    width = Math.floor(contentRect.width);
    schedule();
  });
  for (const key of keys) model.on(`change:${key}`, schedule);
  for (const key of ["question", "answer"]) model.on(`change:${key}`, ask);
  ask();
  paper.addEventListener("change", print);
  el.append(root);
  width = Math.floor(panels.clientWidth);
  resize.observe(panels);
  drawAll();

  return () => {
    for (const key of keys) model.off(`change:${key}`, schedule);
    for (const key of ["question", "answer"]) model.off(`change:${key}`, ask);
    for (const { stop } of controls) stop?.();
    paper.removeEventListener("change", print);
    resize.disconnect();
    cancelAnimationFrame(frame);
    clearTimeout(rest);
    root.remove();
  };
}

/**
 * What is asked before anything is moved, and what is answered: the idea's own, unless a chapter has given another.
 * @param {Pick<Idea, "question" | "answer">} idea
 * @param {Pick<Model, "get">} model
 * @returns {{ question: string, answer: string }} "" where there is none
 */
export function questionOf(idea, model) {
  const [question, answer] = [model.get("question"), model.get("answer")]; // null or undefined where nobody has given one
  return { question: question ?? idea.question, answer: answer ?? (question == null ? idea.answer : "") };
}

/**
 * Hand the reader a table as a file of comma-separated values.
 * @param {HTMLTableElement} table
 * @param {string} name
 */
function save(table, name) {
  const rows = [...table.rows].map(({ cells }) => [...cells].map(({ textContent }) => `"${(textContent ?? "").replaceAll('"', '""')}"`).join(","));
  const href = URL.createObjectURL(new Blob([`${rows.join("\n")}\n`], { type: "text/csv" }));
  html("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href));
}

/**
 * Write a table, anew where its shape has changed, else only the cells that have.
 * @param {HTMLTableElement} element
 * @param {Table} table
 */
function list(element, { head, rows }) {
  const texts = [head, ...rows];
  const same = element.rows.length === texts.length && element.rows[0]?.cells.length === head.length;
  if (!same) {
    const row = (/** @type {string[]} */ cells, /** @type {boolean} */ top) =>
      html("tr", {}, ...cells.map((_, i) => html(top || i === 0 ? "th" : "td", { scope: top ? "col" : i === 0 ? "row" : undefined })));
    element.replaceChildren(html("thead", {}, row(head, true)), html("tbody", {}, ...rows.map((cells) => row(cells, false))));
  }
  texts.forEach((cells, i) => cells.forEach((text, j) => {
    put(element.rows[i].cells[j], text);
  }));
}
