// Rate over time: what each method makes of one fixed sequence of gradients.

import { methods, start } from "./optimizers.mjs";

export const NAMES = ["SGD", "Adagrad", "RMSprop", "Adadelta"];
export const ETA = 0.1; // of the three that have a learning rate
export const EVERY = 10; // steps from one rare gradient to the next
export const [SHRINK, DROP] = [0.98, 0.01];
export const [SEED, FACTOR, MODULUS] = [70000, 16807, 2147483647]; // Park and Miller's generator, exact in doubles

/** One gradient that is so many times as large as the others. @type {Record<string, number>} */
export const SPIKES = { spike_10: 10, spike_100: 100, spike_1000: 1000 };
/** How many gradients come before the spike, and before the drop: none depends on how many follow. */
export const [BEFORE_SPIKE, BEFORE_DROP] = [200, 500];

/** @typedef {{ gradients: string, scale: number, rho: number, epsilon: number, steps: number }} Feed */
/** @typedef {{ name: string, rates: number[], walked: number[] }} Fed after each step: the factor that the gradient was multiplied by, and the distance covered downhill */

/**
 * The gradients, before they are scaled: steady; +3 or −1 by chance; one every tenth step; each 0.98 of the last; ones, then hundredths; ones with a spike.
 * @param {Feed} feed
 * @returns {number[]}
 */
function pattern({ gradients, steps }) {
  let [seed, g] = [SEED, 1];
  return Array.from({ length: steps }, (_, t) => {
    if (gradients === "noisy") {
      seed = (seed * FACTOR) % MODULUS;
      return 2 * seed > MODULUS ? 3 : -1;
    }
    if (gradients === "rare") return t % EVERY === 0 ? 1 : 0;
    if (gradients === "shrinking") return t === 0 ? g : (g *= SHRINK);
    if (gradients in SPIKES) return t === BEFORE_SPIKE ? SPIKES[gradients] : 1;
    return gradients === "drop" && t >= BEFORE_DROP ? DROP : 1;
  });
}

/** The sequence that every method is fed. @param {Feed} feed @returns {number[]} */
export const sequence = (feed) => pattern(feed).map((g) => feed.scale * g);

/**
 * Feed a sequence to one method. Its step is −rate · g: the rate is there also where g is zero.
 * @param {string} name
 * @param {number[]} gradients
 * @param {Feed} feed
 * @returns {Fed}
 */
function fed(name, gradients, { rho, epsilon }) {
  const method = methods[name];
  const settings = { rho, epsilon, learning_rate: name === "Adadelta" ? 1 : ETA };
  const state = start(method);
  /** @type {Fed} */
  const { rates, walked } = { name, rates: [], walked: [] };
  let x = 0;
  for (let t = 0; t < gradients.length; t++) {
    const top = name === "Adadelta" ? Math.sqrt(state.Edx2 + epsilon) : ETA; // Adadelta's lags by one step
    x += method.rule(gradients[t], state, settings, t + 1);
    rates.push(top / bottom(state, epsilon));
    walked.push(0 - x);
  }
  return { name, rates, walked };
}

/** What the rate's numerator is divided by, after the gradient has been taken in. @param {import("./optimizers.mjs").State} state @param {number} epsilon */
function bottom({ G, Eg2, Edx2 }, epsilon) {
  if (G !== undefined) return Math.sqrt(G) + epsilon;
  if (Edx2 !== undefined) return Math.sqrt(Eg2 + epsilon);
  return Eg2 === undefined ? 1 : Math.sqrt(Eg2) + epsilon;
}

/** @param {Feed} feed @returns {{ g: number[], runs: Fed[] }} */
export function feedAll(feed) {
  const g = sequence(feed);
  return { g, runs: NAMES.map((name) => fed(name, g, feed)) };
}
