// The line to the server: one request at a time, in the order of typing, repeated as it was until it has an answer.

import { heard } from "./answer.js";

const RETRY = [2000, 3000, 5000, 10000, 15000];
const KEEPALIVE = 60000; // bytes: browsers finish a request of a page that closes only when it is smaller

/** Whether the server is reached, and as whom. ``state``: "" (it is), "offline", "session", "other", "gone", "busy". */
export class Line {
  constructor({ renewal, user, interview, token, onToken, onChange }) {
    Object.assign(this, { renewal, user, interview, token, onToken, onChange });
    this.state = "";
    this.words = "";
    this.tries = 0;
    this.texts = [];
  }

  /** Send what waits. While the line is down only ``now`` does so before the next try. */
  async wake(now = false) {
    if (this.running || (this.timer && !now)) return;
    clearTimeout(this.timer);
    this.timer = 0;
    this.running = true;
    if (this.state && !this.next()) await this.#probe();
    for (let text = this.next(); text; text = this.next()) if (!(await text.attempt())) break;
    this.running = false;
    if (this.state && this.state !== "gone") this.#again();
    this.onChange();
  }

  next() {
    const ready = this.texts.filter((text) => text.ready);
    return ready.sort((one, other) => one.since - other.since)[0];
  }

  #again() {
    this.timer = setTimeout(() => this.wake(true), RETRY[Math.min(this.tries++, RETRY.length - 1)]);
  }

  /** See whether the server can be reached, and what it says of this page. */
  async check() {
    await this.#probe();
    if (this.state && this.state !== "gone" && !this.timer) this.#again();
    this.onChange();
  }

  async #probe() {
    const outcome = await this.#renew();
    if (outcome) this.#down(outcome);
    else this.up();
  }

  up() {
    this.state = this.words = "";
    this.tries = 0;
  }

  #down({ status, body }) {
    const states = { 0: "offline", 401: "session", 403: "other", 404: "gone" };
    this.state = states[status] ?? "busy";
    this.words = body.name ?? body.error ?? "";
  }

  /** The answer to a request, or null when the line is down, which ``state`` then explains. */
  async send(method, address, content) {
    let outcome = await this.#request(method, address, content);
    if ([400, 403].includes(outcome.status)) {
      const refusal = await this.#renew();
      outcome = refusal ?? (await this.#request(method, address, content));
    }
    const { status } = outcome;
    if ([200, 409, 413, 422, 423].includes(status)) {
      this.up();
      return outcome;
    }
    this.#down(outcome);
    return null;
  }

  async #request(method, address, content) {
    const form = content instanceof FormData;
    const body = form || !content ? content : JSON.stringify(content);
    const headers = { Accept: "application/json", "X-CSRFToken": this.token };
    if (form) content.set("csrf_token", this.token);
    else if (content) headers["Content-Type"] = "application/json";
    try {
      const signal = AbortSignal.timeout(20000);
      const keepalive = !form && (body ?? "").length * 3 < KEEPALIVE;
      const response = await fetch(address, { method, headers, body, signal, keepalive });
      return await heard(response);
    } catch {
      return { status: 0, body: {} };
    }
  }

  /** Ask for the token that is valid now. Gives the refusal when it is not this user's or this interview's. */
  async #renew() {
    const outcome = await this.#request("GET", this.renewal);
    if (outcome.status === 403) return { status: 404, body: {} };
    if (outcome.status !== 200) return outcome;
    const { token, user, name, interview } = outcome.body;
    if (user !== this.user) return { status: 403, body: { name } };
    if (interview !== this.interview) return { status: 404, body: {} };
    this.token = token;
    this.onToken(token);
    return null;
  }
}
