// When the conversation began and ended, and how long it goes on.
// What is pressed without network is sent later, in order, with its moment.

import { announce, clock, day } from "../web/announce.js";

const LONGEST = 12 * 60; // minutes: what began longer ago is not under way any more
const REFUSED = [404, 409]; // answers after which asking again is no use
const strip = document.getElementById("strip");
const words = strip.querySelector("[data-talk]");
const buttons = { begin: strip.querySelector("[data-do=begin]"), end: strip.querySelector("[data-do=end]") };
const KEY = `surveyapp.talk.${strip.dataset.now}`;

let times = { begun: moment(strip.dataset.startedAt), ended: moment(strip.dataset.endedAt) };
let skew = 0; // milliseconds that the server's clock is ahead of ours
let sending = false;

function moment(text) {
  return text ? new Date(text) : null;
}

/** What was pressed and is not on the server yet, in order. */
const waiting = () => JSON.parse(localStorage.getItem(KEY) ?? "[]");
const keep = (presses) => localStorage.setItem(KEY, JSON.stringify(presses));
const minutes = (from, to) => Math.max(0, Math.floor((to - from) / 60000));

function lasting(count) {
  if (!count) return "net begonnen";
  const hours = Math.floor(count / 60);
  const rest = `${count % 60} min.`;
  return hours ? `${hours} uur en ${rest}` : rest;
}

/** What the strip says and which button fits: what was pressed here counts at once. */
function state() {
  const presses = waiting();
  let { begun, ended } = times;
  for (const { what, at } of presses) {
    if (what === "begin") begun ??= new Date(at);
    ended = what === "end" ? new Date(at) : null;
  }
  const now = new Date(Date.now() + skew);
  const later = presses.length ? ", wordt nog vastgelegd" : "";
  if (!begun) return { words: "", begin: "Begin gesprek" };
  if (!ended && minutes(begun, now) >= LONGEST)
    return { words: `Gesprek begon op ${day(begun)} om ${clock(begun)}, geen eindtijd` };
  if (!ended) return { words: `Gesprek sinds ${clock(begun)}, ${lasting(minutes(begun, now))}${later}`, end: true };
  const date = day(begun) === day(now) ? "" : `op ${day(begun)} `;
  const length = lasting(Math.max(1, minutes(begun, ended)));
  const held = `Gesprek ${date}van ${clock(begun)} tot ${clock(ended)}, ${length}${later}`;
  return minutes(ended, now) < LONGEST ? { words: held, begin: "Gesprek hervatten" } : { words: held };
}

function show() {
  const found = state();
  if (words.textContent !== found.words) words.textContent = found.words;
  buttons.begin.hidden = !found.begin;
  buttons.end.hidden = !found.end;
  if (found.begin) buttons.begin.textContent = found.begin;
}

/** The times as the server has them. */
export function showTimes(found) {
  skew = new Date(found.at) - Date.now();
  // A look from before a press was sent knows nothing of it; the answer to the last press brings the times.
  if (!waiting().length) times = { begun: moment(found.started_at), ended: moment(found.ended_at) };
  send();
  show();
}

async function send() {
  if (sending) return;
  sending = true;
  try {
    for (let [press] = waiting(); press; [press] = waiting()) {
      const response = await post(press);
      if (!response.ok && !REFUSED.includes(response.status)) break;
      keep(waiting().slice(1));
      if (!response.ok) continue;
      const found = await response.json();
      times = { begun: moment(found.started_at), ended: moment(found.ended_at) };
    }
  } catch {
    // No network: the next look at the server sends it.
  } finally {
    sending = false;
    show();
  }
}

function post({ what, at }) {
  return fetch(strip.dataset[what], {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": document.querySelector("[name=csrf_token]").value },
    body: new URLSearchParams({ ago: Math.round((Date.now() - new Date(at)) / 1000) }),
    signal: AbortSignal.timeout(15000),
  });
}

function press(what) {
  const done = what === "end" ? "Het gesprek is beëindigd." : "Het gesprek loopt.";
  keep([...waiting(), { what, at: new Date().toISOString() }]);
  announce(done);
  const pressed = document.activeElement === buttons[what];
  show();
  if (pressed) buttons[what === "end" ? "begin" : "end"].focus();
  send();
}

export function equipTimer() {
  for (const [what, button] of Object.entries(buttons)) button.addEventListener("click", () => press(what));
  setInterval(show, 10000);
  addEventListener("online", send);
  show();
  send();
}
