// Comments of colleagues without leaving the page: what is typed in an answer stays where it is.

import { around, byId, every, find, get, told } from "../web/dom.js";
import { pageSender } from "../web/sender.js";

const form = byId("comments", HTMLFormElement);
const state = byId("comments-state");
const sender = pageSender();

/**
 * @param {HTMLElement} thread
 * @param {Record<string, any>} body
 */
function show(thread, { panel, summary, waiting }) {
  const item = told(thread, "thread");
  const place = get(thread, "[data-panel]");
  place.innerHTML = panel;
  get(thread, "[data-summary]").textContent = summary.trim();
  const rail = find(document, `[data-comments="${CSS.escape(item)}"]`);
  if (rail) rail.textContent = waiting ? `${waiting} ${waiting === 1 ? "opmerking" : "opmerkingen"}` : "";
  get(place, "textarea").focus();
}

/**
 * @param {HTMLElement} thread
 * @param {string} words
 */
function refuse(thread, words) {
  const place = get(thread, "[data-panel]");
  const line = find(place, ".error") ?? document.createElement("p");
  line.className = "error";
  line.textContent = words;
  place.prepend(line);
}

form.addEventListener("submit", async (event) => {
  const button = event.submitter;
  const thread = around(button, "[data-thread]");
  if (!thread || !(button instanceof HTMLButtonElement)) return;
  event.preventDefault();
  const settles = button.name === "seen";
  const content = new FormData();
  const text = get(thread, "textarea", HTMLTextAreaElement);
  if (settles) content.set("seen", button.value);
  else content.set(text.name, text.value);
  const typed = settles ? text.value : "";
  const { status, body } = await sender.send("POST", button.formAction, content);
  const refusal = status ? "Dat lukte niet. Probeer het opnieuw." : "Geen verbinding. Uw opmerking is niet geplaatst.";
  const words = body.panel === undefined ? body.error || refusal : "";
  if (words) refuse(thread, words);
  else {
    show(thread, body);
    const field = get(thread, "textarea", HTMLTextAreaElement);
    field.value = typed;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  state.textContent = words || (settles ? "De stand is opgeslagen." : "Uw opmerking is geplaatst.");
});

for (const thread of every(document, "[data-thread]"))
  thread.addEventListener("keydown", (event) => {
    if (!event.ctrlKey || event.key !== "Enter") return;
    event.stopPropagation();
    get(thread, "button[form=comments]").click();
  });
