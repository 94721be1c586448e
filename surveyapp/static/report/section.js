// The desk of a section with JavaScript: the text saves itself, and what was said goes into it by click or key.
// Without it the same page is a form: each button puts its words behind the text.

import { announce } from "../web/announce.js";
import { equipText, freshen, putWords } from "./section_text.js";

const LETTER = /[\p{L}\p{N}]/u;

const desk = document.getElementById("desk");
const form = document.getElementById("section");

function equip() {
  let then = null;
  const saver = equipText(desk, form, (saved) => {
    if (then && !saved.dirty) form.requestSubmit(then);
    else freshen(saved);
  });
  form.addEventListener("submit", (event) => {
    const updates = ["cited", "holds"].includes(event.submitter?.name);
    if (updates && !saver.waiting) return;
    event.preventDefault();
    then = updates ? event.submitter : null; // once what was typed is on the server
    saver.changed(0);
  });
  form.querySelector(".text__go").hidden = true;
  form.querySelector(".section__k").hidden = false;
  equipInserting(form.elements.text);
  equipAsking(saver);
}

/** The selected words of one answer, whole words only and without footnotes; "" when there are none. */
function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return { words: "", source: null };
  const range = selection.getRangeAt(0);
  const element = (node) => (node.nodeType === Node.TEXT_NODE ? node.parentElement : node);
  const source = element(range.startContainer).closest?.("[data-source]");
  const begin = element(range.startContainer).closest?.("[data-words-of]");
  if (!source || !begin || !source.contains(range.endContainer)) return { words: "", source: null };
  const whole = wholeWords(range);
  const content = document.createElement("div");
  content.append(whole.cloneContents());
  for (const part of content.querySelectorAll(".fnr, .fnotes, .use, .source__t, .source__b")) part.remove();
  for (const block of content.querySelectorAll("p, li")) block.append(" ");
  return { words: content.textContent.replaceAll(/\s+/g, " ").trim(), source };
}

function wholeWords(range) {
  const whole = range.cloneRange();
  const { startContainer: first, endContainer: last } = range;
  if (first.nodeType === Node.TEXT_NODE) {
    let at = range.startOffset;
    while (at > 0 && LETTER.test(first.data[at - 1]) && LETTER.test(first.data[at] ?? "")) at -= 1;
    whole.setStart(first, at);
  }
  if (last.nodeType === Node.TEXT_NODE) {
    let at = range.endOffset;
    while (at < last.data.length && LETTER.test(last.data[at]) && LETTER.test(last.data[at - 1] ?? "")) at += 1;
    whole.setEnd(last, at);
  }
  return whole;
}

function equipInserting(field) {
  const sources = document.querySelector(".sources");
  const quoteSelected = () => {
    const { words, source } = selected();
    if (!words) return false;
    const [opens, closes] = words.includes("‘") ? "“”" : "‘’";
    putWords(field, `${opens}${words}${closes} ${source.dataset.source}`);
    return true;
  };
  sources.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert], [data-quote-selection]");
    if (!button) return;
    event.preventDefault();
    if (button.matches("[data-insert]")) putWords(field, button.value);
    else quoteSelected();
  });
  // Pressing a button leaves the selection as it is.
  sources.addEventListener("mousedown", (event) => event.target.closest("[data-quote-selection]") && event.preventDefault());
  document.addEventListener("selectionchange", () => {
    const { source } = selected();
    for (const button of sources.querySelectorAll("[data-quote-selection]"))
      button.hidden = button.closest("[data-source]") !== source;
  });
  for (const passage of sources.querySelectorAll("[data-passage]")) passage.tabIndex = 0;
  addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const kind = { KeyA: "cite", KeyQ: "quote" }[event.code];
    if (!kind) return;
    event.preventDefault();
    if (kind === "quote" && quoteSelected()) return;
    const at = document.activeElement.closest("[data-passage]") ?? document.activeElement.closest("[data-source]");
    const source = selected().source ?? at?.closest("[data-source]");
    const button = at?.querySelector(`[data-insert=${kind}]`) ?? source?.querySelector(`[data-insert=${kind}]`);
    if (button) putWords(field, button.value);
    else announce("Ga eerst naar een antwoord, of selecteer woorden daarvan.");
  });
}

/** Answers to another question beside the text: the page anew, once the text is safe. */
function equipAsking(saver) {
  const choice = document.getElementById("asked");
  document.querySelector("[data-ask]")?.addEventListener("click", async (event) => {
    event.preventDefault();
    await saver.keep();
    const address = new URL(location.href);
    address.hash = "sources";
    address.searchParams.set("bij", choice.value);
    if (address.href === location.href) location.reload();
    else location.assign(address);
  });
}

if (form) equip();
