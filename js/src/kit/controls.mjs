// Native controls with labels: a slider with a number field, steps to play through, a choice, switches, a row of numbers.

import { html, put } from "./dom.mjs";
import { setting, significant } from "./numbers.mjs";

/**
 * @typedef {object} Control
 * @property {(value: unknown) => boolean} accepts whether a value (from Python, a link or the keyboard) is within bounds
 * @property {(text: string) => unknown} parse from a link's text
 * @property {(owner: { id: string, set: (value: unknown) => void, settle: () => void }) => { element: HTMLElement, show: (value: any) => void, stop?: () => void }} create
 * @property {string} bounds in words
 */

/**
 * @typedef {object} SliderSpec
 * @property {string} label what stands before it, such as "ρ"
 * @property {string} name what is spoken, such as "rho"
 * @property {number[]} values what the stops stand for, from the least to the greatest
 * @property {boolean} [whole] whole numbers only
 * @property {(value: number) => string} [spoken] more than the value, such as its half-life
 */

/**
 * @param {SliderSpec} spec
 * @returns {Control}
 */
export function slider(spec) {
  const { values } = spec;
  const last = values.length - 1;
  const accepts = (/** @type {unknown} */ value) =>
    typeof value === "number" && value >= values[0] && value <= values[last] && (!spec.whole || Number.isInteger(value));
  const bounds = `${spec.whole ? "a whole number" : "a number"} from ${setting(values[0])} to ${setting(values[last])}`;
  // A value that was typed may stand between two stops.
  const position = (/** @type {number} */ value) => {
    const stop = values.filter((v) => v <= value).length - 1;
    return stop < last ? stop + (value - values[stop]) / (values[stop + 1] - values[stop]) : last;
  };
  return {
    accepts,
    bounds,
    parse: (text) => (text.trim() === "" ? NaN : Number(text)),
    create({ id, set, settle }) {
      const range = html("input", {
        type: "range", id, min: 0, max: last, step: "any",
        "data-lm-suppress-shortcuts": "true", // JupyterLab leaves the arrow keys to the slider
        input: () => set(values[Math.round(Number(range.value))]),
        change: settle,
        keydown: (event) => {
          // Arrows move by one stop, page keys by a tenth of the way, wherever the value stands.
          const stop = arrow(/** @type {KeyboardEvent} */ (event).key, Number(range.value), last);
          if (stop === undefined) return;
          event.preventDefault();
          set(values[stop]);
          settle();
        },
      });
      const field = numberField({ label: spec.name, bounds, accepts, enter: (value) => (set(value), settle()) });
      const element = html("div", { class: "control" }, html("label", { for: id }, spec.label), range, field);
      return {
        element,
        show(/** @type {number} */ value) {
          range.value = String(position(value));
          put(range, `${spec.name} ${setting(value)}${spec.spoken ? `, ${spec.spoken(value)}` : ""}`, "aria-valuetext");
          showNumber(field, value);
        },
      };
    },
  };
}

/**
 * The stop that a key leads to.
 * @param {string} key
 * @param {number} at
 * @param {number} stops
 * @returns {number | undefined}
 */
function arrow(key, at, stops) {
  const page = Math.max(1, Math.round(stops / 10));
  /** @type {Record<string, number>} */
  const target = {
    ArrowRight: Math.floor(at + 1.0001), ArrowUp: Math.floor(at + 1.0001),
    ArrowLeft: Math.ceil(at - 1.0001), ArrowDown: Math.ceil(at - 1.0001),
    PageUp: Math.round(at + page), PageDown: Math.round(at - page), Home: 0, End: stops,
  };
  return key in target ? Math.min(stops, Math.max(0, target[key])) : undefined;
}

/**
 * A decay rate in [0, 0.999] on a scale of log(1 - rho): 50 stops for each decade, round numbers at every fifth.
 * @param {(value: number) => string} [spoken]
 * @param {{ label: string, name: string }} [names]
 */
export const rhoSlider = (spoken, names = { label: "ρ", name: "rho" }) =>
  slider({
    ...names, spoken,
    values: Array.from({ length: 151 }, (_, stop) => significant(1 - significant(10 ** (-stop / 50), stop % 5 ? 3 : 2), 5)),
  });

