// The one way in which pages ask the server something: the token, how long an answer may take, what it means, and
// trying again. Everything that is saved goes through a Sender; a Queue keeps what waits in order.

/**
 * What the server answered. Status 0: there was no answer.
 * @typedef {{ status: number, body: Record<string, any> }} Outcome
 *
 * What became of one try. "next": the server has it, or will never have it. "later": try again after a pause.
 * "stop": wait until somebody does something.
 * @typedef {"next" | "later" | "stop"} Tried
 */

const PATIENCE = 20_000; // milliseconds that an answer may take
const KEEPALIVE = 60_000; // bytes: a browser finishes requests of a page that closes up to 64 kB in all
const ANSWERED = [200, 409, 413, 422, 423];
const TOKEN_REFUSED = [400, 403];

/** Milliseconds before each next try; the last one is repeated. */
export const RETRY = [2000, 3000, 5000, 10_000, 15_000];

/**
 * Milliseconds to wait after this many failed tries in a row.
 * @param {number} tries
 * @param {readonly number[]} [delays]
 */
export const delayAfter = (tries, delays = RETRY) => delays[Math.min(tries, delays.length - 1)] ?? 0;

/**
 * Whether the server dealt with what was sent, even if it did not accept it.
 * @param {number} status
 */
export const isAnswered = (status) => ANSWERED.includes(status);

/**
 * Whether the same request may succeed later: there was no answer, too many requests, or a fault of the server.
 * @param {number} status
 */
export const isPassing = (status) => status === 0 || status === 429 || status >= 500;

/**
 * Whether a request goes on when its page closes. Saves do, as far as the browser has room for them; what is only shown
 * takes none of that room.
 * @param {string} method
 * @param {number} size bytes
 * @param {number} closing bytes under way that go on
 */
export const goesOn = (method, size, closing) => ["PUT", "DELETE"].includes(method) && closing + size < KEEPALIVE;

/** The token of the forms on this page. It is the same in all of them. */
const formToken = {
  get: () => tokenFields()[0]?.value ?? "",
  /** @param {string} token */
  set(token) {
    for (const field of tokenFields()) field.value = token;
  },
};

/** @returns {HTMLInputElement[]} */
const tokenFields = () => /** @type {any} */ ([...document.querySelectorAll("[name=csrf_token]")]);

/**
 * The status and body of an answer. What is not JSON is not from our server but from a network that asks to log in, or
 * from a proxy: then there was no answer.
 * @param {Response} response
 * @returns {Promise<Outcome>}
 */
async function heard(response) {
  const json = response.headers.get("Content-Type")?.startsWith("application/json");
  if (!json) return { status: response.ok ? 0 : 502, body: {} };
  return { status: response.status, body: await response.json() };
}

let closing = 0; // bytes under way in requests that go on when the page closes

/**
 * One request. Never throws.
 * @param {string} method
 * @param {string} address
 * @param {object | FormData | undefined} content
 * @param {string} token
 * @param {number} patience milliseconds
 * @returns {Promise<Outcome>}
 */
async function request(method, address, content, token, patience) {
  const form = content instanceof FormData;
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json", "X-CSRFToken": token };
  if (form) content.set("csrf_token", token);
  else if (method !== "GET") headers["Content-Type"] = "application/json";
  const body = form ? content : content && JSON.stringify(content);
  const size = typeof body === "string" ? new TextEncoder().encode(body).length : 0;
  const keepalive = !form && goesOn(method, size, closing);
  if (keepalive) closing += size;
  try {
    const signal = AbortSignal.timeout(patience);
    return await heard(await fetch(address, { method, headers, body: body ?? null, signal, keepalive }));
  } catch {
    return { status: 0, body: {} };
  } finally {
    if (keepalive) closing -= size;
  }
}

