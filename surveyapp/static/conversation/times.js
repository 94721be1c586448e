// What the strip says of a conversation: when it began and ended, and how long it goes on. No page.

import { clock, day } from "../web/announce.js";

/**
 * @typedef {{ begun: Date | null, ended: Date | null }} Times
 * @typedef {"begin" | "end"} What
 * @typedef {{ what: What, at: string }} Press something that was pressed and is not on the server yet
 * @typedef {{ words: string, begin?: string, end?: boolean }} Shown the words, and which button fits
 */

const LONGEST = 12 * 60; // minutes: what began longer ago is not under way any more

/**
 * Whole minutes between two moments.
 * @param {Date} from
 * @param {Date} to
 */
const minutes = (from, to) => Math.max(0, Math.floor((to.getTime() - from.getTime()) / 60000));

/** @param {number} count minutes */
export function lasting(count) {
  if (!count) return "net begonnen";
  const hours = Math.floor(count / 60);
  const rest = `${count % 60} min.`;
  return hours ? `${hours} uur en ${rest}` : rest;
}

/**
 * What the strip says and which button fits: what was pressed here counts at once.
 * @param {Times} times as the server has them
 * @param {Press[]} presses in order
 * @param {Date} now
 * @returns {Shown}
 */
export function shownOf({ begun, ended }, presses, now) {
  for (const { what, at } of presses) {
    if (what === "begin") begun ??= new Date(at);
    ended = what === "end" ? new Date(at) : null;
  }
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
