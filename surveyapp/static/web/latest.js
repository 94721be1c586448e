// One small change to the server at a time, for what is chosen and not typed: the last choice is what counts.

import { heard } from "./answer.js";

const RETRY = 5000; // milliseconds

/** Sends what `request` makes until the server has it; a newer choice takes the place of one that waits. */
export class Latest {
  constructor(request, show) {
    Object.assign(this, { request, show });
    this.waiting = false;
    addEventListener("online", () => this.waiting && this.send());
  }

  async send() {
    clearTimeout(this.timer);
    this.waiting = true;
    if (this.busy) return;
    this.busy = true;
    this.waiting = false;
    const { status, body } = await ask(this.request);
    this.busy = false;
    if (status === 200) {
      this.show(`Opgeslagen om ${body.at}`, true);
      if (this.waiting) this.send();
      return;
    }
    this.waiting ||= status !== 409;
    this.show(`Niet opgeslagen: ${body.error || "geen verbinding"}`, false);
    if (this.waiting) this.timer = setTimeout(() => this.send(), RETRY);
  }

  get unsaved() {
    return this.waiting || Boolean(this.busy);
  }
}

async function ask(request, again = true) {
  try {
    const [address, options] = request();
    const response = await fetch(address, { ...options, signal: AbortSignal.timeout(20000) });
    const { status, body } = await heard(response);
    if (status !== 400 || !again || !(await renewTokens())) return { status, body };
    return ask(request, false);
  } catch {
    return { status: 0, body: {} };
  }
}

/** After a new login in another tab the tokens on this page are old. */
async function renewTokens() {
  const address = document.querySelector("[data-token]").dataset.token;
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  if (!response.ok) return false;
  const { token } = await response.json();
  for (const field of document.querySelectorAll("[name=csrf_token]")) field.value = token;
  return true;
}
