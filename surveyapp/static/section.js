// The desk of a section with JavaScript: the text saves itself, and what was said goes into it by click or key.
// Without it the same page is a form: each button puts its words behind the text.

import { announce } from "./announce.js";
import { offer } from "./conflict.js";
import { DeskState } from "./desk-state.js";
import { Line } from "./line.js";
import { aboutPage, bringBack, listen, wordsOf } from "./offline.js";
import { Saver } from "./saver.js";
import { continueList, growing, insert, replaceText } from "./writing.js";

const FRESH = 1500; // milliseconds of rest before the marks beside the text are brought up to date
const LETTER = /[\p{L}\p{N}]/u;

const desk = document.getElementById("desk");
const form = document.getElementById("section");

/** The text: in this browser first, then on the server, in the same way as an answer. */
function equip() {
  const field = form.elements.text;
  const conflict = desk.querySelector("[data-conflict]");
  const savers = [];
  let then = null;
  const about = aboutPage(desk);
  const line = new Line({
    renewal: desk.dataset.token,
    user: about.user,
    interview: about.interview,
    token: form.elements.csrf_token.value,
    onToken(token) {
      for (const place of document.querySelectorAll("[name=csrf_token]")) place.value = token;
    },
    onChange: () => state.show(),
  });
  const state = new DeskState({ desk, line, savers });
  const kept = "unsaved" in form.dataset ? null : field.defaultValue;
  const saver = new Saver({
    line,
    about,
    kind: "section",
    item: about.interview,
    address: desk.dataset.save,
    base: form.elements.base,
    given: { text: kept },
    typed: () => ({ text: field.value }),
    show: (typed) => replaceText(field, typed.text),
    onChange: () => state.show(),
    onStorage(error) {
      state.storage = wordsOf(error);
      state.show();
    },
    onSaved(body) {
      state.lastSaved = `Opgeslagen om ${body.at}`;
      if (body.text !== undefined && !saver.dirty) {
        replaceText(field, body.text);
        saver.received(body);
      }
      if (then && !saver.dirty) form.requestSubmit(then);
      else freshen(saver);
    },
    onConflict: (body, own) => offer(conflict, body.panel, own, line),
  });
  saver.place = form.querySelector("[data-waiting]");
  saver.focus = () => field.focus({ preventScroll: true });
  savers.push(saver);
  field.addEventListener("input", () => saver.changed());
  field.addEventListener("blur", () => saver.flush());
  field.addEventListener("keydown", (event) => {
    const plain = event.key === "Enter" && !event.isComposing;
    if (plain && !event.ctrlKey && !event.altKey && !event.shiftKey && !event.metaKey && continueList(field))
      event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    const updates = ["cited", "holds"].includes(event.submitter?.name);
    if (updates && !saver.waiting) return;
    event.preventDefault();
    then = updates ? event.submitter : null; // once what was typed is on the server
    saver.changed(0);
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== "s") return;
    event.preventDefault();
    saver.flush();
  });
  growing(field);
  form.querySelector(".text__go").hidden = true;
  form.querySelector(".section__k").hidden = false;
  listen(line, savers);
  bringBack(about, savers).catch((error) => {
    state.storage = wordsOf(error);
    state.show();
  }).then(() => line.wake());
  saver.changed();
  equipInserting(field);
  equipAsking(saver);
}

/** The marks beside the text (used, out of date, not word for word) once nobody is typing: those that changed. */
let resting;
function freshen(saver) {
  clearTimeout(resting);
  resting = setTimeout(async () => {
    if (saver.waiting) return;
    const response = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!response?.ok || response.redirected || saver.waiting) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const here of document.querySelectorAll("[data-fresh]")) {
      const there = page.getElementById(here.id);
      if (there && there.outerHTML !== here.outerHTML && !here.contains(document.activeElement)) here.replaceWith(there);
    }
  }, FRESH);
}

/** Words at the caret, apart from what stands around them. A blockquote is a paragraph of its own. */
function put(field, words) {
  const before = field.value.slice(0, field.selectionStart);
  const after = field.value.slice(field.selectionEnd);
  const block = words.startsWith(">");
  const open = block ? before.replace(/\n*$/, "") && "\n".repeat(Math.max(0, 2 - /\n*$/.exec(before)[0].length)) : "";
  const close = block ? "\n".repeat(Math.max(0, 2 - /^\n*/.exec(after)[0].length)) : "";
  const space = !block && /\S$/.test(before) && !/[([“‘]$/.test(before) ? " " : "";
  // What is selected in an answer would get the words instead, were the text still focused.
  getSelection().removeAllRanges();
  if (document.activeElement === field) field.blur();
  const behind = !block && LETTER.test(after[0] ?? "") ? " " : "";
  insert(field, `${open}${space}${words}${behind}${close}`);
  announce("Ingevoegd.");
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
    put(field, `${opens}${words}${closes} ${source.dataset.source}`);
    return true;
  };
  sources.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert], [data-quote-selection]");
    if (!button) return;
    event.preventDefault();
    if (button.matches("[data-insert]")) put(field, button.value);
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
    if (button) put(field, button.value);
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
