// Handles: points of a picture that a reader drags, by mouse, touch or keys.

import { html, put } from "./dom.mjs";

/**
 * @typedef {object} Handle
 * @property {string} name what is spoken before the value: "value 3", "start"
 * @property {number} panel which panel it lies in, counted from 0
 * @property {[number, number]} at where, in the panel's numbers
 * @property {string} spoken the value in words
 * @property {[number, number]} step what an arrow key moves it by, across and up; 0 where it cannot go
 * @property {number} [value] where it stands between its bounds, if not in the panel's numbers
 * @property {[number, number]} [bounds] of a value that moves in one direction
 * @property {(at: [number, number]) => Record<string, unknown>} move the settings with the handle there; within their bounds
 */
/** @typedef {{ panel: import("./panel.mjs").Panel, corner: [number, number] }} Placed a panel, and where its corner is in the layer */

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
    const element = html("div", {
      class: "handle", role: "slider", tabindex: 0, "data-lm-suppress-shortcuts": "true",
      pointerdown: (event) => {
        const { pointerId, clientX, clientY } = /** @type {PointerEvent} */ (event);
        const box = element.getBoundingClientRect();
        held = [clientX - box.x - box.width / 2, clientY - box.y - box.height / 2];
        element.setPointerCapture(pointerId);
        element.focus({ preventScroll: true });
        event.preventDefault();
      },
      pointermove: (event) => {
        const { pointerId, clientX, clientY } = /** @type {PointerEvent} */ (event);
        if (!element.hasPointerCapture(pointerId)) return;
        const { placed: { panel, corner }, handle } = shown[i];
        const box = layer.getBoundingClientRect();
        const to = [panel.x.invert(clientX - held[0] - box.x - corner[0]), panel.y.invert(clientY - held[1] - box.y - corner[1])];
        go([handle.step[0] ? to[0] : handle.at[0], handle.step[1] ? to[1] : handle.at[1]]);
      },
      pointerup: settle,
      keydown: (event) => {
        const [right, up] = KEYS[/** @type {KeyboardEvent} */ (event).key] ?? [0, 0];
        if (!right && !up) return;
        event.preventDefault();
        const { at, step } = shown[i].handle;
        // Where only one direction is free, every arrow goes along it.
        const [dx, dy] = step[1] === 0 ? [right || up, 0] : step[0] === 0 ? [0, up || right] : [right, up];
        go([at[0] + dx * step[0], at[1] + dy * step[1]]);
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
      const { panel, corner } = placed;
      element.style.transform = `translate(${corner[0] + panel.x(handle.at[0])}px, ${corner[1] + panel.y(handle.at[1])}px)`;
      const vertical = handle.step[0] === 0;
      const free = handle.step[0] !== 0 && handle.step[1] !== 0;
      const attributes = {
        "aria-label": free ? `${handle.name}, moved by all four arrow keys` : handle.name,
        "aria-valuenow": handle.value ?? (vertical ? handle.at[1] : handle.at[0]), "aria-valuetext": handle.spoken,
        "aria-valuemin": handle.bounds?.[0], "aria-valuemax": handle.bounds?.[1],
        "aria-orientation": free ? undefined : vertical ? "vertical" : "horizontal",
      };
      for (const [key, value] of Object.entries(attributes)) put(element, value?.toString(), key);
    });
  };
}
