// Scales: from a quantity to its place in px, and back. (d3-scale does this too, but brings colors and formats with
// it that nothing here uses; its ticks come from d3-array.)

import { ticks } from "d3-array";

/** @typedef {ReturnType<typeof scale>} Scale */

/**
 * @param {[number, number]} domain
 * @param {[number, number]} range in px
 * @param {boolean} [log]
 */
export function scale(domain, range, log = false) {
  const [to, from] = log ? [Math.log, Math.exp] : [Number, Number];
  const [low, high] = domain.map(to);
  const [start, end] = range;
  const place = (/** @type {number} */ value) => start + ((to(value) - low) / (high - low)) * (end - start);
  return Object.assign(place, {
    domain, range,
    invert: (/** @type {number} */ px) => from(low + ((px - start) / (end - start)) * (high - low)),
    /** Round numbers on a linear scale. @param {number} count about so many */
    ticks: (count) => ticks(domain[0], domain[1], count),
  });
}
