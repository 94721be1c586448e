// What leaves this browser when somebody leaves it.

import { all, forget } from "./store.js";

const ASSETS = "desk-assets";

/** Clear the pages in this browser that are not of this user, or all of them. */
export async function clearPages(own = "") {
  if (!("caches" in self)) return;
  const names = (await caches.keys()).filter((name) => name.startsWith("desk-") && name !== ASSETS);
  await Promise.all(names.filter((name) => name !== `desk-${own}`).map((name) => caches.delete(name)));
}

/**
 * What somebody else was saving here before: what is on the server goes, what only this browser has stays.
 * @param {string} user
 */
export const clearOthers = (user) => forget((record) => record.user !== user && !record.waiting);

/**
 * An interview that is gone: its page goes, and its texts but for those that were never sent.
 * @param {string} user
 * @param {string} interview
 * @param {string} desk address of its page
 */
export async function clearGone(user, interview, desk) {
  if ("caches" in self) await (await caches.open(`desk-${user}`)).delete(desk);
  await forget((record) => record.user === user && record.interview === interview && !record.waiting);
}

const PATIENCE = 2000; // milliseconds that the service worker may take

/**
 * @param {ServiceWorker} worker
 * @returns {Promise<unknown>}
 */
function clearIn(worker) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = resolve;
    worker.postMessage({ clear: true }, [port2]);
  });
}

/** Let the service workers, one for each kind of desk, clear the pages that they are still keeping as well. */
async function clearInWorkers() {
  const registered = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  const cleared = Promise.all(registered.map(({ active }) => active && clearIn(active)));
  await Promise.race([cleared, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
}

/**
 * Take this user's texts and pages out of the browser, then log out.
 * @param {HTMLFormElement} form
 */
export async function leave(form) {
  await Promise.all([clearPages(), clearInWorkers(), forget((record) => record.user === document.body.dataset.user)]);
  // The server has the browser clear its whole storage only when it hears that nobody's words are in it.
  if (!(await all()).length) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "nothing_waits", value: "yes" });
    form.append(field);
  }
  form.submit();
}
