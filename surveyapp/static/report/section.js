// The desk of a section with JavaScript: the text saves itself, and what was said goes into it by click or key.
// Without it the same page is a form: each button puts its words behind the text.

/** @import { Saver } from "../web/saver.js" */

import { announce } from "../web/announce.js";
import { around, byId, every, fieldOf, find, get, told } from "../web/dom.js";
import { edgeOfWord } from "../web/text_edits.js";
import { equipText, freshen, putWords } from "./section_text.js";

/** @param {HTMLFormElement} form */
function equip(form) {
  /** @type {HTMLElement | null} the button that waits until what was typed is on the server */
  let then = null;
  const saver = equipText(byId("desk"), form, (saved) => {
    if (then && !saved.dirty) form.requestSubmit(then);
    else freshen(saved);
  });
  form.addEventListener("submit", (event) => {
    const button = event.submitter instanceof HTMLButtonElement ? event.submitter : null;
    const updates = ["cited", "holds"].includes(button?.name ?? "");
    if (updates && !saver.waiting) return;
    event.preventDefault();
    then = updates ? button : null;
    saver.changed(0);
  });
  get(form, ".text__go").hidden = true;
  get(form, ".section__k").hidden = false;
  equipInserting(fieldOf(form, "text", HTMLTextAreaElement));
  equipAsking(saver);
}

/**
 * The selected words of one answer, whole words only and without footnotes; "" when there are none.
 * @returns {{ words: string, source: HTMLElement | null }}
 */
function selected() {
  const selection = getSelection();
  if (!selection?.rangeCount || selection.isCollapsed) return { words: "", source: null };
  const range = selection.getRangeAt(0);
  const { startContainer: first } = range;
  const from = first instanceof Text ? first.parentElement : first;
  const source = around(from, "[data-source]");
  const begin = around(from, "[data-words-of]");
  if (!source || !begin || !source.contains(range.endContainer)) return { words: "", source: null };
  const whole = wholeWords(range);
  const content = document.createElement("div");
  content.append(whole.cloneContents());
  for (const part of content.querySelectorAll(".fnr, .fnotes, .use, .source__t, .source__b")) part.remove();
  for (const block of content.querySelectorAll("p, li")) block.append(" ");
  return { words: content.textContent.replaceAll(/\s+/g, " ").trim(), source };
}

/** @param {Range} range */
function wholeWords(range) {
  const whole = range.cloneRange();
  const { startContainer: first, endContainer: last } = range;
  if (first instanceof Text) whole.setStart(first, edgeOfWord(first.data, range.startOffset, -1));
  if (last instanceof Text) whole.setEnd(last, edgeOfWord(last.data, range.endOffset, 1));
  return whole;
}

/** @param {HTMLTextAreaElement} field */
function equipInserting(field) {
  const sources = get(document, ".sources");
  const quoteSelected = () => {
    const { words, source } = selected();
    if (!words || !source) return false;
    const [opens, closes] = words.includes("‘") ? "“”" : "‘’";
    putWords(field, `${opens}${words}${closes} ${told(source, "source")}`);
    return true;
  };
  sources.addEventListener("click", (event) => {
    const button = around(event.target, "[data-insert], [data-quote-selection]", HTMLButtonElement);
    if (!button) return;
    event.preventDefault();
    if (button.matches("[data-insert]")) putWords(field, button.value);
    else quoteSelected();
  });
  // Pressing a button leaves the selection as it is.
  sources.addEventListener("mousedown", (event) => {
    if (around(event.target, "[data-quote-selection]")) event.preventDefault();
  });
  document.addEventListener("selectionchange", () => {
    const { source } = selected();
    for (const button of every(sources, "[data-quote-selection]"))
      button.hidden = button.closest("[data-source]") !== source;
  });
  for (const passage of every(sources, "[data-passage]")) passage.tabIndex = 0;
  addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.code !== "KeyA" && event.code !== "KeyQ") return;
    const kind = event.code === "KeyA" ? "cite" : "quote";
    event.preventDefault();
    if (kind === "quote" && quoteSelected()) return;
    const at = around(document.activeElement, "[data-passage]") ?? around(document.activeElement, "[data-source]");
    const source = selected().source ?? around(at, "[data-source]");
    /** @param {HTMLElement | null} place */
    const inserting = (place) => place && find(place, `[data-insert=${kind}]`, HTMLButtonElement);
    const button = inserting(at) ?? inserting(source);
    if (button) putWords(field, button.value);
    else announce("Ga eerst naar een antwoord, of selecteer woorden daarvan.");
  });
}

/**
 * Answers to another question beside the text: the page anew, once the text is safe.
 * @param {Saver} saver
 */
function equipAsking(saver) {
  const choice = find(document, "#asked", HTMLSelectElement);
  find(document, "[data-ask]")?.addEventListener("click", async (event) => {
    event.preventDefault();
    await saver.keep();
    const address = new URL(location.href);
    address.hash = "sources";
    address.searchParams.set("bij", choice?.value ?? "");
    if (address.href === location.href) location.reload();
    else location.assign(address);
  });
}

const form = find(document, "#section", HTMLFormElement);
if (form) equip(form);
