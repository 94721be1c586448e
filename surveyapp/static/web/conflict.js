// The choice between two texts of one answer or section, beside the field: who types in it goes on typing.

import { newKey } from "./store.js";
import { replaceText } from "./writing.js";

const PAUSE = 700; // milliseconds of rest in typing before the panel shows what was typed meanwhile
const NOT_YET = "Uw keuze is nog niet opgeslagen, want er is geen verbinding. Beide teksten zijn bewaard; probeer het zo weer.";

/** Show the panel at ``place``; the saver goes on with what is chosen. It takes no focus and hides nothing. */
export function offer(place, panel, saver, line) {
  if (saver.offered) saver.offered.update(panel);
  else saver.offered = new Offer(place, panel, saver, line);
}

class Offer {
  constructor(place, panel, saver, line) {
    Object.assign(this, { place, saver, line });
    place.innerHTML = panel;
    this.form = place.querySelector("form");
    this.shown = this.#mine();
    const { merged } = this.form.elements;
    if (saver.merged) merged.value = saver.merged;
    merged.addEventListener("input", () => {
      saver.merged = merged.value;
      saver.keep();
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#choose(event.submitter);
    });
  }

  #mine() {
    return JSON.stringify(this.saver.typed());
  }

  /** Something was typed in the field: it belongs to "mine", here and in the proposal. */
  typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(), PAUSE);
  }

  /** Compare again with what the server has. Nothing is replaced that somebody may be in. */
  async refresh() {
    clearTimeout(this.timer);
    const { saver, line } = this;
    const mine = this.#mine();
    if (mine === this.shown || this.busy) return;
    this.busy = true;
    const outcome = await line.send("PUT", saver.address, saver.content(newKey()));
    this.busy = false;
    if (outcome?.status === 200) await this.#settled(outcome.body, mine);
    else if (outcome?.status === 409) this.update(outcome.body.panel, mine);
    else this.#complain(outcome?.body.error ?? "");
  }

  update(panel, mine = this.#mine()) {
    const fresh = document.createElement("div");
    fresh.innerHTML = panel;
    this.shown = mine;
    for (const name of ["base", "began", "key"]) this.form.elements[name].value = fresh.querySelector(`[name=${name}]`).value;
    const words = fresh.querySelectorAll(".versus__one .words");
    this.form.querySelectorAll(".versus__one .words").forEach((one, place) => one.replaceWith(words[place]));
    if (!this.saver.merged) replaceText(this.form.elements.merged, fresh.querySelector("[name=merged]").value);
    if (this.#mine() !== mine) this.typed();
  }

  async #choose(button) {
    if (this.choosing) return;
    this.choosing = true;
    if (button.value === "merged" && !this.saver.merged) await this.refresh();
    if (this.saver.offered === this) await this.#send(button);
    this.choosing = false;
  }

  async #send(button) {
    const { text, status } = this.saver.typed();
    const mine = this.#mine();
    const { elements } = this.form;
    elements.csrf_token.value = this.line.token;
    elements.mine.value = text;
    if (status !== undefined) elements.mine_status.value = status;
    const outcome = await this.line.send("POST", this.form.action, new FormData(this.form, button));
    if (outcome?.status === 200) await this.#settled(outcome.body, mine);
    else if (outcome?.body.panel) this.update(outcome.body.panel);
    else this.#complain(outcome?.body.error ?? (this.line.words || NOT_YET));
  }

  #complain(words) {
    const problem = this.form.querySelector("[data-choice-problem]");
    problem.textContent = words;
    problem.hidden = !words;
  }

  async #settled(body, mine) {
    clearTimeout(this.timer);
    const { saver, place } = this;
    const inside = place.contains(document.activeElement);
    const said = document.createElement("p");
    said.className = "notice notice--agree";
    said.setAttribute("role", "status");
    said.append(`${saver.label} is opgeslagen. De andere tekst blijft bij de versies.`);
    place.replaceChildren(said);
    saver.offered = null;
    await saver.resolved(body, mine);
    if (inside) saver.focus();
  }
}
