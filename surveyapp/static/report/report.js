// The report's pages: follows a PDF that is made, and shows a section's text as it will be printed. section.js saves it.

import { every, fieldOf, get, told } from "../web/dom.js";
import { pageSender } from "../web/sender.js";
import { printer } from "./printed.js";

const WAIT = 1500; // milliseconds between two looks at a PDF that is made
const PAUSE = 150; // milliseconds of rest in typing before the text is shown as it will be printed

const sender = pageSender();

/** @param {number} milliseconds */
const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/**
 * Show how far a PDF is, until it is there or cannot be asked for.
 * @param {HTMLElement} job
 */
async function follow(job) {
  for (;;) {
    await sleep(WAIT);
    if (document.hidden) continue;
    const { status, body } = await sender.send("GET", told(job, "pdf"));
    if (!status) continue;
    if (status !== 200) return;
    if (body.panel !== undefined) {
      const panel = get(document, "[data-pdfs]");
      panel.innerHTML = body.panel;
      every(panel, "[data-pdf]").forEach(follow);
      get(document, "[data-editions]").outerHTML = body.editions;
      return;
    }
    const words = get(job, "[data-progress]");
    if (words.textContent !== body.progress) words.textContent = body.progress;
    if (body.about) {
      const bar = get(job, "progress", HTMLProgressElement);
      bar.max = body.about;
      bar.value = body.page;
    }
  }
}

/** @param {HTMLFormElement} form */
function write(form) {
  const field = fieldOf(form, "text", HTMLTextAreaElement);
  const preview = get(document, "[data-preview]");
  const words = get(form, "[data-words]");
  const print = printer(told(form, "printed"), sender);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const count = () => {
    const number = (field.value.match(/\S+/g) ?? []).length;
    words.textContent = number === 1 ? "1 woord" : `${number} woorden`;
  };

  const show = async () => {
    const text = field.value;
    const { status, body } = await sender.send("POST", told(form, "section"), { text });
    if (status === 200 && text === field.value) preview.innerHTML = body.html;
  };

  const later = () => {
    count();
    clearTimeout(timer);
    timer = setTimeout(() => {
      show();
      print(field.value);
    }, PAUSE);
  };
  field.addEventListener("input", later);
  field.addEventListener("replaced", later);
  get(form, "[data-preview-button]").hidden = true;
  count();
  print(field.value);
}

every(document, "[data-pdf]").forEach(follow);
every(document, "form[data-section]", HTMLFormElement).forEach(write);
