// The page's own part: a model without a kernel, the states of all figures in the address, numbers of the text that move
// a figure or follow it.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { explorables } from "../src/explorables.mjs";
import { pageModel, parse, readQuery, writeQuery } from "../src/page.mjs"; // there is no document here
import { standIn } from "./document.mjs";
import { first } from "./vectors.mjs";

const [average, line, hidden] = ["moving-average", "article-regression", "hidden-rate"];

test("a model tells its listeners of changes, and of nothing else", () => {
  const model = pageModel({ rho: 0.9 });
  /** @type {string[]} */
  const heard = [];
  const listener = () => void heard.push(`rho ${model.get("rho")}`);
  model.on("change:rho", listener);
  model.on("change", () => void heard.push("any"));
  model.set("rho", 0.95);
  model.set("rho", 0.95);
  model.set("start", "zero");
  model.save_changes();
  model.off("change:rho", listener);
  model.off("change:epochs", listener);
  model.set("rho", 0.5);
  assert.deepEqual(heard, ["rho 0.95", "any", "any", "any"]);
  assert.equal(model.get("rho"), 0.5);
});

test("an address names a heading and the settings of figures, each or neither", () => {
  /** @type {[string, string, Record<string, string>][]} */
  const addresses = [
    ["", "", {}], ["#", "", {}], ["#in-short", "in-short", {}], ["#?rho=0.5", "", { "": "rho=0.5" }], [`#${line}`, line, {}],
    [`#${line}?rho=0.5&epsilon=1e-4`, "", { [line]: "rho=0.5&epsilon=1e-4" }], [`#${line}?`, "", { [line]: "" }],
    [`#in-short;${line}?rho=0.5;${line}-2?rho=0.9;${average}?start=zero`, "in-short", { [line]: "rho=0.5", [`${line}-2`]: "rho=0.9", [average]: "start=zero" }],
    [`#${line}?rho=0.5;in-short`, "in-short", { [line]: "rho=0.5" }], ["#;;a;b", "a", {}], ["#%?__proto__=1;__proto__?a=1", "", { "%": "__proto__=1", ["__proto__"]: "a=1" }],
  ];
  for (const [hash, anchor, figures] of addresses) {
    const found = parse(hash);
    assert.equal(found.anchor, anchor, hash);
    assert.deepEqual([...found.figures], Object.entries(figures), hash);
  }
});

