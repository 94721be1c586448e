// What happens to a text and its caret: lists, footnotes, words that are put in, another text in its place. No page.

/**
 * Put ``text`` in the place of what stands between ``from`` and ``to``; then select ``start`` to ``end``.
 * @typedef {{ from: number, to: number, text: string, start: number, end: number }} Edit
 */

const LIST_MARK = /^(\s*)(?:([-*+])|(\d{1,3})([.)]))\s+/;
const LETTER = /[\p{L}\p{N}]/u;

/** The footnotes that stand at the end of a text; nothing is cited or put in them. */
export const FOOTNOTES = /(?:(?:^|\n)\s*\[\^[^\]\n]+\]:[^\n]*(?:\n(?!\s*\[\^)[^\n]+)*)+$/;

/**
 * The lines that a selection touches, whole.
 * @param {string} text
 * @param {number} start
 * @param {number} end
 */
function linesAt(text, start, end) {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const next = text.indexOf("\n", Math.max(end, from));
  return { from, to: next < 0 ? text.length : next };
}

/**
 * Make a list of the lines that are selected, or ordinary lines again when they are one.
 * @param {string} value
 * @param {number} start of the selection
 * @param {number} end of the selection
 * @returns {Edit}
 */
export function toggledList(value, start, end) {
  const { from, to } = linesAt(value, start, end);
  const lines = value.slice(from, to).split("\n");
  const listed = lines.every((line) => !line.trim() || LIST_MARK.test(line)) && lines.some((line) => line.trim());
  const changed = lines.map((line) => {
    if (listed) return line.replace(LIST_MARK, "$1");
    return line.trim() || lines.length === 1 ? `- ${line}` : line;
  });
  const text = changed.join("\n");
  const last = from + text.length;
  if (start !== end) return { from, to, text, start: from, end: last };
  const caret = Math.max(from, Math.min(start + text.length - (to - from), last));
  return { from, to, text, start: caret, end: caret };
}

/**
 * Enter inside a list: the next item, or the end of the list on an empty item. Null outside a list.
 * @param {string} value
 * @param {number} caret
 * @returns {Edit | null}
 */
export function continuedList(value, caret) {
  const { from, to } = linesAt(value, caret, caret);
  const line = value.slice(from, to);
  const found = LIST_MARK.exec(line);
  if (!found || caret < from + found[0].length) return null;
  const [mark, indent, bullet, number, sign] = found;
  // A blank line ends a list in Markdown; without it the next words would belong to the last item.
  if (!line.slice(mark.length).trim()) return typed(from, to, from ? "\n" : "");
  return typed(caret, caret, `\n${indent}${bullet ?? `${Number(number) + 1}${sign}`} `);
}

/**
 * @param {number} from
 * @param {number} to
 * @param {string} text
 * @returns {Edit} with the caret behind the text
 */
const typed = (from, to, text) => ({ from, to, text, start: from + text.length, end: from + text.length });

/**
 * Where words go that a button puts in a text: in place of the selection, or without one behind the text as a paragraph
 * of their own. Never in the footnotes below it.
 * @param {string} value
 * @param {{ start: number, end: number } | null} selection null: nobody chose a place in the text
 */
function placeFor(value, selection) {
  const notes = FOOTNOTES.exec(value)?.index ?? value.length;
  const end = value.slice(0, notes).trimEnd().length;
  if (selection && selection.start <= notes)
    return { from: selection.start, to: Math.min(selection.end, notes), own: false };
  return { from: end, to: end, own: end > 0 };
}

/**
 * Put words in a text, apart from what stands around them. A blockquote is a paragraph of its own.
 * @param {string} value
 * @param {{ start: number, end: number } | null} selection null: nobody chose a place in the text
 * @param {string} words
 * @returns {Edit} with the caret behind the words
 */
export function withWords(value, selection, words) {
  const { from, to, own } = placeFor(value, selection);
  const before = value.slice(0, from);
  const after = value.slice(to);
  const block = own || words.startsWith(">");
  /** @param {RegExpExecArray | null} there line ends that are there already */
  const lines = (there) => "\n".repeat(Math.max(0, 2 - (there?.[0].length ?? 0)));
  const open = block && before.trim() ? lines(/\n*$/.exec(before)) : "";
  const close = block && after.trim() ? lines(/^\n*/.exec(after)) : "";
  const space = !block && /\S$/.test(before) && !/[([“‘]$/.test(before) ? " " : "";
  const behind = !block && LETTER.test(after[0] ?? "") ? " " : "";
  const written = `${open}${space}${words}`;
  const caret = from + written.length;
  return { from, to, text: `${written}${behind}${close}`, start: caret, end: caret };
}

/**
 * Where the footnote's call goes for a caret: there, but never in the footnotes or the blank lines below the text.
 * @param {string} value
 * @param {number} caret
 */
export function placeOfCall(value, caret) {
  const end = value.trimEnd().length;
  return Math.min(caret, FOOTNOTES.exec(value.slice(0, end))?.index ?? end);
}

/**
 * Where the words around a place in one text stand in another, or about there when they are gone.
 * @param {string} before
 * @param {string} text
 * @param {number} place
 */
function sameWords(before, text, place) {
  for (const length of [40, 16, 8]) {
    const after = before.slice(place, place + length);
    const ahead = before.slice(Math.max(0, place - length), place);
    if (after.length === length && text.includes(after)) return text.indexOf(after);
    if (ahead.length === length && text.includes(ahead)) return text.indexOf(ahead) + length;
  }
  return Math.min(place, text.length);
}

/**
 * Where each place in a text comes to stand in another one, so that a caret stays at the same words.
 * @param {string} before
 * @param {string} text
 * @returns {(place: number) => number}
 */
export function movedTo(before, text) {
  const shortest = Math.min(before.length, text.length);
  let head = 0;
  while (head < shortest && before[head] === text[head]) head += 1;
  let tail = 0;
  while (tail < shortest - head && before.at(-1 - tail) === text.at(-1 - tail)) tail += 1;
  return (place) => {
    if (place <= head) return place;
    if (place >= before.length - tail) return place + text.length - before.length;
    return sameWords(before, text, place);
  };
}

/**
 * Where a word begins or ends that a place is inside of; the place itself when it is in none.
 * @param {string} text
 * @param {number} place
 * @param {1 | -1} step forward to the end, or back to the beginning
 */
export function edgeOfWord(text, place, step) {
  let at = place;
  while (LETTER.test(text[at - 1] ?? "") && LETTER.test(text[at] ?? "")) at += step;
  return at;
}
