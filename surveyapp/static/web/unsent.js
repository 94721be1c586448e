// What is typed in an ordinary form stays in this browser until the server accepted that form, and is put back when the
// form is on a page again: after a reload, another form of the page, a session that ended or a server that was away.
//
// A form that saves itself says so (data-saves-itself). Which form it is follows from its address and its fields; where
// a page has two of one kind, data-unsent names each.

import { adopt, all, forget, live, newKey, put, remove } from "./store.js";
import { fieldsOf, putBack, textsOf } from "./unsent_fields.js";
import { sayPutBack } from "./unsent_notice.js";

const { user, name = "", reader, posted } = document.body.dataset;
const answer = posted !== undefined; // this page answers a form: its fields show what was typed, not what was accepted
const owner = reader || user;
const page = newKey();
const GUEST_TIME = 14 * 24 * 3600 * 1000; // milliseconds that words of somebody without an account stay here
const CLOSING = 5000; // milliseconds that a page may take to save before it is closed
const states = new Map(); // per form: its record, the write that is under way, and whether writing failed
const looked = new WeakSet(); // forms of which was looked what this browser has
let sent = null; // the record of the form that this page answers
let leaving = false;

const kept = (form) =>
  form instanceof HTMLFormElement &&
  (form.getAttribute("method")?.toLowerCase() === "post" || "unsent" in form.dataset) &&
  !("savesItself" in form.dataset) &&
  textsOf(form).length > 0;

const here = () => location.pathname + location.search;

/** Which form it is, the same on every page that shows it. */
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
  return from?.origin === location.origin ? from.pathname + from.search : "/";
}

function newRecord(form) {
  const organisation = document.querySelector("h1")?.textContent.replaceAll(/\s+/g, " ").trim() || document.title;
  const about = { user: owner, name, guest: Boolean(reader), organisation, page, desk: pageOf(), interview: keyOf(form) };
  return { ...about, id: newKey(), kind: "form", item: "", waiting: true, fields: [], since: Date.now() };
}

const withWords = (record) => ({
  ...record,
  typed: { text: record.fields.map((one) => `${one.label}: ${one.value}`).join("\n\n") },
});

/** Keep the form as it is now; nothing once it is as the page brought it. One write at a time. */
function keep(form) {
  if (!owner || !kept(form)) return;
  const state = states.get(form) ?? { record: newRecord(form), writing: Promise.resolve() };
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

/** Forget what the server accepted since: its answer to a form names it. */
async function forgetAccepted() {
  const found = document.cookie.split("; ").find((one) => one.startsWith("unsent="));
  if (!found) return;
  document.cookie = "unsent=; path=/; max-age=0";
  for (const id of found.slice("unsent=".length).split(".")) await remove(id);
}

/** Put back in these forms what gone pages left of them, the last in front. */
async function bringBack(forms) {
  const shown = new Map(forms.filter((form) => kept(form) && !looked.has(form)).map((form) => [keyOf(form), form]));
  for (const form of shown.values()) looked.add(form);
  const mine = (record) => record.kind === "form" && record.user === owner && shown.has(record.interview);
  const left = (await adopt(mine, page)).toSorted((one, other) => other.since - one.since);
  for (const record of left) await restore(shown.get(record.interview), record);
}

async function restore(form, record) {
  const first = !states.has(form);
  if (first) states.set(form, { record: { ...record }, writing: Promise.resolve() });
  const state = states.get(form);
  const { restored, apart } = putBack(form, record);
  keep(form);
  const beside = apart.length ? withWords({ ...record, id: first ? newKey() : record.id, fields: apart }) : null;
  if (beside) await put(beside);
  else if (!first) await remove(record.id);
  if (!restored && !beside) return;
  sayPutBack(form, {
    restored,
    apart,
    used(one) {
      beside.fields = beside.fields.filter((other) => other.id !== one.id);
      return beside.fields.length ? put(withWords(beside)) : remove(beside.id);
    },
    async wipe() {
      if (restored) form.reset();
      await state.writing;
      if (beside) await remove(beside.id);
    },
  });
}

/** The name of the words of another form that this one carries, to be confirmed: they are accepted together. */
function carried(data) {
  const whole = sent?.fields.length && sent.fields.every((one) => data.getAll(one.name).includes(one.value));
  return whole ? sent.id : "";
}

document.addEventListener("input", ({ target }) => target.form && keep(target.form));
document.addEventListener("change", ({ target }) => states.has(target.form) && keep(target.form));
document.addEventListener("saved", ({ target }) => states.has(target) && keep(target)); // by a script, as it is now
document.addEventListener("reset", ({ target }) => setTimeout(() => states.has(target) && keep(target)));
document.addEventListener("formdata", ({ target, formData }) => {
  const { record } = states.get(target) ?? {};
  const id = record?.fields.length ? record.id : carried(formData);
  if (id && !formData.has("unsent")) formData.set("unsent", id);
});
addEventListener("submit", (event) => {
  leaving = !event.defaultPrevented && !event.submitter?.formTarget;
});
addEventListener("pageshow", () => {
  leaving = false;
});

/** Before a respondent closes the page: what waits is saved, as far as that works, and this browser knows what was. */
document.addEventListener("submit", async (event) => {
  if (!("leave" in event.target.dataset)) return;
  event.preventDefault();
  const asked = new CustomEvent("closing", { detail: [] });
  document.dispatchEvent(asked);
  await Promise.race([Promise.allSettled(asked.detail), new Promise((resolve) => setTimeout(resolve, CLOSING))]);
  await Promise.allSettled([...states.values()].map((state) => state.writing));
  leaving = true;
  event.target.submit();
});
addEventListener("beforeunload", (event) => {
  const lost = ({ record, failed }) => record.fields.length && failed;
  if (!leaving && [...states.values()].some(lost)) event.preventDefault();
});

async function begin() {
  live(page);
  await forgetAccepted();
  if (posted) sent = (await all()).find((record) => record.id === posted);
  await bringBack([...document.forms]);
  document.addEventListener("focusin", ({ target }) => target.form && bringBack([target.form]).catch(() => {}));
  await forget((one) => one.guest && one.kind === "form" && Date.now() - one.since > GUEST_TIME);
}

if (owner) await begin().catch(() => {}); // without a store the page asks before it goes
const typedIn = (form) => kept(form) && textsOf(form).some((one) => one.value !== one.defaultValue);
for (const form of document.forms) if (typedIn(form)) keep(form);
document.documentElement.dataset.unsent = "ready";
