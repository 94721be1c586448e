// The respondent's page with JavaScript: every choice is saved at once, so stopping loses nothing.
// Without it the same page is one form.

import { around, byId, every, find, get, told } from "../web/dom.js";
import { isPassing, pageSender, Queue } from "../web/sender.js";
import { RETRY, Reaction, setValue, valueIn } from "./reaction.js";

/** @import { Tried } from "../web/sender.js" */

const form = byId("record", HTMLFormElement);
const state = byId("save");
const PAUSE = 800; // milliseconds of rest in typing before a save
const sender = pageSender();
/** @param {string} name */
const value = (name) => valueIn(form, name);

let lastSaved = "";
const reactions = new Map(
  every(form, "[data-item]").map((one) => [told(one, "item"), new Reaction(one, form, { sender, tell, onSaved })]),
);

/** @param {EventTarget | null} target */
const reactionOf = (target) => reactions.get(around(target, "[data-item]")?.dataset.item ?? "");

/**
 * @param {Reaction} reaction
 * @param {string} content
 * @param {Record<string, any>} body
 */
function onSaved({ answer, item }, content, body) {
  lastSaved = `Opgeslagen om ${body.at}`;
  settle(item, content);
  show(answer, item, body);
}

function tell() {
  const all = [...reactions.values()];
  const problem = all.find((one) => one.problem && one.dirty)?.problem || forAll.problem;
  const waiting = [...all, forAll].some((one) => one.dirty || one.busy);
  const words = problem ? `Niet opgeslagen: ${problem}` : waiting ? "Wordt opgeslagen" : lastSaved;
  state.classList.toggle("stick__problem", Boolean(problem));
  if (state.textContent !== words) state.textContent = words;
}

/**
 * What was saved needs no keeping in this browser (unsent.js).
 * @param {string} item
 * @param {string} content
 */
function settle(item, content) {
  for (const [name, words] of Object.entries(JSON.parse(content))) {
    const field = form.elements.namedItem(`${name}_${item}`);
    const text = field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && field.type !== "radio");
    if (text) field.defaultValue = words;
  }
  form.dispatchEvent(new Event("saved", { bubbles: true }));
}

/**
 * @param {HTMLElement} answer
 * @param {string} item
 * @param {Record<string, any>} body
 */
function show(answer, item, body) {
  for (const place of every(form, "[data-done]")) place.textContent = body.done;
  const rest = find(form, "[data-rest]"); // those who read along have none
  if (rest) {
    rest.hidden = !body.untouched;
    get(rest, "[data-untouched]").textContent = body.untouched;
  }
  get(form, `[data-pip="${CSS.escape(item)}"]`).className = body.whole ? "on" : "half";
  get(answer, "[data-preview]").hidden = !body.difference;
  get(answer, "[data-difference]").innerHTML = body.difference;
  if ("addition" in body) showAddition(answer, body);
  if (!body.whole) return;
  answer.classList.remove("answer--missing");
  get(answer, ".react").removeAttribute("aria-describedby");
  find(answer, ".react > .error")?.remove();
}

/**
 * @param {HTMLElement} answer
 * @param {Record<string, any>} body
 */
function showAddition(answer, body) {
  get(answer, "[data-adding]").hidden = !body.addition;
  get(answer, "[data-addition]").innerHTML = body.addition;
  const slips = get(answer, "[data-slips]");
  slips.hidden = !body.slips.length;
  slips.replaceChildren(
    .../** @type {string[]} */ (body.slips).map((words) =>
      Object.assign(document.createElement("li"), { textContent: words }),
    ),
  );
}

const bases = () => Object.fromEntries([...reactions.values()].map((one) => [one.base.name, one.base.value]));

/**
 * A use that was chosen for all answers at once, with the reactions that are overtaken by it: as they were saved, and as
 * they are now.
 * @typedef {{ use: string, overtaken: { one: Reaction, saved: string, content: string }[] }} Wanted
 */

/** What is allowed for all answers at once; those of before are overtaken by it, here as on the server. */
class ForAll {
  problem = "";
  /** @type {Wanted | null} */
  wanted = null;
  queue = new Queue({ waits: () => this.dirty, attempt: sendForAll, onRest: tell, delays: RETRY });

