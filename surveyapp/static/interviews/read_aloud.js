// Reading aloud: one question at a time, with the arrow keys. Escape goes back to that question on the desk.

import { every, get, told } from "../web/dom.js";

const parts = every(document, ".read__i");
const steps = get(document, "[data-steps]");
const place = get(document, "[data-place]");
const close = get(document, "[data-close]", HTMLAnchorElement);
const current = () => parts.findIndex((one) => !one.hidden);
const asked = () => decodeURIComponent(location.hash).slice(1);

/** @param {boolean} focus */
function show(focus) {
  const now = parts.find((one) => one.id === asked()) ?? parts[0];
  if (!now) return;
  for (const one of parts) one.hidden = one !== now;
  const index = parts.indexOf(now);
  const last = index === parts.length - 1;
  place.textContent = last ? "Einde" : `${index + 1} van ${parts.length - 1}`;
  for (const button of every(steps, "[data-step]")) button.hidden = !parts[index + Number(button.dataset.step)];
  close.href = told(now, "edit");
  if (focus) get(now, "h2").focus({ preventScroll: true });
  scrollTo({ top: 0 });
}

/** @param {number} step */
function go(step) {
  const next = parts[current() + step];
  if (!next) return;
  location.hash = next.id;
  show(true); // the event of the new address comes later than a second key may
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "ArrowRight" || event.key === "PageDown") go(1);
  else if (event.key === "ArrowLeft" || event.key === "PageUp") go(-1);
  else if (event.key === "Escape") close.click();
  else return;
  event.preventDefault();
}

document.documentElement.classList.add("js");
steps.hidden = false;
for (const button of every(steps, "[data-step]"))
  button.addEventListener("click", () => go(Number(button.dataset.step)));
addEventListener("hashchange", () => show(true));
addEventListener("keydown", onKey);
show(false);
