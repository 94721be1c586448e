// The desk with JavaScript: one question at a time, and every change saved while somebody talks.
// Without it the same page is one long form.

import { equipKeys } from "./desk_keys.js";
import { equipPark } from "./park.js";
import { equipPresence } from "./presence.js";
import { equipRail } from "./rail.js";
import { Saver, fillTokens } from "./saver.js";
import { equipTimer } from "./timer.js";
import { replaceText } from "./writing.js";

const desk = document.getElementById("desk");
const form = document.getElementById("items");
const saveState = document.getElementById("save");
const items = [...desk.querySelectorAll("[data-item]")];

const clone = (id) => document.getElementById(id).content.cloneNode(true);

const savers = [];
let lastSaved = saveState.textContent.trim();

/** What the other parts of the desk may know and do: which questions there are, and which one is in view. */
const questions = {
  fields: new Map(), // per question: answer, note, their savers, and what puts in them what a colleague saved
  shown: [],
  get now() {
    return items[current()].dataset.item;
  },
  section: (number = questions.now) => items.find((item) => item.dataset.item === number),
  /** The question that somebody means by "2B" or " 3": itself, or its first part; undefined when there is none. */
  find(typed) {
    const asked = typed.toLowerCase().replaceAll(/[^0-9a-z]/g, "");
    const numbers = [...questions.fields.keys()];
    return numbers.find((one) => one === asked) ?? numbers.find((one) => asked && one.replace(/[a-z]$/, "") === asked);
  },
  open(number) {
    if (asked() === number) show(number, true);
    else location.hash = `v-${number}`;
  },
  step: go,
  /** Whether a text is on the server as it is here, and no choice between two waits. */
  settled: (saver) => !saver.dirty && !saver.pending && !saver.blocked,
  onShow(listener) {
    questions.shown.push(listener);
  },
};

/** What the field holds now is what the server has as this revision. */
function received(saver, base) {
  saver.base.value = base;
  saver.saved = JSON.stringify(saver.content());
}

function showState() {
  const problem = savers.find((saver) => saver.problem)?.problem;
  const busy = savers.some((saver) => saver.dirty || saver.pending);
  const words = problem
    ? problem === "conflict"
      ? "Twee versies, kies hieronder"
      : `Niet opgeslagen: ${problem}`
    : busy
      ? "Wordt opgeslagen"
      : lastSaved;
  saveState.classList.toggle("save--local", Boolean(problem));
  if (saveState.textContent.trim() === words) return;
  const label = document.createElement("span");
  label.textContent = words;
  saveState.replaceChildren(...(busy && !problem ? [] : [clone(problem ? "offline-icon" : "saved-icon")]), label);
}

function countProgress() {
  const values = items.map((item) => item.dataset.progress);
  const done = values.filter((value) => ["answered", "not_discussed", "not_applicable"].includes(value)).length;
  for (const place of document.querySelectorAll("[data-done]")) place.textContent = done;
  for (const place of document.querySelectorAll("[data-started]"))
    place.textContent = values.filter((value) => value === "started").length;
  desk.querySelector("progress").value = done;
}

function equip(item) {
  const number = item.dataset.item;
  const answer = form.elements[`answer_${number}`];
  const boxes = [...item.querySelectorAll("[type=checkbox]")];
  const conflict = item.querySelector("[data-conflict]");
  const rail = desk.querySelector(`[data-rail="${CSS.escape(number)}"] .rail__m`);
  const status = () => boxes.find((box) => box.checked)?.value ?? "text";
  const quiet = () => {
    answer.readOnly = status() !== "text";
  };

  function newest(body, words) {
    item.querySelector("[data-version]").textContent = words;
    item.querySelector("[data-versions]").hidden = false;
    item.dataset.progress = body.progress;
    rail.replaceChildren(clone(`progress-${body.progress}`));
    countProgress();
  }
  function take(body) {
    for (const box of boxes) box.checked = box.value === body.status;
    replaceText(answer, body.text);
    quiet();
    received(saver, body.base);
    newest(body, `Versie ${body.base}${body.by ? ` van ${body.by}` : ""}, opgeslagen om ${body.at}.`);
  }

  const saver = new Saver({
    onChange: showState,
    address: desk.dataset.save.replace("ITEM", number),
    base: form.elements[`base_${number}`],
    content: () => (status() === "text" ? { text: answer.value, status: "text" } : { text: "", status: status() }),
    onSaved(body) {
      lastSaved = `Opgeslagen om ${body.at}`;
      newest(body, `Versie ${body.base}, opgeslagen om ${body.at}.`);
    },
    onConflict(body, own) {
      own.blocked = true;
      conflict.innerHTML = body.panel;
      fillTokens(conflict);
      conflict.querySelector("form").addEventListener("submit", flushOthers(own));
      conflict.querySelector("h3").tabIndex = -1;
      conflict.querySelector("h3").focus();
    },
  });
  item.dataset.progress = rail.querySelector(".vh") ? progressOf(rail) : "open";
  answer.addEventListener("input", () => saver.schedule());
  answer.addEventListener("blur", () => saver.schedule(0));
  for (const box of boxes)
    box.addEventListener("change", () => {
      if (box.checked) for (const other of boxes) if (other !== box) other.checked = false;
      quiet();
      saver.schedule(0);
    });
  quiet();
  const note = form.elements[`note_${number}`];
  const noteSaver = equipNote(number);
  savers.push(saver, noteSaver);
  const takeNote = (body) => {
    replaceText(note, body.text);
    received(noteSaver, body.base);
  };
  questions.fields.set(number, { answer, note, saver, noteSaver, take, takeNote });
}

