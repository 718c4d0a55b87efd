// Handles: points of a picture that a reader drags, by mouse, touch or keys; time is one on the picture's own axis.

import { stopOfKey } from "./controls.mjs";
import { html, put } from "./dom.mjs";

/**
 * @typedef {object} Handle
 * @property {string} name what is spoken before the value: "value 3", "start"
 * @property {number} panel which panel it is in, counted from 0
 * @property {[number, number]} at where, in the panel's numbers
 * @property {string} spoken the value in words
 * @property {[number, number]} step what an arrow key moves it by, across and up; 0 where it cannot go
 * @property {number} [value] where it is between its bounds, if not in the panel's numbers
 * @property {[number, number]} [bounds] of a value that moves in one direction
 * @property {string} [look] a class
 * @property {import("./controls.mjs").Stops} [stops] of a time line: keys go from one to the next
 * @property {(at: [number, number]) => Record<string, unknown>} move the settings with the handle there; within their bounds
 */
/** @typedef {{ panel: import("./panel.mjs").Panel, x: number, y: number }} Placed a panel, and where its corner is in the layer */

/** What keys do: across and up, in steps. @type {Record<string, [number, number]>} */
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1], PageUp: [0, 10], PageDown: [0, -10] };

/**
 * Keep handles over the panels; they outlive each redraw, and so keep the focus and the pointer.
 * @param {HTMLElement} layer holds the panels, and is what the handles are placed in
 * @param {(settings: Record<string, unknown>) => void} set
 * @param {() => void} settle
 */
export function handleLayer(layer, set, settle) {
  /** @type {{ element: HTMLElement, handle: Handle, placed: Placed }[]} */
  const shown = [];

  const make = (/** @type {number} */ i) => {
    const go = (/** @type {[number, number]} */ at) => set(shown[i].handle.move(at));
    let held = [0, 0]; // px from the pointer to the middle of the handle
    /** @type {[number, number]} */
    let before = [0, 0]; // where the pointer found it
    const element = html("div", {
      class: "handle", role: "slider", tabindex: 0, "data-lm-suppress-shortcuts": "true",
      pointerdown: (event) => {
        const { pointerId, clientX, clientY } = /** @type {PointerEvent} */ (event);
        const box = element.getBoundingClientRect();
        held = [clientX - box.x - box.width / 2, clientY - box.y - box.height / 2];
        before = shown[i].handle.at;
        element.setPointerCapture(pointerId);
        element.focus({ preventScroll: true });
        event.preventDefault();
      },
      pointermove: (event) => {
        const { pointerId, clientX, clientY } = /** @type {PointerEvent} */ (event);
        if (!element.hasPointerCapture(pointerId)) return;
        const { placed: { panel, x, y }, handle } = shown[i];
        const box = layer.getBoundingClientRect();
        const large = box.width / layer.offsetWidth || 1; // how much larger a full screen shows it
        const to = [panel.x.invert((clientX - held[0] - box.x) / large - x), panel.y.invert((clientY - held[1] - box.y) / large - y)];
        go([handle.step[0] ? to[0] : handle.at[0], handle.step[1] ? to[1] : handle.at[1]]);
      },
      pointerup: settle,
      pointercancel: () => (go(before), settle()),
      keydown: (event) => {
        const { key } = /** @type {KeyboardEvent} */ (event);
        const { at, step, stops } = shown[i].handle;
        const stop = stops && stopOfKey(key, stops.position(shown[i].handle.value ?? at[0]), stops.values.length - 1);
        const [right, up] = KEYS[key] ?? [0, 0];
        if (stop === undefined && (stops || !right && !up)) return;
        event.preventDefault();
        // Where only one direction is free, every arrow goes along it.
        const [dx, dy] = step[1] === 0 ? [right || up, 0] : step[0] === 0 ? [0, up || right] : [right, up];
        go(stops && stop !== undefined ? [stops.values[stop], at[1]] : [at[0] + dx * step[0], at[1] + dy * step[1]]);
        settle();
      },
    });
    return element;
  };

  return (/** @type {Handle[]} */ handles, /** @type {Placed[]} */ panels) => {
    for (const { element } of shown.splice(handles.length)) element.remove();
    handles.forEach((handle, i) => {
      const element = shown[i]?.element ?? layer.appendChild(make(i));
      const placed = panels[handle.panel];
      shown[i] = { element, handle, placed };
      const { panel, x, y } = placed;
      element.style.transform = `translate(${x + panel.x(handle.at[0])}px, ${y + panel.y(handle.at[1])}px)`;
      const vertical = handle.step[0] === 0;
      const free = handle.step[0] !== 0 && handle.step[1] !== 0;
      const attributes = {
        class: `handle ${handle.look ?? ""}${free ? "" : vertical ? " upward" : " across"}`,
        "aria-label": free ? `${handle.name}, moved by all four arrow keys` : handle.name,
        "aria-valuenow": handle.value ?? (vertical ? handle.at[1] : handle.at[0]), "aria-valuetext": handle.spoken,
        "aria-valuemin": handle.bounds?.[0], "aria-valuemax": handle.bounds?.[1],
        "aria-orientation": free ? undefined : vertical ? "vertical" : "horizontal",
      };
      for (const [key, value] of Object.entries(attributes)) put(element, value?.toString(), key);
    });
  };
}

/**
 * An idea's handles on its panels, that of time among them.
 * @param {import("./explorable.mjs").Idea} idea
 * @param {Record<string, any>} state
 * @param {any} result
 * @param {import("./panel.mjs").Panel[]} panels
 * @returns {Handle[]}
 */
export function dress(idea, state, result, panels) {
  const handles = idea.handles?.(state, result) ?? [];
  if (!idea.time) return handles;
  const { key, panel: number, when } = idea.time;
  if (when?.(state) === false) return handles;
  const control = /** @type {ReturnType<typeof import("./controls.mjs").timeline>} */ (idea.controls[key]);
  const { values, position } = /** @type {import("./controls.mjs").Stops} */ (control.stops);
  const { x, y } = panels[number];
  const last = Math.min(values[values.length - 1], x.domain[1]);
  const at = Math.max(x.domain[0], Math.min(last, state[key])); // a logarithmic axis has no zero
  return [...handles, {
    name: control.name, panel: number, at: [at, y.domain[0]], value: state[key], spoken: control.spoken(state[key]), step: [1, 0],
    bounds: [values[0], values[values.length - 1]], stops: /** @type {import("./controls.mjs").Stops} */ (control.stops), look: "time",
    move: ([to]) => ({ [key]: values[Math.round(position(Math.min(last, Math.max(values[0], to))))] }),
  }];
}
