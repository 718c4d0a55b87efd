// Native controls with labels: a slider with ticks and a number field, a choice, switches, a row of numbers; and a time
// line, whose handle is on the picture. Bounds are those of the Python traits, which `make stored` exports.

import { halfLife } from "../maths/averages.mjs";
import { html, put } from "./dom.mjs";
import { fixed, format, plural, setting, shown, significant, typed } from "./numbers.mjs";

/** @typedef {{ default?: any, min?: number, max?: number, least?: number, most?: number, options?: any[] }} Trait of Python's widget */
/**
 * @typedef {object} Control
 * @property {(value: unknown) => boolean} accepts whether a value (from Python, a link or the keyboard) is within bounds
 * @property {(text: string) => unknown} parse from a link's text
 * @property {(owner: Owner) => Made} create
 * @property {string} bounds in words
 * @property {Stops} [stops] of a number on a scale
 */
/** @typedef {{ id: string, set: (value: unknown) => void, settle: () => void, ease: (value: unknown) => void }} Owner `set` moves, `settle` ends a movement, `ease` does both at leisure */
/** @typedef {{ element: HTMLElement, show: (value: any, state: any) => void }} Made */

/**
 * What a number can be, on its scale.
 * @typedef {object} Stops
 * @property {number[]} values from the least to the greatest
 * @property {(value: number) => number} position of a value among them; one that was typed may be between two
 * @property {(a: number, b: number, part: number) => number} between
 */

/** @param {number[]} values @param {boolean} [whole] @returns {Stops} */
export function stopsOf(values, whole = false) {
  const last = values.length - 1;
  const position = (/** @type {number} */ value) => {
    let [low, high] = [0, last];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (values[middle] <= value) low = middle;
      else high = middle - 1;
    }
    return low < last ? low + Math.max(0, value - values[low]) / (values[low + 1] - values[low]) : last;
  };
  const at = (/** @type {number} */ place) => {
    const i = Math.min(last - 1, Math.max(0, Math.floor(place)));
    const value = last ? values[i] + (place - i) * (values[i + 1] - values[i]) : values[0];
    return whole ? Math.round(value) : value;
  };
  return { values, position, between: (a, b, part) => at(position(a) + part * (position(b) - position(a))) };
}

/**
 * The stop that a key leads to: arrows move by one, page keys by a tenth of the way.
 * @param {string} key
 * @param {number} at
 * @param {number} last
 * @returns {number | undefined}
 */
export function stopOfKey(key, at, last) {
  const page = Math.max(1, Math.round(last / 10));
  /** @type {Record<string, number>} */
  const target = {
    ArrowRight: Math.floor(at + 1.0001), ArrowUp: Math.floor(at + 1.0001),
    ArrowLeft: Math.ceil(at - 1.0001), ArrowDown: Math.ceil(at - 1.0001),
    PageUp: Math.round(at + page), PageDown: Math.round(at - page), Home: 0, End: last,
  };
  return key in target ? Math.min(last, Math.max(0, target[key])) : undefined;
}

/**
 * What a control on a scale accepts, reads and says.
 * @param {Trait} trait
 * @param {number[]} values
 * @param {boolean} whole
 */
const scaled = (trait, values, whole) => {
  const { min = values[0], max = values[values.length - 1] } = trait;
  return {
    accepts: (/** @type {unknown} */ value) => (trait.options ? trait.options.some((one) => one === value)
      : typeof value === "number" && value >= min && value <= max && (!whole || Number.isInteger(value))),
    bounds: trait.options ? `one of ${values.map(shown).join(", ")}` : `a ${whole ? "whole " : ""}number from ${shown(min)} to ${shown(max)}`,
    parse: typed,
    stops: stopsOf(values.filter((value) => value >= min && value <= max), whole),
  };
};

/**
 * @typedef {object} SliderSpec
 * @property {string} label what precedes it, such as "ρ"
 * @property {string} name what is spoken, such as "rho"
 * @property {string} [look] the class of what it moves: a method, gradient, step
 * @property {number[]} [ticks] to press
 * @property {(value: number, state: any) => string} [spoken] more than the value, such as its half-life
 */

/**
 * @param {Trait} trait
 * @param {SliderSpec & { values: number[], whole?: boolean }} spec
 * @returns {Control}
 */
