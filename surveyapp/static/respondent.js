// The respondent's page with JavaScript: every choice is saved at once, so stopping loses nothing.

const form = document.getElementById("record");
const state = document.getElementById("save");
const PAUSE = 800; // milliseconds of rest in typing before a save
const RETRY = 5000;
const token = form.elements.csrf_token.value;
const unsaved = new Map();

const value = (name) => form.elements[name]?.value ?? "";
const read = (item) => ({
  kind: value(`kind_${item}`),
  proposal: value(`proposal_${item}`),
  remark: value(`remark_${item}`),
  question: value(`question_${item}`),
});

function say(words) {
  if (state.textContent !== words) state.textContent = words;
}

function schedule(item, delay) {
  clearTimeout(unsaved.get(item));
  if (!read(item).kind) return;
  unsaved.set(item, setTimeout(() => save(item), delay));
}

async function save(item) {
  const sent = read(item);
  try {
    const response = await fetch(form.dataset.save.replace("ITEM", item), {
      method: "PUT",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
      body: JSON.stringify(sent),
      signal: AbortSignal.timeout(20000),
    });
    const body = await response.json();
    if (!response.ok) return say(`Niet opgeslagen: ${body.error}`);
    if (JSON.stringify(read(item)) === JSON.stringify(sent)) unsaved.delete(item);
    show(item, body);
  } catch {
    say("Niet opgeslagen: geen verbinding");
    schedule(item, RETRY);
  }
}

function show(item, body) {
  for (const place of form.querySelectorAll("[data-done]")) place.textContent = body.done;
  form.querySelector("[data-untouched]").textContent = body.untouched;
  form.querySelector("[data-rest]").hidden = !body.untouched;
  const answer = form.querySelector(`[data-item="${CSS.escape(item)}"]`);
  form.querySelector(`[data-pip="${CSS.escape(item)}"]`).className = body.whole ? "on" : "half";
  answer.querySelector("[data-preview]").hidden = !body.difference;
  answer.querySelector("[data-difference]").innerHTML = body.difference;
  if (body.whole) {
    answer.classList.remove("answer--missing");
    answer.querySelector(".error")?.remove();
  }
  say(unsaved.size ? "Wordt opgeslagen" : `Opgeslagen om ${body.at}`);
}

form.addEventListener("input", (event) => {
  const item = event.target.closest("[data-item]")?.dataset.item;
  if (item) schedule(item, event.target.type === "radio" ? 0 : PAUSE);
});
form.addEventListener("submit", () => {
  for (const timer of unsaved.values()) clearTimeout(timer);
  unsaved.clear();
});
addEventListener("beforeunload", (event) => {
  if (unsaved.size) event.preventDefault();
});
