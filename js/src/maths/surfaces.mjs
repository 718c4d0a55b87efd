// Test functions of two variables: the mirror of adadelta/surfaces.py with its default arguments, operation for
// operation, so that the polynomials give the same bits; the plateau and the rotated ravine take exp, sin and cos.

/** @typedef {[number, number]} Point */

/**
 * @typedef {object} Surface
 * @property {string} words its name in a sentence
 * @property {(x: number, y: number) => number} f
 * @property {(x: number, y: number) => Point} df both partial derivatives, without noise
 * @property {Point[]} minima where f is least
 * @property {number} least the value of f there
 * @property {[number, number, number, number]} window left, right, bottom and top of the part to look at
 * @property {Point} start a place to start from
 * @property {number} noise standard deviation of the noise on each component of a gradient that a descent meets
 */

/** @param {number} v */
const square = (v) => v * v;
/** @param {number} v the sign as NumPy has it, which is 0, not -0, at -0 */
const sign = (v) => Math.sign(v) + 0;

/** @type {Surface} */
const ravine = {
  words: "a ravine",
  f: (x, y) => 0.5 * (x * x) + 0.5 * 100 * (y * y),
  df: (x, y) => [x, 100 * y],
  minima: [[0, 0]],
  least: 0,
  window: [-5, 5, -2, 2],
  start: [-4, 1],
  noise: 0,
};

const [c, s] = [Math.cos(Math.PI / 4), Math.sin(Math.PI / 4)];

/** @type {Surface} */
const rotated_ravine = {
  words: "a rotated ravine",
  f: (x, y) => 0.5 * square(c * x + s * y) + 0.5 * 100 * square(c * y - s * x),
  df(x, y) {
    const u = c * x + s * y;
    const v = 100 * (c * y - s * x);
    return [c * u - s * v, s * u + c * v];
  },
  minima: [[0, 0]],
  least: 0,
  window: [-4, 4, -4, 4],
  start: [-3.5, -1.5],
  noise: 0,
};

/** @type {Surface} */
const rosenbrock = {
  words: "Rosenbrock's valley",
  f: (x, y) => square(1 - x) + 100 * square(y - x * x),
  df: (x, y) => [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)],
  minima: [[1, 1]],
  least: 0,
  window: [-2, 2, -1, 3],
  start: [-1.2, 1],
  noise: 0,
};

/** @type {Surface} */
const beale = {
  words: "Beale's function",
  f: (x, y) => square(1.5 - x + x * y) + square(2.25 - x + x * (y * y)) + square(2.625 - x + x * (y * y * y)),
  df(x, y) {
    const a = 1.5 - x + x * y;
    const b = 2.25 - x + x * (y * y);
    const c = 2.625 - x + x * (y * y * y);
    return [
      2 * a * (y - 1) + 2 * b * (y * y - 1) + 2 * c * (y * y * y - 1),
      2 * a * x + 4 * b * x * y + 6 * c * x * (y * y),
    ];
  },
  minima: [[3, 0.5]],
  least: 0,
  window: [-4.5, 4.5, -4.5, 4.5],
  start: [1, 1.5],
  noise: 0,
};

/** @type {Surface} */
const himmelblau = {
  words: "Himmelblau's function",
  f: (x, y) => square(x * x + y - 11) + square(x + y * y - 7),
  df(x, y) {
    const a = x * x + y - 11;
    const b = x + y * y - 7;
    return [4 * x * a + 2 * b, 2 * a + 4 * y * b];
  },
  minima: [
    [3, 2],
    [-2.805118086952745, 3.131312518250573],
    [-3.779310253377747, -3.2831859912861696],
    [3.5844283403304917, -1.8481265269644036],
  ],
  least: 0,
  window: [-5, 5, -5, 5],
  start: [-0.5, -1],
  noise: 0,
};

/** @type {Surface} */
const saddle = {
  words: "a saddle",
  f: (x, y) => 0.5 * (x * x) - 0.5 * (y * y) + 0.25 * (y * y * y * y),
  df: (x, y) => [x, y * y * y - y],
  minima: [[0, -1], [0, 1]],
  least: -0.25,
  window: [-2, 2, -1.6, 1.6],
  start: [-1.5, 0.001],
  noise: 0,
};

/** @type {Surface} */
const plateau = {
  words: "a plateau",
  f: (x, y) => -Math.expm1(-(x * x + y * y) / 2),
  df(x, y) {
    const well = Math.exp(-(x * x + y * y) / 2);
    return [x * well, y * well];
  },
  minima: [[0, 0]],
  least: 0,
  window: [-4, 4, -4, 4],
  start: [-3, 2],
  noise: 0,
};

/** @type {Surface} */
const noisy_bowl = {
  words: "a noisy bowl",
  f: (x, y) => 0.5 * (x * x + y * y),
  df: (x, y) => [x, y],
  minima: [[0, 0]],
  least: 0,
  window: [-4, 4, -4, 4],
  start: [-3, 2],
  noise: 1,
};

/** @type {Surface} */
const absolute = {
  words: "a crease",
  f: (x, y) => Math.abs(x) + 10 * Math.abs(y),
  df: (x, y) => [sign(x), 10 * sign(y)],
  minima: [[0, 0]],
  least: 0,
  window: [-5, 5, -2, 2],
  start: [-4, 1.3],
  noise: 0,
};

/** @type {Record<string, Surface>} by the names of Python's functions */
export const surfaces = {
  ravine, rotated_ravine, rosenbrock, beale, himmelblau, saddle, plateau, noisy_bowl, absolute,
};
