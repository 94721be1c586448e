// Shows the mail anew, a moment after somebody stopped typing. Without this, the button does it.

import { byId, get } from "../web/dom.js";

const PAUSE = 800; // milliseconds
const form = byId("wording", HTMLFormElement);
const shown = get(form, "[value=opgemaakt]");
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(() => form.requestSubmit(shown), PAUSE);
});
form.addEventListener("submit", () => clearTimeout(timer));
