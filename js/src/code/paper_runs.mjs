// The paper's runs: the cell that prints the same numbers from the stored results.

import { setting } from "../kit/numbers.mjs";
import { keyOf } from "../maths/paper_runs.mjs";

/** @param {any} state @param {ReturnType<import("../maths/paper_runs.mjs").look>} result */
export const python = ({ method, rho, activation }, { columns, at, runs }) => `from adadelta.experiments import load_results, paper_error, summarize

for row in summarize(load_results()):
    if (row.method, row.activation, row.scale, row.errors.shape[1]) != ("${method}", "${activation}", 1, ${runs[0].length}):
        continue
${method === "Adadelta" ? `    if row.settings["rho"] != ${setting(rho)}:
        continue
` : ""}    value, paper = row.settings["${keyOf(method)}"], paper_error(row.method, row.settings)
    if value == ${setting(columns[at])}:
        for epoch, errors in enumerate(row.errors.T, start=1):
            print("epoch", epoch, *(f"{error:.2f}" for error in errors), f"{errors.mean():.2f}")
    ends = row.errors[:, -1]
    print("${method === "Adadelta" ? "epsilon" : "rate"}", value, *(f"{error:.2f}" for error in ends), f"{row.mean:.2f}", paper and f"{paper:.2f}")
`;
