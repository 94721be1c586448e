// Citing a source while writing: search, choose, and its footnote stands in the text. Without JavaScript the
// button leads to the page that shows the text to copy.

import { FOOTNOTES } from "../web/writing.js";

const picker = document.getElementById("cite-picker").content.firstElementChild.cloneNode(true);
const search = picker.querySelector("[role=combobox]");
const list = picker.querySelector("[role=listbox]");
const found = picker.querySelector("[data-found]");
const adding = picker.querySelector("form");
const problem = picker.querySelector("[data-problem]");
const places = [...document.querySelectorAll("[data-cite]")];

let place = null; // under which answer the picker stands

const answer = () => document.getElementById(`answer-${place.dataset.cite}`);
const plain = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const shown = () => [...list.children].filter((option) => !option.hidden);
const chosen = () => list.querySelector("[aria-selected=true]");

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
  for (const option of list.children) {
    const words = plain(`${option.textContent} ${option.dataset.call}`);
    option.hidden = !parts.every((part) => words.includes(part));
  }
  const count = shown().length;
  const words = parts.length ? (count ? "" : "Geen bron gevonden.") : count ? "" : "Er zijn nog geen bronnen.";
  found.textContent = words || (count === 1 ? "1 bron" : `${count} bronnen`);
  choose(shown()[0]);
}

function open(at) {
  place = at;
  place.after(picker);
  place.querySelector("[data-cited]").textContent = "";
  search.value = "";
  filter();
  search.focus();
  refresh();
}

/** Sources that colleagues added since the page was opened. Without a network the list stays as it is. */
async function refresh() {
  const response = await fetch(location.pathname, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!response?.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("cite-picker");
  const known = new Set([...list.children].map((option) => option.id));
  const options = [...(fresh?.content.querySelectorAll("[role=option]") ?? [])];
  const added = options.filter((option) => !known.has(option.id));
  if (!added.length) return;
  list.append(...added);
  if (place) filter();
}

function close() {
  picker.remove();
  if (place) answer().focus();
}

/** Put words into a text area as if they were typed, so that the browser can undo it and everybody hears of it. */
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

/** The footnote's words at the end, once; its call where the caret is. */
function cite({ call, definition }) {
  const field = answer();
  const title = chosen().querySelector(".picker__t").textContent;
  const caret = field.selectionEnd;
  const end = field.value.trimEnd().length;
  close();
  if (field.readOnly) {
    place.querySelector("[data-cited]").textContent = "Deze vraag staat op niet besproken of niet van toepassing.";
    return;
  }
  const at = Math.min(caret, FOOTNOTES.exec(field.value.slice(0, end))?.index ?? end);
  const defined = `\n${field.value}`.includes(`\n${call}:`);
  if (!defined) type(field, end, `${end ? "\n\n" : ""}${definition}`);
  type(field, at, call);
  place.querySelector("[data-cited]").textContent = `Aangehaald: ${title}`;
}

function onSearchKey(event) {
  const options = shown();
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) choose(options[(options.indexOf(chosen()) + step + options.length) % options.length]);
  else if (event.key === "Enter" && chosen()) cite(chosen().dataset);
  else if (event.key !== "Enter") return;
  event.preventDefault();
}

async function add(event) {
  event.preventDefault();
  // The page keeps the token of its forms fresh; this one may have been out of the page.
  const token = document.querySelector("[name=csrf_token]").value;
  problem.hidden = true;
  let response;
  try {
    response = await fetch(adding.action, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": token },
      body: new FormData(adding),
    });
  } catch {
    return tell("Geen verbinding. De bron is niet bewaard.");
  }
  const body = await response.json().catch(() => ({}));
  if (body.form) {
    adding.querySelector("[data-fields]").innerHTML = body.form;
    tellChanged();
    adding.querySelector("[aria-invalid]")?.focus();
  } else if (body.option) {
    list.insertAdjacentHTML("beforeend", body.option);
    for (const field of fields()) field.value = "";
    tellChanged();
    picker.querySelector("details").open = false;
    choose(list.lastElementChild);
    cite(list.lastElementChild.dataset);
  } else tell(body.error || "De bron is niet bewaard. Probeer het opnieuw.");
}

const fields = () => [...adding.querySelectorAll(".input")];

/** For what keeps unsent words (unsent.js): none of these stands on the server. */
function tellChanged() {
  for (const field of fields()) {
    const typed = field.value;
    field.defaultValue = "";
    field.value = typed;
  }
  fields()[0].dispatchEvent(new Event("input", { bubbles: true }));
}

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
  choose(target.closest("[role=option]"));
  if (chosen()) cite(chosen().dataset);
});
picker.querySelector("[data-close]").addEventListener("click", close);
adding.addEventListener("submit", add);
for (const at of places) {
  const link = at.querySelector("a");
  const button = document.createElement("button");
  button.type = "button";
  button.className = link.className;
  button.setAttribute("aria-keyshortcuts", "Alt+C");
  button.append(...link.childNodes);
  button.addEventListener("click", () => open(at));
  link.replaceWith(button);
  at.append(document.getElementById("cite-more").content.cloneNode(true));
}
addEventListener("hashchange", () => picker.remove());
addEventListener("keydown", (event) => {
  if (!event.altKey || event.code !== "KeyC") return;
  const at = places.find((one) => one.offsetParent);
  if (!at) return;
  event.preventDefault();
  open(at);
});
