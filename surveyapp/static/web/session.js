// On every page of staff: one user's pages are not kept for the next one, and logging out takes everything along.

import { find, get, told } from "./dom.js";
import { clearGone, clearOthers, clearPages, leave } from "./leaving.js";
import { resend } from "./resend.js";
import { all } from "./store.js";

const user = told(document.body, "user");

/**
 * @param {number} number
 * @param {string} one
 * @param {string} many
 */
const counted = (number, one, many) => `${number} ${number === 1 ? one : many}`;
/** @param {number} number */
const texts = (number) => counted(number, "tekst", "teksten");

/** Say what is only in this browser, where the page has a place for it. */
async function sayWhatWaits() {
  const notice = document.getElementById("waiting");
  if (!notice) return;
  await resend(user);
  const waiting = (await all()).filter((record) => record.waiting);
  const mine = waiting.filter((record) => record.user === user);
  const others = waiting.filter((record) => record.user !== user && !record.guest);
  const forMe = get(notice, "[data-waiting-mine]");
  const forOthers = get(notice, "[data-waiting-others]");
  get(forMe, "b").textContent =
    `${texts(mine.length)} van u ${mine.length === 1 ? "staat" : "staan"} alleen in deze browser.`;
  forMe.hidden = !mine.length;
  const names = [...new Set(others.map((record) => record.name))].join(" en ");
  forOthers.textContent = `In deze browser ${others.length === 1 ? "staat" : "staan"} ook ${texts(others.length)} van ${names}, nog niet verstuurd. Daarvoor moet ${names} hier inloggen.`;
  forOthers.hidden = !others.length;
  notice.hidden = !mine.length && !others.length;
}

const logout = find(document, "#logout", HTMLFormElement); // not on a page that is shown to a respondent
logout?.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    await resend(user).catch(() => {});
    const waits = (await all()).some((record) => record.user === user && record.waiting);
    if (waits) location.href = `${logout.dataset.kept}?uitloggen`;
    else await leave(logout);
  } catch {
    logout.submit(); // the store does not open: what is in it stays, and the next one to log in sees none of it
  }
});

/** A page that is not there: of an interview that was deleted nothing more is kept than what has to be sent. */
async function forgetDeleted() {
  if (!document.querySelector("[data-code='404']")) return;
  const here = (await all()).filter((record) => record.user === user && record.desk === location.pathname);
  for (const interview of new Set(here.map((record) => record.interview)))
    await clearGone(user, interview, location.pathname);
}

clearPages(user);
if ("BroadcastChannel" in self) new BroadcastChannel("wederhoor").postMessage({ user });
clearOthers(user)
  .then(forgetDeleted)
  .then(sayWhatWaits)
  .catch(() => {});