export function slider(trait, { values: all, whole = false, label, name, look = "Adadelta", ticks = [], spoken }) {
  const scale = scaled(trait, all, whole);
  const { accepts, bounds, stops: { values, position } } = scale;
  const last = values.length - 1;
  return {
    ...scale,
    create({ id, set, settle, ease }) {
      let now = values[0];
      let before = now; // where a finger found it
      const range = html("input", {
        type: "range", id, min: 0, max: last, step: "any",
        "data-lm-suppress-shortcuts": "true", // JupyterLab leaves the arrow keys to the slider
        input: () => set(values[Math.round(Number(range.value))]),
        change: settle,
        pointerdown: () => { before = now; },
        pointercancel: () => (set(before), settle()), // a swipe that scrolls the page was not meant for the slider
        keydown: (event) => {
          const stop = stopOfKey(/** @type {KeyboardEvent} */ (event).key, Number(range.value), last);
          if (stop === undefined) return;
          event.preventDefault();
          set(values[stop]);
          settle();
        },
      });
      const { field, complaint, show } = numberField({ label: name, bounds, accepts, enter: ease, described: `${id}-why` });
      const side = html("span", { class: "side" });
      const marks = ticks.filter(accepts).map((value) => ({ value, part: position(value) / last, mark: html("span", {}, shown(value)) }));
      for (const { mark, part } of marks) mark.style.left = `calc(${(100 * part).toFixed(2)}% + ${(0.5 - part).toFixed(4)} * var(--thumb))`;
      const row = html("div", {
        class: "ticks", "aria-hidden": "true", // keys go wherever a tick does
        click: (event) => {
          const x = /** @type {MouseEvent} */ (event).clientX;
          const far = marks.map(({ mark, value }) => ({ value, away: Math.abs(mark.getBoundingClientRect().x + mark.getBoundingClientRect().width / 2 - x) }));
          ease(far.reduce((one, other) => (other.away < one.away ? other : one)).value);
        },
      }, ...marks.map(({ mark }) => mark));
      const element = html("div", { class: `control slider ${look}` },
        html("div", { class: "top" }, html("label", { for: id }, label), field, side), range, ...(marks.length ? [row] : []), complaint);
      return {
        element,
        show(/** @type {number} */ value, state) {
          now = value;
          const place = position(value);
          range.value = String(place);
          range.style.setProperty("--part", (place / last).toFixed(4));
          const more = spoken?.(value, state);
          put(range, `${name} ${shown(value)}${more ? `, ${more}` : ""}`, "aria-valuetext");
          put(side, more);
          for (const { mark, value: tick } of marks) put(mark, tick === value ? "here" : undefined, "class");
          show(value);
        },
      };
    },
  };
}

/**
 * A decay rate on a scale of log(1 - rho): 50 stops for each decade, round numbers at every fifth.
 * @param {Trait} trait
 * @param {Partial<SliderSpec>} [spec]
 */
export const rhoSlider = (trait, spec = {}) => slider(trait, {
  label: "ρ", name: "rho", ticks: [0, 0.5, 0.9, 0.95, 0.99, 0.999], spoken: (rho) => (rho ? `half-life ${fixed(halfLife(rho), 1)} steps` : "no memory"), ...spec,
  values: Array.from({ length: 151 }, (_, stop) => significant(1 - significant(10 ** (-stop / 50), stop % 5 ? 3 : 2), 5)),
});

/**
 * A quantity on a logarithmic scale, ten stops for each power of ten.
 * @param {Trait} trait
 * @param {SliderSpec} spec
 */
export function logSlider(trait, spec) {
  const base = Math.round(10 * Math.log10(trait.min ?? 1));
  const length = Math.round(10 * Math.log10(trait.max ?? 1)) - base + 1;
  const powers = Array.from({ length: Math.floor(length / 10) + 1 }, (_, i) => Number(`1e${Math.ceil(base / 10) + i}`));
  const every = Math.ceil(powers.length / 6);
  const ticks = powers.filter((power) => Math.round(Math.log10(power)) % every === 0);
  return slider(trait, { ticks, ...spec, values: Array.from({ length }, (_, stop) => significant(10 ** ((stop + base) / 10), 2)) });
}

/**
 * One of a few numbers that are in order, as those that were run.
 * @param {Trait} trait
 * @param {SliderSpec} spec
 * @returns {Control}
 */
