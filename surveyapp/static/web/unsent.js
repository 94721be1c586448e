// What is typed in an ordinary form stays in this browser until the server accepted that form, and is put back when the
// form is on a page again: after a reload, another form of the page, a session that ended or a server that was away.
//
// A form that saves itself says so (data-saves-itself). Which form it is follows from its address and its fields; where
// a page has two of one kind, data-unsent names each.

/** @import { FormRecord, KeptRecord } from "./store.js" */

import { around } from "./dom.js";
import { adopt, all, forget, forgetAccepted, GUEST_TIME, live, newKey, put, remove } from "./store.js";
import { fieldsOf, putBack, textsOf } from "./unsent_fields.js";
import { sayPutBack } from "./unsent_notice.js";

const { user, name = "", reader, posted } = document.body.dataset;
const answer = posted !== undefined; // this page answers a form: its fields show what was typed, not what was accepted
const owner = reader || user || "";
const page = newKey();
const CLOSING = 5000; // milliseconds that a page may take to save before it is closed

/**
 * The record of a form, the write that is under way, whether a newer one waits, and whether writing failed.
 * @typedef {{ record: FormRecord, writing: Promise<void>, stale: boolean, failed: boolean }} State
 */

/** @type {Map<EventTarget | null, State>} per form */
const states = new Map();
const looked = new WeakSet(); // forms of which was looked what this browser has
/** @type {KeptRecord | undefined} the record of the form that this page answers */
let sent;
let leaving = false;

/**
 * The form that an event is about.
 * @param {EventTarget | null} target a form or a field of it
 */
const formOf = (target) => (target && "form" in target && target.form instanceof HTMLFormElement ? target.form : null);

/**
 * Whether the words of this form are kept here.
 * @param {EventTarget | null} form
 * @returns {form is HTMLFormElement}
 */
const kept = (form) =>
  form instanceof HTMLFormElement &&
  (form.getAttribute("method")?.toLowerCase() === "post" || "unsent" in form.dataset) &&
  !("savesItself" in form.dataset) &&
  textsOf(form).length > 0;

const here = () => location.pathname + location.search;

/**
 * Which form it is, the same on every page that shows it.
 * @param {HTMLFormElement} form
 */
function keyOf(form) {
  const address = new URL(form.getAttribute("action") || here(), location.href);
  if (form.dataset.unsent) return `form ${address.pathname} ${form.dataset.unsent}`;
  const fields = form.getAttribute("id") || [...new Set(textsOf(form).map((field) => field.name))].sort().join(" ");
  return `form ${address.pathname}${address.search} ${fields}`;
}

/** The page to go back to: one that answers a form cannot be asked for. */
function pageOf() {
  if (!answer) return here();
  const from = document.referrer ? new URL(document.referrer) : null;
  return from && from.origin === location.origin ? from.pathname + from.search : "/";
}

/**
 * @param {HTMLFormElement} form
 * @returns {FormRecord}
 */
function newRecord(form) {
  const organisation = document.querySelector("h1")?.textContent.replaceAll(/\s+/g, " ").trim() || document.title;
  const about = {
    user: owner,
    name,
    guest: Boolean(reader),
    organisation,
    page,
    desk: pageOf(),
    interview: keyOf(form),
  };
  const text = { id: newKey(), kind: /** @type {const} */ ("form"), item: "", waiting: true, since: Date.now() };
  return { ...about, ...text, typed: { text: "" }, fields: [] };
}

/**
 * The record with its words as one text, for who reads what is kept here.
 * @param {FormRecord} record
 * @returns {FormRecord}
 */
const withWords = (record) => ({
  ...record,
  typed: { text: record.fields.map((one) => `${one.label}: ${one.value}`).join("\n\n") },
});

/**
 * @param {FormRecord} record
 * @returns {State}
 */
const stateOf = (record) => ({ record, writing: Promise.resolve(), stale: false, failed: false });

/**
 * Keep the form as it is now; nothing once it is as the page brought it. One write at a time.
 * @param {EventTarget | null} form
 */
function keep(form) {
  if (!owner || !kept(form)) return;
  const state = states.get(form) ?? stateOf(newRecord(form));
  states.set(form, state);
  Object.assign(state.record, fieldsOf(form, answer ? state.record.fields : []));
  state.stale = true;
  state.writing = state.writing.then(async () => {
    if (!state.stale) return;
    state.stale = false;
    try {
      await (state.record.fields.length ? put(withWords(state.record)) : remove(state.record.id));
      state.failed = false;
    } catch {
      state.failed = true;
    }
  });
}

