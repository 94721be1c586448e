// The synthesis desk: the text saves itself, and the citations of ticked answers go where the caret is.

import { equipText, freshen, putWords } from "./section_text.js";

const desk = document.getElementById("desk");
const form = document.getElementById("synthese-f");

if (form) {
  const field = form.elements.text;
  if (desk.dataset.here.split("?")[0] !== location.pathname) history.replaceState(null, "", desk.dataset.here);
  equipText(desk, form, freshen);
  form.querySelector("[data-save]").hidden = true;
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name !== "turn") event.preventDefault(); // another page of answers goes to the server
  });
  form.querySelector("[data-insert]").addEventListener("click", () => {
    const ticked = [...document.querySelectorAll('[name="cite"]:checked')];
    if (ticked.length) putWords(field, ticked.map((box) => `[[${box.value}]]`).join(" "));
    for (const box of ticked) box.checked = false;
  });
}
