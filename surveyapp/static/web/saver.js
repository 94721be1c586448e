// A text that saves itself: an answer, a private note or the text of a section. It is in this browser first, then on
// the server.

/** @import { About, Pending, TextKind, TextRecord, Typed } from "./store.js" */
/** @import { Line } from "./line.js" */
/** @import { Outcome } from "./sender.js" */

import { contentOf, newKey, put, remove } from "./store.js";

const PAUSE = 700; // milliseconds of rest in typing before a save
const STORING = 1000; // milliseconds that this browser may take before the server gets the text anyway

/**
 * What the page does when something becomes of a text.
 * @typedef {object} Heard
 * @property {() => void} onChange
 * @property {(error: DOMException | null) => void} onStorage what this browser said when it kept the text; null: it did
 * @property {(body: Record<string, any>, saver: Saver) => void} onConflict
 * @property {(body: Record<string, any>) => void} [onSaved]
 * @property {(body: Record<string, any>, saver: Saver) => void} [onLocked]
 *
 * @typedef {object} Text
 * @property {Line} line
 * @property {About} about what every record of this page says
 * @property {TextKind} kind
 * @property {string} item number of the question
 * @property {string} address where it is saved
 * @property {HTMLInputElement} base the field with the revision that it builds on
 * @property {() => Typed} typed reads the text from the page
 * @property {(typed: Typed) => void} show puts one there
 * @property {HTMLElement} place where the page says that it waits
 * @property {() => void} focus
 */

export class Saver {
  /**
   * ``given`` is the text that the page came with, because somebody may type before this runs; null when that is not on
   * the server.
   * @param {Text & Heard & { given: Typed | null }} text
   */
  constructor({ line, about, kind, item, address, base, given, typed, show, place, focus, ...heard }) {
    this.line = line;
    this.about = about;
    this.kind = kind;
    this.item = item;
    this.address = address;
    this.base = base;
    this.typed = typed;
    this.show = show;
    this.place = place;
    this.focus = focus;
    this.heard = heard;
    this.id = newKey();
    /** @type {string | null} the content that the server has; null: none of it */
    this.saved = given && JSON.stringify(contentOf(given));
    /** @type {Pending | null} */
    this.pending = null;
    this.blocked = false;
    this.problem = "";
    this.merged = "";
    /** @type {{ update(panel: string): void, typed(): void } | null} the choice between two texts that is on the page */
    this.offered = null;
    this.since = 0;
    this.due = false;
    /** @type {TextRecord[]} */
    this.later = [];
    this.held = true;
    this.stale = false;
    this.refused = false;
    this.at = "";
    this.writing = Promise.resolve();
    line.texts.push(this);
  }

