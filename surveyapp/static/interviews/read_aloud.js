// Reading aloud: one question at a time, with the arrow keys. Escape goes back to that question on the desk.

const parts = [...document.querySelectorAll(".read__i")];
const steps = document.querySelector("[data-steps]");
const place = document.querySelector("[data-place]");
const current = () => parts.findIndex((one) => !one.hidden);
const asked = () => decodeURIComponent(location.hash).slice(1);

function show(focus) {
  const now = parts.find((one) => one.id === asked()) ?? parts[0];
  for (const one of parts) one.hidden = one !== now;
  const index = parts.indexOf(now);
  const last = index === parts.length - 1;
  place.textContent = last ? "Einde" : `${index + 1} van ${parts.length - 1}`;
  for (const button of steps.querySelectorAll("[data-step]"))
    button.hidden = !parts[index + Number(button.dataset.step)];
  document.querySelector("[data-close]").href = now.dataset.edit;
  if (focus) now.querySelector("h2").focus({ preventScroll: true });
  scrollTo({ top: 0 });
}

function go(step) {
  const next = parts[current() + step];
  if (!next) return;
  location.hash = next.id;
  show(true); // the event of the new address comes later than a second key may
}

function onKey(event) {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "ArrowRight" || event.key === "PageDown") go(1);
  else if (event.key === "ArrowLeft" || event.key === "PageUp") go(-1);
  else if (event.key === "Escape") document.querySelector("[data-close]").click();
  else return;
  event.preventDefault();
}

document.documentElement.classList.add("js");
steps.hidden = false;
for (const button of steps.querySelectorAll("[data-step]"))
  button.addEventListener("click", () => go(Number(button.dataset.step)));
addEventListener("hashchange", () => show(true));
addEventListener("keydown", onKey);
show(false);
