// Themes per paragraph by number key or click, saved as soon as they are chosen.

import { Latest } from "../web/latest.js";

const PAUSE = 300; // milliseconds: several themes of one paragraph go in one save
const page = document.querySelector("[data-tagging]");
const answers = page ? [...page.querySelectorAll("[data-answer]")] : [];
const paragraphs = page ? [...page.querySelectorAll("[data-paragraph]")] : [];
const state = page?.querySelector("[data-state]");
const savers = [];
const boxes = (paragraph) => [...paragraph.querySelectorAll("[type=checkbox]")];
// "Geen van deze" excludes the themes, and each theme excludes it.
const none = (paragraph) => paragraph.querySelector('[value="geen"]');
const themes = (paragraph) => boxes(paragraph).filter((box) => box !== none(paragraph));
const without = (list) => list.filter((one) => !boxes(one).some((box) => box.checked)).length;

function count() {
  const untagged = page.querySelector("[data-untagged]");
  untagged.textContent = Number(untagged.dataset.elsewhere ?? 0) + without(paragraphs);
  for (const answer of answers) {
    const open = without([...answer.querySelectorAll("[data-paragraph]")]);
    answer.querySelector(".tagged__c").textContent = open ? `${open} zonder thema` : "bij elke alinea is gekozen";
  }
}

function equip(answer) {
  const chosen = () =>
    [...answer.querySelectorAll("[data-paragraph]")].map((one) =>
      boxes(one)
        .filter((box) => box.checked)
        .map((box) => box.value),
    );
  const revision = Number(answer.querySelector("[name^=revision_]").value);
  const latest = new Latest(
    () => [
      answer.dataset.answer,
      {
        method: "PUT",
        headers: {
          "Content-Type": "application/json",
          Accept: "application/json",
          "X-CSRFToken": page.querySelector("[name=csrf_token]").value,
        },
        body: JSON.stringify({ revision, paragraphs: chosen() }),
      },
    ],
    (words, saved) => {
      const busy = saved && savers.some((one) => one.unsaved);
      state.textContent = busy ? "Wordt opgeslagen" : words;
      state.classList.toggle("save--local", !saved);
    },
  );
  let timer;
  answer.addEventListener("change", ({ target }) => {
    const paragraph = target.closest("[data-paragraph]");
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

function onKey(event) {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const paragraph = event.target.closest("[data-paragraph]");
  const place = paragraphs.indexOf(paragraph);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (place < 0) return;
  if (step) (paragraphs[place + step] ?? paragraph).focus();
  else if (event.key === "0") none(paragraph).click();
  else if (/^[1-9]$/.test(event.key)) themes(paragraph)[event.key - 1]?.click();
  else return;
  event.preventDefault();
}

if (page) {
  document.documentElement.classList.add("js");
  for (const paragraph of paragraphs) paragraph.tabIndex = 0;
  savers.push(...answers.map(equip));
  page.addEventListener("keydown", onKey);
  page.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("beforeunload", (event) => {
    if (savers.some((one) => one.unsaved)) event.preventDefault();
  });
  const asked = document.getElementById(decodeURIComponent(location.hash).slice(1))?.closest("[data-answer]");
  const first = asked?.querySelector("[data-paragraph]") ?? paragraphs[0];
  addEventListener("load", () => first.focus({ preventScroll: true }));
}
