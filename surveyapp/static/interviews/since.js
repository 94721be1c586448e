// Beside each question: the baseline on demand, its words as a start, and what became of it since.

import { Latest } from "../web/latest.js";

const OPEN = "wederhoor.nulmeting";
const items = [...document.querySelectorAll("[data-item]")];
const baselines = [...document.querySelectorAll("[data-baseline]")];
const shown = () => items.find((item) => !item.hidden);
const answerOf = (item) => item.querySelector(".paper__x");

/** The words of a text, as the server compares them: no capitals, punctuation, marks or footnotes. */
const words = (text) =>
  (
    text
      .replace(/^\[\^[^\]\s]+\]:.*$|\[\^[^\]\s]+\]/gm, " ")
      .toLowerCase()
      .replaceAll("'", "’")
      .match(/[\p{L}\p{N}_’-]*[\p{L}\p{N}_]/gu) ?? []
  )
    .map((word) => word.replace(/^[’-]+/, ""))
    .join(" ");

function remembered() {
  try {
    return localStorage.getItem(OPEN) === "open";
  } catch {
    return false;
  }
}

/** Open beside one question is open beside all, also the next time. */
function follow(changed) {
  for (const one of baselines) one.open = changed.open;
  try {
    if (changed.open) localStorage.setItem(OPEN, "open");
    else localStorage.removeItem(OPEN);
  } catch {
    // A browser that keeps nothing asks again.
  }
}

function equipTakeOver(item, form) {
  const answer = answerOf(item);
  const earlier = form.elements.earlier.value;
  const notice = item.querySelector("[data-same] p");
  const now = words(earlier);
  answer.addEventListener("input", () => {
    const same = words(answer.value) === now;
    if (same) notice.querySelector("span").textContent = notice.textContent.replace("bijna ", "").trim();
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

function equipMarks(marks) {
  const state = marks.querySelector("[role=status]");
  const chosen = () => marks.querySelector(":checked");
  const latest = new Latest(
    () => {
      const body = new FormData();
      body.set("csrf_token", document.forms.since.elements.csrf_token.value);
      body.set(chosen().name, chosen().value);
      return [marks.dataset.marks, { method: "POST", headers: { Accept: "application/json" }, body }];
    },
    (words) => {
      state.textContent = words;
    },
  );
  marks.addEventListener("change", () => {
    show(marks.closest("[data-since]").dataset.since, chosen().value);
    latest.send();
  });
  return latest;
}

/** The rail and its counts say the same as the choice. */
function show(number, mark) {
  const place = document.querySelector(`[data-rail-since="${CSS.escape(number)}"]`);
  place.replaceChildren(...(mark ? [document.getElementById(`since-${mark}`).content.cloneNode(true)] : []));
  for (const count of document.querySelectorAll("[data-since-count]"))
    count.textContent = document.querySelectorAll(`[data-marks] [value="${count.dataset.sinceCount}"]:checked`).length;
}

function onKey(event) {
  if (!event.altKey || event.ctrlKey || event.shiftKey) return;
  const now = shown();
  if (event.code === "KeyV") now.querySelector("[data-marks] :checked")?.focus();
  else if (event.code === "KeyU") now.querySelector("[data-baseline] summary")?.click();
  else return;
  event.preventDefault();
}

for (const one of baselines) {
  if (remembered()) one.open = true;
  one.querySelector("summary").addEventListener("click", () => setTimeout(() => follow(one)));
}
for (const item of items)
  for (const form of item.querySelectorAll("[data-take-over]")) equipTakeOver(item, form);
const savers = [...document.querySelectorAll("[data-marks]")].map(equipMarks);
addEventListener("keydown", onKey);
addEventListener("beforeunload", (event) => {
  if (savers.some((one) => one.unsaved)) event.preventDefault();
});
