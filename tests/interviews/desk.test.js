import assert from "node:assert/strict";
import { test } from "node:test";

import { parkedIn, withInstead, withParked } from "../../surveyapp/static/interviews/parked.js";
import { questionMeant } from "../../surveyapp/static/interviews/questions.js";
import { words } from "../../surveyapp/static/interviews/same_words.js";

for (const [typed, wanted] of [
  ["2b", "2b"],
  ["2B", "2b"],
  [" 3 ", "3a"],
  ["vraag 2b?", undefined],
  ["2.b", "2b"],
  ["1", "1"],
  ["7", undefined],
  ["", undefined],
  ["?", undefined],
])
  test(`the question that somebody means by ${JSON.stringify(typed)}`, () => {
    assert.equal(questionMeant(typed ?? "", ["1", "2a", "2b", "3a", "3b"]), wanted);
  });

test("a remark is parked as a paragraph of its own, with where it came from", () => {
  const note = withParked("Al genoteerd.\n\n\n", { from: "2b", at: "14:03", text: " Over wonen.\n\nEn werk. " });
  assert.equal(note, "Al genoteerd.\n\n[Geparkeerd bij vraag 2b om 14:03]\nOver wonen.\nEn werk.");
  assert.deepEqual(parkedIn(note), [
    { whole: "Al genoteerd.", parked: null },
    {
      whole: "[Geparkeerd bij vraag 2b om 14:03]\nOver wonen.\nEn werk.",
      parked: { from: "2b", at: "14:03", text: "Over wonen.\nEn werk." },
    },
  ]);
});

test("what looks almost like a parked remark is a note", () => {
  const note = "[Geparkeerd bij vraag 2b om 14:03]\n\nLos.\n\n[Geparkeerd bij vraag om 14:03]\nZonder nummer.";
  assert.ok(parkedIn(note).every(({ parked }) => parked === null));
});

test("a parked remark is kept as a note, or goes", () => {
  const note = withParked("Al genoteerd.", { from: "2b", at: "14:03", text: "Over wonen." });
  const { whole } = parkedIn(note)[1] ?? { whole: "" };
  assert.equal(withInstead(note, whole, "Over wonen."), "Al genoteerd.\n\nOver wonen.");
  assert.equal(withInstead(note, whole, ""), "Al genoteerd.");
});

test("the same words are the same without marks, capitals, footnotes and spaces", () => {
  assert.equal(words("**Het** huis,\nin 't dorp[^a].\n\n[^a]: Bron."), "het huis in t dorp");
  assert.equal(words("'s Avonds en zo-zo"), words("’s avonds, en zo-zo."));
  assert.equal(words("…"), "");
  assert.notEqual(words("zo zo"), words("zo-zo"));
});
