// Elements in one call each.

const SVG = "http://www.w3.org/2000/svg";

/** @typedef {Record<string, string | number | boolean | EventListener | undefined>} Attributes */

/**
 * @param {Element} element
 * @param {Attributes} attributes functions become listeners; true, false and undefined set or leave out
 * @param {(Node | string)[]} children
 */
function fill(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== undefined) element.setAttribute(key, String(value));
  }
  element.append(...children);
}

/**
 * An HTML element.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Attributes} [attributes]
 * @param {...(Node | string)} children
 */
export function html(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  fill(element, attributes, children);
  return element;
}

/**
 * Give an element its text or an attribute where it has another one: what is set anew is laid out anew.
 * @param {Element} element
 * @param {string | undefined} text
 * @param {string} [attribute]
 */
export function put(element, text, attribute) {
  if (!attribute) {
    if (element.textContent !== text) element.textContent = text ?? "";
  } else if (text === undefined) element.removeAttribute(attribute);
  else if (element.getAttribute(attribute) !== text) element.setAttribute(attribute, text);
}

/**
 * A drawing: what an SVG element is to be like.
 * @typedef {object} Drawing
 * @property {string} tag
 * @property {Record<string, string | number | undefined>} attributes
 * @property {(Drawing | string)[]} children drawings, or one text
 * @property {SVGElement} [element] the element that has been made like it
 */

/**
 * @param {string} tag
 * @param {Drawing["attributes"]} [attributes]
 * @param {...(Drawing | string)} children
 * @returns {Drawing}
 */
export const svg = (tag, attributes = {}, ...children) => ({ tag, attributes, children });

/**
 * The element of a drawing: that of the last one, of which only what differs is touched, so that the browser has little
 * to lay out and to paint; or a new one.
 * @param {Drawing | string | undefined} old
 * @param {Drawing} fresh
 * @returns {SVGElement}
 */
export function realize(old, fresh) {
  const last = typeof old === "object" && old.tag === fresh.tag ? old : undefined;
  const element = last?.element ?? /** @type {SVGElement} */ (document.createElementNS(SVG, fresh.tag));
  fresh.element = element;
  const before = last?.attributes ?? {};
  for (const [key, value] of Object.entries(fresh.attributes)) {
    if (value !== before[key]) value === undefined ? element.removeAttribute(key) : element.setAttribute(key, String(value));
  }
  for (const key of Object.keys(before)) if (!(key in fresh.attributes)) element.removeAttribute(key);
  const children = last?.children ?? [];
  fresh.children.forEach((child, i) => {
    if (typeof child === "string") return void (child === children[i] || (element.textContent = child));
    const made = realize(children[i], child);
    const there = element.childNodes[i];
    if (!there) element.append(made);
    else if (there !== made) there.replaceWith(made);
  });
  while (element.childNodes.length > fresh.children.length) element.lastChild?.remove();
  return element;
}
