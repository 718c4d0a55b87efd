// As much of a document as figures need: elements with attributes, children and listeners; and a clock with frames that
// tests move.

class Text {
  /** @param {string} text */
  constructor(text) {
    this.textContent = text;
    /** @type {Element | undefined} */
    this.parent = undefined;
  }
}

class Element {
  /** @param {string} tag */
  constructor(tag) {
    this.tag = tag;
    /** @type {Record<string, string>} */
    this.attributes = {};
    /** @type {(Element | Text)[]} */
    this.childNodes = [];
    /** @type {Record<string, (event: unknown) => void>} the last of each kind: an element has one */
    this.listeners = {};
    /** @type {Record<string, string>} */
    this.dataset = {};
    /** @type {any} */
    this.style = { setProperty: (/** @type {string} */ name, /** @type {string} */ value) => { this.style[name] = value; } };
    this.value = "";
    this.checked = false;
    /** @type {Element | undefined} */
    this.parent = undefined;
    this.clientWidth = this.offsetWidth = 704;
    /** @type {Set<number>} */
    this.captured = new Set();
  }
  /** @param {string} key @param {string} value */
  setAttribute(key, value) {
    this.attributes[key] = String(value);
    if (key === "value") this.value = value;
  }
  /** @param {string} key */
  getAttribute(key) { return this.attributes[key] ?? null; }
  /** @param {string} key */
  removeAttribute(key) { delete this.attributes[key]; }
  /** @param {string} key @param {boolean} on */
  toggleAttribute(key, on) { on ? this.setAttribute(key, "") : this.removeAttribute(key); }
  get hidden() { return "hidden" in this.attributes; }
  set hidden(on) { this.toggleAttribute("hidden", on); }
  get className() { return this.attributes.class ?? ""; }
  get classList() { return { contains: (/** @type {string} */ name) => this.className.split(" ").includes(name) }; }
  /** @param {string} event @param {(event: unknown) => void} listener */
  addEventListener(event, listener) { this.listeners[event] = listener; }
  /** A reader does something. @param {string} event @param {object} [what] @returns {boolean} whether the browser is told to leave it */
  fire(event, what = {}) {
    let taken = false;
    this.listeners[event]?.({ preventDefault() { taken = true; }, pointerId: 1, ...what });
    return taken;
  }
  click() { this.fire("click"); }
  focus() { /** @type {any} */ (document).activeElement = this; }
  select() { this.selected = true; }
  /** @param {number} id */
  setPointerCapture(id) { this.captured.add(id); }
  /** @param {number} id */
  hasPointerCapture(id) { return this.captured.has(id); }
  scrollIntoView() { this.shown = (this.shown ?? 0) + 1; }
  getBoundingClientRect() { return { x: 0, y: 0, top: 0, bottom: 300, width: this.offsetWidth, height: 300 }; }
  /** @param {(Element | string)[]} children */
  append(...children) { for (const child of children) this.insertBefore(child); }
  /** @param {Element} child */
  appendChild(child) { return this.insertBefore(child); }
  /** @param {any} child @param {Element} [before] */
  insertBefore(child, before) {
    const node = typeof child === "string" ? new Text(child) : child;
    node.remove?.();
    node.parent = this;
    this.childNodes.splice(before ? this.childNodes.indexOf(before) : this.childNodes.length, 0, node);
    return child;
  }
  /** @param {(Element | string)[]} children */
  replaceChildren(...children) {
    this.childNodes = [];
    this.append(...children);
  }
  /** @param {Element} other */
  replaceWith(other) {
    this.parent?.insertBefore(other, this);
    this.remove();
  }
  remove() {
    const at = this.parent?.childNodes.indexOf(this) ?? -1;
    if (at >= 0) this.parent?.childNodes.splice(at, 1);
    this.parent = undefined;
  }
  get children() { return this.childNodes.filter((child) => child instanceof Element); }
  get lastChild() { return this.childNodes.at(-1); }
  /** @returns {Element | null} */
  get previousElementSibling() { return this.parent?.children[this.parent.children.indexOf(this) - 1] ?? null; }
  get rows() { return this.all("tr"); }
  get cells() { return this.children; }
  set textContent(/** @type {string} */ text) { this.childNodes = text ? [new Text(text)] : []; }
  get textContent() { return this.childNodes.map((child) => child.textContent).join(""); }
  /** All elements below with this tag, or one of its classes. @param {string} tag or ".class" @returns {Element[]} */
  all(tag) {
    return this.children.flatMap((child) => [...(tag[0] === "." ? child.classList.contains(tag.slice(1)) : child.tag === tag) ? [child] : [], ...child.all(tag)]);
  }
}