/**
 * A quantity on a logarithmic scale, ten stops for each power of ten.
 * @param {{ label: string, name: string, low: number, high: number }} spec powers of ten
 */
export const logSlider = ({ low, high, ...spec }) => {
  const base = Math.round(10 * Math.log10(low));
  const length = Math.round(10 * Math.log10(high)) - base + 1;
  return slider({ ...spec, values: Array.from({ length }, (_, stop) => significant(10 ** ((stop + base) / 10), 2)) });
};

/**
 * A coordinate from -10 to 10, in tenths.
 * @param {string} label also what is spoken
 */
export const placeSlider = (label) =>
  slider({ label, name: label, values: Array.from({ length: 201 }, (_, i) => significant((i - 100) / 10, 4)) });

/**
 * A slider over steps, with buttons for one step back, one step on, and playing.
 * @param {SliderSpec} spec
 * @returns {Control}
 */
export function player(spec) {
  const { values } = spec;
  const base = slider(spec);
  return {
    ...base,
    create({ id, set, settle }) {
      const made = base.create({ id, set, settle });
      let now = values[0];
      let timer = 0;
      const step = (/** @type {1 | -1} */ way) => {
        const next = way > 0 ? values.find((value) => value > now) : values.findLast((value) => value < now);
        if (next !== undefined) set((now = next));
        return next !== undefined;
      };
      const once = (/** @type {1 | -1} */ way) => () => (stop(), step(way), settle());
      const stop = () => {
        clearInterval(timer);
        timer = 0;
        play.textContent = "Play";
      };
      const play = html("button", {
        type: "button",
        click: () => {
          if (timer) return void (stop(), settle());
          if (now === values[values.length - 1]) set((now = values[0]));
          play.textContent = "Pause";
          const pace = matchMedia("(prefers-reduced-motion: reduce)").matches ? 500 : 60; // ms a step
          timer = window.setInterval(() => step(1) || (stop(), settle()), pace);
        },
      }, "Play");
      const button = (/** @type {string} */ words, /** @type {1 | -1} */ way) => html("button", { type: "button", click: once(way) }, words);
      made.element.append(html("span", { class: "buttons" }, button("Back", -1), button("Step", 1), play));
      return { element: made.element, stop, show: (/** @type {number} */ value) => made.show((now = value)) };
    },
  };
}

/**
 * A choice between a few words.
 * @param {{ label: string, options: Record<string, string> }} spec value and the words for it
 * @returns {Control}
 */
export function choice({ label, options }) {
  return {
    accepts: (value) => typeof value === "string" && Object.hasOwn(options, value),
    bounds: `one of ${Object.keys(options).join(", ")}`,
    parse: (text) => text,
    create({ id, set, settle }) {
      /** @type {Record<string, HTMLInputElement>} */
      const inputs = {};
      const element = html("fieldset", { class: "control" }, html("legend", {}, label));
      for (const [value, words] of Object.entries(options)) {
        const change = () => (set(value), settle());
        inputs[value] = html("input", { type: "radio", name: id, value, change, "data-lm-suppress-shortcuts": "true" });
        element.append(html("label", {}, inputs[value], ` ${words}`));
      }
      return { element, show: (/** @type {string} */ value) => void (inputs[value].checked = true) };
    },
  };
}

/**
 * A choice between a few numbers.
 * @param {{ label: string, values: number[] }} spec
 * @returns {Control}
 */
export function among({ label, values }) {
  const words = choice({ label, options: Object.fromEntries(values.map((value) => [setting(value), setting(value)])) });
  return {
    ...words,
    accepts: (value) => values.some((one) => one === value),
    parse: (text) => (text.trim() === "" ? NaN : Number(text)),
    create({ set, ...owner }) {
      const made = words.create({ ...owner, set: (text) => set(Number(text)) });
      return { ...made, show: (/** @type {number} */ value) => made.show(setting(value)) };
    },
  };
}

/**
 * A choice from a list too long to stand open.
 * @param {{ label: string, options: Record<string, string> }} spec value and the words for it
 * @returns {Control}
 */
