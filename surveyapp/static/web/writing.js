// What a text area does for who types while somebody talks: the time, lists, room to grow.

import { clock } from "./announce.js";

const MARK = /^(\s*)(?:([-*+])|(\d{1,3})([.)]))\s+/;

/** The footnotes that stand at the end of a text; nothing is cited or put in them. */
export const FOOTNOTES = /(?:(?:^|\n)\s*\[\^[^\]\n]+\]:[^\n]*(?:\n(?!\s*\[\^)[^\n]+)*)+$/;

/** Put text at the caret, instead of what is selected, so that undo takes it back. */
export function insert(field, text) {
  if (field.readOnly) return;
  field.focus();
  const done = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
  if (done) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function replace(field, from, to, text) {
  field.setSelectionRange(from, to);
  if (from !== to || text) insert(field, text);
}

export function insertTime(field) {
  const before = field.value[field.selectionStart - 1];
  insert(field, `${before && /\S/.test(before) ? " " : ""}${clock(new Date())} `);
}

/** The lines that a selection touches, whole. */
function linesAt(text, start, end) {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const next = text.indexOf("\n", Math.max(end, from));
  return { from, to: next < 0 ? text.length : next };
}

/** Make a list of the lines at the caret, or ordinary lines again when they are one. */
export function toggleList(field) {
  const { value, selectionStart, selectionEnd } = field;
  const { from, to } = linesAt(value, selectionStart, selectionEnd);
  const lines = value.slice(from, to).split("\n");
  const listed = lines.every((line) => !line.trim() || MARK.test(line)) && lines.some((line) => line.trim());
  const changed = lines.map((line) =>
    listed ? line.replace(MARK, "$1") : line.trim() || lines.length === 1 ? `- ${line}` : line,
  );
  const text = changed.join("\n");
  replace(field, from, to, text);
  const end = from + text.length;
  if (selectionStart === selectionEnd) {
    const caret = Math.max(from, Math.min(selectionStart + text.length - (to - from), end));
    field.setSelectionRange(caret, caret);
  } else field.setSelectionRange(from, end);
}

/** Enter inside a list: the next item, or the end of the list on an empty item. Says whether it did anything. */
export function continueList(field) {
  const { value, selectionStart, selectionEnd } = field;
  if (selectionStart !== selectionEnd || field.readOnly) return false;
  const { from, to } = linesAt(value, selectionStart, selectionStart);
  const line = value.slice(from, to);
  const found = MARK.exec(line);
  if (!found || selectionStart < from + found[0].length) return false;
  const [mark, indent, bullet, number, sign] = found;
  // A blank line ends a list in Markdown; without it the next words would belong to the last item.
  if (!line.slice(mark.length).trim()) replace(field, from, to, from ? "\n" : "");
  else insert(field, `\n${indent}${bullet ?? `${Number(number) + 1}${sign}`} `);
  return true;
}

/** Where a browser cannot size a field to its text, the field grows with it. It never shrinks: nothing jumps. */
export function growing(field) {
  if (CSS.supports("field-sizing", "content")) return;
  const grow = () => {
    if (field.scrollHeight > field.clientHeight) field.style.height = `${field.scrollHeight + 2}px`;
  };
  field.addEventListener("input", grow);
  field.addEventListener("focus", grow);
}

/** Where the words around a place in one text stand in another, or about there when they are gone. */
function sameWords(before, text, place) {
  for (const length of [40, 16, 8]) {
    const after = before.slice(place, place + length);
    const ahead = before.slice(Math.max(0, place - length), place);
    if (after.length === length && text.includes(after)) return text.indexOf(after);
    if (ahead.length === length && text.includes(ahead)) return text.indexOf(ahead) + length;
  }
  return Math.min(place, text.length);
}

/** Put another text in a field while somebody may be typing in it: caret and selection stay at the same words. */
export function replaceText(field, text) {
  const { value: before, selectionStart, selectionEnd } = field;
  if (before === text) return;
  let head = 0;
  while (head < Math.min(before.length, text.length) && before[head] === text[head]) head += 1;
  let tail = 0;
  const room = Math.min(before.length, text.length) - head;
  while (tail < room && before[before.length - 1 - tail] === text[text.length - 1 - tail]) tail += 1;
  const moved = (place) => {
    if (place <= head) return place;
    if (place >= before.length - tail) return place + text.length - before.length;
    return sameWords(before, text, place);
  };
  field.value = text;
  if (document.activeElement === field) field.setSelectionRange(moved(selectionStart), moved(selectionEnd));
  field.dispatchEvent(new Event("replaced"));
}
