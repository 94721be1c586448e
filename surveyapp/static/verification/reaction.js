// One reaction of a respondent that saves itself.

/** @import { Sender, Tried } from "../web/sender.js" */

import { fieldOf, find, get, told } from "../web/dom.js";
import { isPassing, Queue } from "../web/sender.js";
import { newKey } from "../web/store.js";

/** Milliseconds before each next try. */
export const RETRY = [2000, 5000, 15_000, 30_000];

/**
 * What a field of a form says; of radio buttons the chosen one. "" when there is none.
 * @param {HTMLFormElement} form
 * @param {string} name
 * @returns {string}
 */
export function valueIn(form, name) {
  const field = form.elements.namedItem(name);
  return field && "value" in field ? String(field.value) : "";
}

/**
 * Put words in a field, or choose the radio button with that value.
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {string} words
 */
export function setValue(form, name, words) {
  const field = form.elements.namedItem(name);
  if (field instanceof RadioNodeList) {
    for (const radio of field) if (radio instanceof HTMLInputElement) radio.checked = radio.value === words;
  } else if (field instanceof HTMLTextAreaElement) {
    if (words || field.id.startsWith("question")) field.value = words;
  } else if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.value = words;
}

/**
 * Whether a reaction says enough to be saved: a kind, and of a change which one.
 * @param {string} kind
 * @param {string} change
 */
export const isChosen = (kind, change) => Boolean(kind === "change" ? change : kind);

/**
 * One save is under way at a time, so they arrive in order. It names the version that it builds on; a save that got no
 * answer is sent again as it was, with its key, before anything that was typed since.
 */
export class Reaction {
  /**
   * @param {HTMLElement} answer
   * @param {HTMLFormElement} form
   * @param {object} page
   * @param {Sender} page.sender
   * @param {() => void} page.tell shows on the page what is saved
   * @param {(reaction: Reaction, content: string, body: Record<string, any>) => void} page.onSaved
   */
  constructor(answer, form, { sender, tell, onSaved }) {
    this.answer = answer;
    this.form = form;
    this.sender = sender;
    this.tell = tell;
    this.onSaved = onSaved;
    this.item = told(answer, "item");
    this.fields = told(form, "fields").split(" ");
    this.base = fieldOf(form, `base_${this.item}`);
    this.key = fieldOf(form, `key_${this.item}`);
    this.clash = find(answer, "[data-clash-place]");
    this.saved = "unsaved" in answer.dataset ? "" : this.content;
    this.unanswered = "";
    this.problem = "";
    this.queue = new Queue({
      waits: () => this.dirty,
      attempt: () => this.#attempt(),
      onRest: tell,
      delays: RETRY,
    });
  }

  get content() {
    const said = this.fields.map((field) => [field, valueIn(this.form, `${field}_${this.item}`)]);
    return JSON.stringify(Object.fromEntries(said));
  }

  get dirty() {
    if (this.unanswered) return true;
    const [kind, change] = [valueIn(this.form, `kind_${this.item}`), valueIn(this.form, `change_${this.item}`)];
    return this.content !== this.saved && isChosen(kind, change);
  }

  get busy() {
    return this.queue.busy;
  }

  /** @param {number} delay milliseconds */
  schedule(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
    this.tell();
  }

  /** Save what is not saved. Resolves when trying stops. */
  save() {
    clearTimeout(this.timer);
    return this.dirty ? this.queue.wake(true) : this.queue.idle;
  }

  /** @returns {Promise<Tried>} */
  async #attempt() {
    const { form } = this;
    const content = this.unanswered || this.content;
    if (!this.unanswered) this.key.value = newKey();
    const address = told(form, "save").replace("ITEM", encodeURIComponent(this.item));
    const built = { base: this.base.value, key: this.key.value };
    const about = { reader: valueIn(form, "reader"), use_base: valueIn(form, "use_base"), ...built };
    const { status, body } = await this.sender.send("PUT", address, { ...JSON.parse(content), ...about });
    this.unanswered = status && status < 500 ? "" : content;
    if (this.unanswered === "") this.key.value = "";
    if (status === 200) {
      this.saved = content;
      this.base.value = body.number;
      this.clash?.replaceChildren();
      this.problem = "";
      this.onSaved(this, content, body);
      return "next";
    }
    this.problem = body.error || "geen verbinding";
    if (body.clash && this.clash && !this.clash.contains(document.activeElement)) this.clash.innerHTML = body.clash;
    this.tell();
    if (isPassing(status)) return "later";
    if (!body.clash || content === this.content) return "stop";
    this.problem = ""; // show what was typed since beside it
    return "next";
  }

  /**
   * Go on with what was chosen of two texts: this one, or the one that was saved elsewhere.
   * @param {string} chosen
   */
  async choose(chosen) {
    const { answer, clash, form } = this;
    if (!clash) return;
    const panel = get(clash, "[data-clash]");
    if (chosen.startsWith("theirs")) {
      for (const [field, words] of Object.entries(JSON.parse(told(panel, "theirs"))))
        setValue(form, `${field}_${this.item}`, words);
    }
    if (this.busy) await this.queue.idle; // a save from before the choice may be under way, and clash again
    this.base.value = told(panel, "clash");
    this.key.value = this.unanswered = this.problem = "";
    clash.replaceChildren();
    const first = find(answer, ".react :is(input, textarea):checked") ?? find(answer, ".react input");
    first?.focus();
    this.saved = "";
    this.save();
  }

  /** Save until all that is typed is saved, or cannot be. */
  async savedOrNot() {
    do await this.save();
    while (this.dirty && !this.problem);
  }
}
