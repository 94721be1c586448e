// Beside each question: the baseline on demand, its words as a start, and what became of it since.

import { around, copyOf, every, fieldOf, find, get, told } from "../web/dom.js";
import { Latest } from "../web/latest.js";
import { words } from "./same_words.js";

const OPEN = "wederhoor.nulmeting";
const items = every(document, "[data-item]");
const baselines = every(document, "[data-baseline]", HTMLDetailsElement);
const shown = () => items.find((item) => !item.hidden);
/** @param {HTMLElement} item */
const answerOf = (item) => get(item, ".paper__x", HTMLTextAreaElement);

function remembered() {
  try {
    return localStorage.getItem(OPEN) === "open";
  } catch {
    return false;
  }
}

/**
 * Open beside one question is open beside all, also the next time.
 * @param {HTMLDetailsElement} changed
 */
function follow(changed) {
  for (const one of baselines) one.open = changed.open;
  try {
    if (changed.open) localStorage.setItem(OPEN, "open");
    else localStorage.removeItem(OPEN);
  } catch {
    // A browser that keeps nothing asks again.
  }
}

/**
 * @param {HTMLElement} item
 * @param {HTMLFormElement} form
 */
function equipTakeOver(item, form) {
  const answer = answerOf(item);
  const earlier = fieldOf(form, "earlier", HTMLTextAreaElement).value;
  const notice = get(item, "[data-same] p");
  const now = words(earlier);
  answer.addEventListener("input", () => {
    const same = words(answer.value) === now;
    if (same) get(notice, "span").textContent = notice.textContent.replace("bijna ", "").trim();
    notice.hidden = !same;
  });
  form.addEventListener("submit", (event) => {
    if (answer.readOnly) return;
    event.preventDefault();
    answer.value = [answer.value.trimEnd(), earlier].filter(Boolean).join("\n\n");
    answer.dispatchEvent(new Event("input", { bubbles: true }));
    answer.focus();
  });
}

/** @param {HTMLElement} marks */
function equipMarks(marks) {
  const state = get(marks, "[role=status]");
  const chosen = () => get(marks, ":checked", HTMLInputElement);
  const latest = new Latest(
    () => {
      const body = new FormData();
      body.set(chosen().name, chosen().value);
      return ["POST", told(marks, "marks"), body];
    },
    (words) => {
      state.textContent = words;
    },
  );
  marks.addEventListener("change", () => {
    const question = around(marks, "[data-since]");
    if (question) show(told(question, "since"), chosen().value);
    latest.send();
  });
  return latest;
}

/**
 * The rail and its counts say the same as the choice.
 * @param {string} number
 * @param {string} mark
 */
function show(number, mark) {
  const place = get(document, `[data-rail-since="${CSS.escape(number)}"]`);
  place.replaceChildren(...(mark ? [copyOf(`since-${mark}`)] : []));
  for (const count of every(document, "[data-since-count]")) {
    const chosen = document.querySelectorAll(`[data-marks] [value="${count.dataset.sinceCount}"]:checked`);
    count.textContent = String(chosen.length);
  }
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (!event.altKey || event.ctrlKey || event.shiftKey) return;
  const now = shown() ?? document;
  if (event.code === "KeyV") find(now, "[data-marks] :checked")?.focus();
  else if (event.code === "KeyU") find(now, "[data-baseline] summary")?.click();
  else return;
  event.preventDefault();
}

for (const one of baselines) {
  if (remembered()) one.open = true;
  get(one, "summary").addEventListener("click", () => setTimeout(() => follow(one)));
}
for (const item of items)
  for (const form of every(item, "[data-take-over]", HTMLFormElement)) equipTakeOver(item, form);
const savers = every(document, "[data-marks]").map(equipMarks);
addEventListener("keydown", onKey);
addEventListener("beforeunload", (event) => {
  if (savers.some((one) => one.unsaved)) event.preventDefault();
});
