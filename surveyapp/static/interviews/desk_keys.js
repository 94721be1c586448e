// The desk by keyboard. A key that does what a button does presses that button: [data-key].

import { announce } from "../web/announce.js";
import { continueList, growing, insertTime, toggleList } from "../web/writing.js";

export function equipKeys(questions) {
  const tools = document.getElementById("tools");
  const doing = {
    time: () => insertTime(field()),
    list: () => toggleList(field()),
  };
  const now = () => questions.fields.get(questions.now);
  let last = null;
  /** The answer of the question in view, or its note when that was the last one typed in. */
  const field = () => (last && questions.section().contains(last) ? last : now().answer);

  for (const { answer, note } of questions.fields.values())
    for (const text of [answer, note]) {
      growing(text);
      text.addEventListener("focus", () => {
        last = text;
      });
      text.addEventListener("keydown", (event) => {
        const plain = event.key === "Enter" && !event.isComposing;
        if (plain && !event.ctrlKey && !event.altKey && !event.shiftKey && !event.metaKey && continueList(text))
          event.preventDefault();
      });
    }
  tools.addEventListener("click", (event) => {
    const does = doing[event.target.closest("[data-do]")?.dataset.do];
    if (does && field().readOnly) announce("Deze vraag staat op niet besproken.");
    else does?.();
  });
  questions.onShow(() => {
    questions.section().querySelector(".paper__f").before(tools);
    tools.hidden = false;
  });

  function press(code) {
    const control = [...document.querySelectorAll(`[data-key="${code}"]`)].find((one) => !one.hidden);
    if (!control) return false;
    const rail = control.closest("details.rail__d");
    if (rail) rail.open = true;
    if (control.matches("summary, input:not([type=checkbox])")) control.focus();
    if (control.matches("input:not([type=checkbox])")) control.select();
    else control.click();
    if (control.matches("details:not([open]) > summary")) now().answer.focus();
    return true;
  }

  function notDiscussed() {
    const box = questions.section().querySelector("[value=not_discussed]");
    box.click();
    const left = !questions.section().querySelector("[data-left-out]")?.hidden;
    const what = box.checked ? "niet besproken" : "toch besproken";
    const words = " De tekst gaat niet mee in het verslag. Hij is bewaard: met Alt en 0 komt hij terug.";
    announce(`Vraag ${questions.now}: ${what}.${box.checked && left ? words : ""}`);
  }

  function onKey(event) {
    const alt = event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (event.ctrlKey && !event.altKey && event.key === "Enter") questions.step(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape" && event.target.closest?.(".go, .private, .help")) now().answer.focus();
    else if (alt && event.code === "KeyN") now().note.focus();
    else if (alt && event.code === "KeyA") now().answer.focus();
    else if (alt && event.code === "Digit0") notDiscussed();
    else if (!alt || !press(event.code)) return;
    event.preventDefault();
  }
  addEventListener("keydown", onKey);
}