/** Sends as one user. A token that is no longer valid is renewed, and what was refused for it is sent once more. */
export class Sender {
  /**
   * @param {object} [about]
   * @param {string | undefined} [about.renewal] where to ask for a valid token; without it none is renewed
   * @param {string | undefined} [about.user] who the page is of: nothing is sent again once somebody else is logged in
   * @param {string} [about.interview] the interview that the page is of, when it is of one
   * @param {{ get(): string, set(token: string): void }} [about.token]
   */
  constructor({ renewal, user, interview, token = formToken } = {}) {
    this.renewal = renewal;
    this.user = user;
    this.interview = interview;
    this.token = token;
  }

  /**
   * The answer to a request. Content is a form, or values that go as JSON.
   * @param {string} method
   * @param {string} address
   * @param {object | FormData} [content]
   * @param {number} [patience] milliseconds
   * @returns {Promise<Outcome>}
   */
  async send(method, address, content, patience = PATIENCE) {
    const ask = () => request(method, address, content, this.token.get(), patience);
    const outcome = await ask();
    if (!this.renewal || !TOKEN_REFUSED.includes(outcome.status)) return outcome;
    return (await this.renew()) ?? (await ask());
  }

  /**
   * Ask for the token that is valid now. Resolves to null, or to the refusal: 403 when somebody else is logged in, 404
   * when the interview is gone or is another one by now.
   * @returns {Promise<Outcome | null>}
   */
  async renew() {
    const outcome = await request("GET", this.renewal ?? "", undefined, this.token.get(), PATIENCE);
    if (outcome.status === 403) return { status: 404, body: {} };
    if (outcome.status !== 200) return outcome;
    const { token, user, name, interview } = outcome.body;
    if (this.user !== undefined && user !== this.user) return { status: 403, body: { name } };
    if (this.interview !== undefined && interview !== this.interview) return { status: 404, body: {} };
    this.token.set(token);
    return null;
  }
}

/** A sender for the page as it is: as its user, with the address for a new token that it names. */
export function pageSender() {
  const place = document.querySelector("[data-token]");
  const renewal = place instanceof HTMLElement ? place.dataset.token : undefined;
  return new Sender({ renewal, user: document.body.dataset.user });
}

/**
 * A page of ours as it is now, or null when it cannot be had.
 * @param {string} address
 * @returns {Promise<Document | null>}
 */
export async function pageAt(address) {
  const response = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!response?.ok || response.redirected) return null;
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

/**
 * Sends what waits of one subject: one try is under way at a time, and while there is no answer it is repeated after a
 * pause that grows, or as soon as the browser has a network again.
 */
export class Queue {
  #running = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {object} of
   * @param {() => boolean} of.waits whether something is to be sent
   * @param {() => Promise<Tried>} of.attempt one try to send the first of it
   * @param {() => void} [of.onRest] called when trying stops, for now or for good
   * @param {readonly number[]} [of.delays] milliseconds before each next try
   */
  constructor({ waits, attempt, onRest = () => {}, delays = RETRY }) {
    this.waits = waits;
    this.attempt = attempt;
    this.onRest = onRest;
    this.delays = delays;
    this.tries = 0;
    this.idle = Promise.resolve();
    globalThis.addEventListener?.("online", () => this.wake(true));
  }

  /** Whether a try is under way. */
  get busy() {
    return this.#running;
  }

  /**
   * Send what waits. During a pause only ``now`` does so before its end. Resolves when trying stops.
   * @param {boolean} [now]
   */
  wake(now = false) {
    if (this.#running || (this.#timer !== undefined && !now)) return this.idle;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#running = true;
    this.idle = this.#run();
    return this.idle;
  }

  /** Try after a pause, unless a try is under way or planned. */
  later() {
    if (this.#running || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.wake(true), delayAfter(this.tries++, this.delays));
  }

  async #run() {
    /** @type {Tried} */
    let tried = "next";
    try {
      while (tried === "next" && this.waits()) {
        tried = await this.attempt();
        if (tried !== "later") this.tries = 0;
      }
    } catch (fault) {
      tried = "later";
      throw fault;
    } finally {
      this.#running = false;
      if (tried === "later") this.later();
      this.onRest();
    }
  }
}
