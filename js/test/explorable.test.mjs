// The frame of every figure: movements and their ease, ghosts, predictions, presets, Reset, Play, what it hands out, and
// that it leaves nothing behind.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { choice, rhoSlider, timeline } from "../src/kit/controls.mjs";
import { render } from "../src/kit/explorable.mjs";
import { panel } from "../src/kit/panel.mjs";
import { ink } from "../src/kit/readout.mjs";
import { csv } from "../src/kit/tools.mjs";
import { pageModel } from "../src/page.mjs"; // there is no document yet
import { standIn } from "./document.mjs";

/** @typedef {Record<string, any>} State */
const FIRST = { rho: 0.5, start: "zero", steps: 0, data: [1, 2] };

/** A figure to be moved. @param {object} [more] @param {State} [first] @param {{ address?: () => string }} [home] @param {number} [width] */
function open(more = {}, first = {}, home = {}, width = 704) {
  const world = /** @type {ReturnType<typeof standIn>} */ (here);
  /** @type {{ state: State, ghost?: { state: State, result: any } }[]} */
  const drawn = [];
  const idea = {
    name: "A test",
    presets: [{ name: "far", set: { rho: 0.9, start: "corrected" }, see: "It is far." }, { name: "near", set: { rho: 0.6 }, see: "It is near." }],
    predict: {
      question: "Where does it go?", set: { rho: 0.9 }, answers: ["here", "there"],
      outcome: (/** @type {any} */ from, /** @type {any} */ to) => ({ right: to.state.rho > from.state.rho ? 1 : 0, words: `from ${from.result.twice} to ${to.result.twice}.` }),
      when: (/** @type {State} */ state) => state.data.length === 2,
    },
    controls: {
      rho: rhoSlider({ min: 0, max: 0.999 }), start: choice({ options: ["zero", "corrected"] }, { label: "Start", options: { zero: "zero", corrected: "corrected" } }),
      steps: timeline({ min: 0, max: 3 }, { name: "steps", values: [0, 1, 2, 3] }),
    },
    sliders: ["rho"], chips: ["start"], time: { key: "steps", panel: 0 }, data: ["data"],
    compute: (/** @type {State} */ { rho }) => ({ twice: 2 * rho }),
    draw(/** @type {State} */ state, /** @type {any} */ _, /** @type {any[]} */ [place], /** @type {any} */ ghost) {
      drawn.push({ state, ghost });
      const here = panel({ ...place, x: { domain: [0, 3], label: "step" }, y: { domain: [0, 1], label: "rho" }, alt: "A line." });
      here.line([[0, state.rho], [3, state.rho]]);
      return [here];
    },
    sentence: (/** @type {State} */ { rho }) => `It is ${ink("Adadelta", rho)}.`, after: () => "It rests.",
    table: (/** @type {State} */ { rho }) => ({ head: ["ρ", "twice"], rows: [["10⁻⁶", rho > 0.8 ? "–" : "−1.5"]] }),
    python: (/** @type {State} */ { rho }) => `print(${rho})`,
    ...more,
  };
  const model = pageModel({ ...FIRST, ...first });
  /** @type {string[]} */
  const heard = [];
  const listened = new Map();
  const spied = {
    ...model, save_changes: () => void heard.push("saved"),
    on: (/** @type {string} */ event, /** @type {() => void} */ listener) => (listened.set(event, (listened.get(event) ?? 0) + 1), model.on(event, listener)),
    off: (/** @type {string} */ event, /** @type {() => void} */ listener) => (listened.set(event, listened.get(event) - 1), model.off(event, listener)),
  };
  const el = /** @type {any} */ (document.createElement("div"));
  // A panel is as wide as the page lets it be, or has no width where the page hides it.
  const make = document.createElement;
  document.createElement = /** @type {any} */ ((/** @type {string} */ tag) => Object.assign(make(tag), { clientWidth: width }));
  const close = render(/** @type {any} */ (idea), spied, el, home);
  document.createElement = make;
  const one = (/** @type {string} */ part) => el.all(part)[0];
  return {
    world, drawn, model, heard, listened, el, close, one, range: el.all("input").find((/** @type {any} */ input) => input.attributes.type === "range"),
    button: (/** @type {string} */ words) => el.all("button").find((/** @type {any} */ button) => button.textContent === words),
    readout: () => one(".readout").textContent,
    last: () => drawn[drawn.length - 1],
    /** Let a movement ease to its end, and rest. */
    rest() { for (let i = 0; i < 30; i++) world.frame(); },
  };
}