/**
 * Put back in these forms what gone pages left of them, the last in front.
 * @param {HTMLFormElement[]} forms
 */
async function bringBack(forms) {
  const shown = new Map(forms.filter((form) => kept(form) && !looked.has(form)).map((form) => [keyOf(form), form]));
  for (const form of shown.values()) looked.add(form);
  /** @param {KeptRecord} record */
  const mine = (record) => record.kind === "form" && record.user === owner && shown.has(record.interview);
  const left = (await adopt(mine, page)).toSorted((one, other) => other.since - one.since);
  for (const record of left) {
    const form = shown.get(record.interview);
    if (form) await restore(form, /** @type {FormRecord} */ (record));
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {FormRecord} record
 */
async function restore(form, record) {
  const known = states.get(form);
  const first = !known;
  const state = known ?? stateOf({ ...record });
  states.set(form, state);
  const { restored, apart } = putBack(form, record);
  keep(form);
  const beside = apart.length ? withWords({ ...record, id: first ? newKey() : record.id, fields: apart }) : null;
  if (beside) await put(beside);
  else if (!first) await remove(record.id);
  if (!restored && !beside) return;
  sayPutBack(form, {
    restored,
    apart,
    async used(one) {
      if (!beside) return;
      beside.fields = beside.fields.filter((other) => other.id !== one.id);
      await (beside.fields.length ? put(withWords(beside)) : remove(beside.id));
    },
    async wipe() {
      if (restored) form.reset();
      await state.writing;
      if (beside) await remove(beside.id);
    },
  });
}

/**
 * The name of the words of another form that this one carries, to be confirmed: they are accepted together.
 * @param {FormData} data
 */
function carried(data) {
  const fields = sent?.fields ?? [];
  const whole = fields.length && fields.every((one) => data.getAll(one.name).includes(one.value));
  return whole ? sent?.id : "";
}

document.addEventListener("input", ({ target }) => keep(formOf(target)));
document.addEventListener("change", ({ target }) => states.has(formOf(target)) && keep(formOf(target)));
document.addEventListener("saved", ({ target }) => states.has(target) && keep(target)); // by a script, as it is now
document.addEventListener("reset", ({ target }) => setTimeout(() => states.has(target) && keep(target)));
document.addEventListener("formdata", ({ target, formData }) => {
  const record = states.get(target)?.record;
  const id = record?.fields.length ? record.id : carried(formData);
  if (id && !formData.has("unsent")) formData.set("unsent", id);
});
addEventListener("submit", (event) => {
  const away = event.submitter instanceof HTMLButtonElement && event.submitter.formTarget;
  leaving = !event.defaultPrevented && !away;
});
addEventListener("pageshow", () => {
  leaving = false;
});

/** Before a respondent closes the page: what waits is saved, as far as that works, and this browser knows what was. */
document.addEventListener("submit", async (event) => {
  const form = around(event.target, "form", HTMLFormElement);
  if (!form || !("leave" in form.dataset)) return;
  event.preventDefault();
  /** @type {Promise<unknown>[]} */
  const saves = [];
  document.dispatchEvent(new CustomEvent("closing", { detail: saves }));
  await Promise.race([Promise.allSettled(saves), new Promise((resolve) => setTimeout(resolve, CLOSING))]);
  await Promise.allSettled([...states.values()].map((state) => state.writing));
  leaving = true;
  form.submit();
});
addEventListener("beforeunload", (event) => {
  /** @param {State} state */
  const lost = ({ record, failed }) => record.fields.length && failed;
  if (!leaving && [...states.values()].some(lost)) event.preventDefault();
});

async function begin() {
  live(page);
  await forgetAccepted();
  if (posted) sent = (await all()).find((record) => record.id === posted);
  await bringBack([...document.forms]);
  document.addEventListener("focusin", ({ target }) => {
    const form = formOf(target);
    if (form) bringBack([form]).catch(() => {});
  });
  await forget((one) => Boolean(one.guest) && one.kind === "form" && Date.now() - one.since > GUEST_TIME);
}

if (owner) await begin().catch(() => {}); // without a store the page asks before it goes
/** @param {HTMLFormElement} form */
const typedIn = (form) => kept(form) && textsOf(form).some((one) => one.value !== one.defaultValue);
for (const form of document.forms) if (typedIn(form)) keep(form);
document.documentElement.dataset.unsent = "ready";
