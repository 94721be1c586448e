// The text of a section that saves itself, on its own page and beside the answers that are compared: in this browser
// first, then on the server, in the same way as an answer. Where words go that are put in it by a button.

import { announce } from "../web/announce.js";
import { offer } from "../web/conflict.js";
import { SaveState } from "../web/save_state.js";
import { Line } from "../web/line.js";
import { aboutPage, bringBack, listen, wordsOf } from "../web/offline.js";
import { Saver } from "../web/saver.js";
import { continueList, FOOTNOTES, growing, insert, replaceText } from "../web/writing.js";

const FRESH = 1500; // milliseconds of rest before the marks beside the text are brought up to date
const LETTER = /[\p{L}\p{N}]/u;

/** Equip the text; ``onSaved`` hears of each save. Returns its saver. */
export function equipText(desk, form, onSaved = () => {}) {
  const field = form.elements.text;
  const conflict = desk.querySelector("[data-conflict]");
  const savers = [];
  const about = aboutPage(desk);
  const line = new Line({
    renewal: desk.dataset.token,
    user: about.user,
    interview: about.interview,
    token: form.elements.csrf_token.value,
    onToken(token) {
      for (const place of document.querySelectorAll("[name=csrf_token]")) place.value = token;
    },
    onChange: () => state.show(),
  });
  const state = new SaveState({ desk, line, savers });
  const saver = new Saver({
    line,
    about,
    kind: "section",
    item: about.interview,
    address: desk.dataset.save,
    base: form.elements.base,
    given: { text: "unsaved" in form.dataset ? null : field.defaultValue },
    typed: () => ({ text: field.value }),
    show: (typed) => replaceText(field, typed.text),
    onChange: () => state.show(),
    onStorage(error) {
      state.storage = wordsOf(error);
      state.show();
    },
    onSaved(body) {
      state.lastSaved = `Opgeslagen om ${body.at}`;
      if (body.text !== undefined && !saver.dirty) {
        replaceText(field, body.text);
        saver.received(body);
      }
      onSaved(saver);
    },
    onConflict: (body, own) => offer(conflict, body.panel, own, line),
  });
  saver.place = form.querySelector("[data-waiting]");
  saver.focus = () => field.focus({ preventScroll: true });
  savers.push(saver);
  hear(field, saver);
  listen(line, savers);
  bringBack(about, savers)
    .catch((error) => {
      state.storage = wordsOf(error);
      state.show();
    })
    .then(() => line.wake());
  saver.changed();
  return saver;
}

function hear(field, saver) {
  field.addEventListener("input", () => saver.changed());
  field.addEventListener("blur", () => saver.flush());
  field.addEventListener("focus", () => {
    field.dataset.caret = "yes"; // somebody chose a place in it
  });
  field.addEventListener("keydown", (event) => {
    const plain = event.key === "Enter" && !event.isComposing;
    if (plain && !event.ctrlKey && !event.altKey && !event.shiftKey && !event.metaKey && continueList(field))
      event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== "s") return;
    event.preventDefault();
    saver.flush();
  });
  growing(field);
}

/** The marks beside the text (used, out of date, not word for word) once nobody is typing: those that changed. */
let resting;
export function freshen(saver) {
  clearTimeout(resting);
  resting = setTimeout(async () => {
    if (saver.waiting) return;
    const response = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!response?.ok || response.redirected || saver.waiting) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const here of document.querySelectorAll("[data-fresh]")) {
      const there = page.getElementById(here.id);
      if (there && there.outerHTML !== here.outerHTML && !here.contains(document.activeElement)) here.replaceWith(there);
    }
  }, FRESH);
}

/** Where words go: at the caret, or else behind the text as a paragraph of their own. Never in the footnotes below it. */
function placeIn(field) {
  const notes = FOOTNOTES.exec(field.value)?.index ?? field.value.length;
  const end = field.value.slice(0, notes).trimEnd().length;
  const chosen = "caret" in field.dataset && field.selectionStart <= notes;
  if (chosen) return { from: field.selectionStart, to: Math.min(field.selectionEnd, notes), own: false };
  return { from: end, to: end, own: end > 0 };
}

/** Put words in the text, apart from what stands around them. A blockquote is a paragraph of its own. */
export function putWords(field, words) {
  const { from, to, own } = placeIn(field);
  const before = field.value.slice(0, from);
  const after = field.value.slice(to);
  const block = own || words.startsWith(">");
  const lines = (there) => "\n".repeat(Math.max(0, 2 - there.length));
  const open = block && before.trim() ? lines(/\n*$/.exec(before)[0]) : "";
  const close = block && after.trim() ? lines(/^\n*/.exec(after)[0]) : "";
  const space = !block && /\S$/.test(before) && !/[([“‘]$/.test(before) ? " " : "";
  const behind = !block && LETTER.test(after[0] ?? "") ? " " : "";
  // What is selected in an answer would get the words instead, were the text still focused.
  getSelection().removeAllRanges();
  if (document.activeElement === field) field.blur();
  field.setSelectionRange(from, to);
  const written = `${open}${space}${words}`;
  insert(field, `${written}${behind}${close}`);
  field.setSelectionRange(from + written.length, from + written.length);
  announce("Ingevoegd.");
}