test("an address gives back the settings that it was written from, and has only what differs", () => {
  /** @type {[string, Record<string, unknown>][]} */
  const states = [
    [average, { rho: 0.9, start: "zero" }],
    ["root-mean-square", { values: [-0.001, 1e-9, -2.5] }],
    [line, { rho: 0.95, epsilon: 1e-6, epochs: 100, batch_size: 100 }],
    [line, { rho: 0.999, epsilon: 1.2345678901234e-11, epochs: 0, batch_size: 7 }],
    [line, { rho: 0.1 + 0.2, epsilon: 1, epochs: 2000, batch_size: 1 }],
    ["optimizer-race", { methods: [] }],
    ["optimizer-race", { methods: ["SGD", "Adadelta"], surface: "beale" }],
  ];
  for (const [name, settings] of states) {
    const query = writeQuery(name, pageModel({ ...settings, source: "not a setting" }));
    assert.deepEqual(readQuery(query, name), { settings, errors: [] }, query);
    assert.equal(encodeURI(query), query, "nothing in it needs escaping");
    assert.ok(!/[;#?]/.test(query), "nor ends it");
  }
  const start = { rho: 0.9, epsilon: 1e-6, epochs: 100, batch_size: 100 };
  assert.equal(writeQuery(line, pageModel({ ...start }), start), "");
  assert.equal(writeQuery(line, pageModel({ ...start, epsilon: 1e-4, epochs: 3 }), start), "epsilon=1e-4&epochs=3");
  assert.equal(writeQuery("optimizer-race", pageModel({ methods: ["SGD"] }), { methods: ["SGD"] }), "", "a list is what is in it");
});

test("what an address has wrong is said in words, and the rest is used", () => {
  /** @type {[string, RegExp][]} */
  const wrong = [
    ["rho=1", /^rho must be a number from 0 to 0\.999, not 1$/],
    ["rho=", /^rho must be a number from 0 to 0\.999, not $/],
    ["rho", /^rho must be a number/],
    ["rho=NaN", /not NaN$/],
    ["rho=-Infinity", /not -Infinity$/],
    ["rho=0.9%00", /^rho must be a number/],
    ["rho=<img src=x onerror=alert(1)>", /^rho must be a number/],
    ["epsilon=0", /^epsilon must be a number from 10⁻¹² to 1, not 0$/],
    ["epsilon=1e-13", /not 1e-13$/],
    ["epochs=10.5", /^epochs must be a whole number from 0 to 2000, not 10\.5$/],
    ["epochs=1e400", /not 1e400$/],
    ["epochs=%E0%A4%A", /^epochs must be a whole number/],
    ["%=1", /^it has no setting %$/],
    ["gamma=1", /^it has no setting gamma$/],
    ["x=1", /^it has no setting x$/], // a trait, but not one to be set by a link
    ["question=1", /^it has no setting question$/],
    ["__proto__=1", /^it has no setting __proto__$/],
    ["constructor=1", /^it has no setting constructor$/],
    [`rho=${"9".repeat(1e6)}`, /^rho must be a number/],
    [`${"k".repeat(1e6)}=1`, /^it has no setting k/],
  ];
  for (const [query, words] of wrong) {
    const { settings, errors } = readQuery(`epochs=7&${query}`, line);
    assert.equal(errors.length, 1, query.slice(0, 80));
    assert.match(errors[0], words);
    assert.deepEqual(settings, { epochs: 7 }, query.slice(0, 80));
  }
  assert.equal(/** @type {any} */ ({}).rho, undefined, "no prototype has been touched");
  assert.deepEqual(readQuery("start=one", average).errors, ["start must be one of zero, corrected, not one"]);
  assert.equal(readQuery("a=1&".repeat(1000), line).errors.length, 1000);
});

// A page

/** @type {any} */
let here;
/** @type {any} */
let mock;
let pages = 0;
beforeEach((context) => {
  here = standIn();
  mock = /** @type {any} */ (context).mock;
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
});

/**
 * A page with figures and links, opened at an address.
 * @param {string[]} names of figures
 * @param {string} hash
 * @param {[string, string, string][]} links class, address and text of each
 * @param {() => void} replaceState what happens when the address is written
 */
async function visit(names, hash = "", links = [], replaceState = () => {}) {
  /** @type {string[]} */
  const written = [];
  const make = (/** @type {string} */ tag, /** @type {object} */ attributes, /** @type {string} */ text) => {
    const element = /** @type {any} */ (document.createElement(/** @type {any} */ (tag)));
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.textContent = text;
    return element;
  };
  const mounts = names.map((name) => {
    const mount = make("div", { class: "explorable" }, "");
    mount.append(make("figure", {}, "the still"));
    Object.assign(mount.dataset, { explorable: name, state: JSON.stringify(first(name)) });
    return mount;
  });
  const anchors = links.map(([kind, href, text]) => make("a", { class: kind, href }, text));
  const heading = make("h2", {}, "In short");
  /** @type {Record<string, (event?: unknown) => void>} */
  const listeners = {};
  const page = { location: { hash, href: `https://example.org/page.html${hash}`, pathname: "/page.html", search: "" } };
  const write = (/** @type {any} */ _, /** @type {any} */ __, /** @type {string} */ url) => {
    replaceState();
    written.push(url);
    page.location.hash = url.startsWith("#") ? url : "";
  };
  Object.assign(document, {
    readyState: "complete", documentElement: make("html", {}, ""),
    getElementById: (/** @type {string} */ id) => (id === "in-short" ? heading : null),
    querySelectorAll: (/** @type {string} */ which) => {
      const name = /data-explorable="([^"]*)"/.exec(which)?.[1];
      return which.startsWith("a") ? anchors : mounts.filter(({ dataset }) => (name ? dataset.explorable === name : dataset.alive === undefined && dataset.still === undefined));
    },
  });
  Object.assign(globalThis, { location: page.location, history: { state: null, replaceState: write }, addEventListener: (/** @type {string} */ event, /** @type {() => void} */ listener) => { listeners[event] = listener; } });
  await import(`../src/page.mjs?${++pages}`);
  const all = () => {
    for (let i = 0; i < 3 * names.length + 30; i++) {
      here.frame();
      mock.timers.tick(16);
    }
  };
  all();
  return {
    mounts, anchors, heading, written, all,
    go(/** @type {string} */ to) {
      page.location.hash = to;
      listeners.hashchange();
      all();
    },
    /** Let time pass. */
    pass(/** @type {number} */ ms) {
      here.now += ms;
      mock.timers.tick(ms);
      all();
    },
    readout: (/** @type {number} */ i) => mounts[i].all(".readout")[0].textContent,
    value: (/** @type {number} */ i, /** @type {string} */ name) => mounts[i].all("input").find((/** @type {any} */ input) => input.attributes.type === "range" && input.attributes["aria-valuetext"].startsWith(name)).attributes["aria-valuetext"],
    drag(/** @type {number} */ i, /** @type {number} */ stop) {
      const range = mounts[i].all("input").find((/** @type {any} */ input) => input.attributes.type === "range");
      range.value = String(stop);
      for (const event of ["input", "change"]) range.fire(event);
      all();
    },
  };
}

