// The line to the server of a page with texts that save themselves: in the order of typing, and whether it is there.

/** @import { Outcome } from "./sender.js" */
/** @import { Saver } from "./saver.js" */

import { isAnswered, Queue, Sender } from "./sender.js";

/** @typedef {"" | "offline" | "session" | "other" | "gone" | "busy"} LineState "" when the server is reached */

/** @type {Record<number, LineState>} */
const STATES = { 0: "offline", 401: "session", 403: "other", 404: "gone" };

/** Whether the server is reached, and as whom. */
export class Line {
  /** @param {{ renewal: string, user: string, interview: string, onChange: () => void }} about */
  constructor({ renewal, user, interview, onChange }) {
    this.sender = new Sender({ renewal, user, interview });
    this.onChange = onChange;
    /** @type {LineState} */
    this.state = "";
    this.words = "";
    /** @type {Saver[]} */
    this.texts = [];
    this.queue = new Queue({
      waits: () => Boolean(this.next() || this.state),
      attempt: () => this.#attempt(),
      onRest: onChange,
    });
  }

  /**
   * Send what waits. While the line is down only ``now`` does so before the next try.
   * @param {boolean} [now]
   */
  wake(now = false) {
    return this.queue.wake(now);
  }

  /** The text that was typed first of those that can be sent. */
  next() {
    const ready = this.texts.filter((text) => text.ready);
    return ready.sort((one, other) => one.since - other.since)[0];
  }

  async #attempt() {
    const text = this.next();
    if (text) await text.attempt();
    else await this.#probe();
    if (!this.state) return "next";
    return this.state === "gone" ? "stop" : "later";
  }

  /** See whether the server can be reached, and what it says of this page. */
  async check() {
    await this.#probe();
    if (this.state && this.state !== "gone") this.queue.later();
    this.onChange();
  }

  async #probe() {
    const outcome = await this.sender.renew();
    if (outcome) this.#down(outcome);
    else this.#up();
  }

  #up() {
    this.state = "";
    this.words = "";
    this.queue.tries = 0;
  }

  /** @param {Outcome} outcome */
  #down({ status, body }) {
    this.state = STATES[status] ?? "busy";
    this.words = body.name ?? body.error ?? "";
  }

  /**
   * The answer to a request, or null when the line is down, which ``state`` then explains.
   * @param {string} method
   * @param {string} address
   * @param {object | FormData} content
   * @returns {Promise<Outcome | null>}
   */
  async send(method, address, content) {
    const outcome = await this.sender.send(method, address, content);
    if (isAnswered(outcome.status)) {
      this.#up();
      return outcome;
    }
    this.#down(outcome);
    return null;
  }
}
