// When the conversation began and ended, and how long it goes on.
// What is pressed without network is sent later, in order, with its moment.

/** @import { Press, Times, What } from "./times.js" */
/** @import { Sender, Tried } from "../web/sender.js" */

import { announce } from "../web/announce.js";
import { byId, get, told } from "../web/dom.js";
import { Queue } from "../web/sender.js";
import { shownOf } from "./times.js";

const REFUSED = [404, 409]; // answers after which asking again is no use
const PATIENCE = 15_000; // milliseconds

/** @param {string | undefined} text */
const moment = (text) => (text ? new Date(text) : null);

/**
 * Equip the buttons of the conversation. Returns what shows the times that the server has.
 * @param {Sender} sender
 */
export function equipTimer(sender) {
  const strip = byId("strip");
  const words = get(strip, "[data-talk]");
  const buttons = { begin: get(strip, "[data-do=begin]"), end: get(strip, "[data-do=end]") };
  const key = `surveyapp.talk.${strip.dataset.now}`;
  /** @type {Times} */
  let times = { begun: moment(strip.dataset.startedAt), ended: moment(strip.dataset.endedAt) };
  let skew = 0; // milliseconds that the server's clock is ahead of ours

  /**
   * What was pressed and is not on the server yet, in order.
   * @returns {Press[]}
   */
  const waiting = () => JSON.parse(localStorage.getItem(key) ?? "[]");
  /** @param {Press[]} presses */
  const keep = (presses) => localStorage.setItem(key, JSON.stringify(presses));

  function show() {
    const found = shownOf(times, waiting(), new Date(Date.now() + skew));
    if (words.textContent !== found.words) words.textContent = found.words;
    buttons.begin.hidden = !found.begin;
    buttons.end.hidden = !found.end;
    if (found.begin) buttons.begin.textContent = found.begin;
  }

  /** @param {Record<string, any>} body */
  const take = (body) => {
    times = { begun: moment(body.started_at), ended: moment(body.ended_at) };
  };

  /** @returns {Promise<Tried>} */
  async function attempt() {
    const [press] = waiting();
    if (!press) return "next";
    const content = new FormData();
    content.set("ago", String(Math.round((Date.now() - new Date(press.at).getTime()) / 1000)));
    const { status, body } = await sender.send("POST", told(strip, press.what), content, PATIENCE);
    if (status !== 200 && !REFUSED.includes(status)) return "later";
    keep(waiting().slice(1));
    if (status === 200) take(body);
    return "next";
  }
  const queue = new Queue({ waits: () => waiting().length > 0, attempt, onRest: show });

  /** @param {What} what */
  function press(what) {
    const done = what === "end" ? "Het gesprek is beëindigd." : "Het gesprek loopt.";
    keep([...waiting(), { what, at: new Date().toISOString() }]);
    announce(done);
    const pressed = document.activeElement === buttons[what];
    show();
    if (pressed) buttons[what === "end" ? "begin" : "end"].focus();
    queue.wake(true);
  }

  buttons.begin.addEventListener("click", () => press("begin"));
  buttons.end.addEventListener("click", () => press("end"));
  setInterval(show, 10000);
  show();
  queue.wake();

  /**
   * Show the times as the server has them.
   * @param {Record<string, any>} body
   */
  return function showTimes(body) {
    skew = new Date(body.at).getTime() - Date.now();
    // A look from before a press was sent knows nothing of it; the answer to the last press brings the times.
    if (!waiting().length) take(body);
    queue.wake(true);
    show();
  };
}
