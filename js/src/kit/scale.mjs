// Scales: from a quantity to its place in px, and back.

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
    ticks: (count) => round(domain, count),
  });
}

/** About so many round numbers within bounds: steps of 1, 2 or 5 times a power of ten. @param {[number, number]} bounds @param {number} count */
function round([low, high], count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([10, 5, 2].find((times) => rough / power >= times / Math.SQRT2) ?? 1);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
