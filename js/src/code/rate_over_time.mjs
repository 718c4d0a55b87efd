// Rate over time: the cell that makes the same numbers in Python.

import { milestones, setting } from "../kit/numbers.mjs";
import { BEFORE_DROP, BEFORE_SPIKE, DROP, ETA, EVERY, FACTOR, MODULUS, SEED, SHRINK, SPIKES } from "../maths/rate_over_time.mjs";

/** @type {Record<string, string>} */
const PATTERNS = {
  steady: "[1.0] * steps",
  rare: `[1.0 if t % ${EVERY} == 0 else 0.0 for t in range(steps)]`,
  shrinking: `[${SHRINK}**t for t in range(steps)]`,
  drop: `[${DROP} if t >= ${BEFORE_DROP} else 1.0 for t in range(steps)]`,
};
const spiked = (/** @type {number} */ size) => `[${size}.0 if t == ${BEFORE_SPIKE} else 1.0 for t in range(steps)]`;
const NOISY = `seed, pattern = ${SEED}, []
for _ in range(steps):
    seed = seed * ${FACTOR} % ${MODULUS}  # Park and Miller's generator: the same chance as on the page
    pattern.append(3.0 if 2 * seed > ${MODULUS} else -1.0)`;

/** @param {import("../kit/explorable.mjs").State} state */
export function python({ gradients, scale, rho, epsilon, steps }) {
  return `import numpy as np
from adadelta import SGD, Adadelta, Adagrad, RMSprop

eta, rho, epsilon, scale, steps = ${ETA}, ${setting(rho)}, ${setting(epsilon)}, ${setting(scale)}, ${steps}
${gradients === "noisy" ? NOISY : `pattern = ${SPIKES[gradients] ? spiked(SPIKES[gradients]) : PATTERNS[gradients]}`}
listed = [${milestones(steps).join(", ")}]


def rate(optimizer, Edx2_before):
    """Return what the gradient has just been multiplied by, read from the state."""
    if isinstance(optimizer, Adagrad):
        return eta / (np.sqrt(optimizer.G[0][0]) + epsilon)
    if isinstance(optimizer, RMSprop):
        return eta / (np.sqrt(optimizer.Eg2[0][0]) + epsilon)
    if isinstance(optimizer, Adadelta):
        return np.sqrt(Edx2_before + epsilon) / np.sqrt(optimizer.Eg2[0][0] + epsilon)
    return eta


for optimizer in (SGD(eta), Adagrad(eta, epsilon), RMSprop(eta, rho, epsilon), Adadelta(rho, epsilon)):
    x = np.zeros(1)
    optimizer.initialize([x])
    print(type(optimizer).__name__)
    for t, g in enumerate(pattern, start=1):
        Edx2_before = optimizer.Edx2[0][0] if isinstance(optimizer, Adadelta) else 0.0
        optimizer.step([x], [np.array([scale * g])])
        if t in listed:
            print(f"  step {t}, gradient {scale * g:.4g}, rate {rate(optimizer, Edx2_before):.4g}, distance {0 - x[0]:.4g}")
`;
}
