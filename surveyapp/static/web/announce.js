// What changed on the desk, in words, for who hears the page instead of seeing it.

import { byId } from "./dom.js";

/** @type {string[]} */
let waiting = [];

/**
 * Say this when the screen reader has time for it. What is said in one go is said in one go.
 * @param {string} words
 */
export function announce(words) {
  waiting.push(words);
  if (waiting.length > 1) return;
  const place = byId("news");
  place.textContent = "";
  setTimeout(() => {
    place.textContent = waiting.join(" ");
    waiting = [];
  }, 80);
}

/**
 * A moment as the clock on the wall of this country: "14:03".
 * @param {Date} moment
 */
export const clock = (moment) =>
  moment.toLocaleTimeString("nl-NL", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Amsterdam" });

/**
 * "12 april", in this country.
 * @param {Date} moment
 */
export const day = (moment) =>
  moment.toLocaleDateString("nl-NL", { day: "numeric", month: "long", timeZone: "Europe/Amsterdam" });
