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
  const at = nearest(columns, settings[/** @type {"epsilon" | "learning_rate"} */ (keyOf(method))]);
  const runs = cells[at];
  return {
    rows, columns, cells, ends, at, runs, end: ends[at],
    means: runs[0].map((_, epoch) => over(runs.map((run) => run[epoch])).mean),
    paper: stored.paper[rowOf(method, rho)],
    lost: runs.filter((run) => run[run.length - 1] >= stored.lost).length,
  };
}

/** The learning rate that a method has been run with, nearest to the given one. @param {Stored} stored @param {string} method @param {number} rate */
export function within(stored, method, rate) {
  const columns = stored.columns[method] ?? [rate];
  return columns[nearest(columns, rate)];
}
