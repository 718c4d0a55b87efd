// Numbers as the book writes them: 0.95, 1e-6, 12.28.

/**
 * A number with `digits` significant digits, in scientific notation where it is small or large.
 * @param {number} value
 * @param {number} [digits]
 */
export function format(value, digits = 4) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "not a number" : value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (value !== 0 && (size < 1e-3 || size >= 1e5)) {
    const [digitsPart, power] = value.toExponential(digits - 1).split("e");
    return minus(`${Number(digitsPart)}e${Number(power)}`);
  }
  return minus(size < 10 ** (digits - 1) ? value.toPrecision(digits) : value.toFixed(0));
}

/**
 * A number with a fixed count of decimals.
 * @param {number} value
 * @param {number} decimals
 */
export const fixed = (value, decimals) => minus(value.toFixed(decimals));

/**
 * A setting without superfluous zeros, as one would type it: 0.95, 1e-6.
 * @param {number} value
 */
export const setting = (value) =>
  value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential().replace("e+", "e") : String(value);

/** @param {string} text */
const minus = (text) => text.replace(/^-/, "−");

/**
 * Round to significant digits, as a number.
 * @param {number} value
 * @param {number} digits
 */
export const significant = (value, digits) => Number(value.toPrecision(digits));
