// Adadelta's rule: the mirror of adadelta/optimizers.py, operation for operation, so that both give the same bits.

/** @typedef {{ Eg2: number, Edx2: number }} State the averages of one parameter, both zero at the start */

/**
 * One step for one parameter: changes its state and returns what is to be added to it.
 * @param {number} g gradient
 * @param {State} state
 * @param {number} rho in [0, 1)
 * @param {number} epsilon > 0
 */
export function adadelta(g, state, rho, epsilon) {
  state.Eg2 = state.Eg2 * rho + (1 - rho) * (g * g);
  const dx = (-Math.sqrt(state.Edx2 + epsilon) / Math.sqrt(state.Eg2 + epsilon)) * g; // Edx2 is still of step t-1
  state.Edx2 = state.Edx2 * rho + (1 - rho) * (dx * dx);
  return dx;
}
