// Comments of colleagues without leaving the page: what is typed in an answer stays where it is.

const form = document.getElementById("comments");
const state = document.getElementById("comments-state");

async function send(address, content) {
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": form.elements.csrf_token.value },
      body: content,
    });
    return await response.json();
  } catch {
    return { error: "Geen verbinding. Uw opmerking is niet geplaatst." };
  }
}

function show(thread, { panel, summary, waiting }) {
  const item = thread.dataset.thread;
  const place = thread.querySelector("[data-panel]");
  place.innerHTML = panel;
  thread.querySelector("[data-summary]").textContent = summary.trim();
  const rail = document.querySelector(`[data-comments="${CSS.escape(item)}"]`);
  if (rail) rail.textContent = waiting ? `${waiting} ${waiting === 1 ? "opmerking" : "opmerkingen"}` : "";
  place.querySelector("textarea").focus();
}

function refuse(thread, words) {
  const place = thread.querySelector("[data-panel]");
  const line = place.querySelector(".error") ?? document.createElement("p");
  line.className = "error";
  line.textContent = words;
  place.prepend(line);
}

form.addEventListener("submit", async (event) => {
  const button = event.submitter;
  const thread = button?.closest("[data-thread]");
  if (!thread) return;
  event.preventDefault();
  const settles = button.name === "seen";
  const content = new FormData();
  const text = thread.querySelector("textarea");
  if (settles) content.set("seen", button.value);
  else content.set(text.name, text.value);
  const typed = settles ? text.value : "";
  const body = await send(button.formAction, content);
  const words = body.panel === undefined ? body.error || "Dat lukte niet. Probeer het opnieuw." : "";
  if (words) refuse(thread, words);
  else {
    show(thread, body);
    const field = thread.querySelector("textarea");
    field.value = typed;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  state.textContent = words || (settles ? "De stand is opgeslagen." : "Uw opmerking is geplaatst.");
});

for (const thread of document.querySelectorAll("[data-thread]"))
  thread.addEventListener("keydown", (event) => {
    if (!event.ctrlKey || event.key !== "Enter") return;
    event.stopPropagation();
    thread.querySelector("button[form=comments]").click();
  });
