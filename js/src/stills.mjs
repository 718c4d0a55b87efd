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
  const changes = [{}, ...explorables[name].presets.map(({ set }) => set)].map((set) =>
    Object.fromEntries(Object.entries(set).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(first[key]))));
  const states = new Map(changes.map((state) => [JSON.stringify(state), state]));
  return [name, [...states.values()].map((state) => ({ state, ...still(name, { ...first, ...state }) }))];
}));