/** @type {any} */
let here;
/** @type {any} */
let mock;
beforeEach((context) => {
  here = standIn();
  mock = /** @type {any} */ (context).mock;
  mock.timers.enable({ apis: ["setInterval", "setTimeout"] });
});

test("it is drawn at once, says what is on the screen, and asks its question", () => {
  const it = open();
  assert.equal(it.drawn.length, 1);
  assert.equal(it.readout(), "It is 0.5. It rests.");
  assert.deepEqual(it.one(".readout").all("b").map((/** @type {any} */ b) => [b.className, b.textContent]), [["Adadelta", "0.5"]]);
  assert.equal(it.one(".ask").textContent, "Where does it go?");
  assert.equal(it.one(".predict").hidden, false);
  assert.equal(it.one(".more").hidden, false, "time is in words behind More settings");
  assert.deepEqual([it.one(".explorable-live").getAttribute("role"), it.one(".explorable-live").getAttribute("aria-label")], ["group", "A test"]);
  assert.equal(it.one(".spoken").getAttribute("role"), "status");
  assert.equal(it.one(".spoken").textContent, "", "nothing is said before anything is moved");
});

test("a chapter's own question takes the place of the prediction, and none can be asked", () => {
  for (const [question, asked] of [["Why?", "Why?"], ["", ""]]) {
    const it = open({}, { question });
    assert.deepEqual([it.one(".ask").textContent, it.one(".ask").hidden, it.one(".predict").hidden], [asked, asked === "", true]);
  }
  const it = open({}, { data: [1, 2, 3] });
  assert.deepEqual([it.one(".ask").hidden, it.one(".predict").hidden], [true, true], "its data are not those it is asked of");
  it.model.set("question", "And now?");
  assert.deepEqual([it.one(".ask").textContent, it.one(".ask").hidden], ["And now?", false]);
  it.model.set("question", null);
  assert.ok(it.one(".ask").hidden);
});

test("a drag is drawn once a frame, and spoken when it rests", () => {
  const it = open();
  for (const stop of [60, 61, 62]) {
    it.range.value = String(stop);
    it.range.fire("input");
  }
  assert.equal(it.drawn.length, 1);
  it.world.frame();
  assert.equal(it.drawn.length, 2);
  assert.equal(it.readout(), `It is ${it.model.get("rho")}.`, "what takes longer to compute comes later");
  assert.equal(it.one(".explorable-live").getAttribute("data-moving"), "");
  assert.equal(it.one(".spoken").textContent, "");
  it.range.fire("change");
  it.world.frame();
  assert.equal(it.readout(), `It is ${it.model.get("rho")}. It rests.`);
  assert.equal(it.one(".spoken").textContent, it.readout());
  assert.equal(it.one(".explorable-live").getAttribute("data-moving"), null);
});

test("a pause within a drag is told on the screen, and not spoken", () => {
  const it = open();
  it.range.value = "60";
  it.range.fire("input");
  it.world.frame();
  mock.timers.tick(100);
  assert.match(it.readout(), /It rests/);
  assert.equal(it.one(".spoken").textContent, "");
});

test("the ghost is where the reader came from, and is there only where more than time differs", () => {
  const it = open();
  assert.equal(it.last().ghost, undefined);
  it.range.value = "60";
  for (const event of ["input", "change"]) it.range.fire(event);
  it.world.frame();
  assert.deepEqual([it.last().ghost?.state.rho, it.last().ghost?.result.twice], [0.5, 1]);
  it.one(".handle").fire("keydown", { key: "ArrowRight" }); // time
  it.world.frame();
  assert.equal(it.model.get("steps"), 1);
  assert.equal(it.last().ghost, undefined, "only time differs");
  it.model.set("rho", 0.7); // Python moves it
  it.world.frame();
  assert.equal(it.last().state.rho, 0.7);
});

