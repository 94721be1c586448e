// Citing a source while writing: search, choose, and its footnote stands in the text. Without JavaScript the
// button leads to the page that shows the text to copy.

import { around, byId, copyOf, every, find, firstOf, get, told } from "../web/dom.js";
import { pageAt, pageSender } from "../web/sender.js";
import { placeOfCall } from "../web/text_edits.js";

const UPLOAD = 300_000; // milliseconds that a source with its file may take
const picker = firstOf("cite-picker");
const search = get(picker, "[role=combobox]", HTMLInputElement);
const list = get(picker, "[role=listbox]");
const found = get(picker, "[data-found]");
const adding = get(picker, "form", HTMLFormElement);
const problem = get(picker, "[data-problem]");
const places = every(document, "[data-cite]");
const sender = pageSender();

/** @type {HTMLElement | null} under which answer the picker stands */
let place = null;

/** @param {HTMLElement} at */
const answerAt = (at) => byId(`answer-${told(at, "cite")}`, HTMLTextAreaElement);
const options = () => every(list, "[role=option]");
/** @param {string} words */
const plain = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const shown = () => options().filter((option) => !option.hidden);
const chosen = () => find(list, "[aria-selected=true]");

/** @param {HTMLElement | null | undefined} option */
function choose(option) {
  chosen()?.setAttribute("aria-selected", "false");
  if (!option) {
    search.removeAttribute("aria-activedescendant");
    return;
  }
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  search.setAttribute("aria-activedescendant", option.id);
}

function filter() {
  const parts = plain(search.value).split(/\s+/).filter(Boolean);
  for (const option of options()) {
    const words = plain(`${option.textContent} ${option.dataset.call}`);
    option.hidden = !parts.every((part) => words.includes(part));
  }
  const count = shown().length;
  const words = parts.length ? (count ? "" : "Geen bron gevonden.") : count ? "" : "Er zijn nog geen bronnen.";
  found.textContent = words || (count === 1 ? "1 bron" : `${count} bronnen`);
  choose(shown()[0]);
}

/** @param {HTMLElement} at */
function open(at) {
  place = at;
  place.after(picker);
  get(place, "[data-cited]").textContent = "";
  search.value = "";
  filter();
  search.focus();
  refresh();
}

/** Sources that colleagues added since the page was opened. Without a network the list stays as it is. */
async function refresh() {
  const page = await pageAt(location.pathname);
  const fresh = page && find(page, "#cite-picker", HTMLTemplateElement);
  const known = new Set(options().map((option) => option.id));
  const added = fresh ? every(fresh.content, "[role=option]").filter((option) => !known.has(option.id)) : [];
  if (!added.length) return;
  list.append(...added);
  if (place) filter();
}

function close() {
  picker.remove();
  if (place) answerAt(place).focus();
}

/**
 * Put words into a text area as if they were typed, so that the browser can undo it and everybody hears of it.
 * @param {HTMLTextAreaElement} field
 * @param {number} at
 * @param {string} words
 */
function type(field, at, words) {
  field.focus();
  field.setSelectionRange(at, at);
  if (!document.execCommand("insertText", false, words)) {
    field.setRangeText(words, at, at, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  // Moving the caret ends what one undo takes back.
  field.setSelectionRange(at, at);
  field.setSelectionRange(at + words.length, at + words.length);
}

/**
 * The footnote's words at the end, once; its call where the caret is.
 * @param {HTMLElement} option
 */
function cite(option) {
  if (!place) return;
  const [call, definition] = [told(option, "call"), told(option, "definition")];
  const field = answerAt(place);
  const title = get(option, ".picker__t").textContent;
  const caret = field.selectionEnd;
  const end = field.value.trimEnd().length;
  close();
  if (field.readOnly) {
    get(place, "[data-cited]").textContent = "Deze vraag staat op niet besproken of niet van toepassing.";
    return;
  }
  const at = placeOfCall(field.value, caret);
  const defined = `\n${field.value}`.includes(`\n${call}:`);
  if (!defined) type(field, end, `${end ? "\n\n" : ""}${definition}`);
  type(field, at, call);
  get(place, "[data-cited]").textContent = `Aangehaald: ${title}`;
}

/** @param {KeyboardEvent} event */
function onSearchKey(event) {
  const inList = shown();
  const now = chosen();
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const at = (now ? inList.indexOf(now) : -1) + (event.key === "ArrowDown" ? 1 : -1);
    choose(inList[(at + inList.length) % inList.length]);
  } else if (event.key !== "Enter") return;
  else if (now) cite(now);
  event.preventDefault();
}

async function add() {
  problem.hidden = true;
  const { status, body } = await sender.send("POST", adding.action, new FormData(adding), UPLOAD);
  if (!status) tell("Geen verbinding. De bron is niet bewaard.");
  else if (body.form) {
    get(adding, "[data-fields]").innerHTML = body.form;
    tellChanged();
    find(adding, "[aria-invalid]")?.focus();
  } else if (body.option) {
    list.insertAdjacentHTML("beforeend", body.option);
    for (const field of fields()) field.value = "";
    tellChanged();
    get(picker, "details", HTMLDetailsElement).open = false;
    const added = options().at(-1);
    choose(added);
    if (added) cite(added);
  } else tell(body.error || "De bron is niet bewaard. Probeer het opnieuw.");
}

const fields = () =>
  /** @type {(HTMLInputElement | HTMLTextAreaElement)[]} */ (
    every(adding, ".input").filter((field) => "defaultValue" in field)
  );

/** For what keeps unsent words (unsent.js): none of these stands on the server. */
function tellChanged() {
  for (const field of fields()) {
    const typed = field.value;
    field.defaultValue = "";
    field.value = typed;
  }
  fields()[0]?.dispatchEvent(new Event("input", { bubbles: true }));
}

/** @param {string} words */
function tell(words) {
  problem.textContent = words;
  problem.hidden = false;
}

search.addEventListener("input", filter);
search.addEventListener("keydown", onSearchKey);
picker.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
  else if (!event.ctrlKey) return;
  event.stopPropagation(); // the desk's own keys wait until the picker is closed
});
list.addEventListener("mousedown", (event) => event.preventDefault());
list.addEventListener("click", ({ target }) => {
  const option = around(target, "[role=option]");
  choose(option);
  if (option) cite(option);
});
get(picker, "[data-close]").addEventListener("click", close);
adding.addEventListener("submit", (event) => {
  event.preventDefault();
  add();
});
for (const at of places) {
  const link = get(at, "a");
  const button = document.createElement("button");
  button.type = "button";
  button.className = link.className;
  button.setAttribute("aria-keyshortcuts", "Alt+C");
  button.append(...link.childNodes);
  button.addEventListener("click", () => open(at));
  link.replaceWith(button);
  at.append(copyOf("cite-more"));
}
addEventListener("hashchange", () => picker.remove());
addEventListener("keydown", (event) => {
  if (!event.altKey || event.code !== "KeyC") return;
  const at = places.find((one) => one.offsetParent);
  if (!at) return;
  event.preventDefault();
  open(at);
});
