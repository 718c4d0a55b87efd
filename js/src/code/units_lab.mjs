// Units lab: the cell that makes the same numbers in Python.

import { setting } from "../kit/numbers.mjs";
import { factors } from "../maths/units_lab.mjs";

/** @param {any} state */
export function python(state) {
  const [c, s] = factors(state);
  const pairs = [
    [`SGD(learning_rate=${setting(state.SGD_learning_rate)}`, " * c * c / s"],
    [`RMSprop(learning_rate=${setting(state.RMSprop_learning_rate)}`, " * c, epsilon=1e-8 * s / c"],
    [`Adadelta(rho=${setting(state.rho)}, epsilon=${setting(state.epsilon)}`, " * c * c"],
  ].map(([made, convert]) => `        (${made}), ${made}${state.settings === "same" ? "" : convert})),\n`);
  return `from dataclasses import replace

import numpy as np
from adadelta import SGD, Adadelta, RMSprop, descend, surfaces

surface, steps = surfaces.ravine(condition=10.0), ${state.steps}
left, right, bottom, top = surface.window


def walk(optimizer, c, s):
    """Walk in u = c x, down s times the loss; return the points in the old units."""
    rescaled = replace(
        surface,
        f=lambda u, v: s * surface.f(u / c, v / c),
        df=lambda u, v: tuple(s * slope / c for slope in surface.df(u / c, v / c)),
        start=tuple(c * place for place in surface.start),
    )
    return descend(rescaled, optimizer, steps, stop=True).points / c


def report(k, optimizer, points, end):
    """Print where a walk ends, and how far from another end."""
    (x, y), apart = points[-1], np.hypot(*(points[-1] - end))
    value = optimizer.settings["epsilon" if isinstance(optimizer, Adadelta) else "learning_rate"]
    print(f"{type(optimizer).__name__}, k = {k}, set to {value:.4g}:")
    print(f"  x {x:.4g}, y {y:.4g}, loss {surface.value(points[-1]):.4g}, {apart:.4g} away")
    outside = ((points < (left, bottom)) | (points > (right, top))).any(axis=1)
    if outside.any():
        print("  leaves the window at step", outside.argmax())
    if len(points) <= steps:
        print("  overflows after step", len(points) - 1)


c, s = ${setting(c)}, ${setting(s)}
with np.errstate(all="ignore"):  # a path may leave the numbers
    for before, after in [
${pairs.join("")}    ]:
        old, new = walk(before, 1, 1), walk(after, c, s)
        report(0, before, old, old[-1])
${state.power === 0 ? "" : `        report(${state.power}, after, new, old[-1])
`}`;
}
