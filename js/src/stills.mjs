// The stills that are stored in the wheel, for kernels without Node.

import { explorables } from "./explorables.mjs";
import { still } from "./still.mjs";

/** @typedef {import("./kit/explorable.mjs").State} State */

/**
 * The stills of each explorable as it starts, and at each of its presets.
 * @param {Record<string, State>} defaults the state that each starts in
 * @returns {Record<string, (ReturnType<typeof still> & { state: State })[]>} `state` is what differs from the start
 */
export const stills = (defaults) => Object.fromEntries(Object.entries(defaults).map(([name, first]) => {
  const { presets, follow } = explorables[name];
  const states = [{}, ...presets.map(({ set }) => {
    const followed = Object.entries(set).map(([key, value]) => follow?.[key]?.(value, { ...first, ...set }));
    return Object.fromEntries(Object.entries(Object.assign({}, ...followed, set)).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(first[key])));
  })];
  return [name, states.map((state) => ({ state, ...still(name, { ...first, ...state }) }))];
}));
