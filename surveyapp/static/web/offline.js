// The desk without network: what a page before this one kept comes back, and the page itself can be reloaded.

/** @import { About, TextRecord } from "./store.js" */
/** @import { Line } from "./line.js" */
/** @import { Saver } from "./saver.js" */

import { told } from "./dom.js";
import { adopt, live, newKey, remove } from "./store.js";

const WHY_NOT = "Deze browser kan geen tekst bewaren, bijvoorbeeld omdat dit een privévenster is.";
const FULL = "De opslag van deze browser is vol.";

/**
 * What every record of this page says.
 * @param {HTMLElement} desk
 * @returns {About}
 */
export function aboutPage(desk) {
  const [user, name] = [told(document.body, "user"), told(document.body, "name")];
  const [interview, organisation] = [told(desk, "interview"), told(desk, "organisation")];
  return { user, name, interview, organisation, page: newKey(), desk: told(desk, "address") };
}

/**
 * Why this browser keeps nothing; null without an error.
 * @param {DOMException | null} error
 */
export const wordsOf = (error) => error && (error.name === "QuotaExceededError" ? FULL : WHY_NOT);

/**
 * Give each text what was kept of it. On a page from this browser that is also what the server has meanwhile.
 * @param {About} about
 * @param {Saver[]} savers
 * @param {string} [cached] when the page was kept, if it comes from this browser
 */
export async function bringBack(about, savers, cached) {
  live(about.page);
  const { user, interview, page } = about;
  for (const record of await adopt((one) => one.user === user && one.interview === interview, page)) {
    const saver = savers.find((one) => one.kind === record.kind && one.item === record.item);
    const newer = cached && Number(record.base) >= Number(saver?.base.value);
    if (saver && (record.waiting || newer)) saver.restore(/** @type {TextRecord} */ (record));
    else if (!record.waiting) await remove(record.id);
  }
}

/**
 * Let the service worker keep this page, with everything it was made of. Nothing when the browser has none.
 * @param {HTMLElement} desk
 */
export async function keepPage(desk) {
  const [worker, scope, kept] = [told(desk, "worker"), told(desk, "scope"), told(desk, "kept")];
  if (!navigator.serviceWorker) return;
  const controlled = navigator.serviceWorker.controller;
  await navigator.serviceWorker.register(worker, { scope });
  const { active } = await navigator.serviceWorker.ready;
  const files = performance.getEntriesByType("resource").map((entry) => entry.name);
  const assets = controlled ? [] : files.filter((file) => new URL(file).pathname.startsWith("/static/"));
  active?.postMessage({ pages: controlled ? [kept] : [location.pathname + location.search, kept], assets });
}

/**
 * Try again as soon as there is reason to: the network, the reader, or a log-in in another tab is back.
 * @param {Line} line
 * @param {Saver[]} savers
 */
export function listen(line, savers) {
  const flush = () => savers.forEach((saver) => saver.flush());
  addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => {
    flush();
    if (!document.hidden && line.state) line.wake(true);
  });
  new BroadcastChannel("wederhoor").addEventListener("message", () => line.state && line.wake(true));
  addEventListener("beforeunload", (event) => {
    if (savers.some((saver) => saver.atRisk)) event.preventDefault();
  });
}
