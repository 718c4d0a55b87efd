// Numbers: as a person writes them (−3.9955, 10⁻⁶) where they are shown, in ASCII where a program reads them, and in any
// usual way where a reader types them.

const UP = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A power of ten, perhaps times something: 10⁻⁶, 2.5 × 10⁻⁶. @param {string} digits @param {number} power */
function powered(digits, power) {
  const raised = `10${power < 0 ? "⁻" : ""}${[...String(Math.abs(power))].map((digit) => UP[Number(digit)]).join("")}`;
  return digits === "1" ? raised : digits === "-1" ? `−${raised}` : `${minus(digits)}\u202f×\u202f${raised}`;
}

/**
 * A number with `digits` significant digits, with a power of ten where it is small or large.
 * @param {number} value
 * @param {number} [digits]
 */
export function format(value, digits = 4) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "not a number" : value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (value !== 0 && (size < 1e-3 || Number(size.toPrecision(digits)) >= 10 ** Math.max(digits, 4))) {
    const [digitsPart, power] = value.toExponential(digits - 1).split("e");
    return powered(String(Number(digitsPart)), Number(power));
  }
  return minus(size >= 10 ** digits ? value.toFixed(0) : value.toPrecision(digits));
}

/** A number with a fixed count of decimals. @param {number} value @param {number} decimals */
export const fixed = (value, decimals) => minus(value.toFixed(decimals));

/** A whole number, with commas from 10,000 on. @param {number} value */
export const whole = (value) => minus(Math.abs(value) < 1e4 ? String(value) : String(value).replace(/\B(?=(\d{3})+$)/g, ","));

/** So many of something: 1 step, 12 steps. @param {number} n @param {string} one @param {string} [many] */
export const plural = (n, one, many = `${one}s`) => `${whole(n)} ${n === 1 ? one : many}`;

/** A setting as a program reads it, with every digit that it has: 0.95, 1e-6. @param {number} value */
export const setting = (value) =>
  value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e16) ? value.toExponential().replace("e+", "e") : String(value);

/** A setting as a person writes it, with every digit that it has: 0.95, 10⁻⁶, −4. @param {number} value */
export function shown(value) {
  if (!Number.isFinite(value)) return format(value);
  const [digits, power] = setting(value).split("e");
  return power ? powered(digits, Number(power)) : Number.isInteger(value) ? whole(value) : minus(digits);
}

/** @param {string} text */
const minus = (text) => text.replace(/^-/, "−");

/**
 * The number that a reader has typed or pasted, in any usual way: 0.95, .95, 0,95, 10,000, −4, 1e−6, 10^-6, 10**-6, 2·10⁻⁶;
 * NaN where it is none. Commas are decimal, unless they part groups of three digits.
 * @param {string} text
 */
export function typed(text) {
  if (text.length > 100) return NaN; // a link can hold anything: what follows takes the square of the length
  const ascii = text.trim().replace(/(?<=\d\s*)⁻/, "^-").replace(/[−–—‐‑‒﹣－⁻]/g, "-").replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]+/g, (run) => `^${[...run].map((digit) => UP.indexOf(digit)).join("")}`)
    .replace("^-^", "^-").replace(/[\s'’\u202f]/g, "").replace(/\*\*/g, "^").replace(/\^\+/g, "^").replace(/\((.*)\)/, "$1");
  const grouped = /^[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/.test(ascii) ? ascii.replaceAll(",", "") : ascii.replace(",", ".");
  const [, sign, factor, power] = /^([-+]?)(?:(\d+\.?\d*|\.\d+)[*x×·⋅∙])?10\^(-?\d+)$/i.exec(grouped) ?? [];
  if (power !== undefined) return Number(`${sign}${factor ?? 1}e${power}`);
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(grouped) ? Number(grouped) : NaN;
}

/** Round to significant digits, as a number. @param {number} value @param {number} digits */
export const significant = (value, digits) => Number(value.toPrecision(digits));

/** Whole numbers from 1 to n that a table lists: 1, 2, 5, 10, 20, 50, ..., n. @param {number} n */
export function milestones(n) {
  const found = [];
  for (let power = 1; power < n; power *= 10) found.push(...[power, 2 * power, 5 * power].filter((t) => t < n));
  return [...found, n];
}