test("a movement before the figure has ever been drawn has no ghost", () => {
  const it = open({}, {}, {}, 0);
  assert.equal(it.drawn.length, 0, "it is hidden");
  it.world.observers[0].tell(500);
  it.model.set("rho", 0.7);
  it.button("near").click();
  it.world.frame();
  for (const { ghost } of it.drawn) assert.equal(ghost, undefined);
  it.rest();
  assert.equal(it.last().state.rho, 0.6);
});

test("a figure that is hidden draws nothing, and where it is shown again, what it has become", () => {
  const it = open();
  it.world.observers[0].tell(0);
  it.button("far").click();
  it.rest();
  assert.equal(it.drawn.length, 1);
  it.world.observers[0].tell(340.7);
  it.world.frame();
  assert.equal(it.last().state.rho, 0.9);
  assert.match(it.one(".spoken").textContent, /0\.9\. It rests/);
  const count = it.drawn.length;
  it.world.observers[0].tell(340.2);
  it.world.frame();
  assert.equal(it.drawn.length, count, "half a pixel is not another width");
});

test("a preset eases numbers, jumps in words, and is spoken at its end alone", () => {
  const it = open();
  it.button("far").click();
  assert.deepEqual([it.model.get("rho"), it.model.get("start")], [0.9, "corrected"], "the model is there at once");
  it.rest();
  const way = it.drawn.slice(1).map(({ state }) => state.rho);
  assert.ok(way.length > 10 && way.length < 25, String(way.length));
  way.forEach((rho, i) => assert.ok(rho >= (way[i - 1] ?? 0.5) && rho <= 0.9));
  assert.ok(way.filter((rho) => rho > 0.51 && rho < 0.89).length > 5, "on the way");
  assert.equal(way.at(-1), 0.9);
  assert.ok(it.drawn.slice(1).every(({ state }) => state.start === "corrected"));
  assert.equal(it.heard.length, 1, "Python is told once");
  assert.deepEqual([it.button("far").getAttribute("aria-pressed"), it.button("near").getAttribute("aria-pressed")], ["true", "false"]);
  assert.deepEqual([it.one(".see").textContent, it.one(".see").hidden], ["It is far.", false]);
  it.model.set("rho", 0.8);
  it.world.frame();
  mock.timers.tick(100);
  assert.deepEqual([it.button("far").getAttribute("aria-pressed"), it.one(".see").hidden], ["false", true]);
});

test("where motion is to be reduced, or nobody looks, a preset jumps", () => {
  for (const hidden of [false, true]) {
    here = standIn();
    const it = open();
    it.world.calm = !hidden;
    /** @type {any} */ (document).hidden = hidden;
    it.button("far").click();
    it.world.frame();
    assert.deepEqual(it.drawn.map(({ state }) => state.rho), [0.5, 0.9]);
    assert.match(it.one(".spoken").textContent, /0\.9/);
  }
});

test("what comes while it eases has the last word: Python, a drag, another preset", () => {
  const python = open();
  python.button("far").click();
  for (let i = 0; i < 5; i++) python.world.frame();
  python.model.set("rho", 0.2);
  python.rest();
  assert.equal(python.last().state.rho, 0.2);
  assert.equal(python.readout(), "It is 0.2. It rests.");

  const drag = open();
  drag.button("far").click();
  for (let i = 0; i < 5; i++) drag.world.frame();
  drag.range.value = "0";
  for (const event of ["input", "change"]) drag.range.fire(event);
  drag.rest();
  assert.deepEqual([drag.last().state.rho, drag.model.get("start")], [0, "corrected"]);
  assert.equal(drag.last().ghost?.state.rho, 0.5, "the reader came from there");

  const other = open();
  other.button("far").click();
  for (let i = 0; i < 5; i++) other.world.frame();
  const { rho } = other.last().state;
  other.button("near").click();
  other.world.frame();
  assert.ok(Math.abs(other.last().state.rho - rho) < 0.1, "from where it is");
  other.rest();
  assert.deepEqual([other.last().state.rho, other.last().state.start], [0.6, "zero"]);
});

