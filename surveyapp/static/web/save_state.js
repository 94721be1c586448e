// Where each text is, always in the same places: on the server, in this browser, or in two versions.

/** @import { Line } from "./line.js" */
/** @import { Saver } from "./saver.js" */

import { byId, copyOf, every, find, get } from "./dom.js";

const ON_LINE = {
  offline: "geen verbinding",
  session: "sessie verlopen",
  other: "iemand anders is ingelogd",
  busy: "de server kan nu niet opslaan",
  gone: "het interview is er niet meer",
};
/** @type {Record<import("./store.js").TextKind, string>} */
const GOES = { answer: "het verslag", note: "het verslag", section: "het rapport", form: "het formulier" };
/** @type {Record<string, string>} */
const SAID = {
  offline: "Geen verbinding. Uw tekst staat in deze browser en gaat mee zodra er weer verbinding is.",
  session: "Uw sessie is verlopen. Uw tekst staat in deze browser.",
  other: "Iemand anders is ingelogd. Uw tekst staat in deze browser.",
  busy: "De server kan nu niet opslaan. Uw tekst staat in deze browser en gaat later mee.",
  gone: "Dit interview is er niet meer. Wat u typt, wordt niet opgeslagen.",
  storage: "Deze browser kan geen tekst bewaren. Opslaan gaat gewoon door zolang er verbinding is.",
  again: "Alles is weer opgeslagen.",
};

/** @param {string | number} moment */
const clock = (moment) => new Date(moment).toLocaleTimeString("nl-NL", { hour: "2-digit", minute: "2-digit" });

/** Shows where the texts of a page are. ``storage`` says why this browser keeps nothing, or is null. */
export class SaveState {
  /** @param {{ desk: HTMLElement, line: Line, savers: Saver[], cached?: string | undefined }} page */
  constructor({ desk, line, savers, cached }) {
    this.desk = desk;
    this.line = line;
    this.savers = savers;
    this.cached = cached;
    this.place = byId("save");
    this.lastSaved = this.place.textContent.trim();
    /** @type {string | null} */
    this.storage = null;
    this.said = "";
    this.drawn = "";
    /** @type {number | null} */
    this.asked = null;
    if (cached) for (const place of every(document, "[data-cached-at]")) place.textContent = `om ${clock(cached)}`;
  }

  /** Once per frame at most: typing is not slowed down. */
  show() {
    this.asked ??= requestAnimationFrame(() => {
      this.asked = null;
      this.#draw();
    });
  }

  #draw() {
    const waiting = this.savers.filter((saver) => saver.waiting);
    this.#drawPage(waiting);
    this.#drawNotices(waiting);
    for (const saver of this.savers) this.#drawText(saver);
    this.#announce(waiting);
  }

  /** @param {Saver[]} waiting */
  #drawPage(waiting) {
    const { state } = this.line;
    const problem = this.savers.find((saver) => saver.problem);
    const held = this.storage ? "Niet opgeslagen" : "Alleen in deze browser";
    if (state && waiting.length) this.#put(`${held}, ${ON_LINE[state]}`, "offline-icon", true);
    else if (problem?.problem === "conflict") this.#putConflict(problem);
    else if (problem) this.#put(`Niet opgeslagen${problem.where}. ${problem.problem}`, "problem-icon", true);
    else if (state) this.#put(`${ON_LINE[state][0].toUpperCase()}${ON_LINE[state].slice(1)}`, "offline-icon", true);
    else if (waiting.length) this.#put("Wordt opgeslagen", "", false);
    else this.#put(this.lastSaved, "saved-icon", false);
  }

  /** @param {Saver} saver */
  #putConflict({ item }) {
    const here = !find(this.desk, `[data-item="${CSS.escape(item)}"]`)?.hidden;
    this.#put(
      here ? "Twee versies, kies hieronder" : `Twee versies, kies bij vraag ${item}`,
      "problem-icon",
      true,
      here ? "" : `#v-${item}`,
    );
  }

  /**
   * @param {string} words
   * @param {string} icon id of its template, or ""
   * @param {boolean} bad
   * @param {string} [address] where the words lead
   */
  #put(words, icon, bad, address = "") {
    this.place.classList.toggle("save--local", bad);
    if (this.drawn === words) return;
    this.drawn = words;
    const label = document.createElement(address ? "a" : "span");
    if (label instanceof HTMLAnchorElement) label.href = address;
    label.textContent = words;
    this.place.replaceChildren(...(icon ? [copyOf(icon)] : []), label);
  }

  /** @param {Saver[]} waiting */
  #drawNotices(waiting) {
    const { state, words } = this.line;
    /** @type {Record<string, boolean>} */
    const shown = {
      session: state === "session",
      other: state === "other",
      gone: state === "gone",
      storage: Boolean(this.storage),
      cached: Boolean(this.cached) && (state === "offline" || state === "busy"),
      again: Boolean(this.cached) && !state,
    };
    for (const notice of every(document, "[data-notice]")) notice.hidden = !shown[notice.dataset.notice ?? ""];
    get(document, "[data-other]").textContent = words && state === "other" ? `: ${words}` : "";
    get(document, "[data-gone-unsent]").hidden = !waiting.length;
    get(document, "[data-storage-words]").textContent = this.storage ?? "";
  }

  /** @param {Saver} saver */
  #drawText(saver) {
    const { item, kind, waiting, problem, place } = saver;
    const apart = waiting && Boolean(this.line.state || problem);
    place.hidden = !apart;
    const words = apart ? this.#wordsOf(saver) : "";
    if (place.textContent !== words) place.textContent = words;
    if (kind !== "answer") return; // only answers stand in the list of questions
    const mark = get(this.desk, `[data-rail="${CSS.escape(item)}"] .rail__w`);
    const note = this.savers.find((other) => other.kind === "note" && other.item === item);
    const state =
      problem === "conflict" ? "conflict-mark" : apart || (note?.waiting && this.line.state) ? "waiting-mark" : "";
    if ((mark.dataset.state ?? "") === state) return;
    mark.dataset.state = state;
    mark.replaceChildren(...(state ? [copyOf(state)] : []));
  }

  /** @param {Saver} saver */
  #wordsOf({ kind, since, problem }) {
    if (problem === "conflict") return `Twee versies. Kies hieronder welke in ${GOES[kind]} komt.`;
    if (problem) return `Niet opgeslagen. ${problem}`;
    if (this.storage) return "Nog niet opgeslagen. Sluit deze pagina niet.";
    const from = `Alleen in deze browser, sinds ${clock(since)}.`;
    return this.line.state === "gone" || kind === "note"
      ? from
      : `${from} Gaat mee zodra dat kan; u kunt gewoon doorwerken.`;
  }

  /**
   * Only what changed: down, up again, or a choice to make. Not every save.
   * @param {Saver[]} waiting
   */
  #announce(waiting) {
    const stuck = this.savers.find((saver) => saver.problem);
    const kind = stuck ? `${stuck.item} ${stuck.problem}` : this.line.state || (this.storage ? "storage" : "");
    if (kind === this.said || (!kind && waiting.length)) return;
    const place = byId("desk-said");
    if (stuck?.problem === "conflict")
      place.textContent = `Twee versies${stuck.where}. Kies welke in ${GOES[stuck.kind]} komt.`;
    else if (stuck) place.textContent = `Niet opgeslagen${stuck.where}. ${stuck.problem}`;
    else place.textContent = SAID[kind || "again"];
    this.said = kind;
  }
}