export function menu({ label, options }) {
  return {
    ...choice({ label, options }),
    create({ id, set, settle }) {
      const list = html("select", { id, change: () => (set(list.value), settle()), "data-lm-suppress-shortcuts": "true" },
        ...Object.entries(options).map(([value, words]) => html("option", { value }, words)));
      const element = html("div", { class: "control" }, html("label", { for: id }, label), list);
      return { element, show: (/** @type {string} */ value) => { list.value = value; } };
    },
  };
}

/**
 * Switches, each on or off: the value is a list of those that are on.
 * @param {{ label: string, options: Record<string, string>, look?: (value: string) => string }} spec value and the words for it; the class of each
 * @returns {Control}
 */
export function several({ label, options, look }) {
  const names = Object.keys(options);
  return {
    accepts: (value) => Array.isArray(value) && value.every((name, i) => names.includes(name) && value.indexOf(name) === i),
    bounds: `some of ${names.join(",")}`,
    parse: (text) => (text ? text.split(",") : []),
    create({ set, settle }) {
      const inputs = names.map((value) => html("input", { type: "checkbox", value, change: () => (set(names.filter((_, i) => inputs[i].checked)), settle()), "data-lm-suppress-shortcuts": "true" }));
      const element = html("fieldset", { class: "control" }, html("legend", {}, label),
        ...inputs.map((input) => html("label", { class: look?.(input.value) }, input, ` ${options[input.value]}`)));
      return { element, show: (/** @type {string[]} */ value) => inputs.forEach((input) => { input.checked = value.includes(input.value); }) };
    },
  };
}

/**
 * A row of number fields: the value is a list of numbers, whose length stays.
 * @param {{ label: string, name: string, low: number, high: number, least: number, most: number }} spec bounds of each number, and of their count
 * @returns {Control}
 */
export function numbers({ label, name, low, high, least, most }) {
  const each = slider({ label, name, values: [low, high] });
  return {
    accepts: (value) => Array.isArray(value) && value.length >= least && value.length <= most && value.every(each.accepts),
    bounds: `${least} to ${most} numbers from ${setting(low)} to ${setting(high)}`,
    parse: (text) => text.split(",").map((part) => /** @type {number} */ (each.parse(part))),
    create({ set, settle }) {
      const row = html("fieldset", { class: "control row" }, html("legend", {}, label));
      /** @type {HTMLInputElement[]} */
      let fields = [];
      /** @type {number[]} */
      let now = [];
      return {
        element: row,
        show(/** @type {number[]} */ value) {
          now = value;
          if (fields.length !== value.length) {
            fields.forEach((field) => field.remove());
            fields = value.map((_, i) => numberField({
              label: `${name} ${i + 1}`, bounds: each.bounds, accepts: each.accepts,
              enter: (entered) => (set(now.map((v, k) => (k === i ? entered : v))), settle()),
            }));
            row.append(...fields);
          }
          fields.forEach((field, i) => showNumber(field, value[i]));
        },
      };
    },
  };
}

/**
 * A field to type a number in. One that is out of bounds changes nothing, and the field says why.
 * @param {{ label: string, bounds: string, accepts: (value: unknown) => boolean, enter: (value: number) => void }} spec
 */
function numberField({ label, bounds, accepts, enter }) {
  const field = html("input", {
    type: "text", inputmode: "decimal", size: 7, "aria-label": `${label}, ${bounds}`, autocomplete: "off",
    "data-lm-suppress-shortcuts": "true",
    input: () => field.setAttribute("data-typing", ""), // a redraw leaves alone what a reader has typed and not yet entered
    change: () => {
      field.removeAttribute("data-typing");
      const value = Number(field.value.trim() || NaN);
      const valid = accepts(value);
      field.setAttribute("aria-invalid", String(!valid));
      field.title = valid ? "" : `${label} must be ${bounds}`;
      field.setCustomValidity(field.title);
      field.reportValidity();
      if (valid) enter(value);
    },
  });
  return field;
}

/**
 * @param {HTMLInputElement} field
 * @param {number} value
 */
function showNumber(field, value) {
  const own = field.getAttribute("data-typing") !== null || field.getAttribute("aria-invalid") === "true";
  if (document.activeElement === field && own) return;
  if (field.value !== setting(value)) field.value = setting(value);
  put(field, undefined, "aria-invalid");
}
