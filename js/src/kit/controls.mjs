// Native controls with labels: a slider with a number field, and a choice of a few words.

import { html } from "./dom.mjs";
import { setting, significant } from "./numbers.mjs";

/**
 * @typedef {object} Control
 * @property {(value: unknown) => boolean} accepts whether a value (from Python, a link or the keyboard) is within bounds
 * @property {(text: string) => unknown} parse from a link's text
 * @property {(owner: { id: string, set: (value: unknown) => void, settle: () => void }) => { element: HTMLElement, show: (value: any) => void }} create
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
      let typing = false; // a redraw leaves alone what a reader has typed and not yet entered
      const field = html("input", {
        type: "text", inputmode: "decimal", size: 7, "aria-label": `${spec.name}, ${bounds}`, autocomplete: "off",
        "data-lm-suppress-shortcuts": "true",
        input: () => { typing = true; },
        change: () => {
          typing = false;
          const value = Number(field.value.trim() || NaN);
          const valid = accepts(value);
          field.setAttribute("aria-invalid", String(!valid));
          field.title = valid ? "" : `${spec.name} must be ${bounds}`;
          field.setCustomValidity(field.title);
          field.reportValidity();
          if (valid) (set(value), settle());
        },
      });
      const element = html("div", { class: "control" }, html("label", { for: id }, spec.label), range, field);
      return {
        element,
        show(/** @type {number} */ value) {
          range.value = String(position(value));
          range.setAttribute("aria-valuetext", `${spec.name} ${setting(value)}${spec.spoken ? `, ${spec.spoken(value)}` : ""}`);
          const own = typing || field.getAttribute("aria-invalid") === "true";
          if (document.activeElement !== field || !own) {
            field.value = setting(value);
            field.removeAttribute("aria-invalid");
          }
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
 */
export const rhoSlider = (spoken) =>
  slider({
    label: "ρ", name: "rho", spoken,
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
