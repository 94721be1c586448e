// The fields of a form as plain values, and back.

/** @import { KeptChoice, KeptField } from "./store.js" */

/** @typedef {HTMLInputElement | HTMLTextAreaElement} TextField */
/** @typedef {HTMLInputElement | HTMLSelectElement} ChoiceField */

const WITHOUT_WORDS = new Set("hidden password checkbox radio submit button reset image file color range".split(" "));

/**
 * @param {Element} field
 * @returns {field is TextField}
 */
const isText = (field) =>
  (field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && !WITHOUT_WORDS.has(field.type))) &&
  Boolean(field.name) &&
  !field.disabled;

/**
 * @param {Element} field
 * @returns {field is ChoiceField}
 */
const isChoice = (field) =>
  (field instanceof HTMLSelectElement ||
    (field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type))) &&
  Boolean(field.name);

/**
 * The fields of a form in which somebody types.
 * @param {HTMLFormElement} form
 */
export const textsOf = (form) => [...form.elements].filter(isText).filter((field) => !field.readOnly);

/** @param {HTMLFormElement} form */
const choicesOf = (form) => [...form.elements].filter(isChoice);

/**
 * Which field it is: its name, and its place among those of that name.
 * @param {HTMLFormElement} form
 * @param {TextField} field
 */
function idOf(form, field) {
  const same = [...form.elements].filter(isText).filter((one) => one.name === field.name);
  return `${field.name} ${same.indexOf(field)}`;
}

/**
 * The field with this id, if the form has it now.
 * @param {HTMLFormElement} form
 * @param {string} id
 */
export const fieldWithId = (form, id) => textsOf(form).find((field) => idOf(form, field) === id);

/**
 * What a field is called on the page.
 * @param {TextField} field
 */
const labelOf = (field) =>
  (field.labels?.[0]?.textContent || field.getAttribute("aria-label") || "Tekst").replaceAll(/\s+/g, " ").trim();

/**
 * The words that the server lacks, with what stood there before (``before`` knows it better), and the choices beside.
 * @param {HTMLFormElement} form
 * @param {KeptField[]} before
 * @returns {{ fields: KeptField[], choices: KeptChoice[] }}
 */
export function fieldsOf(form, before) {
  const known = new Map(before.map((one) => [one.id, one.was]));
  const fields = textsOf(form).map((field) => {
    const id = idOf(form, field);
    const was = known.get(id) ?? field.defaultValue;
    return { id, name: field.name, label: labelOf(field), was, value: field.value };
  });
  const changed = fields.filter((one) => one.value !== one.was);
  return { fields: changed, choices: changed.length ? choicesOf(form).filter(isChanged).map(choiceOf) : [] };
}

/** @param {ChoiceField} field */
const isChanged = (field) =>
  field instanceof HTMLSelectElement
    ? [...field.options].some((option) => option.selected !== option.defaultSelected)
    : field.checked !== field.defaultChecked;

/**
 * @param {ChoiceField} field
 * @returns {KeptChoice}
 */
const choiceOf = (field) =>
  field instanceof HTMLSelectElement
    ? { name: field.name, chosen: [...field.selectedOptions].map((option) => option.value) }
    : { name: field.name, value: field.value, checked: field.checked };

/**
 * Put words back. ``restored``: whether any were; ``apart``: those in whose place something else came to stand.
 * @param {HTMLFormElement} form
 * @param {{ fields: KeptField[], choices?: KeptChoice[] }} record
 */
export function putBack(form, record) {
  const apart = [];
  let restored = false;
  for (const one of record.fields) {
    const field = fieldWithId(form, one.id);
    if (field?.value === one.value) continue;
    const free = field && field.value === field.defaultValue && field.defaultValue === one.was;
    if (free) fill(field, one.value);
    else apart.push(one);
    restored ||= Boolean(free);
  }
  if (restored) record.choices?.forEach((one) => choose(form, one));
  return { restored, apart };
}

/**
 * Put text in a field as if it was typed, so that everything on the page hears of it.
 * @param {TextField} field
 * @param {string} value
 */
export function fill(field, value) {
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/**
 * @param {HTMLFormElement} form
 * @param {KeptChoice} kept
 */
function choose(form, { name, chosen, value, checked }) {
  for (const field of choicesOf(form).filter((one) => one.name === name)) {
    if (field instanceof HTMLSelectElement) {
      if (!chosen) continue;
      for (const option of field.options) option.selected = chosen.includes(option.value);
    } else if (field.value === value) field.checked = Boolean(checked);
    else continue;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