/** Put the stand-in where scripts look for the document. */
export function standIn() {
  const world = { calm: false, full: true, now: 0, /** @type {Map<number, (now: number) => void>} */ frames: new Map(), last: 0,
    /** @type {{ tell: (width: number) => void, seen: Element[] }[]} */ observers: [],
    /** @type {Map<string, number>} what listens to the document and the media, by event */ listening: new Map() };
  const listen = (/** @type {number} */ by) => (/** @type {string} */ event) => void world.listening.set(event, (world.listening.get(event) ?? 0) + by);
  const target = { addEventListener: listen(1), removeEventListener: listen(-1) };
  const fakes = {
    Element, HTMLInputElement: Element,
    document: {
      createElement: (/** @type {string} */ tag) => new Element(tag), createElementNS: (/** @type {string} */ _, /** @type {string} */ tag) => new Element(tag),
      activeElement: null, hidden: false, fullscreenElement: null, ...target, get fullscreenEnabled() { return world.full; },
    },
    matchMedia: (/** @type {string} */ query) => ({ get matches() { return world.calm && query.includes("reduced-motion"); }, ...target }),
    requestAnimationFrame: (/** @type {(now: number) => void} */ frame) => (world.frames.set(++world.last, frame), world.last),
    cancelAnimationFrame: (/** @type {number} */ id) => void world.frames.delete(id),
    getComputedStyle: () => ({ getPropertyValue: () => "#ffffff" }),
    performance: { now: () => world.now },
    window: globalThis,
    innerWidth: 1000, innerHeight: 700,
    ResizeObserver: class {
      /** @param {(entries: object[]) => void} tell */
      constructor(tell) {
        this.tell = (/** @type {number} */ width) => tell([{ contentRect: { width } }]);
        /** @type {Element[]} */
        this.seen = [];
        world.observers.push(this);
      }
      /** @param {Element} element */
      observe(element) { this.seen.push(element); }
      disconnect() { this.seen = []; }
    },
  };
  for (const [name, value] of Object.entries(fakes)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  return Object.assign(world, {
    /** Let all frames be drawn that wait, `ms` later. @param {number} [ms] */
    frame(ms = 16) {
      world.now += ms;
      const waiting = [...world.frames.values()];
      world.frames.clear();
      for (const draw of waiting) draw(world.now);
    },
  });
}

/**
 * A control with its value, as a reader meets it.
 * @param {import("../src/kit/controls.mjs").Control} control
 * @param {any} initial
 */
export function reader(control, initial) {
  let value = initial;
  let [settled, eased] = [0, 0];
  const set = (/** @type {any} */ next) => made.show(value = next, {});
  const made = control.create({ id: "it", set, settle() { settled++; }, ease(/** @type {any} */ next) { eased++; set(next); } });
  /** @type {any} */
  const element = made.element;
  const inputs = element.all("input");
  const range = inputs.find((/** @type {any} */ input) => input.attributes.type === "range");
  const field = inputs.find((/** @type {any} */ input) => input.attributes.type === "text");
  made.show(initial, {});
  return {
    made, element, range, field,
    complaint: () => element.all(".complaint").map((/** @type {any} */ words) => (words.hidden ? "" : words.textContent)).join(""),
    value: () => value,
    settled: () => settled,
    eased: () => eased,
    drag(/** @type {number} */ position) { range.value = String(position); range.fire("input"); },
    press: (/** @type {string} */ key) => range.fire("keydown", { key }),
    type(/** @type {string} */ text, into = field) { into.value = text; into.fire("input"); into.fire("change"); },
  };
}