export function stopSlider({ options = [] }, spec) {
  const values = [...options].sort((a, b) => a - b);
  return slider({ options }, { ticks: values, ...spec, values });
}

/**
 * Adadelta's ε, and how long the first step can be.
 * @param {Trait} trait
 * @param {(state: any) => number} rho
 * @param {Partial<SliderSpec>} [spec]
 */
export const epsilonSlider = (trait, rho, spec) =>
  logSlider(trait, { label: "ε", name: "epsilon", spoken: (epsilon, state) => `first step at most ${format(Math.sqrt(epsilon / (1 - rho(state))), 2)}`, ...spec });

/**
 * A coordinate, in tenths.
 * @param {Trait} trait
 * @param {string} label also what is spoken
 */
export const placeSlider = (trait, label) => {
  const { min = 0, max = 0 } = trait;
  return slider(trait, { label, name: label, values: Array.from({ length: Math.round(10 * (max - min)) + 1 }, (_, i) => significant(min + i / 10, 4)) });
};

/**
 * Time: a number whose handle is on the picture's own axis; in words it is a field behind More settings.
 * @param {Trait} trait
 * @param {{ name: string, values: number[], one?: string }} spec `one` of what is counted, such as "step"
 * @returns {Control & { name: string, spoken: (value: number) => string }}
 */
export function timeline(trait, { name, values, one = "step" }) {
  const scale = scaled(trait, values, true);
  return {
    ...scale, name,
    spoken: (value) => plural(value, one),
    create({ id, ease }) {
      const { field, complaint, show } = numberField({ label: name, bounds: scale.bounds, accepts: scale.accepts, enter: ease, described: `${id}-why`, id });
      return { element: html("div", { class: "control" }, html("label", { for: id }, name), field, complaint), show };
    },
  };
}

/**
 * A choice between a few words, as chips.
 * @param {Trait} trait
 * @param {{ label: string, options: Record<string, string> }} spec value and the words for it
 * @returns {Control}
 */
export function choice(trait, { label, options }) {
  const allowed = trait.options ?? Object.keys(options);
  return {
    accepts: (value) => allowed.includes(value),
    bounds: `one of ${allowed.join(", ")}`,
    parse: (text) => text,
    create({ id, set, settle }) {
      /** @type {Record<string, HTMLInputElement>} */
      const inputs = {};
      const element = html("fieldset", { class: "control choice" }, html("legend", {}, label));
      for (const [value, words] of Object.entries(options)) {
        const change = () => (set(value), settle());
        inputs[value] = html("input", { type: "radio", name: id, value, change, "data-lm-suppress-shortcuts": "true" });
        element.append(html("label", { class: "chip" }, inputs[value], words));
      }
      return { element, show: (/** @type {string} */ value) => void (inputs[value].checked = true) };
    },
  };
}

/**
 * A choice between a few numbers, as chips.
 * @param {Trait & { options?: number[] }} trait
 * @param {{ label: string, words?: (value: number) => string }} spec
 * @returns {Control}
 */
export function among(trait, { label, words: say = shown }) {
  const values = trait.options ?? [];
  const words = choice({}, { label, options: Object.fromEntries(values.map((value) => [setting(value), say(value)])) });
  return {
    ...words,
    accepts: (value) => values.some((one) => one === value),
    parse: typed,
    create({ set, ...owner }) {
      const made = words.create({ ...owner, set: (text) => set(Number(text)) });
      return { ...made, show: (/** @type {number} */ value, state) => made.show(setting(value), state) };
    },
  };
}

/**
 * A choice from a list too long to be open.
 * @param {Trait} trait
 * @param {{ label: string, options: Record<string, string> }} spec value and the words for it
 * @returns {Control}
 */
