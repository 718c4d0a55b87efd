// Six methods, in order of difficulty: the mirror of adadelta/optimizers.py, operation for operation.
// Given the same gradients, all but Adam, which takes powers, give the same bits as Python.

/** @typedef {Record<string, number>} State the state of one parameter, all zero at the start */
/** @typedef {Record<string, number>} Settings */

/**
 * @typedef {object} Method
 * @property {Settings} settings the defaults: Python's names, in Python's order
 * @property {string[]} state names of the state's numbers, as Python's `state_names`
 * @property {(g: number, state: State, settings: Settings, t: number) => number} rule
 *   one step for one parameter, the t-th from 1: changes its state and returns what is to be added to it
 * @property {(g: number, state: State) => number} magnitude
 *   the largest number that the rule makes of g; it must be finite
 */

/**
 * The state of one parameter before its first step.
 * @param {Method} method
 * @returns {State}
 */
export const start = (method) => Object.fromEntries(method.state.map((name) => [name, 0]));

/** @param {number} g */
const square = (g) => g * g;

/** @type {Method} */
const SGD = {
  settings: { learning_rate: 0.01 },
  state: [],
  rule: (g, state, { learning_rate }) => -learning_rate * g,
  magnitude: Math.abs,
};

/** @type {Method} */
const Momentum = {
  settings: { learning_rate: 0.01, momentum: 0.9 },
  state: ["dx"],
  rule(g, state, { learning_rate, momentum }) {
    state.dx = state.dx * momentum - learning_rate * g;
    return state.dx;
  },
  magnitude: Math.abs,
};

/** @type {Method} */
const Adagrad = {
  settings: { learning_rate: 0.01, epsilon: 1e-10 },
  state: ["G"],
  rule(g, state, { learning_rate, epsilon }) {
    state.G += g * g;
    return (-learning_rate / (Math.sqrt(state.G) + epsilon)) * g;
  },
  magnitude: (g, state) => state.G + g * g,
};

/** @type {Method} */
const RMSprop = {
  settings: { learning_rate: 0.001, rho: 0.9, epsilon: 1e-8 },
  state: ["Eg2"],
  rule(g, state, { learning_rate, rho, epsilon }) {
    state.Eg2 = state.Eg2 * rho + (1 - rho) * (g * g);
    return (-learning_rate / (Math.sqrt(state.Eg2) + epsilon)) * g;
  },
  magnitude: square,
};

/** @type {Method} */
const Adadelta = {
  settings: { rho: 0.95, epsilon: 1e-6, learning_rate: 1 },
  state: ["Eg2", "Edx2"],
  rule(g, state, { rho, epsilon, learning_rate }) {
    state.Eg2 = state.Eg2 * rho + (1 - rho) * (g * g);
    const dx = (-Math.sqrt(state.Edx2 + epsilon) / Math.sqrt(state.Eg2 + epsilon)) * g; // Edx2 is still of step t-1
    state.Edx2 = state.Edx2 * rho + (1 - rho) * (dx * dx);
    return learning_rate === 1 ? dx : learning_rate * dx;
  },
  magnitude: square,
};

/** @type {Method} */
const Adam = {
  settings: { learning_rate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  state: ["m", "v"],
  rule(g, state, { learning_rate, beta1, beta2, epsilon }, t) {
    state.m = state.m * beta1 + (1 - beta1) * g;
    state.v = state.v * beta2 + (1 - beta2) * (g * g);
    const mHat = state.m / (1 - beta1 ** t);
    const vHat = state.v / (1 - beta2 ** t);
    return (-learning_rate * mHat) / (Math.sqrt(vHat) + epsilon);
  },
  magnitude: square,
};

/** @type {Record<string, Method>} */
export const methods = { SGD, Momentum, Adagrad, RMSprop, Adadelta, Adam };
