// The report's pages: follows a PDF that is made, and shows a section's text as it will be printed. section.js saves it.

import { printer } from "./printed.js";

const WAIT = 1500;
const PAUSE = 150;

const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

async function follow(job) {
  for (;;) {
    await sleep(WAIT);
    if (document.hidden) continue;
    let found;
    try {
      const response = await fetch(job.dataset.pdf, { headers: { Accept: "application/json" } });
      if (!response.ok || response.redirected) return;
      found = await response.json();
    } catch {
      continue;
    }
    if (found.panel !== undefined) {
      const panel = document.querySelector("[data-pdfs]");
      panel.innerHTML = found.panel;
      panel.querySelectorAll("[data-pdf]").forEach(follow);
      document.querySelector("[data-editions]").outerHTML = found.editions;
      return;
    }
    const words = job.querySelector("[data-progress]");
    if (words.textContent !== found.progress) words.textContent = found.progress;
    if (found.about) {
      const bar = job.querySelector("progress");
      bar.max = found.about;
      bar.value = found.page;
    }
  }
}

function write(form) {
  const field = form.elements.text;
  const preview = document.querySelector("[data-preview]");
  const words = form.querySelector("[data-words]");
  let timer;
  const print = printer(form.dataset.printed, form.elements.csrf_token);

  const count = () => {
    const number = (field.value.match(/\S+/g) ?? []).length;
    words.textContent = number === 1 ? "1 woord" : `${number} woorden`;
  };

  const show = async () => {
    const text = field.value;
    const response = await fetch(form.dataset.section, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrf_token.value },
      body: JSON.stringify({ text }),
    }).catch(() => null);
    if (response?.ok && text === field.value) preview.innerHTML = (await response.json()).html;
  };

  const later = () => {
    count();
    clearTimeout(timer);
    timer = setTimeout(() => { show(); print(field.value); }, PAUSE);
  };
  field.addEventListener("input", later);
  field.addEventListener("replaced", later);
  form.querySelector("[data-preview-button]").hidden = true;
  count();
  print(field.value);
}

document.querySelectorAll("[data-pdf]").forEach(follow);
document.querySelectorAll("form[data-section]").forEach(write);
