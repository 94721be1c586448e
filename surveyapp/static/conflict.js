// The choice between two texts of one answer or section, made in the page: nothing else on it is lost meanwhile.

const NOT_YET = "Uw keuze is nog niet opgeslagen, want er is geen verbinding. Beide teksten zijn bewaard; probeer het zo weer.";

/** Show the panel at ``place``; ``saver`` goes on with what is chosen. */
export function offer(place, panel, saver, line) {
  place.innerHTML = panel;
  const form = place.querySelector("form");
  const heading = place.querySelector("h3");
  form.elements.csrf_token.value = line.token;
  if (saver.merged) form.elements.merged.value = saver.merged;
  form.elements.merged.addEventListener("input", () => {
    saver.merged = form.elements.merged.value;
    saver.keep();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    choose(place, form, event.submitter, saver, line);
  });
  heading.tabIndex = -1;
  heading.focus();
}

async function choose(place, form, button, saver, line) {
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  const outcome = await line.send("POST", form.action, new FormData(form, button));
  delete form.dataset.busy;
  if (outcome?.status === 200) await settled(place, outcome.body, saver);
  else if (outcome?.body.panel) offer(place, outcome.body.panel, saver, line);
  else {
    const problem = form.querySelector("[data-choice-problem]");
    problem.textContent = outcome?.body.error ?? (line.words || NOT_YET);
    problem.hidden = false;
  }
}

async function settled(place, body, saver) {
  const said = document.createElement("p");
  said.className = "notice notice--agree";
  said.setAttribute("role", "status");
  said.append(`${saver.label} is opgeslagen. De andere tekst blijft bij de versies.`);
  place.replaceChildren(said);
  await saver.resolved(body);
  saver.focus();
}
