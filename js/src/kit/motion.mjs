// Motion: settings that ease from one state to the next, or jump where reduced motion is asked for.

const LASTS = 320; // ms

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/**
 * Go from 0 to 1, a frame at a time, slower at both ends.
 * @param {(part: number) => void} show called with 1 at last, at once where motion is to be reduced
 * @returns {() => void} ends it where it is
 */
export function ease(show) {
  if (calm() || document.hidden) {
    show(1);
    return () => {};
  }
  let frame = 0;
  const begun = performance.now();
  const go = (/** @type {number} */ now) => {
    const part = Math.min(1, Math.max(0, (now - begun) / LASTS));
    if (part < 1) frame = requestAnimationFrame(go);
    show(part < 1 ? part * part * (3 - 2 * part) : 1);
  };
  frame = requestAnimationFrame(go);
  return () => cancelAnimationFrame(frame);
}
