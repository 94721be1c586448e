// The desk with JavaScript: one question at a time, and every change saved while somebody talks.
// Without it the same page is one long form.

import { offer } from "../web/conflict.js";
import { SaveState } from "../web/save_state.js";
import { equipKeys } from "./desk_keys.js";
import { clearGone } from "../web/leaving.js";
import { Line } from "../web/line.js";
import { aboutPage, bringBack, keepPage, listen, wordsOf } from "../web/offline.js";
import { equipPark } from "./park.js";
import { equipPresence } from "../conversation/presence.js";
import { equipRail } from "./rail.js";
import { Saver } from "../web/saver.js";
import { equipTimer } from "../conversation/timer.js";
import { replaceText } from "../web/writing.js";

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
const state = new SaveState({ desk, line, savers, cached });
const common = {
  line,
  about,
  onChange: () => state.show(),
  onStorage(error) {
    state.storage = wordsOf(error);
    state.show();
  },
};

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
  open: openQuestion,
  step: go,
  /** Whether a text is on the server as it is here, and no choice between two waits. */
  settled: (saver) => !saver.waiting && !saver.blocked,
  onShow(listener) {
    questions.shown.push(listener);
  },
};


function countProgress() {
  const values = items.map((item) => item.dataset.progress);
  const done = values.filter((value) => ["answered", "not_discussed", "not_applicable", "withdrawn"].includes(value)).length;
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
  let locked = Boolean(item.querySelector("[data-locked]"));
  const left = item.querySelector("[data-left-out]"); // there is none where the answer is locked
  const kept = left?.querySelector("[data-left-text]");
  const quiet = () => {
    answer.readOnly = locked || status() !== "text";
    if (!left) return;
    if (answer.value.trim() || status() === "text") kept.textContent = answer.value;
    left.hidden = locked || status() === "text" || !kept.textContent.trim();
  };
  /** The words that were there come back, when the answer counts again and says nothing. */
  const putBack = (words) => {
    if (status() === "text" && !answer.value.trim() && words?.trim()) replaceText(answer, words);
  };

  function newest(body, words) {
    item.querySelector("[data-version]").textContent = words;
    item.querySelector("[data-versions]").hidden = false;
    if (!body.progress) return;
    item.dataset.progress = body.progress;
    rail.replaceChildren(clone(`progress-${body.progress}`));
    countProgress();
  }
  function take(body) {
    for (const box of boxes) box.checked = box.value === body.status;
    replaceText(answer, body.text);
    quiet();
    saver.received(body);
    newest(body, `Versie ${body.base}${body.by ? ` van ${body.by}` : ""}, opgeslagen om ${body.at}.`);
  }

  const saver = new Saver({
    ...common,
    kind: "answer",
    item: number,
    address: desk.dataset.save.replace("ITEM", number),
    base: form.elements[`base_${number}`],
    given: { text: answer.defaultValue, status: boxes.find((box) => box.defaultChecked)?.value ?? "text" },
    typed: () => ({ text: answer.value, status: status() }),
    show(typed) {
      replaceText(answer, typed.text);
      for (const box of boxes) box.checked = box.value === typed.status;
      quiet();
    },
    onSaved(body) {
      state.lastSaved = `Opgeslagen om ${body.at}`;
      newest(body, `Versie ${body.base}, opgeslagen om ${body.at}.`);
    },
    onConflict: (body, own) => offer(conflict, body.panel, own, line),
    onLocked(body, own) {
      locked = true;
      quiet();
      conflict.innerHTML = body.panel;
      conflict.querySelector("[data-keep-agreed]").addEventListener("click", async () => {
        conflict.replaceChildren();
        await own.resolved(body.agreed);
        own.focus();
      });
    },
  });
  saver.place = item.querySelector("[data-waiting]");
  saver.focus = () => answer.focus({ preventScroll: true });
  item.dataset.progress = rail.querySelector(".vh") ? progressOf(rail) : "open";
  answer.addEventListener("input", () => saver.changed());
  answer.addEventListener("blur", () => saver.flush());
  for (const box of boxes)
    box.addEventListener("change", () => {
      const words = kept?.textContent;
      if (box.checked) for (const other of boxes) if (other !== box) other.checked = false;
      quiet();
      putBack(words);
      saver.changed(0);
    });
  const again = left?.querySelector("[data-put-back]");
  if (again) again.hidden = false;
  again?.addEventListener("click", () => {
    const words = kept.textContent;
    for (const box of boxes) box.checked = false;
    quiet();
    putBack(words);
    saver.changed(0);
    answer.focus();
  });
  quiet();
  const note = form.elements[`note_${number}`];
  const noteSaver = equipNote(number);
  savers.push(saver, noteSaver);
  const takeNote = (body) => {
    replaceText(note, body.text);
    noteSaver.received(body);
  };
  questions.fields.set(number, { answer, note, saver, noteSaver, take, takeNote });
}

