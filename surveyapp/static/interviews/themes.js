// Themes per paragraph by number key or click, saved as soon as they are chosen.

import { around, every, find, get, told } from "../web/dom.js";
import { Latest } from "../web/latest.js";

const PAUSE = 300; // milliseconds: several themes of one paragraph go in one save

/** @param {HTMLElement} paragraph */
const boxes = (paragraph) => every(paragraph, "[type=checkbox]", HTMLInputElement);
// "Geen van deze" excludes the themes, and each theme excludes it.
/** @param {HTMLElement} paragraph */
const none = (paragraph) => get(paragraph, '[value="geen"]', HTMLInputElement);
/** @param {HTMLElement} paragraph */
const themes = (paragraph) => boxes(paragraph).filter((box) => box !== none(paragraph));
/** @param {HTMLElement[]} list */
const without = (list) => list.filter((one) => !boxes(one).some((box) => box.checked)).length;

/** @param {HTMLElement} page */
function tag(page) {
  const answers = every(page, "[data-answer]");
  const paragraphs = every(page, "[data-paragraph]");
  const state = get(page, "[data-state]");

  function count() {
    const untagged = get(page, "[data-untagged]");
    untagged.textContent = String(Number(untagged.dataset.elsewhere ?? 0) + without(paragraphs));
    for (const answer of answers) {
      const open = without(every(answer, "[data-paragraph]"));
      get(answer, ".tagged__c").textContent = open ? `${open} zonder thema` : "bij elke alinea is gekozen";
    }
  }

  /** @param {HTMLElement} answer */
  function equip(answer) {
    const chosen = () =>
      every(answer, "[data-paragraph]").map((one) =>
        boxes(one)
          .filter((box) => box.checked)
          .map((box) => box.value),
      );
    const revision = Number(get(answer, "[name^=revision_]", HTMLInputElement).value);
    const latest = new Latest(
      () => ["PUT", told(answer, "answer"), { revision, paragraphs: chosen() }],
      (words, saved) => {
        const busy = saved && savers.some((one) => one.unsaved);
        state.textContent = busy ? "Wordt opgeslagen" : words;
        state.classList.toggle("save--local", !saved);
      },
    );
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    answer.addEventListener("change", ({ target }) => {
      const paragraph = around(target, "[data-paragraph]");
      if (!paragraph || !(target instanceof HTMLInputElement)) return;
      const others = target === none(paragraph) ? themes(paragraph) : [none(paragraph)];
      if (target.checked) for (const box of others) box.checked = false;
      count();
      state.textContent = "Wordt opgeslagen";
      latest.waiting = true;
      clearTimeout(timer);
      timer = setTimeout(() => latest.send(), PAUSE);
    });
    return latest;
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const paragraph = around(event.target, "[data-paragraph]");
    if (!paragraph) return;
    const place = paragraphs.indexOf(paragraph);
    if (event.key === "ArrowDown" || event.key === "ArrowUp")
      (paragraphs[place + (event.key === "ArrowDown" ? 1 : -1)] ?? paragraph).focus();
    else if (event.key === "0") none(paragraph).click();
    else if (/^[1-9]$/.test(event.key)) themes(paragraph)[Number(event.key) - 1]?.click();
    else return;
    event.preventDefault();
  }

  document.documentElement.classList.add("js");
  for (const paragraph of paragraphs) paragraph.tabIndex = 0;
  const savers = answers.map(equip);
  page.addEventListener("keydown", onKey);
  page.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("beforeunload", (event) => {
    if (savers.some((one) => one.unsaved)) event.preventDefault();
  });
  const asked = document.getElementById(decodeURIComponent(location.hash).slice(1));
  const answer = around(asked, "[data-answer]");
  const first = (answer && find(answer, "[data-paragraph]")) ?? paragraphs[0];
  addEventListener("load", () => first?.focus({ preventScroll: true }));
}

const page = find(document, "[data-tagging]");
if (page) tag(page);
