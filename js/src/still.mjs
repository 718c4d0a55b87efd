// Home 3, paper, GitHub, and pages without JavaScript: what Node draws and says of explorables.

import { explorables } from "./explorables.mjs";
import { spell } from "./kit/explorable.mjs";
import { plain } from "./kit/readout.mjs";
import { picture } from "./kit/svg.mjs";

const WIDTH = 760; // px

/**
 * An explorable in one state: its picture, its sentence, its numbers.
 * @param {string} name
 * @param {Record<string, any>} state
 */
export function still(name, state) {
  const idea = explorables[name];
  const result = idea.compute(state);
  const { head, rows } = idea.table(state, result);
  return {
    ...picture(idea, state, result, WIDTH, "light"),
    sentence: plain(spell(idea, state, result)), table: { head, rows },
    results: idea.results?.(state, result) ?? {},
  };
}
