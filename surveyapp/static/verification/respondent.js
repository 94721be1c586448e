// The respondent's page with JavaScript: every choice is saved at once, so stopping loses nothing.
// Without it the same page is one form.

import { heard } from "../web/answer.js";

const form = document.getElementById("record");
const state = document.getElementById("save");
const PAUSE = 800; // milliseconds of rest in typing before a save
const RETRY = [2000, 5000, 15000, 30000];
const TIMEOUT = 20000; // milliseconds
const FIELDS = form.dataset.fields.split(" ");
const token = form.elements.csrf_token.value;

const value = (name) => form.elements[name]?.value ?? "";

async function put(address, content) {
  try {
    const response = await fetch(address, {
      method: "PUT",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
      body: JSON.stringify(content),
      signal: AbortSignal.timeout(TIMEOUT),
    });
    return await heard(response);
  } catch {
    return { status: 0, body: {} };
  }
}

const newKey = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("-");

/**
 * One reaction that saves itself. One save is under way at a time, so they arrive in order. It names the version that it
 * builds on; a save that got no answer is sent again as it was, with its key, before anything that was typed since.
 */
class Reaction {
  constructor(answer) {
    this.answer = answer;
    this.item = answer.dataset.item;
    this.base = form.elements[`base_${this.item}`];
    this.key = form.elements[`key_${this.item}`];
    this.clash = answer.querySelector("[data-clash-place]");
    this.saved = "unsaved" in answer.dataset ? "" : this.content;
    this.unanswered = "";
    this.tries = 0;
    this.problem = "";
  }

  get content() {
    const said = FIELDS.map((field) => [field, value(`${field}_${this.item}`)]);
    return JSON.stringify(Object.fromEntries(said));
  }

  get dirty() {
    if (this.unanswered) return true;
    const kind = value(`kind_${this.item}`);
    const chosen = kind === "change" ? value(`change_${this.item}`) : kind;
    return this.content !== this.saved && Boolean(chosen);
  }

  schedule(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
    tell();
  }

  save() {
    clearTimeout(this.timer);
    if (this.dirty) this.busy ??= this.send().finally(() => this.done());
    return this.busy;
  }

  done() {
    this.busy = null;
    if (this.dirty && !this.problem) this.schedule(0);
    tell();
  }

  async send() {
    const content = this.unanswered || this.content;
    if (!this.unanswered) this.key.value = newKey();
    const address = form.dataset.save.replace("ITEM", encodeURIComponent(this.item));
    const about = { reader: value("reader"), use_base: value("use_base"), base: this.base.value, key: this.key.value };
    const { status, body } = await put(address, { ...JSON.parse(content), ...about });
    this.unanswered = status && status < 500 ? "" : content;
    if (this.unanswered === "") this.key.value = "";
    if (status === 200) {
      this.saved = content;
      this.base.value = body.number;
      this.clash.replaceChildren();
      this.tries = 0;
      this.problem = "";
      lastSaved = `Opgeslagen om ${body.at}`;
      settle(this.item, content);
      show(this.answer, body);
    } else {
      this.problem = body.error || "geen verbinding";
      if (body.clash && !this.clash.contains(document.activeElement)) this.clash.innerHTML = body.clash;
      if (body.clash && content !== this.content) this.problem = ""; // show what was typed since beside it
      if (!status || status === 429 || status >= 500)
        this.timer = setTimeout(() => this.save(), RETRY[Math.min(this.tries++, RETRY.length - 1)]);
    }
  }
}

/** Go on with what was chosen of two texts: this one, or the one that was saved elsewhere. */
async function choose(one, chosen) {
  const panel = one.clash.querySelector("[data-clash]");
  if (chosen.startsWith("theirs")) {
    for (const [field, words] of Object.entries(JSON.parse(panel.dataset.theirs))) set(`${field}_${one.item}`, words);
  }
  await one.busy; // a save from before the choice may be under way, and clash again
  one.base.value = panel.dataset.clash;
  one.key.value = one.unanswered = one.problem = "";
  one.clash.replaceChildren();
  const first = one.answer.querySelector(".react :is(input, textarea):checked") ?? one.answer.querySelector(".react input");
  first?.focus();
  one.saved = "";
  one.save();
}

function set(name, words) {
  const field = form.elements[name];
  if (field instanceof RadioNodeList) for (const radio of field) radio.checked = radio.value === words;
  else if (field && (words || field.tagName !== "TEXTAREA" || field.id.startsWith("question"))) field.value = words;
}

const reactions = new Map([...form.querySelectorAll("[data-item]")].map((one) => [one.dataset.item, new Reaction(one)]));
let lastSaved = "";

function tell() {
  const all = [...reactions.values(), forAll];
  const problem = all.find((one) => one.problem && (one.dirty || one === forAll))?.problem;
  const waiting = all.some((one) => one.dirty || one.busy);
  const words = problem ? `Niet opgeslagen: ${problem}` : waiting ? "Wordt opgeslagen" : lastSaved;
  state.classList.toggle("stick__problem", Boolean(problem));
  if (state.textContent !== words) state.textContent = words;
}

