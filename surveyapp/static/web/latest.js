// One small change to the server at a time, for what is chosen and not typed: the last choice is what counts.

/** @import { Sender, Tried } from "./sender.js" */

import { pageSender, Queue } from "./sender.js";

const RETRY = [5000]; // milliseconds

/** Sends the newest choice until the server has it. */
export class Latest {
  /**
   * @param {() => [method: string, address: string, content: object | FormData]} request makes what is sent
   * @param {(words: string, saved: boolean) => void} show says what became of it
   * @param {Pick<Sender, "send">} [sender]
   */
  constructor(request, show, sender = pageSender()) {
    this.request = request;
    this.show = show;
    this.sender = sender;
    this.waiting = false;
    this.sending = false;
    this.queue = new Queue({ waits: () => this.waiting, attempt: () => this.#attempt(), delays: RETRY });
  }

  /** Send the choice as it is now. */
  send() {
    this.waiting = true;
    return this.queue.wake(true);
  }

  /** @returns {Promise<Tried>} */
  async #attempt() {
    this.waiting = false;
    this.sending = true;
    const { status, body } = await this.sender.send(...this.request());
    this.sending = false;
    if (status === 200) {
      this.show(`Opgeslagen om ${body.at}`, true);
      return "next";
    }
    this.waiting ||= status !== 409;
    this.show(`Niet opgeslagen: ${body.error || "geen verbinding"}`, false);
    return "later";
  }

  /** Whether the server lacks a choice. */
  get unsaved() {
    return this.waiting || this.sending;
  }
}
