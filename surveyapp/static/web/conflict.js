// The choice between two texts of one answer or section, beside the field: who types in it goes on typing.

/** @import { Line } from "./line.js" */
/** @import { Saver } from "./saver.js" */

import { every, fieldOf, get } from "./dom.js";
import { newKey } from "./store.js";
import { replaceText } from "./writing.js";

const PAUSE = 700; // milliseconds of rest in typing before the panel shows what was typed meanwhile
const NOT_YET =
  "Uw keuze is nog niet opgeslagen, want er is geen verbinding. Beide teksten zijn bewaard; probeer het zo weer.";

/**
 * Show the panel at ``place``; the saver goes on with what is chosen. It takes no focus and hides nothing.
 * @param {HTMLElement} place
 * @param {string} panel HTML
 * @param {Saver} saver
 * @param {Line} line
 */
export function offer(place, panel, saver, line) {
  if (saver.offered) saver.offered.update(panel);
  else saver.offered = new Offer(place, panel, saver, line);
}

class Offer {
  /**
   * @param {HTMLElement} place
   * @param {string} panel HTML
   * @param {Saver} saver
   * @param {Line} line
   */
  constructor(place, panel, saver, line) {
    this.place = place;
    this.saver = saver;
    this.line = line;
    place.innerHTML = panel;
    this.form = get(place, "form", HTMLFormElement);
    this.shown = this.#mine();
    this.busy = false;
    this.choosing = false;
    const { merged } = this;
    if (saver.merged) merged.value = saver.merged;
    merged.addEventListener("input", () => {
      saver.merged = merged.value;
      saver.keep();
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (event.submitter instanceof HTMLButtonElement) this.#choose(event.submitter);
    });
  }

  /** The proposal that joins both texts. */
  get merged() {
    return fieldOf(this.form, "merged", HTMLTextAreaElement);
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

  /**
   * Show what the server has by now, beside ``mine``.
   * @param {string} panel HTML
   * @param {string} [mine]
   */
  update(panel, mine = this.#mine()) {
    const fresh = document.createElement("div");
    fresh.innerHTML = panel;
    this.shown = mine;
    for (const name of ["base", "began", "key"])
      fieldOf(this.form, name).value = get(fresh, `[name=${name}]`, HTMLInputElement).value;
    const words = every(fresh, ".versus__one .words");
    every(this.form, ".versus__one .words").forEach((one, place) => one.replaceWith(words[place] ?? ""));
    if (!this.saver.merged) replaceText(this.merged, get(fresh, "[name=merged]", HTMLTextAreaElement).value);
    if (this.#mine() !== mine) this.typed();
  }

  /** @param {HTMLButtonElement} button */
  async #choose(button) {
    if (this.choosing) return;
    this.choosing = true;
    if (button.value === "merged" && !this.saver.merged) await this.refresh();
    if (this.saver.offered === this) await this.#send(button);
    this.choosing = false;
  }

  /** @param {HTMLButtonElement} button */
  async #send(button) {
    const { text, status } = this.saver.typed();
    const mine = this.#mine();
    fieldOf(this.form, "mine", HTMLTextAreaElement).value = text;
    if (status !== undefined) fieldOf(this.form, "mine_status").value = status;
    const outcome = await this.line.send("POST", this.form.action, new FormData(this.form, button));
    if (outcome?.status === 200) await this.#settled(outcome.body, mine);
    else if (outcome?.body.panel) this.update(outcome.body.panel);
    else this.#complain(outcome?.body.error ?? (this.line.words || NOT_YET));
  }

  /** @param {string} words */
  #complain(words) {
    const problem = get(this.form, "[data-choice-problem]");
    problem.textContent = words;
    problem.hidden = !words;
  }

  /**
   * @param {Record<string, any>} body
   * @param {string} mine
   */
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
