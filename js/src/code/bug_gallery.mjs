// The gallery of mistakes: the cell that makes the same numbers in Python.

import { milestones, setting } from "../kit/numbers.mjs";
import { BUGS, GROUNDS } from "../maths/bug_gallery.mjs";

/** @param {import("../kit/explorable.mjs").State} state */
export const python = ({ bug, surface, steps, rho, epsilon, learning_rate }) => `import numpy as np
from adadelta import Adadelta, descend, surfaces
from adadelta.mistakes import ${BUGS[bug].name}

surface, steps = ${GROUNDS[surface].source}, ${steps}
lengths, losses = [], []
for method in (${BUGS[bug].name}, Adadelta):
    optimizer = method(rho=${setting(rho)}, epsilon=${setting(epsilon)}, learning_rate=${setting(learning_rate)})
    path = descend(surface, optimizer, steps, stop=True)
    lengths.append(np.hypot(*np.diff(path.points, axis=0).T))
    losses.append(path.values - surface.least)
for t in (${milestones(steps).join(", ")},):
    pair = [length[t - 1] for length in lengths if t <= len(length)]
    print(f"step {t}:", *(f"{length:.5g}" for length in pair), end=", ")
    if len(pair) == 2 and pair[1] > 0:
        print(f"ratio {pair[0] / pair[1]:.4g}", end=", ")
    print("loss", *(f"{loss[t]:.5g}" for loss in losses if t < len(loss)))
`;
