// The desk with JavaScript: one question at a time, and every change saved while somebody talks.
// Without it the same page is one long form.

import { equipPresence } from "../conversation/presence.js";
import { equipTimer } from "../conversation/timer.js";
import { byId, told } from "../web/dom.js";
import { clearGone } from "../web/leaving.js";
import { Line } from "../web/line.js";
import { aboutPage, bringBack, keepPage, listen, wordsOf } from "../web/offline.js";
import { SaveState } from "../web/save_state.js";
import { equipQuestion } from "./answer.js";
import { equipKeys } from "./desk_keys.js";
import { equipPark } from "./park.js";
import { Questions } from "./questions.js";
import { equipRail } from "./rail.js";

/** @import { Saver } from "../web/saver.js" */

const desk = byId("desk");
const { cached } = document.documentElement.dataset;

/** @type {Saver[]} */
const savers = [];
const about = aboutPage(desk);
const line = new Line({
  renewal: told(desk, "token"),
  user: about.user,
  interview: about.interview,
  onChange() {
    if (line.state === "gone") clearGone(about.user, about.interview, about.desk).catch(() => {});
    state.show();
  },
});
const state = new SaveState({ desk, line, savers, cached });
const onChange = () => state.show();
/** @param {DOMException | null} error */
function onStorage(error) {
  state.storage = wordsOf(error);
  state.show();
}

const questions = new Questions(desk);

document.documentElement.classList.add("js");
for (const item of questions.items) {
  const fields = equipQuestion(item, questions, state, { line, about, onChange, onStorage });
  savers.push(fields.saver, fields.noteSaver);
  questions.fields.set(told(item, "item"), fields);
}
questions.onShow(onChange);
equipKeys(questions);
equipRail(questions);
equipPark(questions);
const showTimes = equipTimer(line.sender);
history.scrollRestoration = "manual";
questions.begin();
equipPresence(questions, line.sender, showTimes);
byId("items").addEventListener("submit", (event) => {
  event.preventDefault();
  savers.forEach((saver) => saver.flush());
});
listen(line, savers);
bringBack(about, savers, cached)
  .catch((error) => onStorage(error))
  .then(() => (cached ? line.check() : line.wake()));
savers.forEach((saver) => saver.changed());
keepPage(desk).catch(() => {});
