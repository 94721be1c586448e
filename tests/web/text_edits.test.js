import assert from "node:assert/strict";
import { test } from "node:test";

import {
  continuedList,
  edgeOfWord,
  FOOTNOTES,
  movedTo,
  placeOfCall,
  toggledList,
  withWords,
} from "../../surveyapp/static/web/text_edits.js";

/** @typedef {import("../../surveyapp/static/web/text_edits.js").Edit} Edit */

/**
 * A text with its selection as "[" and "]", or its caret as "|".
 * @param {string} marked
 */
function read(marked) {
  const start = marked.search(/[[|]/);
  const text = marked.replace(/[[|]/, "");
  const end = text.indexOf("]");
  return end < 0 ? { text, start, end: start } : { text: text.replace("]", ""), start, end };
}

/**
 * The text after an edit, marked in the same way.
 * @param {string} text
 * @param {Edit} edit
 */
function after(text, { from, to, text: put, start, end }) {
  const found = text.slice(0, from) + put + text.slice(to);
  if (start === end) return `${found.slice(0, start)}|${found.slice(start)}`;
  return `${found.slice(0, start)}[${found.slice(start, end)}]${found.slice(end)}`;
}

for (const [given, wanted] of [
  ["|", "- |"],
  ["een|", "- een|"],
  ["- een|", "een|"],
  ["[een\ntwee]", "[- een\n- twee]"],
  ["[- een\n- twee]", "[een\ntwee]"],
  ["[een\n\ntwee]", "[- een\n\n- twee]"],
  ["[1. een\n2. twee]", "[een\ntwee]"],
  ["voor\nee|n\nna", "voor\n- ee|n\nna"],
])
  test(`a list of ${JSON.stringify(given)}`, () => {
    const { text, start, end } = read(given ?? "");
    assert.equal(after(text, toggledList(text, start, end)), wanted);
  });

for (const [given, wanted] of [
  ["- een|", "- een\n- |"],
  ["  * een|", "  * een\n  * |"],
  ["9. negen|", "9. negen\n10. |"],
  ["1) een|", "1) een\n2) |"],
  ["- een tw|ee", "- een tw\n- |ee"],
  ["- |", "|"],
  ["- een\n- |", "- een\n\n|"],
  ["geen lijst|", null],
  ["-| een", null],
])
  test(`Enter in ${JSON.stringify(given)}`, () => {
    const { text, start } = read(given ?? "");
    const edit = continuedList(text, start);
    assert.equal(edit && after(text, edit), wanted);
  });

const NOTE = "\n\n[^a]: Bron, 2017.";

for (const [given, words, wanted] of [
  ["Er is gewerkt.|", "[a.2b]", "Er is gewerkt. [a.2b]|"],
  ["Er |is", "[a.2b]", "Er [a.2b]| is"],
  ["(|)", "[a.2b]", "([a.2b]|)"],
  ["Er [was]!", "is", "Er is|!"],
  ["Eerst.|", "> Citaat.", "Eerst.\n\n> Citaat.|"],
  ["Eerst.|\nDan.", "> Citaat.", "Eerst.\n\n> Citaat.|\n\nDan."],
])
  test(`${words} in ${JSON.stringify(given)}`, () => {
    const { text, start, end } = read(given ?? "");
    assert.equal(after(text, withWords(text, { start, end }, words ?? "")), wanted);
  });

test("words without a place come behind the text as a paragraph, before its footnotes", () => {
  assert.equal(after("", withWords("", null, "[a.2b]")), "[a.2b]|");
  assert.equal(after("Eerst.\n", withWords("Eerst.\n", null, "[a.2b]")), "Eerst.\n\n[a.2b]|\n");
  const text = `Eerst.${NOTE}`;
  assert.equal(after(text, withWords(text, null, "[a.2b]")), `Eerst.\n\n[a.2b]|${NOTE}`);
});

test("a caret in the footnotes is no place for words", () => {
  const text = `Eerst.${NOTE}`;
  const inside = { start: text.length, end: text.length };
  assert.equal(after(text, withWords(text, inside, "[a.2b]")), `Eerst.\n\n[a.2b]|${NOTE}`);
});

test("a selection that reaches into the footnotes ends before them", () => {
  const text = `Eerst was.${NOTE}`;
  assert.equal(after(text, withWords(text, { start: 6, end: text.length }, "is")), `Eerst is|${NOTE}`);
});

test("the call of a footnote stands at the caret, never in the footnotes or below the text", () => {
  assert.equal(placeOfCall("Eerst. Dan.", 6), 6);
  assert.equal(placeOfCall("Eerst.\n\n", 8), 6);
  assert.equal(placeOfCall(`Eerst.${NOTE}`, 20), 6);
  assert.equal(placeOfCall("", 0), 0);
});

test("footnotes are those at the end, with their lines", () => {
  assert.equal(FOOTNOTES.exec("Zin[^a].\n\n[^a]: Bron\nverder")?.index, 8);
  assert.equal(FOOTNOTES.exec("[^a]: Bron\n\nZin."), null);
});

for (const [before, text, place, wanted] of /** @type {[string, string, number, number][]} */ ([
  ["Er is gewerkt.", "Er is hard gewerkt.", 2, 2],
  ["Er is gewerkt.", "Er is hard gewerkt.", 14, 19],
  ["Er is gewerkt.", "Nee. Er is gewerkt.", 3, 8],
  ["Een. Twee.", "Een.", 10, 4],
  ["aaaa bbbbbbbbbb cccc dddd", "cccc x bbbbbbbbbb y", 5, 7],
  ["abc", "xyz", 2, 2],
  ["abcdef", "x", 4, 1],
]))
  test(`place ${place} of ${JSON.stringify(before)} in ${JSON.stringify(text)}`, () => {
    assert.equal(movedTo(before, text)(place), wanted);
  });

test("a place moves to itself in the same text", () => {
  const same = movedTo("Er is gewerkt.", "Er is gewerkt.");
  assert.deepEqual([0, 5, 14].map(same), [0, 5, 14]);
});

test("a word is whole from each place inside of it", () => {
  const text = "één woord, 2018";
  assert.deepEqual([edgeOfWord(text, 6, -1), edgeOfWord(text, 6, 1)], [4, 9]);
  assert.deepEqual([edgeOfWord(text, 4, -1), edgeOfWord(text, 9, 1)], [4, 9]);
  assert.deepEqual([edgeOfWord(text, 0, -1), edgeOfWord(text, 15, 1)], [0, 15]);
});
