// One update, by hand: the cell that makes the same numbers in Python.

import { setting } from "../kit/numbers.mjs";
import { RULES } from "../maths/one_update.mjs";

/**
 * @param {import("../kit/explorable.mjs").State} state
 * @param {import("../maths/one_update.mjs").Run} run
 * @param {number} n the step shown
 */
export function python({ bug, rho, epsilon, learning_rate }, run, n) {
  const two = run.x.length > 1;
  const rated = learning_rate !== 1 || bug === "rate";
  const start = run.x.map(([v]) => setting(v)).join(", ");
  const { name } = RULES[bug];
  const rms = { order: "decayed_rms(Eg2_before, epsilon)  # the mistake", epsilon: "np.sqrt(Eg2) + epsilon  # the mistake", bracket: "np.sqrt(Eg2)  # the mistake: its epsilon is added to the quotient" }[/** @type {string} */ (bug)];
  const names = ["Adadelta", ...(n && bug !== "epsilon" ? ["decayed_rms"] : []), ...(n && two ? ["surfaces"] : [])].filter((it) => it !== "Adadelta" || bug === "none");
  return `import numpy as np
${names.length ? `from adadelta import ${names.join(", ")}\n` : ""}${bug === "none" ? "" : `from adadelta.mistakes import ${name}\n`}
rho, epsilon${rated ? ", learning_rate" : ""} = ${[rho, epsilon, ...(rated ? [learning_rate] : [])].map(setting).join(", ")}
x = np.array([${start}], dtype=float)
optimizer = ${name}(rho, epsilon${rated ? ", learning_rate" : ""})
optimizer.initialize([x])
${n ? `for t in range(${n}):
    x_before, Eg2_before, Edx2_before = (a.copy() for a in (x, *optimizer.Eg2, *optimizer.Edx2))
    g = ${two ? "surfaces.ravine().gradient(x)" : "x.copy()  # the slope of x²/2"}
    [dx] = optimizer.update([x], [g])
[Eg2], [Edx2] = optimizer.Eg2, optimizer.Edx2
rms_g = ${rms ?? "decayed_rms(Eg2, epsilon)"}
rms_dx = ${bug === "epsilon" ? "np.sqrt(Edx2_before) + epsilon  # the mistake" : "decayed_rms(Edx2_before, epsilon)"}

print("rho:", rho, "1 - rho:", f"{1 - rho:.12g}", "epsilon:", epsilon${rated ? ', "rate:", learning_rate' : ""})
${two ? 'print("slopes: x and 100 y")\n' : ""}for name, values in {
    "x of t-1": x_before,
    "E[g²] of t-1": Eg2_before,
    "E[Δx²] of t-1": Edx2_before,
    "g": g,
    "E[g²]": Eg2,
    "RMS[g]": rms_g,
    "RMS[Δx] of t-1": rms_dx,
    "Δx": dx${learning_rate === 1 || bug === "rate" ? "" : " / learning_rate"},
    "E[Δx²]": Edx2,
    "x": x,
}.items():` : `for name, values in {"x": x, "E[g²]": optimizer.Eg2[0], "E[Δx²]": optimizer.Edx2[0]}.items():`}
    print(name, *(f"{value:.5g}" for value in values))
`;
}

/** @param {any} trace what Python computed @param {number} n */
export const ownPython = (trace, n) => `import numpy as np
from adadelta import ${[...(trace.known ? [trace.name] : []), "surfaces"].join(", ")}

${trace.known ? "" : `# ${trace.name} is your own class.\n`}x = np.array([${trace.x.map((/** @type {number[]} */ [v]) => setting(v)).join(", ")}], dtype=float)
optimizer = ${trace.source}
optimizer.initialize([x])
rows = {}
for t in range(${n}):
    rows = {"x of t-1": x.copy(), "g": ${trace.x.length > 1 ? "surfaces.ravine().gradient(x)" : "x.copy()"}}
    [rows["Δx"]] = optimizer.update([x], [rows["g"]])
rows |= {name: getattr(optimizer, name)[0] for name in optimizer.state_names} | {"x": x}
for name, values in rows.items():
    print(name, *(f"{value:.5g}" for value in values))
`;
