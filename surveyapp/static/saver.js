// Texts that save themselves: one request at a time, repeated as it was until it has an answer.

const PAUSE = 700; // milliseconds of rest in typing before a save
const RETRY = [2000, 5000, 15000, 30000];
const renewal = document.querySelector("[data-token]").dataset.token;
let token = document.querySelector("[name=csrf_token]").value;

const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Give the forms within ``place`` the token that is valid now. */
export function fillTokens(place) {
  for (const field of place.querySelectorAll("[name=csrf_token]")) field.value = token;
}

/** One text that saves itself: an answer or a note. One save is under way at a time, so they arrive in order. */
export class Saver {
  constructor({ address, base, content, onSaved, onConflict, onChange }) {
    Object.assign(this, { address, base, content, onSaved, onConflict, onChange });
    this.saved = JSON.stringify(content());
    this.pending = null;
    this.blocked = false;
    this.problem = "";
    this.tries = 0;
  }

  get dirty() {
    return JSON.stringify(this.content()) !== this.saved;
  }

  schedule(delay = PAUSE) {
    clearTimeout(this.timer);
    if (this.dirty && !this.blocked) this.timer = setTimeout(() => this.save(), delay);
    this.onChange();
  }

  async save() {
    clearTimeout(this.timer);
    if (this.busy || this.blocked || (!this.pending && !this.dirty)) return;
    this.busy = true;
    // A save that got no answer is repeated as it was: the same key is the same save.
    this.pending ??= { ...this.content(), base: Number(this.base.value), key: newKey() };
    const sent = JSON.stringify({ ...this.content() });
    const outcome = await send(this.address, this.pending);
    this.busy = false;
    this.handle(outcome, sent);
    this.onChange();
  }

  handle({ status, body }, sent) {
    const { text, status: kind } = this.pending;
    if (status === 200) {
      this.saved = JSON.stringify(kind === undefined ? { text } : { text, status: kind });
      this.base.value = body.base;
      this.settle();
      this.onSaved?.(body);
      if (sent !== this.saved || this.dirty) this.schedule(0);
    } else if (status === 409) {
      this.settle();
      this.problem = "conflict";
      this.onConflict(body, this);
    } else if (status === 413 || status === 422) {
      this.settle();
      this.problem = body.error;
    } else {
      this.problem = body.error || "geen verbinding";
      this.timer = setTimeout(() => this.save(), RETRY[Math.min(this.tries++, RETRY.length - 1)]);
    }
  }

  settle() {
    this.pending = null;
    this.problem = "";
    this.tries = 0;
  }
}

async function send(address, content, again = true) {
  try {
    const response = await fetch(address, {
      method: "PUT",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
      body: JSON.stringify(content),
      signal: AbortSignal.timeout(20000),
    });
    const body = await response.json().catch(() => ({}));
    if (response.status !== 400 || !again) return { status: response.status, body };
    const refusal = await renewToken();
    return refusal ?? send(address, content, false);
  } catch {
    return { status: 0, body: {} };
  }
}

/** After a new login in another tab the page's token is old. Gives the refusal when nobody is logged in. */
async function renewToken() {
  const response = await fetch(renewal, { headers: { Accept: "application/json" } });
  const body = await response.json();
  if (!response.ok) return { status: response.status, body };
  token = body.token;
  fillTokens(document);
  return null;
}