function progressOf(rail) {
  const use = rail.querySelector("use").getAttribute("href");
  return { "#m-full": "answered", "#m-half": "started", "#m-dash": "not_discussed", "#m-stop": "withdrawn" }[use] ?? "open";
}

function equipNote(number) {
  const note = form.elements[`note_${number}`];
  const saver = new Saver({
    ...common,
    kind: "note",
    item: number,
    address: desk.dataset.note.replace("ITEM", number),
    base: form.elements[`notebase_${number}`],
    given: { text: note.defaultValue },
    typed: () => ({ text: note.value }),
    show: (typed) => replaceText(note, typed.text),
    onSaved(body) {
      state.lastSaved = `Opgeslagen om ${body.at}`;
    },
    onConflict(body, own) {
      replaceText(note, body.merged);
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
  const narrow = matchMedia("(max-width: 56rem)").matches;
  if (narrow) desk.querySelector(".rail__d").open = false;
  if (focus) form.elements[`answer_${now.dataset.item}`].focus({ preventScroll: true });
  if (focus) scrollTo({ top: narrow ? desk.offsetTop : 0 });
  state.show();
  for (const listener of questions.shown) listener(now.dataset.item);
}

const current = () => items.findIndex((item) => !item.hidden);
const asked = () => decodeURIComponent(location.hash).replace("#v-", "");

function go(step) {
  const next = items[current() + step];
  if (next) openQuestion(next.dataset.item);
}

/** Now and not a moment later, as a browser does by itself: the key that is pressed next is for this question. */
function openQuestion(number) {
  if (asked() !== number) history.pushState(null, "", `#v-${number}`);
  dispatchEvent(new HashChangeEvent("hashchange"));
}

function onClick(event) {
  const link = event.target.closest("a[href^='#v-']");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openQuestion(decodeURIComponent(link.hash).replace("#v-", ""));
}

document.documentElement.classList.add("js");
items.forEach(equip);
for (const equipPart of [equipKeys, equipRail, equipPark, equipTimer]) equipPart(questions);
history.scrollRestoration = "manual";
if (asked()) show(asked(), true);
else show((items.find((item) => item.dataset.progress !== "answered") ?? items[0]).dataset.item, false);
equipPresence(questions);
addEventListener("load", () => {
  // Going to a place on the page, the browser takes the focus away again.
  if (asked()) show(asked(), document.activeElement === document.body);
  scrollTo({ top: 0 });
});
addEventListener("hashchange", () => show(asked(), true));
addEventListener("click", onClick);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  savers.forEach((saver) => saver.flush());
});
listen(line, savers);
bringBack(about, savers, cached)
  .catch((error) => common.onStorage(error))
  .then(() => (cached ? line.check() : line.wake()));
savers.forEach((saver) => saver.changed());
keepPage(desk.dataset).catch(() => {});
