// What a text area does for who types while somebody talks: the time, lists, room to grow.

/** @import { Edit } from "./text_edits.js" */

import { clock } from "./announce.js";
import { continuedList, movedTo, toggledList } from "./text_edits.js";

/**
 * Put text at the caret, instead of what is selected, so that undo takes it back.
 * @param {HTMLTextAreaElement} field
 * @param {string} text
 */
export function insert(field, text) {
  if (field.readOnly) return;
  field.focus();
  const done = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
  if (done) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/**
 * Do this to the text of a field, as if it was typed.
 * @param {HTMLTextAreaElement} field
 * @param {Edit} edit
 */
export function apply(field, { from, to, text, start, end }) {
  select(field, from, to);
  if (from !== to || text) insert(field, text);
  select(field, start, end);
}

/**
 * Select a part of a field. Where it is selected already nothing is done, because that would end what one undo takes
 * back.
 * @param {HTMLTextAreaElement} field
 * @param {number} start
 * @param {number} end
 */
function select(field, start, end) {
  if (field.selectionStart !== start || field.selectionEnd !== end) field.setSelectionRange(start, end);
}

/** @param {HTMLTextAreaElement} field */
export function insertTime(field) {
  const before = field.value[field.selectionStart - 1];
  insert(field, `${before && /\S/.test(before) ? " " : ""}${clock(new Date())} `);
}

/**
 * Make a list of the lines at the caret, or ordinary lines again when they are one.
 * @param {HTMLTextAreaElement} field
 */
export const toggleList = (field) => apply(field, toggledList(field.value, field.selectionStart, field.selectionEnd));

/**
 * Enter inside a list: the next item, or the end of the list on an empty item.
 * @param {HTMLTextAreaElement} field
 */
export function continueLists(field) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || field.readOnly) return;
    if (event.ctrlKey || event.altKey || event.shiftKey || event.metaKey) return;
    if (field.selectionStart !== field.selectionEnd) return;
    const edit = continuedList(field.value, field.selectionStart);
    if (!edit) return;
    event.preventDefault();
    apply(field, edit);
  });
}

/**
 * Where a browser cannot size a field to its text, the field grows with it. It never shrinks: nothing jumps.
 * @param {HTMLTextAreaElement} field
 */
export function growing(field) {
  if (CSS.supports("field-sizing", "content")) return;
  const grow = () => {
    if (field.scrollHeight > field.clientHeight) field.style.height = `${field.scrollHeight + 2}px`;
  };
  field.addEventListener("input", grow);
  field.addEventListener("focus", grow);
}

/**
 * Put another text in a field while somebody may be typing in it: caret and selection stay at the same words.
 * @param {HTMLTextAreaElement} field
 * @param {string} text
 */
export function replaceText(field, text) {
  const { value: before, selectionStart, selectionEnd } = field;
  if (before === text) return;
  const moved = movedTo(before, text);
  field.value = text;
  if (document.activeElement === field) field.setSelectionRange(moved(selectionStart), moved(selectionEnd));
  field.dispatchEvent(new Event("replaced"));
}