test("each still gives way to the figure that it stands for, all of them drawn", async () => {
  const it = await visit([hidden, average]);
  for (const mount of it.mounts) {
    assert.equal(mount.dataset.alive, "");
    assert.equal(mount.all("figure").length, 0);
    assert.ok(mount.all(".readout")[0].textContent.length > 20);
    assert.equal(mount.all(".notice")[0].hidden, true);
  }
  it.pass(5000);
  assert.deepEqual(it.written, [], "what nobody has moved does not stand in the address");
});

test("a figure that cannot be drawn keeps its still, and the others come alive", async (context) => {
  const told = context.mock.method(console, "error", () => {});
  const { draw } = explorables[hidden];
  explorables[hidden].draw = () => { throw new Error("no"); };
  try {
    const it = await visit([hidden, average]);
    const [broken, alive] = it.mounts;
    assert.deepEqual([broken.children.length, broken.textContent, broken.dataset.alive, broken.dataset.still], [1, "the still", undefined, ""]);
    assert.equal(alive.dataset.alive, "");
    assert.equal(told.mock.callCount(), 1);
  } finally {
    explorables[hidden].draw = draw;
  }
});

test("a link opens its figures as they were, and its heading", async () => {
  const it = await visit([hidden, hidden, average], `#in-short;${hidden}?rho=0.5;${hidden}-2?rho=0.9&epsilon=2`);
  assert.match(it.value(0, "rho"), /^rho 0\.5,/);
  assert.match(it.value(1, "rho"), /^rho 0\.9,/);
  assert.equal(it.heading.shown, 1);
  assert.deepEqual(it.mounts.map((mount) => mount.shown), [undefined, undefined, undefined]);
  const notices = it.mounts.map((mount) => mount.all(".notice")[0]);
  assert.deepEqual(notices.map((notice) => notice.hidden), [true, false, true]);
  assert.match(notices[1].textContent, /^Not all settings in the link could be used: epsilon must be a number from 10⁻\S+ to 1, not 2\.$/);
  it.mounts[0].all("button").find((/** @type {any} */ button) => button.textContent === "Reset").click();
  it.all();
  assert.match(it.value(0, "rho"), /^rho 0\.95,/, "Reset goes back to the page's");
  const alone = await visit([hidden, average], `#${average}?rho=0.5`);
  assert.deepEqual(alone.mounts.map((mount) => mount.shown), [undefined, 1], "the figure that it is to");
});

test("a long complaint about a link is cut", async () => {
  const it = await visit([hidden], `#${hidden}?${"k".repeat(10_000)}=1`);
  assert.ok(it.mounts[0].all(".notice")[0].textContent.length < 300);
});

test("the address follows all figures, at most once a second, and keeps the heading", async () => {
  const it = await visit([hidden, hidden], "#in-short");
  for (let i = 0; i < 20; i++) {
    it.drag(i % 2, 20 + i);
    it.pass(100);
  }
  it.pass(1000);
  assert.ok(it.written.length > 10 && it.written.length <= here.now / 1000 + 1, `${it.written.length} in ${here.now} ms`);
  assert.match(it.written.at(-1) ?? "", new RegExp(`^#in-short;${hidden}\\?rho=[\\d.]+;${hidden}-2\\?rho=[\\d.]+$`));
  for (const [i, place] of [hidden, `${hidden}-2`].entries()) {
    const { settings } = readQuery(parse(it.written.at(-1) ?? "").figures.get(place) ?? "", hidden);
    assert.ok(it.value(i, "rho").startsWith(`rho ${settings.rho}`));
  }
  for (const mount of it.mounts) mount.all("button").find((/** @type {any} */ button) => button.textContent === "Reset").click();
  it.pass(2000);
  assert.equal(it.written.at(-1), "#in-short", "what is as the page has it stands in no address");
  const plain = await visit([hidden]);
  plain.drag(0, 20);
  plain.pass(2000);
  plain.mounts[0].all("button").find((/** @type {any} */ button) => button.textContent === "Reset").click();
  plain.pass(2000);
  assert.equal(plain.written.at(-1), "/page.html");
});

test("another address moves the figures that it names, and a heading leaves them as they are", async () => {
  const it = await visit([hidden, average]);
  it.go(`#${hidden}?epsilon=1e-4`);
  it.go(`#${hidden}?rho=0.5`);
  assert.match(it.readout(0), /ρ = 0\.5 and ε = 10⁻⁶/, "what is not there returns to the start");
  assert.equal(it.mounts[0].shown, 2);
  it.go("#in-short");
  assert.match(it.readout(0), /ρ = 0\.5/);
  it.pass(2000);
  assert.equal(it.written.at(-1), `#in-short;${hidden}?rho=0.5`);
});

