// Rate over time: the rate is the gradient's factor, everywhere; and what is drawn.

import assert from "node:assert/strict";
import { test } from "node:test";

import { explorables } from "../src/explorables.mjs";
import { methods, start } from "../src/maths/optimizers.mjs";
import { ETA, feedAll, sequence } from "../src/maths/rate_over_time.mjs";
import { standIn } from "./document.mjs";

standIn();

const first = { gradients: "steady", scale: 1, rho: 0.95, epsilon: 1e-6, steps: 1000, axis: "log" };
const idea = explorables["rate-over-time"];
const draw = (/** @type {any} */ changes) => {
  const state = { ...first, ...changes };
  return idea.draw(state, idea.compute(state), { width: 320, height: 270 });
};
/** Every drawing beneath one. @param {any} drawing @returns {any[]} */
const within = (drawing) => (typeof drawing === "object" && drawing ? [drawing, ...(drawing.children ?? []).flatMap(within)] : []);
const dots = (/** @type {any} */ drawing) => within(drawing).filter(({ attributes }) => attributes?.["stroke-linecap"] === "round");

for (const gradients of ["steady", "noisy", "rare", "shrinking", "drop"]) {
  test(`${gradients}: each step is the rate times the gradient, to the last bit`, () => {
    const feed = { ...first, gradients, scale: 3, steps: 200 };
    for (const { name, rates, walked } of feedAll(feed).runs) {
      const state = start(methods[name]);
      const settings = { rho: feed.rho, epsilon: feed.epsilon, learning_rate: name === "Adadelta" ? 1 : ETA };
      let x = 0;
      sequence(feed).forEach((g, t) => {
        const dx = methods[name].rule(g, state, settings, t + 1);
        assert.equal(-rates[t] * g + 0, dx + 0, `${name} at step ${t + 1}`);
        assert.ok(rates[t] > 0 && Number.isFinite(rates[t]));
        x += dx;
        assert.equal(walked[t], 0 - x);
      });
    }
  });
}

test("dots stand at the rare gradients, and nowhere else", () => {
  const [rates, ways] = draw({ gradients: "rare", steps: 45 });
  assert.deepEqual(dots(rates.drawing).map(({ attributes }) => attributes.d.split("M").length - 1), [5, 5, 5, 5]);
  assert.equal(dots(ways.drawing).length, 0);
  assert.equal(dots(draw({ gradients: "rare", steps: 400 })[0].drawing).length, 0, "not where they would run together");
  assert.equal(dots(draw({})[0].drawing).length, 0);
});

test("a single step, and distances that turn negative, can be drawn", () => {
  for (const changes of [{ steps: 1 }, { steps: 1, axis: "linear" }, { gradients: "noisy", rho: 0 }, { gradients: "noisy", steps: 2, epsilon: 1 }]) {
    for (const { drawing } of draw(changes)) {
      const written = JSON.stringify(within(drawing).map(({ attributes }) => attributes));
      assert.ok(!/NaN|Infinity/.test(written), JSON.stringify(changes));
    }
  }
});

test("a choice of gradients brings the axis that suits it", () => {
  assert.deepEqual(idea.follow?.gradients("rare"), { axis: "linear" });
  assert.deepEqual(idea.follow?.gradients("steady"), { axis: "log" });
});
