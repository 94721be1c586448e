// Shows the mail anew, a moment after somebody stopped typing. Without this, the button does it.
const form = document.getElementById("wording");
const shown = form.querySelector("[value=opgemaakt]");
let timer;
form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(() => form.requestSubmit(shown), 800);
});
form.addEventListener("submit", () => clearTimeout(timer));
