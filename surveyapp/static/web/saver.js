// A text that saves itself: an answer, a private note or the text of a section. It is in this browser first, then on the server.

import { contentOf, newKey, put, remove } from "./store.js";

const PAUSE = 700; // milliseconds of rest in typing before a save
const STORING = 1000; // milliseconds that this browser may take before the server gets the text anyway

export class Saver {
  /**
   * ``about``: what every record of this page says. ``kind`` and ``item``: which text. ``base``: the field with the
   * revision that it builds on. ``typed`` and ``show``: read the text from the page, and put one there. ``given``: the
   * text that the page came with, because somebody may type before this runs.
   */
  constructor({ line, about, kind, item, address, base, given, typed, show, ...heard }) {
    Object.assign(this, { line, about, kind, item, address, base, typed, show });
    Object.assign(this, heard); // onSaved, onConflict, onLocked, onChange, onStorage
    this.id = newKey();
    this.saved = JSON.stringify(contentOf(given));
    this.pending = null;
    this.blocked = false;
    this.problem = "";
    this.merged = "";
    this.offered = null; // the choice between two texts that is on the page
    this.since = 0;
    this.due = false;
    this.later = [];
    this.held = true;
    line.texts.push(this);
  }

  #now() {
    return JSON.stringify(contentOf(this.typed()));
  }

  /** What is sent when the text is saved as it is now. */
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
    this.onChange();
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
    this.writing = (this.writing ?? Promise.resolve()).then(async () => {
      if (!this.stale) return;
      this.stale = false;
      try {
        await put(this.#record(), this.line.state ? "strict" : "relaxed");
        this.held = !this.stale;
        this.onStorage(null);
      } catch (error) {
        this.onStorage(error);
      }
    });
    return this.writing;
  }

  #record() {
    const { id, kind, item, address, pending, merged, since, waiting } = this;
    const text = { id, kind, item, address, pending, merged, since, waiting };
    return { ...this.about, ...text, typed: this.typed(), base: Number(this.base.value), at: this.at ?? "" };
  }

  /** Put back what a page before this one kept. What the user typed meanwhile goes first. */
  restore(record) {
    if (this.waiting || this.blocked) {
      this.later.push(record);
      return;
    }
    const { id, typed, base, pending, merged, since, waiting, at } = record;
    Object.assign(this, { id, pending, merged, since, at });
    this.show(typed);
    this.base.value = base;
    this.saved = waiting ? null : this.#now();
    if (at) this.onSaved?.({ base, at });
    this.due = waiting;
    this.onChange();
  }

  /** One try to send. Whether the line is still there. */
  async attempt() {
    this.pending ??= { ...contentOf(this.typed()), base: Number(this.base.value), key: newKey() };
    const { user: writer, interview } = this.about;
    const sent = this.#now();
    await Promise.race([this.keep(), new Promise((resolve) => setTimeout(resolve, STORING))]);
    const outcome = await this.line.send("PUT", this.address, { ...this.pending, writer, interview });
    if (!outcome) return false;
    await this.#handle(outcome, sent);
    this.onChange();
    return true;
  }

  async #handle({ status, body }, sent) {
    const { text, status: kind } = this.pending;
    const again = status === 422 && !this.refused;
    this.pending = null;
    this.refused = status === 422;
    if (status === 200) await this.accepted(body, JSON.stringify(kind === undefined ? { text } : { text, status: kind }));
    else if (status === 409 && (this.kind !== "note" || sent === this.#now())) this.#conflict(body);
    else if (status === 423) this.#locked(body);
    else if (status !== 409 && !again) {
      this.problem = body.error;
      this.due = false;
      await this.keep();
    }
  }

  #conflict(body) {
    if (this.kind !== "note") {
      this.blocked = true;
      this.problem = "conflict";
    }
    this.keep();
    this.onConflict(body, this);
  }

  /** The answer has agreement: it waits here until it is reopened, and is not sent again by itself. */
  #locked(body) {
    this.problem = body.error;
    this.due = false;
    this.keep();
    this.onLocked?.(body, this);
  }

  /** The server has ``saved`` as revision ``body.base``. */
  async accepted(body, saved) {
    this.saved = saved;
    this.base.value = body.base;
    this.at = body.at;
    this.problem = this.merged = "";
    this.since = this.dirty ? Date.now() : 0;
    this.due = this.dirty;
    await this.keep();
    this.onSaved?.(body);
    if (!this.dirty && this.later.length) {
      await remove(this.id).catch(() => {});
      this.restore(this.later.shift());
    }
  }

  /** The page shows what the server has: revision ``body.base``, of a colleague. */
  received(body) {
    this.saved = this.#now();
    this.base.value = body.base;
    this.at = body.at;
    this.keep();
  }

  /**
   * A choice between two texts was saved: the page goes on with the chosen one. When more was typed since ``mine`` was
   * sent, that stays, and is saved on top of the revision that holds ``mine``.
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
    this.onChange();
  }
}
