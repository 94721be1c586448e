// "Parkeren": a remark that belongs to another question goes to the private notes there, without leaving this one.
// It stands in the note as a paragraph of its own, so it is saved, kept and seen by colleagues as every note is.

import { announce, clock } from "../web/announce.js";
import { remark } from "./rail.js";
import { insert } from "../web/writing.js";

const PARKED = /^\[Geparkeerd bij vraag (\S+) om (\d\d:\d\d)\]\n([\s\S]+)$/;
const form = document.getElementById("park");
const opener = document.querySelector("[data-do=park]");
const said = document.querySelector("[data-said]");

const paragraphs = (text) => text.split(/\n{2,}/).filter((one) => one.trim());
const parkedIn = (note) => paragraphs(note.value).map((whole) => ({ whole, found: PARKED.exec(whole.trim()) }));

function write(note, entries) {
  note.value = entries.filter(Boolean).join("\n\n");
  note.dispatchEvent(new Event("input", { bubbles: true }));
}

export function equipPark(questions) {
  const { number: place, words, cut } = form.elements;
  let origin = "";
  let selection = null;
  const listed = new Map();

  /** What was selected goes along; what was typed here before and not parked yet is still there. */
  function show() {
    origin = questions.now;
    const { answer } = questions.fields.get(origin);
    const { selectionStart: start, selectionEnd: end } = answer;
    selection = start === end ? null : { answer, start, end, words: answer.value.slice(start, end) };
    const [typed, chosen] = [words.value.trim(), selection?.words.trim() ?? ""];
    words.value = typed.includes(chosen) ? typed : [typed, chosen].filter(Boolean).join("\n");
    form.querySelector("[data-cut]").hidden = !selection || answer.readOnly;
    move();
    complain("");
    form.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    place.focus();
  }

  const move = () => questions.section().querySelector(".paper").after(form);

  function close() {
    form.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    questions.fields.get(questions.now).answer.focus();
  }

  function complain(problem, field) {
    document.getElementById("park-error").textContent = problem;
    for (const one of [place, words]) one.setAttribute("aria-invalid", String(one === field));
    field?.focus();
  }

  function park(event) {
    event.preventDefault();
    const typed = place.value.trim();
    const number = questions.find(typed);
    if (!typed) return complain("Typ bij welke vraag.", place);
    if (!number) return complain(`Vraag ${typed} is er niet.`, place);
    if (number === origin) return complain("Dat is deze vraag zelf.", place);
    if (!words.value.trim()) return complain("Typ wat u wilt parkeren.", words);
    const { note } = questions.fields.get(number);
    const remark = paragraphs(words.value.trim()).join("\n");
    const entry = `[Geparkeerd bij vraag ${origin} om ${clock(new Date())}]\n${remark}`;
    write(note, [...paragraphs(note.value), entry]);
    if (cut.checked && !cut.closest("[data-cut]").hidden) takeOut();
    form.reset();
    close();
    said.textContent = `Geparkeerd bij vraag ${number}.`;
    announce(`Geparkeerd bij vraag ${number}.`);
  }

  /** What was parked leaves the answer, unless the answer changed since it was selected. */
  function takeOut() {
    const { answer, start, end, words: selected } = selection;
    if (answer.value.slice(start, end) !== selected) return;
    answer.setSelectionRange(start, end);
    insert(answer, "");
  }

  /** The remarks that wait at a question, above its answer, each with what can be done with it. */
  function list(number) {
    const { note } = questions.fields.get(number);
    const waiting = parkedIn(note).filter(({ found }) => found);
    const section = questions.section(number);
    const shown = JSON.stringify(waiting);
    if (listed.get(number) === shown) return;
    listed.set(number, shown);
    remark(number, "parked", waiting.length ? `${waiting.length} geparkeerd` : "");
    section.querySelector(".parked")?.remove();
    if (!waiting.length) return;
    const box = document.getElementById("parked-list").content.cloneNode(true).firstElementChild;
    for (const one of waiting) box.querySelector("ul").append(entryOf(number, one));
    section.querySelector(".paper").before(box);
  }

  function entryOf(number, { whole, found: [, from, at, text] }) {
    const { note, answer } = questions.fields.get(number);
    const entry = document.getElementById("parked-one").content.cloneNode(true);
    entry.querySelector("[data-words]").textContent = text;
    entry.querySelector("[data-from]").textContent = `Geparkeerd bij vraag ${from} om ${at}`;
    const settle = (instead, done) => {
      write(note, paragraphs(note.value).map((one) => (one === whole ? instead : one)));
      announce(done);
      answer.focus();
    };
    entry.querySelector("[data-do=take]").addEventListener("click", () => {
      if (answer.readOnly) return announce("Deze vraag staat op niet besproken.");
      answer.setSelectionRange(answer.value.length, answer.value.length);
      insert(answer, `${answer.value.trim() ? "\n\n" : ""}${text}`);
      settle("", "In het antwoord gezet.");
    });
    entry.querySelector("[data-do=keep]").addEventListener("click", () => settle(text, "Blijft als notitie."));
    return entry;
  }

  opener.addEventListener("click", () => (form.hidden ? show() : close()));
  form.addEventListener("submit", park);
  form.querySelector("[data-do=cancel]").addEventListener("click", () => {
    form.reset();
    close();
  });
  form.addEventListener("keydown", (event) => {
    const submits = event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.name === "words";
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