export function menu(trait, { label, options }) {
  return {
    ...choice(trait, { label, options }),
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
 * @param {Trait} trait
 * @param {{ label: string, options: Record<string, string>, look?: (value: string) => string }} spec value and the words for it; the class of each
 * @returns {Control}
 */
export function several(trait, { label, options, look }) {
  const names = /** @type {string[]} */ (trait.options ?? Object.keys(options));
  return {
    accepts: (value) => Array.isArray(value) && value.every((name, i) => names.includes(name) && value.indexOf(name) === i),
    bounds: `some of ${names.join(",")}`,
    parse: (text) => (text ? text.split(",") : []),
    create({ set, settle }) {
      const inputs = names.map((value) => html("input", { type: "checkbox", value, change: () => (set(names.filter((_, i) => inputs[i].checked)), settle()), "data-lm-suppress-shortcuts": "true" }));
      const element = html("fieldset", { class: "control choice" }, html("legend", {}, label),
        ...inputs.map((input) => html("label", { class: `chip ${look?.(input.value) ?? ""}` }, input, options[input.value] ?? input.value)));
      return { element, show: (/** @type {string[]} */ value) => inputs.forEach((input) => { input.checked = value.includes(input.value); }) };
    },
  };
}

/**
 * A row of number fields: the value is a list of numbers, whose length stays.
 * @param {Trait} trait
 * @param {{ label: string, name: string }} spec
 * @returns {Control}
 */
export function numbers({ min = 0, max = 0, least = 1, most = Infinity }, { label, name }) {
  const each = scaled({ min, max }, [min, max], false);
  return {
    accepts: (value) => Array.isArray(value) && value.length >= least && value.length <= most && value.every(each.accepts),
    bounds: `${least} to ${most} numbers from ${shown(min)} to ${shown(max)}`,
    parse: (text) => text.split(",").map(typed),
    create({ id, set, settle }) {
      const row = html("fieldset", { class: "control row" }, html("legend", {}, label));
      /** @type {ReturnType<typeof numberField>[]} */
      let fields = [];
      /** @type {number[]} */
      let now = [];
      return {
        element: row,
        show(/** @type {number[]} */ value) {
          now = value;
          if (fields.length !== value.length) {
            fields.forEach(({ field, complaint }) => (field.remove(), complaint.remove()));
            fields = value.map((_, i) => numberField({
              label: `${name} ${i + 1}`, bounds: each.bounds, accepts: each.accepts, described: `${id}-${i}-why`,
              enter: (entered) => (set(now.map((v, k) => (k === i ? entered : v))), settle()),
            }));
            row.append(...fields.map(({ field }) => field), ...fields.map(({ complaint }) => complaint));
          }
          fields.forEach((field, i) => field.show(value[i]));
        },
      };
    },
  };
}

/**
 * A field to type a number in. One that cannot be read, or is out of bounds, changes nothing, and lasting words say why.
 * @param {{ label: string, bounds: string, accepts: (value: unknown) => boolean, enter: (value: number) => void, described: string, id?: string }} spec
 */
function numberField({ label, bounds, accepts, enter, described, id }) {
  const complaint = html("p", { class: "complaint", id: described, role: "alert", hidden: true });
  const field = html("input", {
    type: "text", id, size: 8, "aria-label": id ? undefined : `${label}, ${bounds}`, autocomplete: "off", autocapitalize: "off", spellcheck: "false",
    "data-lm-suppress-shortcuts": "true",
    input: () => field.setAttribute("data-typing", ""), // a redraw leaves alone what a reader has typed and not yet entered
    keydown: (event) => { if (/** @type {KeyboardEvent} */ (event).key === "Enter") change(); },
    change: () => change(),
  });
  const change = () => {
    if (field.getAttribute("data-typing") === null) return;
    field.removeAttribute("data-typing");
    const value = typed(field.value);
    const valid = accepts(value);
    put(field, valid ? undefined : "true", "aria-invalid");
    put(field, valid ? undefined : described, "aria-describedby");
    complaint.hidden = valid;
    put(complaint, valid ? "" : Number.isNaN(value) ? `“${field.value.slice(0, 40)}” is not a number that this field can read; it takes ${bounds}.`
      : `${label} must be ${bounds}, not ${shown(value)}.`);
    if (valid) enter(value);
  };
  let last = NaN;
  return {
    field, complaint,
    /** @param {number} value */
    show(value) {
      const same = value === last;
      last = value;
      if (document.activeElement === field && field.getAttribute("data-typing") !== null) return;
      if (same && field.getAttribute("aria-invalid") === "true") return; // the words last until something else is shown
      if (field.value !== shown(value)) field.value = shown(value);
      put(field, undefined, "aria-invalid");
      put(field, undefined, "aria-describedby");
      complaint.hidden = true;
    },
  };
}