test("a prediction moves the figure, and says what happened there", () => {
  const it = open();
  it.button("there").click();
  assert.equal(it.one(".verdict").textContent, "Yes: from 1 to 1.8.");
  assert.equal(it.one(".verdict").getAttribute("role"), "status");
  assert.equal(it.button("there").getAttribute("aria-pressed"), "true");
  it.rest();
  assert.equal(it.model.get("rho"), 0.9);
  it.button("here").click();
  assert.equal(it.one(".verdict").textContent, "Not quite: from 1 to 1.8.", "of the start, wherever it is now");
  assert.deepEqual([it.button("here"), it.button("there")].map((one) => one.getAttribute("aria-pressed")), ["true", "false"]);
});

test("Reset is as if nothing had happened", () => {
  const it = open();
  it.button("here").click();
  it.rest();
  it.one(".handle").fire("keydown", { key: "End" });
  it.rest();
  it.button("Reset").click();
  it.rest();
  assert.deepEqual(Object.fromEntries(Object.keys(FIRST).map((key) => [key, it.model.get(key)])), FIRST);
  assert.deepEqual([it.one(".verdict").textContent, it.button("here").getAttribute("aria-pressed"), it.last().ghost], ["", null, undefined]);
  assert.equal(it.readout(), "It is 0.5. It rests.");
});

test("Play goes through the stops of time, can be paused, and ends at the last", () => {
  const it = open();
  const play = it.one(".play");
  play.click();
  assert.equal(play.textContent, "Pause");
  mock.timers.tick(1500);
  it.world.frame();
  assert.equal(it.model.get("steps"), 1);
  assert.equal(it.one(".spoken").textContent, "", "nothing is spoken on the way");
  play.click();
  it.world.frame();
  assert.equal(play.textContent, "Play");
  assert.match(it.one(".spoken").textContent, /It rests/);
  mock.timers.tick(6000);
  assert.equal(it.model.get("steps"), 1);
  play.click();
  mock.timers.tick(9000);
  it.world.frame();
  assert.deepEqual([it.model.get("steps"), play.textContent], [3, "Play"]);
  play.click();
  assert.equal(it.model.get("steps"), 0, "it begins anew");
  it.button("near").click();
  assert.equal(play.textContent, "Play", "another movement ends it");
  play.click();
  it.rest();
  mock.timers.tick(1500);
  it.rest();
  assert.deepEqual([it.model.get("rho"), it.last().state.rho, it.model.get("steps")], [0.6, 0.6, 1], "Play while it eases goes on from the model's state");
});

test("the handle of time is a slider on the axis, by finger and by keys", () => {
  const it = open();
  const handle = it.one(".handle");
  assert.deepEqual(["role", "aria-label", "aria-valuenow", "aria-valuetext", "aria-valuemin", "aria-valuemax", "aria-orientation"].map((key) => handle.getAttribute(key)),
    ["slider", "steps", "0", "0 steps", "0", "3", "horizontal"]);
  const at = (/** @type {number} */ step) => ({ clientX: 50 + (step / 3) * (704 - 66), clientY: 262 });
  handle.getBoundingClientRect = () => ({ x: 35, y: 247, width: 30, height: 30 });
  handle.fire("pointermove", at(2));
  assert.equal(it.model.get("steps"), 0, "it is not held");
  handle.fire("pointerdown", at(0));
  for (const [to, step] of [[1.9, 2], [9, 3], [-5, 0], [0.9, 1]]) {
    handle.fire("pointermove", at(to));
    it.world.frame();
    assert.equal(it.model.get("steps"), step);
  }
  assert.equal(handle.getAttribute("aria-valuetext"), "1 step");
  handle.fire("pointercancel");
  it.world.frame();
  assert.equal(it.model.get("steps"), 0, "a swipe that scrolls the page leaves it");
  for (const [key, step] of [["ArrowRight", 1], ["ArrowUp", 2], ["End", 3], ["ArrowLeft", 2], ["Home", 0]]) {
    assert.ok(handle.fire("keydown", { key }));
    it.world.frame();
    assert.equal(it.model.get("steps"), step, String(key));
  }
  assert.ok(!handle.fire("keydown", { key: "Tab" }));
});

