// "Parkeren": a remark that belongs to another question goes to the private notes there, without leaving this one.
// It stands in the note as a paragraph of its own, so it is saved, kept and seen by colleagues as every note is.

import { announce, clock } from "./announce.js";
import { remark } from "./rail.js";
import { insert } from "./writing.js";

const PARKED = /^\[Geparkeerd bij vraag (\S+) om (\d\d:\d\d)\]\n([\s\S]+)$/;
const form = document.getElementById("park");
const opener = document.querySelector("[data-do=park]");
const said = document.querySelector("[data-said]");

const paragraphs = (text) => text.split(/\n{2,}/).filter((one) => one.trim());
const parkedIn = (note) => paragraphs(note.value).map((whole) => ({ whole, found: PARKED.exec(whole.trim()) }));

function write(note, text) {
  note.value = text;
  note.dispatchEvent(new Event("input", { bubbles: true }));
}

export function equipPark(questions) {
  let selection = null;
  const listed = new Map();

  function show() {
    const { answer } = questions.fields.get(questions.now);
    const { selectionStart: start, selectionEnd: end } = answer;
    selection = start === end ? null : { answer, start, end, words: answer.value.slice(start, end) };
    questions.section().querySelector(".paper").after(form);
    form.reset();
    form.elements.words.value = selection?.words.trim() ?? "";
    form.querySelector("[data-cut]").hidden = !selection || answer.readOnly;
    complain("");
    form.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    form.elements.number.focus();
  }

  function close() {
    form.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    questions.fields.get(questions.now).answer.focus();
  }

  function complain(words, field) {
    document.getElementById("park-error").textContent = words;
    for (const one of [form.elements.number, form.elements.words]) one.toggleAttribute("aria-invalid", one === field);
    field?.focus();
  }

  function park(event) {
    event.preventDefault();
    const { number: typed, words } = form.elements;
    const number = questions.find(typed.value);
    if (!number) return complain(typed.value.trim() ? `Vraag ${typed.value.trim()} is er niet.` : "Typ bij welke vraag.", typed);
    if (number === questions.now) return complain("Dat is deze vraag zelf.", typed);
    if (!words.value.trim()) return complain("Typ wat u wilt parkeren.", words);
    const text = paragraphs(words.value.trim()).join("\n");
    const { note } = questions.fields.get(number);
    const entry = `[Geparkeerd bij vraag ${questions.now} om ${clock(new Date())}]\n${text}`;
    write(note, [note.value.trimEnd(), entry].filter(Boolean).join("\n\n"));
    const cut = selection && form.elements.cut.checked && !form.querySelector("[data-cut]").hidden;
    close();
    if (cut && selection.answer.value.slice(selection.start, selection.end) === selection.words) {
      selection.answer.setSelectionRange(selection.start, selection.end);
      insert(selection.answer, "");
    }
    said.textContent = `Geparkeerd bij vraag ${number}.`;
    announce(`Geparkeerd bij vraag ${number}.`);
  }

  /** The remarks that wait at a question, above its answer, each with what can be done with it. */
  function list(number) {
    const { note, answer } = questions.fields.get(number);
    const waiting = parkedIn(note).filter(({ found }) => found);
    const section = questions.section(number);
    const shown = JSON.stringify(waiting);
    if (listed.get(number) === shown) return;
    listed.set(number, shown);
    remark(number, "parked", waiting.length ? `${waiting.length} geparkeerd` : "");
    section.querySelector(".parked")?.remove();
    if (!waiting.length) return;
    const box = document.getElementById("parked-list").content.cloneNode(true).firstElementChild;
    for (const { whole, found } of waiting) {
      const entry = document.getElementById("parked-one").content.cloneNode(true);
      entry.querySelector("[data-words]").textContent = found[3];
      entry.querySelector("[data-from]").textContent = `Geparkeerd bij vraag ${found[1]} om ${found[2]}`;
      const settle = (instead, words) => {
        write(note, parkedIn(note).map((one) => (one.whole === whole ? instead : one.whole)).filter(Boolean).join("\n\n"));
        announce(words);
        answer.focus();
      };
      entry.querySelector("[data-do=take]").addEventListener("click", () => {
        if (answer.readOnly) return announce("Deze vraag staat op niet besproken.");
        answer.setSelectionRange(answer.value.length, answer.value.length);
        insert(answer, `${answer.value.trim() ? "\n\n" : ""}${found[3]}`);
        settle("", "In het antwoord gezet.");
      });
      entry.querySelector("[data-do=keep]").addEventListener("click", () => settle(found[3], "Blijft als notitie."));
      box.querySelector("ul").append(entry);
    }
    section.querySelector(".paper").before(box);
  }

  opener.addEventListener("click", () => (form.hidden ? show() : close()));
  form.addEventListener("submit", park);
  form.querySelector("[data-do=cancel]").addEventListener("click", close);
  form.addEventListener("keydown", (event) => {
    const submits = event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.name === "words";
    if (event.key === "Escape") close();
    else if (submits && !event.ctrlKey && !event.altKey) form.requestSubmit();
    else return;
    event.stopPropagation();
    event.preventDefault();
  });
  questions.onShow(() => {
    if (!form.hidden) close();
    said.textContent = "";
  });
  for (const [number, { note }] of questions.fields) {
    const again = () => list(number);
    note.addEventListener("input", again);
    note.addEventListener("replaced", again);
    again();
  }
}
