// The text of a section that saves itself, on its own page and beside the answers that are compared: in this browser
// first, then on the server, in the same way as an answer. Where words go that are put in it by a button.

/** @import { Saver as Text } from "../web/saver.js" */

import { announce } from "../web/announce.js";
import { offer } from "../web/conflict.js";
import { every, fieldOf, get, told } from "../web/dom.js";
import { clearGone } from "../web/leaving.js";
import { Line } from "../web/line.js";
import { aboutPage, bringBack, keepPage, listen, wordsOf } from "../web/offline.js";
import { SaveState } from "../web/save_state.js";
import { Saver } from "../web/saver.js";
import { pageAt } from "../web/sender.js";
import { withWords } from "../web/text_edits.js";
import { apply, continueLists, growing, replaceText } from "../web/writing.js";

const FRESH = 1500; // milliseconds of rest before the marks beside the text are brought up to date

/**
 * Equip the text; ``onSaved`` hears of each save. Returns its saver.
 * @param {HTMLElement} desk
 * @param {HTMLFormElement} form
 * @param {(saver: Text) => void} [onSaved]
 */
export function equipText(desk, form, onSaved = () => {}) {
  const field = fieldOf(form, "text", HTMLTextAreaElement);
  const conflict = get(desk, "[data-conflict]");
  const { cached } = document.documentElement.dataset;
  /** @type {Text[]} */
  const savers = [];
  const about = aboutPage(desk);
  const line = new Line({
    renewal: told(desk, "token"),
    user: about.user,
    interview: about.interview,
    onChange() {
      if (line.state === "gone") clearGone(about.user, about.interview, about.desk).catch(() => {});
      state.show();
    },
  });
  const state = new SaveState({ desk, line, savers, cached });
  /** @param {DOMException | null} error */
  function onStorage(error) {
    state.storage = wordsOf(error);
    state.show();
  }
  const saver = new Saver({
    line,
    about,
    kind: "section",
    item: about.interview,
    address: told(desk, "save"),
    base: fieldOf(form, "base"),
    given: "unsaved" in form.dataset ? null : { text: field.defaultValue },
    place: get(form, "[data-waiting]"),
    typed: () => ({ text: field.value }),
    show: (typed) => replaceText(field, typed.text),
    focus: () => field.focus({ preventScroll: true }),
    onChange: () => state.show(),
    onStorage,
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
  savers.push(saver);
  hear(field, saver);
  listen(line, savers);
  bringBack(about, savers, cached)
    .catch(onStorage)
    .then(() => (cached ? line.check() : line.wake()));
  saver.changed();
  if ("worker" in desk.dataset) keepPage(desk).catch(() => {});
  return saver;
}

/**
 * @param {HTMLTextAreaElement} field
 * @param {Text} saver
 */
function hear(field, saver) {
  field.addEventListener("input", () => saver.changed());
  field.addEventListener("blur", () => saver.flush());
  field.addEventListener("focus", () => {
    field.dataset.caret = "yes"; // somebody chose a place in it
  });
  continueLists(field);
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== "s") return;
    event.preventDefault();
    saver.flush();
  });
  growing(field);
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let resting;

/**
 * The marks beside the text (used, out of date, not word for word) once nobody is typing: those that changed.
 * @param {Text} saver
 */
export function freshen(saver) {
  clearTimeout(resting);
  resting = setTimeout(async () => {
    if (saver.waiting) return;
    const page = await pageAt(location.href);
    if (!page || saver.waiting) return;
    for (const here of every(document, "[data-fresh]")) {
      const there = page.getElementById(here.id);
      if (there && there.outerHTML !== here.outerHTML && !here.contains(document.activeElement))
        here.replaceWith(there);
    }
  }, FRESH);
}

/**
 * Put words in the text, apart from what stands around them: at the caret, or else behind the text.
 * @param {HTMLTextAreaElement} field
 * @param {string} words
 */
export function putWords(field, words) {
  const chosen = "caret" in field.dataset ? { start: field.selectionStart, end: field.selectionEnd } : null;
  const edit = withWords(field.value, chosen, words);
  // What is selected in an answer would get the words instead, were the text still focused.
  getSelection()?.removeAllRanges();
  if (document.activeElement === field) field.blur();
  apply(field, edit);
  announce("Ingevoegd.");
}
