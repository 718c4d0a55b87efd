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
 * @property {number} low least value
 * @property {number} high greatest value
 * @property {number} stops positions from 0 to `stops`
 * @property {(position: number) => number} at value at a position
 * @property {(value: number) => number} position of a value, fractions allowed
 * @property {boolean} [whole] whole numbers only
 * @property {(value: number) => string} [spoken] more than the value, such as its half-life
 */

/**
 * @param {SliderSpec} spec
 * @returns {Control}
 */
export function slider(spec) {
  const accepts = (/** @type {unknown} */ value) =>
    typeof value === "number" && value >= spec.low && value <= spec.high && (!spec.whole || Number.isInteger(value));
  const bounds = `${spec.whole ? "a whole number" : "a number"} from ${setting(spec.low)} to ${setting(spec.high)}`;
  // A stop's value is a round number, whose position may lie a little beside the stop.
  const place = (/** @type {number} */ value) => {
    const position = spec.position(value);
    return spec.at(Math.round(position)) === value ? Math.round(position) : position;
  };
  return {
    accepts,
    bounds,
    parse: (text) => (text.trim() === "" ? NaN : Number(text)),
    create({ id, set, settle }) {
      const range = html("input", {
        type: "range", id, min: 0, max: spec.stops, step: "any",
        "data-lm-suppress-shortcuts": "true", // JupyterLab leaves the arrow keys to the slider
        input: () => set(spec.at(Math.round(Number(range.value)))),
        change: settle,
        keydown: (event) => {
          // Arrows move by one stop, page keys by a tenth of the way, wherever the value stands.
          const stop = arrow(/** @type {KeyboardEvent} */ (event).key, Number(range.value), spec.stops);
          if (stop === undefined) return;
          event.preventDefault();
          set(spec.at(stop));
          settle();
        },
      });
      const field = html("input", {
        type: "text", inputmode: "decimal", size: 7, "aria-label": `${spec.name}, ${bounds}`, autocomplete: "off",
        "data-lm-suppress-shortcuts": "true",
        change: () => {
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
          range.value = String(place(value));
          range.setAttribute("aria-valuetext", `${spec.name} ${setting(value)}${spec.spoken ? `, ${spec.spoken(value)}` : ""}`);
          if (document.activeElement !== field || field.getAttribute("aria-invalid") !== "true") {
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
    label: "ρ", name: "rho", low: 0, high: 0.999, stops: 150, spoken,
    at: (stop) => significant(1 - significant(10 ** (-stop / 50), stop % 5 ? 3 : 2), 5),
    position: (value) => -50 * Math.log10(1 - value),
  });

/**
 * A quantity on a logarithmic scale, ten stops for each power of ten.
 * @param {{ label: string, name: string, low: number, high: number, whole?: boolean }} spec
 */
export const logSlider = (spec) => {
  const base = Math.round(10 * Math.log10(spec.low));
  return slider({
    ...spec,
    stops: Math.round(10 * Math.log10(spec.high)) - base,
    at: (stop) => Math.min(spec.high, significant(10 ** ((stop + base) / 10), 2)),
    position: (value) => 10 * Math.log10(value) - base,
  });
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
