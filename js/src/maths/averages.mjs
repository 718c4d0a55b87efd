// Averages that forget: the mirror of adadelta/averages.py, operation for operation.

/**
 * Exponential moving average E_t = rho E_{t-1} + (1 - rho) v_t from E_0 = 0.
 * @param {number[]} values
 * @param {number} rho in [0, 1)
 * @param {boolean} biasCorrected divide E_t by 1 - rho^t
 * @returns {number[]}
 */
export function ema(values, rho, biasCorrected = false) {
  let average = 0;
  return values.map((value, i) => {
    average = rho * average + (1 - rho) * value;
    return biasCorrected ? average / (1 - rho ** (i + 1)) : average;
  });
}

/**
 * Weights (1 - rho) rho^k of the newest n values, the newest (age k = 0) first.
 * @param {number} rho in [0, 1)
 * @param {number} n
 * @returns {number[]}
 */
export const emaWeights = (rho, n) => Array.from({ length: n }, (_, k) => (1 - rho) * rho ** k);

/**
 * Steps after which a value's weight has halved.
 * @param {number} rho in [0, 1)
 */
export const halfLife = (rho) => (rho > 0 ? Math.log(0.5) / Math.log(rho) : 0);

/**
 * Mean age, in steps, of what the average remembers.
 * @param {number} rho in [0, 1)
 */
export const meanAge = (rho) => rho / (1 - rho);

/**
 * Root mean square of finitely many values, each with the same weight. Sums from left to right, as NumPy does for
 * fewer than 8 values: those give Python's bits; NumPy sums more of them in pairs, which differs in the last digits.
 * @param {number[]} values at least one
 */
export const rms = (values) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
