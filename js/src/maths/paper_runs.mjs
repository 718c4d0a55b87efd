// The paper's runs: rows and columns of the stored test errors, and what is in them.

export const METHODS = ["SGD", "Momentum", "Adagrad", "RMSprop", "Adadelta", "Adam"];

/** @typedef {Record<string, number[]>} Rows a number for each column of a row, from the largest setting to the smallest */
/**
 * @typedef {object} Stored
 * @property {Rows} columns the setting of each column
 * @property {Rows} paper test errors in percent, of the rows that the paper has
 * @property {Record<string, Record<string, number[][][]>>} errors for each activation and row: column, seed, epoch
 * @property {number} lost from this error on, a run has diverged
 */
/** @typedef {{ stored: Stored, method: string, learning_rate: number, rho: number, epsilon: number, activation: string }} State */
/** @typedef {{ mean: number, low: number, high: number }} Over the seeds */

const BEST = "Adadelta 0.95";
const TANH = 2; // what the paper's section 4.1 has for tanh at BEST and ε = 1e-6; its tables are of rectified linear units
/** The paper's Figure 1, first six of its 50 epochs, read from its vector graphic to 0.01: a setting of a row, and its test errors. @type {Record<string, { at: number, errors: number[] }>} */
const FIGURE_1 = {
  SGD: { at: 0.1, errors: [5.96, 4.22, 3.51, 3.01, 2.72, 2.51] },
  Momentum: { at: 0.1, errors: [3.76, 2.92, 3.04, 2.79, 2.31, 2.03] },
  Adagrad: { at: 0.01, errors: [3.11, 2.63, 2.22, 2.03, 1.9, 1.79] },
  [BEST]: { at: 1e-6, errors: [3.47, 2.45, 2.15, 2, 1.82, 1.83] },
};

/** Which row a method has; Adadelta has one for each ρ. @param {string} method @param {number} rho */
const rowOf = (method, rho) => (method === "Adadelta" ? `Adadelta ${rho}` : method);

/** Which setting goes along a method's row. @param {string} method */
export const keyOf = (method) => (method === "Adadelta" ? "epsilon" : "learning_rate");

/** The column whose setting is the nearest by ratio; below zero, the smallest. @param {number[]} columns @param {number} value */
export const nearest = (columns, value) => {
  const far = columns.map((column) => Math.abs(Math.log(column / Math.max(value, 1e-99))));
  return far.indexOf(Math.min(...far));
};

/** @param {number[]} errors @returns {Over} */
function over(errors) {
  return { mean: errors.reduce((sum, error) => sum + error, 0) / errors.length, low: Math.min(...errors), high: Math.max(...errors) };
}

/**
 * The chosen cell, its row, and every method's row at the chosen ρ.
 * @param {State} state
 */
export function look({ stored, method, rho, activation, ...settings }) {
  const rows = METHODS.map((name) => {
    const row = rowOf(name, rho);
    const cells = stored.errors[activation][row];
    return { method: name, columns: stored.columns[row], cells, ends: cells.map((runs) => over(runs.map((run) => run[run.length - 1]))) };
  });
  const { columns, cells, ends } = rows[METHODS.indexOf(method)];
  const row = rowOf(method, rho);
  const at = nearest(columns, settings[/** @type {"epsilon" | "learning_rate"} */ (keyOf(method))]);
  const runs = cells[at];
  return {
    rows, columns, cells, ends, at, runs, end: ends[at],
    means: runs[0].map((_, epoch) => over(runs.map((run) => run[epoch])).mean),
    paper: stored.paper[row],
    printed: activation === "relu" ? stored.paper[row]?.[at] : row === BEST && columns[at] === 1e-6 ? TANH : undefined,
    figure: activation === "relu" && FIGURE_1[row]?.at === columns[at] ? FIGURE_1[row].errors : undefined,
    lost: runs.filter((run) => run[run.length - 1] >= stored.lost).length,
  };
}

/** The learning rate that a method has been run with, nearest to the given one. @param {Stored} stored @param {string} method @param {number} rate */
export function within(stored, method, rate) {
  const columns = stored.columns[method] ?? [rate];
  return columns[nearest(columns, rate)];
}

/** How far the mean errors of Adadelta are from those in the paper's Table 2, on average over its cells. @param {Stored} stored @param {string} activation */
export function off({ errors, paper }, activation) {
  const far = Object.entries(paper).filter(([row]) => row.startsWith("Adadelta"))
    .flatMap(([row, printed]) => printed.map((error, i) => Math.abs(over(errors[activation][row][i].map((run) => run[run.length - 1])).mean - error)));
  return over(far).mean;
}
