// The fields of a form as plain values, and back.

const WITHOUT_WORDS = new Set("hidden password checkbox radio submit button reset image file color range".split(" "));

const isText = (field) =>
  field.name && !field.disabled && (field.matches("textarea") || (field.matches("input") && !WITHOUT_WORDS.has(field.type)));

/** The fields of a form in which somebody types. */
export const textsOf = (form) => [...form.elements].filter((field) => isText(field) && !field.readOnly);

const choicesOf = (form) => [...form.elements].filter((field) => field.name && field.matches("select, [type=checkbox], [type=radio]"));

/** Which field it is: its name, and its place among those of that name. */
function idOf(form, field) {
  const same = [...form.elements].filter((one) => one.name === field.name && isText(one));
  return `${field.name} ${same.indexOf(field)}`;
}

/** The field with this id, if the form has it now. */
export const find = (form, id) => textsOf(form).find((field) => idOf(form, field) === id);

/** What a field is called on the page. */
const labelOf = (field) =>
  (field.labels?.[0]?.textContent || field.getAttribute("aria-label") || "Tekst").replaceAll(/\s+/g, " ").trim();

/** The words that the server lacks, with what stood there before (``before`` knows it better), and the choices beside. */
export function fieldsOf(form, before) {
  const known = new Map(before.map((one) => [one.id, one.was]));
  const fields = textsOf(form).map((field) => {
    const id = idOf(form, field);
    return { id, name: field.name, label: labelOf(field), was: known.get(id) ?? field.defaultValue, value: field.value };
  });
  const changed = fields.filter((one) => one.value !== one.was);
  return { fields: changed, choices: changed.length ? choicesOf(form).filter(isChanged).map(choiceOf) : [] };
}

const isChanged = (field) =>
  field.matches("select")
    ? [...field.options].some((option) => option.selected !== option.defaultSelected)
    : field.checked !== field.defaultChecked;

const choiceOf = (field) =>
  field.matches("select")
    ? { name: field.name, chosen: [...field.selectedOptions].map((option) => option.value) }
    : { name: field.name, value: field.value, checked: field.checked };

/** Put words back. ``restored``: whether any were; ``apart``: those in whose place something else came to stand. */
export function putBack(form, record) {
  const apart = [];
  let restored = false;
  for (const one of record.fields) {
    const field = find(form, one.id);
    if (field?.value === one.value) continue;
    const free = field && field.value === field.defaultValue && field.defaultValue === one.was;
    if (free) fill(field, one.value);
    else apart.push(one);
    restored ||= Boolean(free);
  }
  if (restored) record.choices?.forEach((one) => choose(form, one));
  return { restored, apart };
}

/** Put text in a field as if it was typed, so that everything on the page hears of it. */
export function fill(field, value) {
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function choose(form, { name, chosen, value, checked }) {
  for (const field of choicesOf(form).filter((one) => one.name === name)) {
    if (chosen) for (const option of field.options ?? []) option.selected = chosen.includes(option.value);
    else if (field.value === value) field.checked = checked;
    else continue;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
