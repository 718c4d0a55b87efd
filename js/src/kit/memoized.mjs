// Work that need not be done again.

/**
 * `f`, computed again only when one of `keys` of its first argument has changed.
 * @template R
 * @template {any[]} A
 * @param {(state: any, ...rest: A) => R} f
 * @param {string[]} keys
 * @returns {(state: any, ...rest: A) => R}
 */
export function memoized(f, keys) {
  /** @type {any} */
  let last;
  /** @type {R} */
  let result;
  return (state, ...rest) => {
    if (!last || keys.some((key) => state[key] !== last[key])) [result, last] = [f(state, ...rest), state];
    return result;
  };
}
