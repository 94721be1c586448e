// What a form says when words came back: where they are, and how to throw them away.

/** @import { KeptField } from "./store.js" */

import { fieldWithId, fill } from "./unsent_fields.js";

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} kind
 * @param {string} words
 * @param {Partial<HTMLElementTagNameMap[K]>} [attributes]
 * @returns {HTMLElementTagNameMap[K]}
 */
function made(kind, words, attributes = {}) {
  const element = document.createElement(kind);
  element.textContent = words;
  return Object.assign(element, attributes);
}

/**
 * @param {string} words
 * @param {() => void} press
 */
function button(words, press) {
  const element = made("button", words, { type: "button", className: "button button--quiet" });
  element.addEventListener("click", press);
  return element;
}

/**
 * Say above the form that words are back in it; those for which there is no place stand below that, to use or to copy.
 * @param {HTMLFormElement} form
 * @param {object} about
 * @param {boolean} about.restored whether words are back in the form
 * @param {KeptField[]} about.apart words for which there is no place
 * @param {(one: KeptField) => Promise<unknown>} about.used told which of them went in the form
 * @param {() => Promise<void>} about.wipe throws everything away
 */
export function sayPutBack(form, { restored, apart, used, wipe }) {
  const notice = made("div", "", { className: "notice notice--change unsent" });
  notice.setAttribute("role", "status");
  const box = document.createElement("div");
  const file = form.querySelector("[type=file]") ? " Een bestand kiest u opnieuw." : "";
  const back = `Wat u hier typte, staat er weer. Het is nog niet opgeslagen of verstuurd.${file}`;
  if (restored) box.append(made("p", back));
  if (apart.length) box.append(made("p", "Dit typte u hier ook. Het is niet opgeslagen, en er staat nu iets anders:"));
  box.append(...apart.map((one) => besides(form, one, used)));
  const away = button("Weggooien wat ik typte", async () => {
    await wipe();
    notice.remove();
  });
  box.append(away);
  notice.append(box);
  form.prepend(notice);
  open(notice);
}

/**
 * @param {HTMLFormElement} form
 * @param {KeptField} one
 * @param {(one: KeptField) => Promise<unknown>} used
 */
function besides(form, one, used) {
  const place = made("div", "", { className: "field" });
  const area = made("textarea", "", { className: "input", readOnly: true, rows: 3, value: one.value });
  const words = made("label", "", { className: "label" });
  words.append(one.label, area);
  place.append(words);
  const field = fieldWithId(form, one.id);
  if (!field) return place;
  const use = button("Dit gebruiken", async () => {
    fill(field, one.value);
    field.focus();
    place.remove();
    await used(one);
  });
  place.append(use);
  return place;
}

/**
 * What is folded away is opened, so that it is seen that something is in there.
 * @param {HTMLElement} notice
 */
function open(notice) {
  for (let fold = notice.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null)
    fold.open = true;
}
