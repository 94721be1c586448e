// The list of questions beside the desk: jump to one by its number, whole questions or titles, only the open ones.

/** @import { Questions } from "./questions.js" */

import { announce } from "../web/announce.js";
import { byId, fieldOf, find, get } from "../web/dom.js";
import { DONE } from "./questions.js";

const FULL = "surveyapp.rail.full";

const rail = () => get(document, ".rail");

/** @param {string} number */
const linkTo = (number) => get(rail(), `[data-rail="${CSS.escape(number)}"]`);

/**
 * Something beside a question in the list, such as who is there; nothing when there are no words.
 * @param {string} number
 * @param {string} kind
 * @param {string} text
 */
export function remark(number, kind, text) {
  const link = linkTo(number);
  let place = find(link, `.rail__r--${kind}`);
  if (!text) return place?.remove();
  if (!place) {
    place = document.createElement("span");
    place.className = `rail__r rail__r--${kind}`;
    link.append(place);
  }
  if (place.textContent !== text) place.textContent = text;
}

/** The list ends where the window ends, wherever on the page it begins. */
function fit() {
  const top = Math.max(0, Math.round(rail().getBoundingClientRect().top));
  rail().style.setProperty("--rail-top", `${top}px`);
}

/** Only the list scrolls to the question in view, never the page. */
function reveal() {
  fit();
  const row = find(rail(), "[aria-current]");
  const list = get(rail(), ".rail__l");
  if (row && list.scrollHeight > list.clientHeight)
    list.scrollTop += row.getBoundingClientRect().top - list.getBoundingClientRect().top - list.clientHeight / 3;
}

/** @param {Questions} questions */
export function equipRail(questions) {
  const full = byId("rail-full", HTMLInputElement);
  const open = byId("rail-open", HTMLInputElement);
  const go = byId("go", HTMLFormElement);
  const asked = fieldOf(go, "number");

  function showFull() {
    rail().classList.toggle("rail--full", full.checked);
    for (const [number] of questions.fields) {
      const place = get(linkTo(number), "[data-words]");
      place.dataset.title ??= place.textContent;
      const whole = get(document, `#q-${CSS.escape(number)} > :last-child`).textContent;
      place.textContent = full.checked ? whole.replaceAll(/\s+/g, " ").trim() : place.dataset.title;
    }
    reveal();
  }

  function showOpen() {
    let left = 0;
    for (const [number] of questions.fields) {
      const done = DONE.includes(questions.section(number).dataset.progress ?? "");
      left += done ? 0 : 1;
      const row = linkTo(number).closest("li");
      if (row) row.hidden = open.checked && done && number !== questions.now;
    }
    get(rail(), "[data-none]").hidden = !open.checked || left > 0;
    return left;
  }

  function jump() {
    const typed = asked.value.trim();
    const number = questions.find(typed);
    const wrong = typed ? `Vraag ${typed} is er niet.` : "Typ een vraagnummer.";
    byId("go-error").textContent = number ? "" : wrong;
    asked.setAttribute("aria-invalid", String(!number));
    if (!number) return asked.select();
    go.reset();
    questions.open(number);
  }

  full.checked = localStorage.getItem(FULL) === "true";
  full.addEventListener("change", () => {
    localStorage.setItem(FULL, String(full.checked));
    showFull();
  });
  open.addEventListener("change", () => {
    const left = showOpen();
    announce(
      open.checked ? `${left} open ${left === 1 ? "vraag" : "vragen"} in de lijst.` : "Alle vragen in de lijst.",
    );
  });
  go.addEventListener("submit", (event) => {
    event.preventDefault();
    jump();
  });
  const progress = new MutationObserver(showOpen);
  for (const [number] of questions.fields)
    progress.observe(questions.section(number), { attributeFilter: ["data-progress"] });
  questions.onShow(showOpen);
  questions.onShow(reveal);
  for (const event of ["scroll", "resize"]) addEventListener(event, fit, { passive: true });
  showFull();
  fit();
}