test("a page that may not write its address goes on without", async () => {
  let tried = 0;
  const it = await visit([hidden], "", [], () => { tried++; throw new Error("SecurityError"); });
  for (const stop of [20, 30]) {
    it.drag(0, stop);
    it.pass(2000);
  }
  assert.equal(tried, 2);
  assert.match(it.value(0, "rho"), /^rho 0\.7/);
});

test("a setting in the text is pressed, stepped and dragged", async () => {
  const it = await visit([hidden], "", [["set", `figures/${hidden}.html#${hidden}?rho=0.5`, "0.5"]]);
  const [link] = it.anchors;
  assert.deepEqual(["role", "tabindex", "href", "aria-valuetext"].map((key) => link.getAttribute(key)), ["slider", "0", null, "rho 0.5"], "a link cannot be a slider");
  const [least, now, most] = ["min", "now", "max"].map((key) => Number(link.getAttribute(`aria-value${key}`)));
  assert.ok(least < now && now < most);
  link.fire("click");
  it.all();
  assert.match(it.readout(0), /ρ = 0\.5 /);
  it.drag(0, 50);
  assert.equal(link.textContent, "0.5", "the text is its own until it is touched");
  link.fire("keydown", { key: "Enter" });
  it.all();
  assert.match(it.readout(0), /ρ = 0\.5 /);
  assert.ok(link.fire("keydown", { key: "ArrowRight" }));
  it.all();
  assert.ok(Number(link.textContent) > 0.5 && it.readout(0).includes(`ρ = ${link.textContent} `));
  it.drag(0, 50);
  assert.equal(link.textContent, "0.9", "then it is the figure's");
  assert.ok(!link.fire("keydown", { key: "Tab" }));
  link.fire("pointerdown", { clientX: 100 });
  link.fire("pointermove", { clientX: 102 });
  assert.equal(link.textContent, "0.9", "a finger trembles");
  link.fire("pointermove", { clientX: 160 });
  link.fire("pointermove", { clientX: 130 });
  it.all();
  assert.ok(Number(link.textContent) > 0.9 && Number(link.textContent) < 0.95, link.textContent);
  const text = link.textContent;
  link.fire("click"); // at the end of a drag
  assert.equal(link.textContent, text);
  link.fire("pointerdown", { clientX: 100 });
  link.fire("pointermove", { clientX: -900 });
  assert.equal(link.textContent, "0");
  link.fire("pointercancel");
  assert.equal(link.textContent, text, "a swipe that scrolls the page was not meant for it");
});

test("several settings in the text are one press, and a bad one is none", async () => {
  const it = await visit([hidden, average], "", [
    ["set", `figures/${hidden}.html#${hidden}?rho=0.5&epsilon=1e-4`, "both"], ["set", `figures/${hidden}.html#${hidden}?rho=7`, "no"], ["set", "figures/nowhere.html#nowhere?rho=0.5", "elsewhere"],
  ]);
  const [both, bad, elsewhere] = it.anchors;
  it.mounts[0].getBoundingClientRect = () => ({ top: 5000, bottom: 5500 });
  assert.ok(both.fire("click"), "the page stays");
  it.all();
  assert.match(it.readout(0), /ρ = 0\.5 and ε = 10⁻⁴/);
  assert.equal(it.mounts[0].shown, 1, "it comes into sight");
  assert.equal(both.getAttribute("role"), null);
  const before = it.readout(0);
  assert.ok(bad.fire("click"));
  it.all();
  assert.equal(it.readout(0), before);
  assert.ok(!elsewhere.fire("click"), "a link to a figure that is not here is a link");
});

test("a result in the text is what the figure says", async () => {
  const link = /** @type {[string, string, string]} */ (["result", `figures/${hidden}.html#steps`, "688 steps"]);
  const steps = (/** @type {object} */ changes) => {
    const state = { ...first(hidden), ...changes };
    return explorables[hidden].results?.(state, explorables[hidden].compute(state)).steps;
  };
  const it = await visit([hidden], "", [link, ["result", `figures/${hidden}.html#nothing`, "as it was"]]);
  const [result, unknown] = it.anchors;
  assert.equal(result.textContent, "688 steps", "the page's own words, until it moves");
  it.go(`#${hidden}?rho=0.5`);
  it.pass(100);
  assert.equal(result.textContent, steps({ rho: 0.5 }));
  assert.equal(unknown.textContent, "as it was");
  assert.ok(result.fire("click"));
  const moved = await visit([hidden], `#${hidden}?rho=0.5`, [link]);
  assert.equal(moved.anchors[0].textContent, steps({ rho: 0.5 }), "an address has moved it before");
});