test("two views of one model follow each other", () => {
  const model = pageModel({ ...FIRST });
  const idea = { name: "Two", presets: [], controls: { rho: rhoSlider({ min: 0, max: 0.999 }) }, sliders: ["rho"], data: [],
    compute: () => 0, draw: (/** @type {State} */ s, /** @type {any} */ _, /** @type {any[]} */ [place]) => [panel({ ...place, x: { domain: [0, 1], label: "" }, y: { domain: [0, 1], label: "" }, alt: String(s.rho) })],
    sentence: (/** @type {State} */ { rho }) => `${rho}.`, table: () => ({ head: ["a"], rows: [] }), python: () => "" };
  const [a, b] = [document.createElement("div"), document.createElement("div")].map((el) => (render(/** @type {any} */ (idea), model, el), /** @type {any} */ (el)));
  const ranges = [a, b].map((el) => el.all("input").find((/** @type {any} */ input) => input.attributes.type === "range"));
  const [range] = ranges;
  range.value = "0";
  for (const event of ["input", "change"]) range.fire(event);
  here.frame();
  mock.timers.tick(200);
  assert.deepEqual([a, b].map((el) => el.all(".readout")[0].textContent), ["0.", "0."]);
  assert.equal(ranges[1].value, "0");
  assert.deepEqual([a, b].map((el) => el.all(".spoken")[0].textContent), ["0.", ""], "only what the reader has moved speaks");
  const ids = [a, b].flatMap((el) => [...el.all("input"), ...el.all("p")]).map((/** @type {any} */ one) => one.getAttribute("id")).filter(Boolean);
  assert.equal(new Set(ids).size, ids.length, "each has its own names");
});

test("Python, Data, Link and Picture open one at a time, and stay up to date", () => {
  const it = open({}, {}, { address: () => `https://example.org/#a?rho=${it?.model.get("rho") ?? ""}"` });
  const opened = () => it.el.all(".opened").filter((/** @type {any} */ one) => !one.hidden).map((/** @type {any} */ one) => one.className);
  assert.deepEqual(opened(), []);
  it.button("Python").click();
  assert.deepEqual([opened(), it.one("code").textContent], [["opened source"], "print(0.5)"]);
  assert.equal(it.button("Python").getAttribute("aria-expanded"), "true");
  it.button("far").click();
  it.rest();
  assert.equal(it.one("code").textContent, "print(0.9)");
  it.button("Data").click();
  assert.deepEqual(opened(), ["opened numbers"]);
  assert.deepEqual(it.one("table").all("tr").map((/** @type {any} */ row) => row.textContent), ["ρtwice", "10⁻⁶–"]);
  assert.deepEqual(it.one("table").all("th").map((/** @type {any} */ cell) => cell.getAttribute("scope")), ["col", "col", "row"]);
  it.button("near").click();
  it.rest();
  assert.equal(it.one("table").all("td")[0].textContent, "−1.5");
  it.button("Link").click();
  const [place, frame] = it.one(".link").all("input");
  assert.equal(place.value, 'https://example.org/#a?rho=0.6"');
  assert.match(frame.value, /^<iframe src="https:\/\/example\.org\/#a\?rho=0\.6&quot;" title="A test"/);
  it.button("Link").click();
  assert.deepEqual(opened(), []);
  for (const part of it.el.all(".opened")) assert.ok(part.getAttribute("aria-label") && part.getAttribute("role") === "group");
});

