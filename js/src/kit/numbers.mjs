// Numbers as the book writes them: 0.95, 1e-6, 12.28.

/**
 * A number with `digits` significant digits, in scientific notation where it is small or large.
 * @param {number} value
 * @param {number} [digits]
 */
export function format(value, digits = 4) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "not a number" : value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (value !== 0 && (size < 1e-3 || Number(size.toPrecision(digits)) >= 10 ** digits)) {
    const [digitsPart, power] = value.toExponential(digits - 1).split("e");
    return minus(`${Number(digitsPart)}e${Number(power)}`);
  }
  return minus(value.toPrecision(digits));
}

/**
 * A number with a fixed count of decimals.
 * @param {number} value
 * @param {number} decimals
 */
export const fixed = (value, decimals) => minus(value.toFixed(decimals));

/**
 * A number in scientific notation with a fixed count of decimals: 4.472e-3, as a pocket calculator shows it.
 * @param {number} value
 * @param {number} decimals
 */
export const scientific = (value, decimals) =>
  Number.isFinite(value) ? minus(value.toExponential(decimals).replace("e+", "e")) : format(value);

/**
 * A setting without superfluous zeros, as one would type it: 0.95, 1e-6.
 * @param {number} value
 */
export const setting = (value) =>
  value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e16) ? value.toExponential().replace("e+", "e") : String(value);

/** @param {string} text */
const minus = (text) => text.replace(/^-/, "−");

/**
 * Round to significant digits, as a number.
 * @param {number} value
 * @param {number} digits
 */
export const significant = (value, digits) => Number(value.toPrecision(digits));

/**
 * Whole numbers from 1 to n that a table lists: 1, 2, 5, 10, 20, 50, ..., n.
 * @param {number} n
 */
export function milestones(n) {
  const found = [];
  for (let power = 1; power < n; power *= 10) found.push(...[power, 2 * power, 5 * power].filter((t) => t < n));
  return [...found, n];
}