  #now() {
    return JSON.stringify(contentOf(this.typed()));
  }

  /**
   * What is sent when the text is saved as it is now.
   * @param {string} key
   */
  content(key) {
    const { user: writer, interview } = this.about;
    return { ...contentOf(this.typed()), base: Number(this.base.value), key, writer, interview };
  }

  /** What it is, at the beginning of a sentence. */
  get label() {
    return this.kind === "section" ? "De tekst" : `Vraag ${this.item}`;
  }

  /** Where on the page it is, at the end of a sentence; a section's page has only one text. */
  get where() {
    return this.kind === "section" ? "" : ` bij vraag ${this.item}`;
  }

  get dirty() {
    return this.#now() !== this.saved;
  }

  /** Whether the server lacks something of this text. */
  get waiting() {
    return Boolean(this.pending) || this.dirty;
  }

  /** Whether closing the page now would lose words. */
  get atRisk() {
    return this.waiting && !this.held;
  }

  get ready() {
    return this.due && !this.blocked && this.waiting;
  }

  /** Whether the server has the text as it is here, and no choice between two waits. */
  get settled() {
    return !this.waiting && !this.blocked;
  }

  /** Something was typed. */
  changed(delay = PAUSE) {
    if (this.dirty) {
      this.problem = this.blocked ? this.problem : "";
      this.since ||= Date.now();
      this.keep();
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.flush(), delay);
    }
    this.offered?.typed();
    this.heard.onChange();
  }

  /** Send now what was not sent. */
  flush() {
    clearTimeout(this.timer);
    if (!this.waiting || this.blocked || this.problem) return;
    this.due = true;
    this.line.wake();
  }

  /** Keep the text as it is now in this browser. One write at a time; the last one has the newest text. */
  keep() {
    this.held = false;
    this.stale = true;
    this.writing = this.writing.then(async () => {
      if (!this.stale) return;
      this.stale = false;
      try {
        await put(this.#record(), this.line.state ? "strict" : "relaxed");
        this.held = !this.stale;
        this.heard.onStorage(null);
      } catch (error) {
        this.heard.onStorage(/** @type {DOMException} */ (error));
      }
    });
    return this.writing;
  }

  /** @returns {TextRecord} */
  #record() {
    const { id, kind, item, address, pending, merged, since, waiting, at } = this;
    const text = { id, kind, item, address, pending, merged, since, waiting, at };
    return { ...this.about, ...text, typed: this.typed(), base: Number(this.base.value) };
  }

  /**
   * Put back what a page before this one kept. What the user typed meanwhile goes first.
   * @param {TextRecord} record
   */
  restore(record) {
    if (this.waiting || this.blocked) {
      this.later.push(record);
      return;
    }
    const { id, typed, base, pending, merged, since, waiting, at } = record;
    Object.assign(this, { id, pending, merged, since, at });
    this.show(typed);
    this.base.value = String(base);
    this.saved = waiting ? null : this.#now();
    if (at) this.heard.onSaved?.({ base, at });
    this.due = waiting;
    this.heard.onChange();
  }

  /** One try to send. */
  async attempt() {
    this.pending ??= { ...contentOf(this.typed()), base: Number(this.base.value), key: newKey() };
    const { pending } = this;
    const { user: writer, interview } = this.about;
    const sent = this.#now();
    await Promise.race([this.keep(), new Promise((resolve) => setTimeout(resolve, STORING))]);
    const outcome = await this.line.send("PUT", this.address, { ...pending, writer, interview });
    if (!outcome) return;
    await this.#handle(outcome, pending, sent);
    this.heard.onChange();
  }

  /**
   * @param {Outcome} outcome
   * @param {Pending} pending what was sent
   * @param {string} sent what stood on the page then
   */
  async #handle({ status, body }, pending, sent) {
    const again = status === 422 && !this.refused;
    this.pending = null;
    this.refused = status === 422;
    if (status === 200) await this.accepted(body, JSON.stringify(contentOf(pending)));
    else if (status === 409 && (this.kind !== "note" || sent === this.#now())) this.#conflict(body);
    else if (status === 423) this.#locked(body);
    else if (status !== 409 && !again) {
      this.problem = body.error;
      this.due = false;
      await this.keep();
    }
  }

  /** @param {Record<string, any>} body */
  #conflict(body) {
    if (this.kind !== "note") {
      this.blocked = true;
      this.problem = "conflict";
    }
    this.keep();
    this.heard.onConflict(body, this);
  }

  /**
   * The answer has agreement: it waits here until it is reopened, and is not sent again by itself.
   * @param {Record<string, any>} body
   */
  #locked(body) {
    this.problem = body.error;
    this.due = false;
    this.keep();
    this.heard.onLocked?.(body, this);
  }

  /**
   * The server has ``saved`` as revision ``body.base``.
   * @param {Record<string, any>} body
   * @param {string | null} saved
   */
  async accepted(body, saved) {
    this.saved = saved;
    this.base.value = body.base;
    this.at = body.at;
    this.problem = this.merged = "";
    this.since = this.dirty ? Date.now() : 0;
    this.due = this.dirty;
    await this.keep();
    this.heard.onSaved?.(body);
    const next = this.dirty ? undefined : this.later.shift();
    if (!next) return;
    await remove(this.id).catch(() => {});
    this.restore(next);
  }

  /**
   * The page shows what the server has: revision ``body.base``, of a colleague.
   * @param {Record<string, any>} body
   */
  received(body) {
    this.saved = this.#now();
    this.base.value = body.base;
    this.at = body.at;
    this.keep();
  }

  /**
   * A choice between two texts was saved: the page goes on with the chosen one. When more was typed since ``mine`` was
   * sent, that stays, and is saved on top of the revision that holds ``mine``.
   * @param {Record<string, any>} body
   * @param {string} [mine]
   */
  async resolved(body, mine = JSON.stringify(this.typed())) {
    this.blocked = false;
    if (mine !== JSON.stringify(this.typed())) {
      await this.accepted({ ...body, base: body.kept ?? body.base, text: undefined }, null);
      this.line.wake();
    } else {
      if (body.text !== undefined) this.show({ text: body.text, status: body.status });
      await this.accepted(body, this.#now());
    }
    this.heard.onChange();
  }
}