test("Copy says what it has done, and selects where copying is refused", async () => {
  const it = open();
  it.button("Python").click();
  /** @type {string[]} */
  const copied = [];
  const clipboard = (/** @type {object | undefined} */ value) => Object.defineProperty(globalThis, "navigator", { value: { clipboard: value }, configurable: true });
  const button = it.button("Copy");
  const settle = async () => { for (let i = 0; i < 5; i++) await Promise.resolve(); };
  clipboard({ writeText: async (/** @type {string} */ text) => void copied.push(text) });
  button.click();
  await settle();
  assert.deepEqual([copied, button.textContent, it.one(".spoken").textContent], [["print(0.5)"], "Copied", "Copied"]);
  mock.timers.tick(2000);
  assert.equal(button.textContent, "Copy");
  let selected = 0;
  /** @type {any} */ (globalThis).getSelection = () => ({ selectAllChildren: () => selected++ });
  for (const refused of [undefined, { writeText: async () => { throw new Error("no"); } }]) {
    clipboard(refused);
    button.click();
    await settle();
    assert.match(button.textContent, /Ctrl\+C/);
  }
});

test("Link and Embed are only where there is an address, and Full screen where it leads somewhere", () => {
  const buttons = (/** @type {ReturnType<typeof open>} */ it) => it.one(".tools").all("button").map((/** @type {any} */ button) => button.textContent);
  assert.deepEqual(buttons(open()), ["Reset", "Python", "Data", "Picture", "Full screen"]);
  assert.deepEqual(buttons(open({}, {}, { address: () => "https://a" })), ["Reset", "Python", "Data", "Link", "Picture", "Full screen"]);
  here.full = false;
  assert.deepEqual(buttons(open()), ["Reset", "Python", "Data", "Picture"]);
  /** @type {string[]} */
  const went = [];
  /** @type {any} */ (globalThis).open = (/** @type {string} */ url) => went.push(url);
  open({}, {}, { address: () => "https://a" }).button("Full screen").click();
  assert.deepEqual(went, ["https://a"]);
});

test("a full screen that is refused opens the figure's own page", async () => {
  /** @type {string[]} */
  const went = [];
  /** @type {any} */ (globalThis).open = (/** @type {string} */ url) => went.push(url);
  const it = open({}, {}, { address: () => "https://a" });
  it.one(".explorable-live").requestFullscreen = () => Promise.reject(new Error("no"));
  it.button("Full screen").click();
  for (let i = 0; i < 3; i++) await Promise.resolve();
  assert.deepEqual(went, ["https://a"]);
  const alone = open();
  alone.one(".explorable-live").requestFullscreen = () => Promise.reject(new Error("no"));
  alone.button("Full screen").click();
  for (let i = 0; i < 3; i++) await Promise.resolve();
  assert.equal(went.length, 1, "and nothing where there is none");
});

test("a table is saved in numbers that programs read", () => {
  const table = { head: ["ρ", 'the "loss"'], rows: [["−3.9955", "10⁻⁶"], ["2.5\u202f×\u202f10⁻¹²", "−10⁴"], ["10,000", "–"], ["∞", "−∞"], ["1 to 2", "ravine, small"]] };
  assert.equal(csv(table), ['"ρ","the ""loss"""', '"-3.9955","1e-6"', '"2.5e-12","-1e4"', '"10000",""', '"inf","-inf"', '"1 to 2","ravine, small"', ""].join("\r\n"));
});

test("it leaves nothing behind, whatever it was doing", () => {
  for (const during of [() => {}, (/** @type {any} */ it) => it.button("far").click(), (/** @type {any} */ it) => it.one(".play").click(), (/** @type {any} */ it) => {
    it.range.value = "3";
    it.range.fire("input");
    it.world.frame();
  }]) {
    here = standIn();
    const it = open();
    during(it);
    it.world.frame();
    const count = it.drawn.length;
    it.close();
    assert.equal(it.el.childNodes.length, 0);
    for (const [event, left] of it.listened) assert.equal(left, 0, event);
    for (const [event, left] of it.world.listening) assert.equal(left, 0, event);
    assert.equal(it.world.frames.size, 0, "no frame waits");
    assert.equal(it.world.observers[0].seen.length, 0);
    it.model.set("rho", 0.1);
    mock.timers.tick(10_000);
    it.rest();
    assert.equal(it.drawn.length, count);
  }
});