function progressOf(rail) {
  const use = rail.querySelector("use").getAttribute("href");
  return { "#m-full": "answered", "#m-half": "started", "#m-dash": "not_discussed" }[use] ?? "open";
}

function equipNote(number) {
  const note = form.elements[`note_${number}`];
  const saver = new Saver({
    onChange: showState,
    address: desk.dataset.note.replace("ITEM", number),
    base: form.elements[`notebase_${number}`],
    content: () => ({ text: note.value }),
    onSaved(body) {
      lastSaved = `Opgeslagen om ${body.at}`;
    },
    onConflict(body, own) {
      note.value = `${body.theirs}\n\n${note.value}`;
      own.base.value = body.base;
      own.problem = "";
      own.schedule(0);
    },
  });
  note.addEventListener("input", () => saver.schedule());
  note.addEventListener("blur", () => saver.schedule(0));
  return saver;
}

/** Before a choice between two texts leaves the page, everything else is saved. */
function flushOthers(chosen) {
  return (event) => {
    const others = savers.filter((saver) => saver !== chosen && saver.dirty);
    chosen.problem = "";
    chosen.saved = JSON.stringify(chosen.content());
    if (!others.length) return;
    event.preventDefault();
    const { target, submitter } = event;
    Promise.all(others.map((saver) => saver.save())).then(() => target.requestSubmit(submitter));
  };
}

function show(number, focus) {
  const now = items.find((item) => item.dataset.item === number) ?? items[0];
  for (const item of items) item.hidden = item !== now;
  for (const link of desk.querySelectorAll("[data-rail]")) {
    if (link.dataset.rail === now.dataset.item) link.setAttribute("aria-current", "step");
    else link.removeAttribute("aria-current");
  }
  document.getElementById("rail-now").textContent = `Vraag ${now.dataset.item}`;
  const narrow = matchMedia("(max-width: 56rem)").matches;
  if (narrow) desk.querySelector(".rail__d").open = false;
  if (focus) form.elements[`answer_${now.dataset.item}`].focus({ preventScroll: true });
  if (focus) scrollTo({ top: narrow ? desk.offsetTop : 0 });
  for (const listener of questions.shown) listener(now.dataset.item);
}

const current = () => items.findIndex((item) => !item.hidden);
const asked = () => decodeURIComponent(location.hash).replace("#v-", "");

function go(step) {
  const next = items[current() + step];
  if (next) location.hash = `v-${next.dataset.item}`;
}

document.documentElement.classList.add("js");
items.forEach(equip);
for (const equipPart of [equipKeys, equipRail, equipPark, equipTimer]) equipPart(questions);
history.scrollRestoration = "manual";
show(asked() || (items.find((item) => item.dataset.progress !== "answered") ?? items[0]).dataset.item, false);
equipPresence(questions);
addEventListener("load", () => scrollTo({ top: 0 }));
addEventListener("hashchange", () => show(asked(), true));
addEventListener("online", () => savers.forEach((saver) => saver.save()));
addEventListener("beforeunload", (event) => {
  if (savers.some((saver) => saver.dirty || saver.pending)) event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) savers.forEach((saver) => saver.save());
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  savers.forEach((saver) => saver.save());
});