/** What was saved needs no keeping in this browser (unsent.js). */
function settle(item, content) {
  for (const [name, words] of Object.entries(JSON.parse(content))) {
    const field = form.elements[`${name}_${item}`];
    if (field?.matches?.("textarea, input:not([type=radio])")) field.defaultValue = words;
  }
  form.dispatchEvent(new Event("saved", { bubbles: true }));
}

function show(answer, body) {
  for (const place of form.querySelectorAll("[data-done]")) place.textContent = body.done;
  const rest = form.querySelector("[data-rest]"); // those who read along have none
  if (rest) {
    rest.hidden = !body.untouched;
    rest.querySelector("[data-untouched]").textContent = body.untouched;
  }
  form.querySelector(`[data-pip="${CSS.escape(answer.dataset.item)}"]`).className = body.whole ? "on" : "half";
  answer.querySelector("[data-preview]").hidden = !body.difference;
  answer.querySelector("[data-difference]").innerHTML = body.difference;
  if ("addition" in body) {
    answer.querySelector("[data-adding]").hidden = !body.addition;
    answer.querySelector("[data-addition]").innerHTML = body.addition;
    const slips = answer.querySelector("[data-slips]");
    slips.hidden = !body.slips.length;
    slips.replaceChildren(...body.slips.map((words) => Object.assign(document.createElement("li"), { textContent: words })));
  }
  if (body.whole) {
    answer.classList.remove("answer--missing");
    answer.querySelector(".react").removeAttribute("aria-describedby");
    answer.querySelector(".react > .error")?.remove();
  }
}

const bases = () => Object.fromEntries([...reactions.values()].map((one) => [one.base.name, one.base.value]));

/** What is allowed for all answers at once; those of before are overtaken by it, here as on the server. */
const forAll = { problem: "", busy: null, dirty: false };
function allow(use) {
  forAll.dirty = true;
  const unsaved = new Set([...reactions.values()].filter((one) => one.dirty));
  for (const radio of form.querySelectorAll(`[name^="use_"][value="${use}"]`)) radio.checked = true;
  const overtaken = [...reactions.values()].filter((one) => !unsaved.has(one)).map((one) => [one, one.saved, one.content]);
  const earlier = [...reactions.values()].map((one) => one.busy);
  forAll.busy = Promise.allSettled(earlier)
    .then(() => put(form.dataset.allow, { use, reader: value("reader"), use_base: value("use_base"), ...bases() }))
    .then(({ status, body }) => {
      forAll.problem = status === 200 ? "" : body.error || "geen verbinding";
      forAll.dirty = status !== 200;
      if (body.use) useElsewhere(body.use);
      if (status !== 200) return;
      lastSaved = `Opgeslagen om ${body.at}`;
      if (body.narrowed.length) lastSaved += `. Vraag ${body.narrowed.join(", ")} blijft zoals u elders koos`;
      form.elements.use_base.value = use;
      for (const [item, number] of Object.entries(body.numbers)) {
        const one = reactions.get(item);
        if (one) one.base.value = number;
      }
      for (const [one, before, now] of overtaken) if (one.saved === before) one.saved = now;
    })
    .finally(() => {
      forAll.busy = null;
      tell();
    });
  tell();
}

/** Another use was chosen elsewhere meanwhile: show that one again, to choose in view of it. */
function useElsewhere(use) {
  forAll.dirty = false;
  set("use", use);
  form.elements.use_base.value = use;
  for (const one of reactions.values()) {
    const said = JSON.parse(one.saved || "{}");
    set(`use_${one.item}`, said.kind ? said.use : use);
  }
}

form.addEventListener("input", ({ target }) => {
  const one = reactions.get(target.closest("[data-item]")?.dataset.item);
  if (target.name.startsWith("keep_")) {
    choose(one, target.value);
    return;
  }
  if (one) one.problem = "";
  one?.schedule(target.type === "radio" ? 0 : PAUSE);
});
form.addEventListener("change", ({ target }) => {
  if (target.name === "use") allow(target.value);
});
form.addEventListener("change", ({ target }) => !target.name.startsWith("keep_") && reactions.get(target.closest("[data-item]")?.dataset.item)?.save());

// Enter in a one-line field or on a choice would press the first button, "Later verder".
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.tagName === "INPUT") event.preventDefault();
});

// The form holds everything; it goes after what is under way, so that nothing older arrives later.
let leaving = false;
form.addEventListener("submit", async (event) => {
  const busy = [...reactions.values(), forAll].filter((one) => one.busy).map((one) => one.busy);
  leaving = true;
  if (!busy.length) return;
  event.preventDefault();
  await Promise.allSettled(busy);
  form.requestSubmit(event.submitter);
});
addEventListener("pageshow", () => {
  leaving = false;
});
/** Save until all that is typed is saved, or cannot be. */
async function savedOrNot(one) {
  do await one.save();
  while (one.dirty && !one.problem);
}
document.addEventListener("closing", ({ detail }) => {
  leaving = true; // what cannot be saved stays in this browser, and the next page says so
  detail.push(forAll.busy, ...[...reactions.values()].map(savedOrNot));
});
addEventListener("online", () => {
  if (forAll.dirty) allow(value("use"));
  reactions.forEach((one) => one.save());
});
addEventListener("beforeunload", (event) => {
  if (!leaving && [...reactions.values(), forAll].some((one) => one.dirty || one.busy)) event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) reactions.forEach((one) => one.save());
});
