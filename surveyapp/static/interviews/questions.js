// The questions of a desk: one is in view at a time, and its number stands in the address.

/** @import { Saver } from "../web/saver.js" */

import { byId, every, find, get } from "../web/dom.js";

/**
 * The texts of one question, and what puts in them what a colleague saved.
 * @typedef {object} Fields
 * @property {HTMLTextAreaElement} answer
 * @property {HTMLTextAreaElement} note
 * @property {Saver} saver
 * @property {Saver} noteSaver
 * @property {(body: Record<string, any>) => void} take
 * @property {(body: Record<string, any>) => void} takeNote
 */

/** How a question can stand that asks for nothing more. */
export const DONE = ["answered", "not_discussed", "not_applicable", "withdrawn"];

/**
 * The question that somebody means by "2B" or " 3": itself, or its first part; undefined when there is none.
 * @param {string} typed
 * @param {string[]} numbers
 */
export function questionMeant(typed, numbers) {
  const asked = typed.toLowerCase().replaceAll(/[^0-9a-z]/g, "");
  const whole = numbers.find((one) => one === asked);
  return whole ?? numbers.find((one) => asked && one.replace(/[a-z]$/, "") === asked);
}

const asked = () => decodeURIComponent(location.hash).replace("#v-", "");

/** What the parts of the desk may know and do. */
export class Questions {
  /** @param {HTMLElement} desk */
  constructor(desk) {
    this.desk = desk;
    this.items = every(desk, "[data-item]");
    /** @type {Map<string, Fields>} per question */
    this.fields = new Map();
    /** @type {((number: string) => void)[]} */
    this.shown = [];
  }

  /** The question in view. */
  get now() {
    return this.items[this.#place()]?.dataset.item ?? "";
  }

  /** @returns {HTMLElement} */
  section(number = this.now) {
    const found = this.items.find((item) => item.dataset.item === number);
    if (!found) throw new Error(`The page has no question ${number}.`);
    return found;
  }

  /** @returns {Fields} */
  texts(number = this.now) {
    const found = this.fields.get(number);
    if (!found) throw new Error(`The page has no texts of question ${number}.`);
    return found;
  }

  /** @param {string} typed */
  find(typed) {
    return questionMeant(typed, [...this.fields.keys()]);
  }

  /**
   * Be told which question comes in view.
   * @param {(number: string) => void} listener
   */
  onShow(listener) {
    this.shown.push(listener);
  }

  /**
   * Bring a question in view.
   * @param {string} number
   * @param {boolean} focus
   */
  show(number, focus) {
    const now = this.items.find((item) => item.dataset.item === number) ?? this.items[0];
    if (!now) return;
    for (const item of this.items) item.hidden = item !== now;
    for (const link of every(this.desk, "[data-rail]")) {
      if (link.dataset.rail === now.dataset.item) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    }
    byId("rail-now").textContent = `Vraag ${this.now}`;
    const narrow = matchMedia("(max-width: 56rem)").matches;
    if (narrow) get(this.desk, ".rail__d", HTMLDetailsElement).open = false;
    if (focus) this.texts().answer.focus({ preventScroll: true });
    if (focus) scrollTo({ top: narrow ? this.desk.offsetTop : 0 });
    for (const listener of this.shown) listener(this.now);
  }

  /** Bring the question in view that the address names, or else the first open one. */
  begin() {
    const first = this.items.find((item) => item.dataset.progress !== "answered") ?? this.items[0];
    if (asked()) this.show(asked(), true);
    else this.show(first?.dataset.item ?? "", false);
    addEventListener("load", () => {
      // Going to a place on the page, the browser takes the focus away again.
      if (asked()) this.show(asked(), document.activeElement === document.body);
      scrollTo({ top: 0 });
    });
    addEventListener("hashchange", () => this.show(asked(), true));
    addEventListener("click", (event) => this.#onClick(event));
  }

  /**
   * Go to a question now and not a moment later, as a browser does by itself: the key that is pressed next is for it.
   * @param {string} number
   */
  open(number) {
    if (asked() !== number) history.pushState(null, "", `#v-${number}`);
    dispatchEvent(new HashChangeEvent("hashchange"));
  }

  /** @param {1 | -1} step */
  step(step) {
    const next = this.items[this.#place() + step];
    if (next?.dataset.item) this.open(next.dataset.item);
  }

  #place() {
    return this.items.findIndex((item) => !item.hidden);
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const link = event.target instanceof Element && event.target.closest("a[href^='#v-']");
    if (!(link instanceof HTMLAnchorElement)) return;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.open(decodeURIComponent(link.hash).replace("#v-", ""));
  }
}

/**
 * Show how many questions are done, and how many begun.
 * @param {Questions} questions
 */
export function countProgress({ desk, items }) {
  const values = items.map((item) => item.dataset.progress ?? "");
  const done = values.filter((value) => DONE.includes(value)).length;
  const started = values.filter((value) => value === "started").length;
  for (const place of every(document, "[data-done]")) place.textContent = String(done);
  for (const place of every(document, "[data-started]")) place.textContent = String(started);
  get(desk, "progress", HTMLProgressElement).value = done;
}

/**
 * How a question stands, by the sign beside it in the list.
 * @param {HTMLElement} mark
 */
export function progressOf(mark) {
  if (!find(mark, ".vh")) return "open";
  const use = get(mark, "use", SVGUseElement).getAttribute("href") ?? "";
  /** @type {Record<string, string>} */
  const found = { "#m-full": "answered", "#m-half": "started", "#m-dash": "not_discussed", "#m-stop": "withdrawn" };
  return found[use] ?? "open";
}
