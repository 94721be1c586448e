// The respondent's page with JavaScript: every choice is saved at once, so stopping loses nothing.
// Without it the same page is one form.

import { heard } from "./answer.js";

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

/** One reaction that saves itself. One save is under way at a time, so they arrive in order. */
class Reaction {
  constructor(answer) {
    this.answer = answer;
    this.item = answer.dataset.item;
    this.saved = this.content;
    this.tries = 0;
    this.problem = "";
  }

  get content() {
    const said = FIELDS.map((field) => [field, value(`${field}_${this.item}`)]);
    return JSON.stringify(Object.fromEntries(said));
  }

  get dirty() {
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
    const content = this.content;
    const address = form.dataset.save.replace("ITEM", encodeURIComponent(this.item));
    const { status, body } = await put(address, { ...JSON.parse(content), reader: value("reader") });
    if (status === 200) {
      this.saved = content;
      this.tries = 0;
      this.problem = "";
      lastSaved = `Opgeslagen om ${body.at}`;
      settle(this.item, content);
      show(this.answer, body);
    } else {
      this.problem = body.error || "geen verbinding";
      if (!status || status === 429 || status >= 500)
        this.timer = setTimeout(() => this.save(), RETRY[Math.min(this.tries++, RETRY.length - 1)]);
    }
  }
}

const reactions = new Map([...form.querySelectorAll("[data-item]")].map((one) => [one.dataset.item, new Reaction(one)]));
let lastSaved = "";

function tell() {
  const all = [...reactions.values(), forAll];
  const problem = all.find((one) => one.problem && one.dirty)?.problem;
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

/** What is allowed for all answers at once; those of before are overtaken by it, here as on the server. */
const forAll = { problem: "", busy: null, dirty: false };
function allow(use) {
  forAll.dirty = true;
  const unsaved = new Set([...reactions.values()].filter((one) => one.dirty));
  for (const radio of form.querySelectorAll(`[name^="use_"][value="${use}"]`)) radio.checked = true;
  const overtaken = [...reactions.values()].filter((one) => !unsaved.has(one)).map((one) => [one, one.saved, one.content]);
  const earlier = [...reactions.values()].map((one) => one.busy);
  forAll.busy = Promise.allSettled(earlier)
    .then(() => put(form.dataset.allow, { use, reader: value("reader") }))
    .then(({ status, body }) => {
      forAll.problem = status === 200 ? "" : body.error || "geen verbinding";
      forAll.dirty = status !== 200;
      if (status !== 200) return;
      lastSaved = `Opgeslagen om ${body.at}`;
      for (const [one, before, now] of overtaken) if (one.saved === before) one.saved = now;
    })
    .finally(() => {
      forAll.busy = null;
      tell();
    });
  tell();
}

form.addEventListener("input", ({ target }) => {
  const one = reactions.get(target.closest("[data-item]")?.dataset.item);
  if (one) one.problem = "";
  one?.schedule(target.type === "radio" ? 0 : PAUSE);
});
form.addEventListener("change", ({ target }) => {
  if (target.name === "use") allow(target.value);
});
form.addEventListener("change", ({ target }) => reactions.get(target.closest("[data-item]")?.dataset.item)?.save());

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
