// Adadelta with the mistakes that are made most often: the mirror of adadelta/mistakes.py, operation for operation.

import { methods } from "./optimizers.mjs";

/** @typedef {import("./optimizers.mjs").Method} Method */

/** The gradient is taken in after the division. @type {Method} */
const StaleDenominator = {
  ...methods.Adadelta,
  rule(g, state, { rho, epsilon, learning_rate }) {
    const dx = (-Math.sqrt(state.Edx2 + epsilon) / Math.sqrt(state.Eg2 + epsilon)) * g; // Eg2 is still of step t-1, too
    state.Eg2 = state.Eg2 * rho + (1 - rho) * (g * g);
    state.Edx2 = state.Edx2 * rho + (1 - rho) * (dx * dx);
    return learning_rate === 1 ? dx : learning_rate * dx;
  },
};

/** ε is added to the roots. @type {Method} */
const EpsilonOutside = {
  ...methods.Adadelta,
  rule(g, state, { rho, epsilon, learning_rate }) {
    state.Eg2 = state.Eg2 * rho + (1 - rho) * (g * g);
    const dx = (-(Math.sqrt(state.Edx2) + epsilon) / (Math.sqrt(state.Eg2) + epsilon)) * g;
    state.Edx2 = state.Edx2 * rho + (1 - rho) * (dx * dx);
    return learning_rate === 1 ? dx : learning_rate * dx;
  },
};

/** E[Δx²] takes in the step that the rate has scaled. @type {Method} */
const RateInside = {
  ...methods.Adadelta,
  rule(g, state, { rho, epsilon, learning_rate }) {
    state.Eg2 = state.Eg2 * rho + (1 - rho) * (g * g);
    const dx = (-Math.sqrt(state.Edx2 + epsilon) / Math.sqrt(state.Eg2 + epsilon)) * g * learning_rate;
    state.Edx2 = state.Edx2 * rho + (1 - rho) * (dx * dx);
    return dx;
  },
};

/** The second ε is added to the quotient; Python's docstring says why that is bounded. @type {Method} */
const SlippedBracket = {
  ...methods.Adadelta,
  rule(g, state, { rho, epsilon, learning_rate }) {
    state.Eg2 = state.Eg2 * rho + (1 - rho) * (g * g);
    const quotient = Math.min((state.Edx2 + epsilon) / state.Eg2, Number.MAX_VALUE);
    const dx = -Math.sqrt(quotient + epsilon) * g;
    state.Edx2 = state.Edx2 * rho + (1 - rho) * (dx * dx);
    return learning_rate === 1 ? dx : learning_rate * dx;
  },
};

/** E[Δx²] takes in the step before the step is made. @type {Method} */
const NumeratorAhead = {
  ...methods.Adadelta,
  rule(g, state, { rho, epsilon, learning_rate }) {
    state.Eg2 = state.Eg2 * rho + (1 - rho) * (g * g);
    const early = (-Math.sqrt(state.Edx2 + epsilon) / Math.sqrt(state.Eg2 + epsilon)) * g;
    state.Edx2 = state.Edx2 * rho + (1 - rho) * (early * early);
    const dx = (-Math.sqrt(state.Edx2 + epsilon) / Math.sqrt(state.Eg2 + epsilon)) * g;
    return learning_rate === 1 ? dx : learning_rate * dx;
  },
};

/** @type {Record<string, Method>} */
export const mistakes = { EpsilonOutside, NumeratorAhead, RateInside, SlippedBracket, StaleDenominator };
