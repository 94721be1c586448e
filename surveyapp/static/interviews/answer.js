// The answer and the note of one question on the desk: each saves itself, and takes what a colleague saved.

/** @import { Fields, Questions } from "./questions.js" */
/** @import { Heard } from "../web/saver.js" */
/** @import { About } from "../web/store.js" */
/** @import { SaveState } from "../web/save_state.js" */

import { offer } from "../web/conflict.js";
import { copyOf, every, fieldOf, find, get, told } from "../web/dom.js";
import { Saver } from "../web/saver.js";
import { replaceText } from "../web/writing.js";
import { countProgress, progressOf } from "./questions.js";

/**
 * What all texts of the desk share.
 * @typedef {Pick<Heard, "onChange" | "onStorage"> & { line: import("../web/line.js").Line, about: About }} Common
 */

/**
 * Equip one question.
 * @param {HTMLElement} item
 * @param {Questions} questions
 * @param {SaveState} state
 * @param {Common} common
 * @returns {Fields}
 */
export function equipQuestion(item, questions, state, common) {
  const number = told(item, "item");
  const { desk } = questions;
  const form = /** @type {HTMLFormElement} */ (document.getElementById("items"));
  const answer = fieldOf(form, `answer_${number}`, HTMLTextAreaElement);
  const boxes = every(item, "[type=checkbox]", HTMLInputElement);
  const conflict = get(item, "[data-conflict]");
  const rail = get(desk, `[data-rail="${CSS.escape(number)}"] .rail__m`);
  const status = () => boxes.find((box) => box.checked)?.value ?? "text";
  let locked = Boolean(find(item, "[data-locked]"));
  const left = find(item, "[data-left-out]"); // there is none where the answer is locked
  const kept = left && get(left, "[data-left-text]");
  const quiet = () => {
    answer.readOnly = locked || status() !== "text";
    if (!left || !kept) return;
    if (answer.value.trim() || status() === "text") kept.textContent = answer.value;
    left.hidden = locked || status() === "text" || !kept.textContent.trim();
  };
  /**
   * The words that were there come back, when the answer counts again and says nothing.
   * @param {string | undefined} words
   */
  const putBack = (words) => {
    if (status() === "text" && !answer.value.trim() && words?.trim()) replaceText(answer, words);
  };

  /**
   * @param {Record<string, any>} body
   * @param {string} words
   */
  function newest(body, words) {
    get(item, "[data-version]").textContent = words;
    get(item, "[data-versions]").hidden = false;
    if (!body.progress) return;
    item.dataset.progress = body.progress;
    rail.replaceChildren(copyOf(`progress-${body.progress}`));
    countProgress(questions);
  }

  /** @param {Record<string, any>} body */
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
    address: told(desk, "save").replace("ITEM", number),
    base: fieldOf(form, `base_${number}`),
    given: { text: answer.defaultValue, status: boxes.find((box) => box.defaultChecked)?.value ?? "text" },
    place: get(item, "[data-waiting]"),
    typed: () => ({ text: answer.value, status: status() }),
    show(typed) {
      replaceText(answer, typed.text);
      for (const box of boxes) box.checked = box.value === typed.status;
      quiet();
    },
    focus: () => answer.focus({ preventScroll: true }),
    onSaved(body) {
      state.lastSaved = `Opgeslagen om ${body.at}`;
      newest(body, `Versie ${body.base}, opgeslagen om ${body.at}.`);
    },
    onConflict: (body, own) => offer(conflict, body.panel, own, common.line),
    onLocked(body, own) {
      locked = true;
      quiet();
      conflict.innerHTML = body.panel;
      get(conflict, "[data-keep-agreed]").addEventListener("click", async () => {
        conflict.replaceChildren();
        await own.resolved(body.agreed);
        own.focus();
      });
    },
  });
  item.dataset.progress = progressOf(rail);
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
  const again = left && find(left, "[data-put-back]");
  if (again) again.hidden = false;
  again?.addEventListener("click", () => {
    const words = kept?.textContent;
    for (const box of boxes) box.checked = false;
    quiet();
    putBack(words);
    saver.changed(0);
    answer.focus();
  });
  quiet();
  return { answer, saver, take, ...equipNote(number, form, desk, state, common) };
}

/**
 * Equip the private note of a question.
 * @param {string} number
 * @param {HTMLFormElement} form
 * @param {HTMLElement} desk
 * @param {SaveState} state
 * @param {Common} common
 * @returns {Pick<Fields, "note" | "noteSaver" | "takeNote">}
 */
function equipNote(number, form, desk, state, common) {
  const note = fieldOf(form, `note_${number}`, HTMLTextAreaElement);
  const saver = new Saver({
    ...common,
    kind: "note",
    item: number,
    address: told(desk, "note").replace("ITEM", number),
    base: fieldOf(form, `notebase_${number}`),
    given: { text: note.defaultValue },
    place: get(note.closest("section") ?? note, "[data-note-waiting]"),
    typed: () => ({ text: note.value }),
    show: (typed) => replaceText(note, typed.text),
    focus: () => note.focus({ preventScroll: true }),
    onSaved(body) {
      state.lastSaved = `Opgeslagen om ${body.at}`;
    },
    onConflict(body, own) {
      replaceText(note, body.merged);
      own.base.value = body.base;
      own.changed(0);
    },
  });
  note.addEventListener("input", () => saver.changed());
  note.addEventListener("blur", () => saver.flush());
  const takeNote = (/** @type {Record<string, any>} */ body) => {
    replaceText(note, body.text);
    saver.received(body);
  };
  return { note, noteSaver: saver, takeNote };
}
