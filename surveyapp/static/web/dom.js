// Elements of the page with their kind, so that a page and its script that do not fit fail at once and by name.

/**
 * @template {Element} T
 * @typedef {abstract new (...values: any[]) => T} Kind
 */

/**
 * The element with this id. Throws when the page has none of this kind.
 * @template {Element} [T=HTMLElement]
 * @param {string} id
 * @param {Kind<T>} [kind]
 * @returns {T}
 */
export const byId = (id, kind) => get(document, `#${CSS.escape(id)}`, kind);

/**
 * The first element that matches. Throws when there is none of this kind.
 * @template {Element} [T=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @param {Kind<T>} [kind]
 * @returns {T}
 */
export function get(root, selector, kind) {
  const found = find(root, selector, kind);
  if (!found) throw new Error(`The page has no ${selector}.`);
  return found;
}

/**
 * The first element that matches, or null.
 * @template {Element} [T=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @param {Kind<T>} [kind]
 * @returns {T | null}
 */
export function find(root, selector, kind) {
  const found = root.querySelector(selector);
  return found && is(found, kind) ? found : null;
}

/**
 * All elements of this kind that match, in the order of the page.
 * @template {Element} [T=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @param {Kind<T>} [kind]
 * @returns {T[]}
 */
export const every = (root, selector, kind) => [...root.querySelectorAll(selector)].filter((found) => is(found, kind));

/**
 * The element itself, or the one around it, that matches; null when there is none.
 * @template {Element} [T=HTMLElement]
 * @param {EventTarget | null | undefined} target
 * @param {string} selector
 * @param {Kind<T>} [kind]
 * @returns {T | null}
 */
export function around(target, selector, kind) {
  const found = target instanceof Element ? target.closest(selector) : null;
  return found && is(found, kind) ? found : null;
}

/**
 * @template {Element} T
 * @param {unknown} found
 * @param {Kind<T>} [kind]
 * @returns {found is T}
 */
const is = (found, kind) => found instanceof (kind ?? HTMLElement);

/**
 * A copy of what stands in the template with this id.
 * @param {string} id
 * @returns {DocumentFragment}
 */
export const copyOf = (id) => /** @type {DocumentFragment} */ (byId(id, HTMLTemplateElement).content.cloneNode(true));

/**
 * A copy of the first element in the template with this id.
 * @param {string} id
 * @returns {HTMLElement}
 */
export const firstOf = (id) => get(copyOf(id), "*");

/**
 * The field of a form with this name. Throws when there is none, or more than one.
 * @template {HTMLElement} [T=HTMLInputElement]
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {Kind<T>} [kind]
 * @returns {T}
 */
export function fieldOf(form, name, kind) {
  const found = form.elements.namedItem(name);
  if (found instanceof (kind ?? HTMLInputElement)) return /** @type {T} */ (found);
  throw new Error(`The form has no field ${name}.`);
}

/**
 * What a page says in a data attribute. Throws when it does not.
 * @param {HTMLElement} element
 * @param {string} name in camel case
 * @returns {string}
 */
export function told(element, name) {
  const value = element.dataset[name];
  if (value === undefined) throw new Error(`The page says no ${name}.`);
  return value;
}
