// Where each text is, always in the same places: on the server, in this browser, or in two versions.

const ON_LINE = {
  offline: "geen verbinding",
  session: "sessie verlopen",
  other: "iemand anders is ingelogd",
  busy: "de server kan nu niet opslaan",
  gone: "het interview is er niet meer",
};
const GOES = { answer: "het verslag", note: "het verslag", section: "het rapport" };
const SAID = {
  offline: "Geen verbinding. Uw tekst staat in deze browser en gaat mee zodra er weer verbinding is.",
  session: "Uw sessie is verlopen. Uw tekst staat in deze browser.",
  other: "Iemand anders is ingelogd. Uw tekst staat in deze browser.",
  busy: "De server kan nu niet opslaan. Uw tekst staat in deze browser en gaat later mee.",
  gone: "Dit interview is er niet meer. Wat u typt, wordt niet opgeslagen.",
  storage: "Deze browser kan geen tekst bewaren. Opslaan gaat gewoon door zolang er verbinding is.",
  again: "Alles is weer opgeslagen.",
};

const clone = (id) => document.getElementById(id).content.cloneNode(true);
const clock = (moment) => new Date(moment).toLocaleTimeString("nl-NL", { hour: "2-digit", minute: "2-digit" });

/** ``line`` and ``savers`` as they are; ``storage``: why this browser keeps nothing, or null. */
export class SaveState {
  constructor({ desk, line, savers, cached }) {
    Object.assign(this, { desk, line, savers, cached });
    this.place = document.getElementById("save");
    this.lastSaved = this.place.textContent.trim();
    this.storage = null;
    this.said = "";
    if (cached) for (const place of document.querySelectorAll("[data-cached-at]")) place.textContent = `om ${clock(cached)}`;
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

  #putConflict({ item }) {
    const here = !this.desk.querySelector(`[data-item="${CSS.escape(item)}"]`)?.hidden;
    this.#put(here ? "Twee versies, kies hieronder" : `Twee versies, kies bij vraag ${item}`, "problem-icon", true, here ? "" : `#v-${item}`);
  }

  #put(words, icon, bad, address = "") {
    this.place.classList.toggle("save--local", bad);
    if (this.drawn === words) return;
    this.drawn = words;
    const label = document.createElement(address ? "a" : "span");
    if (address) label.href = address;
    label.textContent = words;
    this.place.replaceChildren(...(icon ? [clone(icon)] : []), label);
  }

  #drawNotices(waiting) {
    const { state, words } = this.line;
    const shown = {
      session: state === "session",
      other: state === "other",
      gone: state === "gone",
      storage: Boolean(this.storage),
      cached: Boolean(this.cached) && (state === "offline" || state === "busy"),
      again: Boolean(this.cached) && !state,
    };
    for (const notice of document.querySelectorAll("[data-notice]")) notice.hidden = !shown[notice.dataset.notice];
    document.querySelector("[data-other]").textContent = words && state === "other" ? `: ${words}` : "";
    document.querySelector("[data-gone-unsent]").hidden = !waiting.length;
    document.querySelector("[data-storage-words]").textContent = this.storage ?? "";
  }

  #drawText(saver) {
    const { item, kind, waiting, problem, place } = saver;
    const apart = waiting && (this.line.state || problem);
    place.hidden = !apart;
    const words = apart ? this.#wordsOf(saver) : "";
    if (place.textContent !== words) place.textContent = words;
    if (kind !== "answer") return; // only answers stand in the list of questions
    const mark = this.desk.querySelector(`[data-rail="${CSS.escape(item)}"] .rail__w`);
    const note = this.savers.find((other) => other.kind === "note" && other.item === item);
    const state = problem === "conflict" ? "conflict-mark" : apart || (note?.waiting && this.line.state) ? "waiting-mark" : "";
    if ((mark.dataset.state ?? "") === state) return;
    mark.dataset.state = state;
    mark.replaceChildren(...(state ? [clone(state)] : []));
  }

  #wordsOf({ kind, since, problem }) {
    if (problem === "conflict") return `Twee versies. Kies hieronder welke in ${GOES[kind]} komt.`;
    if (problem) return `Niet opgeslagen. ${problem}`;
    if (this.storage) return "Nog niet opgeslagen. Sluit deze pagina niet.";
    const from = `Alleen in deze browser, sinds ${clock(since)}.`;
    return this.line.state === "gone" || kind === "note" ? from : `${from} Gaat mee zodra dat kan; u kunt gewoon doorwerken.`;
  }

  /** Only what changed: down, up again, or a choice to make. Not every save. */
  #announce(waiting) {
    const stuck = this.savers.find((saver) => saver.problem);
    const kind = stuck ? `${stuck.item} ${stuck.problem}` : this.line.state || (this.storage ? "storage" : "");
    if (kind === this.said || (!kind && waiting.length)) return;
    const place = document.getElementById("desk-said");
    if (stuck?.problem === "conflict") place.textContent = `Twee versies${stuck.where}. Kies welke in ${GOES[stuck.kind]} komt.`;
    else if (stuck) place.textContent = `Niet opgeslagen${stuck.where}. ${stuck.problem}`;
    else place.textContent = SAID[kind || "again"];
    this.said = kind;
  }
}