  get dirty() {
    return this.wanted !== null;
  }

  get busy() {
    return this.queue.busy;
  }
}

const forAll = new ForAll();

/** @param {string} use */
function allow(use) {
  const unsaved = new Set([...reactions.values()].filter((one) => one.dirty));
  for (const radio of every(form, `[name^="use_"][value="${use}"]`, HTMLInputElement)) radio.checked = true;
  const overtaken = [...reactions.values()]
    .filter((one) => !unsaved.has(one))
    .map((one) => ({ one, saved: one.saved, content: one.content }));
  forAll.wanted = { use, overtaken };
  forAll.queue.wake(true);
  tell();
}

/** @returns {Promise<Tried>} */
async function sendForAll() {
  await Promise.allSettled([...reactions.values()].map((one) => one.queue.idle));
  const { wanted } = forAll;
  if (!wanted) return "next";
  const about = { use: wanted.use, reader: value("reader"), use_base: value("use_base"), ...bases() };
  const { status, body } = await sender.send("PUT", told(form, "allow"), about);
  forAll.problem = status === 200 ? "" : body.error || "geen verbinding";
  const newer = forAll.wanted !== wanted; // something else was chosen meanwhile: it is sent next
  if (body.use && !newer) useElsewhere(body.use);
  if (status !== 200) {
    if (isPassing(status)) return "later";
    return newer ? "next" : "stop";
  }
  if (!newer) forAll.wanted = null;
  lastSaved = `Opgeslagen om ${body.at}`;
  if (body.narrowed.length) lastSaved += `. Vraag ${body.narrowed.join(", ")} blijft zoals u elders koos`;
  setValue(form, "use_base", wanted.use);
  for (const [item, number] of Object.entries(body.numbers)) {
    const one = reactions.get(item);
    if (one) one.base.value = String(number);
  }
  for (const { one, saved, content } of wanted.overtaken) if (one.saved === saved) one.saved = content;
  return "next";
}

/**
 * Another use was chosen elsewhere meanwhile: show that one again, to choose in view of it.
 * @param {string} use
 */
function useElsewhere(use) {
  forAll.wanted = null;
  setValue(form, "use", use);
  setValue(form, "use_base", use);
  for (const one of reactions.values()) {
    const said = JSON.parse(one.saved || "{}");
    setValue(form, `use_${one.item}`, said.kind ? said.use : use);
  }
}

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */

form.addEventListener("input", (event) => {
  const target = /** @type {Field} */ (event.target);
  const one = reactionOf(target);
  if (target.name.startsWith("keep_")) {
    one?.choose(target.value);
    return;
  }
  if (one) one.problem = "";
  one?.schedule(target.type === "radio" ? 0 : PAUSE);
});
form.addEventListener("change", (event) => {
  const target = /** @type {Field} */ (event.target);
  if (target.name === "use") allow(target.value);
  if (!target.name.startsWith("keep_")) reactionOf(target)?.save();
});

// Enter in a one-line field or on a choice would press the first button, "Later verder".
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target instanceof HTMLInputElement) event.preventDefault();
});

// The form holds everything; it goes after what is under way, so that nothing older arrives later.
let leaving = false;
form.addEventListener("submit", async (event) => {
  const busy = [...reactions.values(), forAll].filter((one) => one.busy).map((one) => one.queue.idle);
  leaving = true;
  if (!busy.length) return;
  event.preventDefault();
  await Promise.allSettled(busy);
  form.requestSubmit(event.submitter);
});
addEventListener("pageshow", () => {
  leaving = false;
});
document.addEventListener("closing", (event) => {
  if (!(event instanceof CustomEvent)) return;
  leaving = true; // what cannot be saved stays in this browser, and the next page says so
  event.detail.push(forAll.queue.idle, ...[...reactions.values()].map((one) => one.savedOrNot()));
});
addEventListener("beforeunload", (event) => {
  if (!leaving && [...reactions.values(), forAll].some((one) => one.dirty || one.busy)) event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) for (const one of reactions.values()) one.save();
});
