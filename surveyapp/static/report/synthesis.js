// The synthesis desk: the text saves itself, and the citations of ticked answers go where the caret is.

/** @import { Saver } from "../web/saver.js" */

import { byId, every, fieldOf, find, get } from "../web/dom.js";
import { equipText, freshen, putWords } from "./section_text.js";

const PATIENCE = 10_000; // milliseconds: as long as another page of answers waits until the text is saved
const STEP = 50;
const form = find(document, "#synthese-f", HTMLFormElement);
const ticked = () => every(document, '[name="cite"]:checked', HTMLInputElement);
const pause = () => new Promise((done) => setTimeout(done, STEP));

/**
 * Go to another page of the answers with what was ticked, once the text is saved. What cannot be saved stays here.
 * @param {string} address
 * @param {Saver} saver
 */
async function turn(address, saver) {
  const end = Date.now() + PATIENCE;
  saver.flush();
  while (saver.waiting && !saver.blocked && Date.now() < end) await pause();
  if (saver.waiting || saver.blocked) return;
  const target = new URL(address, location.href);
  for (const box of ticked()) target.searchParams.append("kies", box.value);
  location.assign(target);
}

if (form) {
  const field = fieldOf(form, "text", HTMLTextAreaElement);
  const saver = equipText(byId("desk"), form, freshen);
  get(form, "[data-save]").hidden = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const address = event.submitter?.dataset.turn;
    if (address) turn(address, saver);
  });
  get(form, "[data-insert]").addEventListener("click", () => {
    const boxes = ticked();
    if (boxes.length) putWords(field, boxes.map((box) => `[[${box.value}]]`).join(" "));
    for (const box of boxes) box.checked = false;
  });
}
