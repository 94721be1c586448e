// The desk by keyboard. A key that does what a button does presses that button: [data-key].

/** @import { Questions } from "./questions.js" */

import { announce } from "../web/announce.js";
import { around, byId, every, find, get } from "../web/dom.js";
import { continueLists, growing, insertTime, toggleList } from "../web/writing.js";

/** @param {Questions} questions */
export function equipKeys(questions) {
  const tools = byId("tools");
  /** @type {Record<string, (() => void) | undefined>} */
  const doing = {
    time: () => insertTime(field()),
    list: () => toggleList(field()),
  };
  const now = () => questions.texts();
  /** @type {HTMLTextAreaElement | null} */
  let last = null;
  /** The answer of the question in view, or its note when that was the last one typed in. */
  const field = () => (last && questions.section().contains(last) ? last : now().answer);

  for (const { answer, note } of questions.fields.values())
    for (const text of [answer, note]) {
      growing(text);
      continueLists(text);
      text.addEventListener("focus", () => {
        last = text;
      });
    }
  tools.addEventListener("click", (event) => {
    const does = doing[around(event.target, "[data-do]")?.dataset.do ?? ""];
    if (does && field().readOnly) announce("Deze vraag staat op niet besproken.");
    else does?.();
  });
  questions.onShow(() => {
    get(questions.section(), ".paper__f").before(tools);
    tools.hidden = false;
  });

  /** @param {string} code */
  function press(code) {
    const control = every(document, `[data-key="${code}"]`).find((one) => !one.hidden);
    if (!control) return false;
    const rail = around(control, "details.rail__d", HTMLDetailsElement);
    if (rail) rail.open = true;
    const input = control instanceof HTMLInputElement && control.type !== "checkbox" ? control : null;
    if (input || control.matches("summary")) control.focus();
    if (input) input.select();
    else control.click();
    if (control.matches("details:not([open]) > summary")) now().answer.focus();
    return true;
  }

  function notDiscussed() {
    const box = get(questions.section(), "[value=not_discussed]", HTMLInputElement);
    box.click();
    const left = !find(questions.section(), "[data-left-out]")?.hidden;
    const what = box.checked ? "niet besproken" : "toch besproken";
    const words = " De tekst gaat niet mee in het verslag. Hij is bewaard: met Alt en 0 komt hij terug.";
    announce(`Vraag ${questions.now}: ${what}.${box.checked && left ? words : ""}`);
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const alt = event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (event.ctrlKey && !event.altKey && event.key === "Enter") questions.step(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape" && around(event.target, ".go, .private, .help", Element)) now().answer.focus();
    else if (alt && event.code === "KeyN") now().note.focus();
    else if (alt && event.code === "KeyA") now().answer.focus();
    else if (alt && event.code === "Digit0") notDiscussed();
    else if (!alt || !press(event.code)) return;
    event.preventDefault();
  }
  addEventListener("keydown", onKey);
}
