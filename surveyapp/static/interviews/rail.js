// The list of questions beside the desk: jump to one by its number, whole questions or titles, only the open ones.

import { announce } from "../web/announce.js";

const FULL = "surveyapp.rail.full";
const DONE = ["answered", "not_discussed", "not_applicable", "withdrawn"];
const rail = document.querySelector(".rail");
const full = document.getElementById("rail-full");
const open = document.getElementById("rail-open");
const go = document.getElementById("go");

/** Something beside a question in the list, such as who is there; nothing when there are no words. */
export function remark(number, kind, text) {
  const link = rail.querySelector(`[data-rail="${CSS.escape(number)}"]`);
  let place = link.querySelector(`.rail__r--${kind}`);
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
  const top = Math.max(0, Math.round(rail.getBoundingClientRect().top));
  rail.style.setProperty("--rail-top", `${top}px`);
}

/** Only the list scrolls to the question in view, never the page. */
function reveal() {
  fit();
  const row = rail.querySelector("[aria-current]");
  const list = rail.querySelector(".rail__l");
  if (row && list.scrollHeight > list.clientHeight)
    list.scrollTop += row.getBoundingClientRect().top - list.getBoundingClientRect().top - list.clientHeight / 3;
}

export function equipRail(questions) {
  function showFull() {
    rail.classList.toggle("rail--full", full.checked);
    for (const [number] of questions.fields) {
      const place = rail.querySelector(`[data-rail="${CSS.escape(number)}"] [data-words]`);
      place.dataset.title ??= place.textContent;
      const whole = document.querySelector(`#q-${CSS.escape(number)} > :last-child`).textContent;
      place.textContent = full.checked ? whole.replaceAll(/\s+/g, " ").trim() : place.dataset.title;
    }
    reveal();
  }

  function showOpen() {
    let left = 0;
    for (const [number] of questions.fields) {
      const done = DONE.includes(questions.section(number).dataset.progress);
      left += done ? 0 : 1;
      rail.querySelector(`[data-rail="${CSS.escape(number)}"]`).closest("li").hidden =
        open.checked && done && number !== questions.now;
    }
    rail.querySelector("[data-none]").hidden = !open.checked || left > 0;
    return left;
  }

  function jump(event) {
    event.preventDefault();
    const typed = go.elements.number.value;
    const number = questions.find(typed);
    const error = document.getElementById("go-error");
    error.textContent = number ? "" : typed.trim() ? `Vraag ${typed.trim()} is er niet.` : "Typ een vraagnummer.";
    go.elements.number.setAttribute("aria-invalid", String(!number));
    if (!number) return go.elements.number.select();
    go.reset();
    questions.open(number);
  }

  full.checked = localStorage.getItem(FULL) === "true";
  full.addEventListener("change", () => {
    localStorage.setItem(FULL, full.checked);
    showFull();
  });
  open.addEventListener("change", () => {
    const left = showOpen();
    announce(open.checked ? `${left} open ${left === 1 ? "vraag" : "vragen"} in de lijst.` : "Alle vragen in de lijst.");
  });
  go.addEventListener("submit", jump);
  const progress = new MutationObserver(showOpen);
  for (const [number] of questions.fields)
    progress.observe(questions.section(number), { attributeFilter: ["data-progress"] });
  questions.onShow(showOpen);
  questions.onShow(reveal);
  for (const event of ["scroll", "resize"]) addEventListener(event, fit, { passive: true });
  showFull();
  fit();
}
