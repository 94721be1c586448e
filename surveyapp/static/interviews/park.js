// "Parkeren": a remark that belongs to another question goes to the private notes there, without leaving this one.
// It stands in the note as a paragraph of its own, so it is saved, kept and seen by colleagues as every note is.

/** @import { Paragraph } from "./parked.js" */
/** @import { Questions } from "./questions.js" */

import { announce, clock } from "../web/announce.js";
import { byId, fieldOf, find, firstOf, get } from "../web/dom.js";
import { insert } from "../web/writing.js";
import { parkedIn, withInstead, withParked } from "./parked.js";
import { remark } from "./rail.js";

/**
 * @param {HTMLTextAreaElement} note
 * @param {string} text
 */
function write(note, text) {
  note.value = text;
  note.dispatchEvent(new Event("input", { bubbles: true }));
}

/** @param {Questions} questions */
export function equipPark(questions) {
  const form = byId("park", HTMLFormElement);
  const opener = get(document, "[data-do=park]");
  const said = get(document, "[data-said]");
  const place = fieldOf(form, "number");
  const words = fieldOf(form, "words", HTMLTextAreaElement);
  const cut = fieldOf(form, "cut");
  const cutting = get(form, "[data-cut]");
  let origin = "";
  /** @type {{ answer: HTMLTextAreaElement, start: number, end: number, words: string } | null} */
  let selection = null;
  /** @type {Map<string, string>} what is listed at each question */
  const listed = new Map();

  /** What was selected goes along; what was typed here before and not parked yet is still there. */
  function show() {
    origin = questions.now;
    const { answer } = questions.texts();
    const { selectionStart: start, selectionEnd: end } = answer;
    selection = start === end ? null : { answer, start, end, words: answer.value.slice(start, end) };
    const [typed, chosen] = [words.value.trim(), selection?.words.trim() ?? ""];
    words.value = typed.includes(chosen) ? typed : [typed, chosen].filter(Boolean).join("\n");
    cutting.hidden = !selection || answer.readOnly;
    move();
    complain("");
    form.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    place.focus();
  }

  const move = () => get(questions.section(), ".paper").after(form);

  function close() {
    form.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    questions.texts().answer.focus();
  }

  /**
   * @param {string} problem
   * @param {HTMLElement} [field]
   */
  function complain(problem, field) {
    byId("park-error").textContent = problem;
    for (const one of [place, words]) one.setAttribute("aria-invalid", String(one === field));
    field?.focus();
  }

  function park() {
    const typed = place.value.trim();
    const number = questions.find(typed);
    if (!typed) return complain("Typ bij welke vraag.", place);
    if (!number) return complain(`Vraag ${typed} is er niet.`, place);
    if (number === origin) return complain("Dat is deze vraag zelf.", place);
    if (!words.value.trim()) return complain("Typ wat u wilt parkeren.", words);
    const { note } = questions.texts(number);
    write(note, withParked(note.value, { from: origin, at: clock(new Date()), text: words.value }));
    if (cut.checked && !cutting.hidden) takeOut();
    form.reset();
    close();
    said.textContent = `Geparkeerd bij vraag ${number}.`;
    announce(`Geparkeerd bij vraag ${number}.`);
  }

  /** What was parked leaves the answer, unless the answer changed since it was selected. */
  function takeOut() {
    if (!selection) return;
    const { answer, start, end, words: selected } = selection;
    if (answer.value.slice(start, end) !== selected) return;
    answer.setSelectionRange(start, end);
    insert(answer, "");
  }

  /**
   * The remarks that wait at a question, above its answer, each with what can be done with it.
   * @param {string} number
   */
  function list(number) {
    const { note } = questions.texts(number);
    const waiting = parkedIn(note.value).filter(({ parked }) => parked);
    const section = questions.section(number);
    const shown = JSON.stringify(waiting);
    if (listed.get(number) === shown) return;
    listed.set(number, shown);
    remark(number, "parked", waiting.length ? `${waiting.length} geparkeerd` : "");
    find(section, ".parked")?.remove();
    if (!waiting.length) return;
    const box = firstOf("parked-list");
    for (const one of waiting) get(box, "ul").append(entryOf(number, one));
    get(section, ".paper").before(box);
  }

  /**
   * @param {string} number
   * @param {Paragraph} paragraph
   */
  function entryOf(number, { whole, parked }) {
    const { note, answer } = questions.texts(number);
    const { from, at, text } = parked ?? { from: "", at: "", text: whole };
    const entry = firstOf("parked-one");
    get(entry, "[data-words]").textContent = text;
    get(entry, "[data-from]").textContent = `Geparkeerd bij vraag ${from} om ${at}`;
    /**
     * @param {string} instead
     * @param {string} done
     */
    const settle = (instead, done) => {
      write(note, withInstead(note.value, whole, instead));
      announce(done);
      answer.focus();
    };
    get(entry, "[data-do=take]").addEventListener("click", () => {
      if (answer.readOnly) return announce("Deze vraag staat op niet besproken.");
      answer.setSelectionRange(answer.value.length, answer.value.length);
      insert(answer, `${answer.value.trim() ? "\n\n" : ""}${text}`);
      settle("", "In het antwoord gezet.");
    });
    get(entry, "[data-do=keep]").addEventListener("click", () => settle(text, "Blijft als notitie."));
    return entry;
  }

  opener.addEventListener("click", () => (form.hidden ? show() : close()));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    park();
  });
  get(form, "[data-do=cancel]").addEventListener("click", () => {
    form.reset();
    close();
  });
  form.addEventListener("keydown", (event) => {
    const submits = event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target === words;
    if (event.key === "Escape") close();
    else if (submits && !event.ctrlKey && !event.altKey) form.requestSubmit();
    else return;
    event.stopPropagation();
    event.preventDefault();
  });
  questions.onShow(() => {
    if (!form.hidden) move();
    said.textContent = "";
  });
  for (const [number, { note }] of questions.fields) {
    const again = () => list(number);
    note.addEventListener("input", again);
    note.addEventListener("replaced", again);
    again();
  }
}
