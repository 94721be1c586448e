// The synthesis desk: puts the citations of ticked answers where the cursor is, and warns before words are lost.

const form = document.querySelector("#synthese-f");

function insert(field, words) {
  const { selectionStart: from, selectionEnd: to, value } = field;
  const space = from && !/\s$/.test(value.slice(0, from)) ? " " : "";
  field.setRangeText(space + words, from, to, "end");
  field.dispatchEvent(new Event("input"));
  field.focus();
}

if (form) {
  const field = form.elements.text;
  const state = document.querySelector("[data-state]");
  const before = field.value;
  let touched = false;
  const changed = () => "unsaved" in form.dataset || field.value !== before;

  field.addEventListener("focus", () => {
    touched = true;
  });
  field.addEventListener("input", () => {
    if (changed()) state.textContent = "nog niet opgeslagen";
  });
  form.querySelector("[data-insert]").addEventListener("click", (event) => {
    event.preventDefault();
    const ticked = [...document.querySelectorAll('[name="cite"]:checked')];
    if (!ticked.length) return;
    if (!touched) field.setSelectionRange(field.value.length, field.value.length);
    insert(field, ticked.map((box) => `[[${box.value}]]`).join(" "));
    for (const box of ticked) box.checked = false;
  });

  const warn = (event) => {
    if (changed()) event.preventDefault();
  };
  addEventListener("beforeunload", warn);
  form.addEventListener("submit", () => removeEventListener("beforeunload", warn));
}
