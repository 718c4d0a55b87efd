// As much of a document as native controls need: elements with attributes, children and listeners.

class Element {
  /** @param {string} tag */
  constructor(tag) {
    this.tag = tag;
    /** @type {Record<string, string>} */
    this.attributes = {};
    /** @type {(Element | string)[]} */
    this.children = [];
    /** @type {Record<string, (event: unknown) => void>} */
    this.listeners = {};
    /** @type {Record<string, string>} */
    this.dataset = {};
    this.value = this.title = this.message = "";
    this.checked = false;
    /** @type {Element | undefined} */
    this.parent = undefined;
  }
  /** @param {string} key @param {string} value */
  setAttribute(key, value) {
    this.attributes[key] = value;
    if (key === "value") this.value = value;
  }
  /** @param {string} key */
  getAttribute(key) { return this.attributes[key] ?? null; }
  /** @param {string} key */
  removeAttribute(key) { delete this.attributes[key]; }
  /** @param {string} event @param {(event: unknown) => void} listener */
  addEventListener(event, listener) { this.listeners[event] = listener; }
  /** @param {(Element | string)[]} children */
  append(...children) {
    for (const child of children) if (child instanceof Element) child.parent = this;
    this.children.push(...children);
  }
  remove() { this.parent?.children.splice(this.parent.children.indexOf(this), 1); }
  set textContent(/** @type {string} */ text) { this.children = [text]; }
  get textContent() { return this.children.map((child) => (child instanceof Element ? child.textContent : child)).join(""); }
  /** All elements below with this tag. @param {string} tag @returns {Element[]} */
  all(tag) { return this.children.flatMap((child) => (child instanceof Element ? [...(child.tag === tag ? [child] : []), ...child.all(tag)] : [])); }
  /** @param {string} message */
  setCustomValidity(message) { this.message = message; }
  reportValidity() { return this.message === ""; }
}

/** Put the stand-in where scripts look for the document. */
export function standIn() {
  /** @type {any} */ (globalThis).document = { createElement: (/** @type {string} */ tag) => new Element(tag), activeElement: null };
}

/**
 * A control with its value, as a reader meets it.
 * @param {import("../src/kit/controls.mjs").Control} control
 * @param {any} initial
 */
export function reader(control, initial) {
  let value = initial;
  let settled = 0;
  const made = control.create({
    id: "it",
    set(/** @type {any} */ next) { made.show(value = next); },
    settle() { settled++; },
  });
  /** @type {any} */
  const element = made.element;
  const [range, field] = element.children.filter((/** @type {any} */ child) => child.tag === "input");
  made.show(initial);
  return {
    made, element, range, field,
    value: () => value,
    settled: () => settled,
    drag(/** @type {number} */ position) { range.value = String(position); range.listeners.input(); },
    press(/** @type {string} */ key) {
      let taken = false;
      range.listeners.keydown({ key, preventDefault() { taken = true; } });
      return taken;
    },
    type(/** @type {string} */ text) { field.value = text; field.listeners.change(); },
  };
}
