// The desk with JavaScript: one question at a time, and every change saved while somebody talks.
// Without it the same page is one long form.

import { offer } from "./conflict.js";
import { DeskState } from "./desk-state.js";
import { clearGone } from "./leaving.js";
import { Line } from "./line.js";
import { aboutPage, bringBack, keepPage, listen, wordsOf } from "./offline.js";
import { Saver } from "./saver.js";

const desk = document.getElementById("desk");
const form = document.getElementById("items");
const items = [...desk.querySelectorAll("[data-item]")];
const { cached } = document.documentElement.dataset;

const clone = (id) => document.getElementById(id).content.cloneNode(true);

const savers = [];
const about = aboutPage(desk);
const line = new Line({
  renewal: desk.dataset.token,
  user: about.user,
  interview: about.interview,
  token: document.querySelector("[name=csrf_token]").value,
  onToken(token) {
    for (const field of document.querySelectorAll("[name=csrf_token]")) field.value = token;
  },
  onChange() {
    if (line.state === "gone") clearGone(about.user, about.interview, about.desk).catch(() => {});
    state.show();
  },
});
const state = new DeskState({ desk, line, savers, cached });
const common = {
  line,
  about,
  onChange: () => state.show(),
  onStorage(error) {
    state.storage = wordsOf(error);
    state.show();
  },
};

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

  const saver = new Saver({
    ...common,
    kind: "answer",
    item: number,
    address: desk.dataset.save.replace("ITEM", number),
    base: form.elements[`base_${number}`],
    typed: () => ({ text: answer.value, status: status() }),
    show(typed) {
      answer.value = typed.text;
      for (const box of boxes) box.checked = box.value === typed.status;
      quiet();
    },
    onSaved(body) {
      state.lastSaved = `Opgeslagen om ${body.at}`;
      item.querySelector("[data-version]").textContent = `Versie ${body.base}, opgeslagen om ${body.at}.`;
      item.querySelector("[data-versions]").hidden = false;
      if (!body.progress) return;
      item.dataset.progress = body.progress;
      rail.replaceChildren(clone(`progress-${body.progress}`));
      countProgress();
    },
    onConflict: (body, own) => offer(conflict, body.panel, own, line),
  });
  saver.place = item.querySelector("[data-waiting]");
  saver.focus = () => answer.focus({ preventScroll: true });
  item.dataset.progress = rail.querySelector(".vh") ? progressOf(rail) : "open";
  answer.addEventListener("input", () => saver.changed());
  answer.addEventListener("blur", () => saver.flush());
  for (const box of boxes)
    box.addEventListener("change", () => {
      if (box.checked) for (const other of boxes) if (other !== box) other.checked = false;
      quiet();
      saver.changed(0);
    });
  quiet();
  savers.push(saver, equipNote(number));
}

function progressOf(rail) {
  const use = rail.querySelector("use").getAttribute("href");
  return { "#m-full": "answered", "#m-half": "started", "#m-dash": "not_discussed" }[use] ?? "open";
}

function equipNote(number) {
  const note = form.elements[`note_${number}`];
  const saver = new Saver({
    ...common,
    kind: "note",
    item: number,
    address: desk.dataset.note.replace("ITEM", number),
    base: form.elements[`notebase_${number}`],
    typed: () => ({ text: note.value }),
    show(typed) {
      note.value = typed.text;
    },
    onSaved(body) {
      state.lastSaved = `Opgeslagen om ${body.at}`;
    },
    onConflict(body, own) {
      note.value = body.merged;
      own.base.value = body.base;
      own.changed(0);
    },
  });
  saver.place = note.closest("section").querySelector("[data-note-waiting]");
  note.addEventListener("input", () => saver.changed());
  note.addEventListener("blur", () => saver.flush());
  return saver;
}

function show(number, focus) {
  const now = items.find((item) => item.dataset.item === number) ?? items[0];
  for (const item of items) item.hidden = item !== now;
  for (const link of desk.querySelectorAll("[data-rail]")) {
    if (link.dataset.rail === now.dataset.item) link.setAttribute("aria-current", "step");
    else link.removeAttribute("aria-current");
  }
  document.getElementById("rail-now").textContent = `Vraag ${now.dataset.item}`;
  if (matchMedia("(max-width: 56rem)").matches) desk.querySelector(".rail__d").open = false;
  if (focus) form.elements[`answer_${now.dataset.item}`].focus({ preventScroll: true });
  if (focus) scrollTo({ top: 0 });
  state.show();
}

const current = () => items.findIndex((item) => !item.hidden);
const asked = () => decodeURIComponent(location.hash).replace("#v-", "");

function go(step) {
  const next = items[current() + step];
  if (next) location.hash = `v-${next.dataset.item}`;
}

function onKey(event) {
  const item = items[current()];
  if (event.ctrlKey && event.key === "Enter") go(event.shiftKey ? -1 : 1);
  else if (event.altKey && event.code === "KeyN") form.elements[`note_${item.dataset.item}`].focus();
  else if (event.altKey && event.code === "Digit0") item.querySelector("[value=not_discussed]").click();
  else return;
  event.preventDefault();
}

document.documentElement.classList.add("js");
items.forEach(equip);
history.scrollRestoration = "manual";
show(asked() || (items.find((item) => item.dataset.progress !== "answered") ?? items[0]).dataset.item, false);
addEventListener("load", () => scrollTo({ top: 0 }));
addEventListener("hashchange", () => show(asked(), true));
addEventListener("keydown", onKey);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  savers.forEach((saver) => saver.flush());
});
listen(line, savers);
bringBack(about, savers, cached)
  .catch((error) => common.onStorage(error))
  .then(() => (cached ? line.check() : line.wake()));
keepPage(desk.dataset).catch(() => {});
