// The service worker of the desks, of an interview and of a section. The network first; without it the pages and files
// that were kept.
//
// Kept are the desks that were opened, per user, and what these pages are made of; nothing else that the server says.

/**
 * Events of a service worker, which the types of a page do not know.
 * @typedef {Event & { waitUntil(work: Promise<unknown>): void }} LastingEvent
 * @typedef {LastingEvent & { request: Request, respondWith(response: Promise<Response>): void }} FetchEvent
 * @typedef {LastingEvent & { data: any, ports: MessagePort[] }} WorkerMessage
 */

const worker = /** @type {any} */ (self);
const OWN = "desk-";
const ASSETS = "desk-assets";
const DESK = /^\/(interviews\/\d+$|rapport\/paragraaf\/)/; // where a desk can be
const IS_DESK = / data-worker="/; // what its page says
const KEPT = /\/in-deze-browser$/;
const UNREACHABLE = [502, 503, 504]; // what stands before the server says that it cannot reach it
const PATIENCE = 5000; // milliseconds that the network may take when there is a kept page
const DAYS = 14; // how long a page is kept that is not opened

/**
 * Under which address a page is kept: a section is another one in each round, whatever stands beside its text.
 * @param {string} address
 */
function nameOf(address) {
  const { pathname, searchParams } = new URL(address, worker.location.origin);
  const round = pathname.startsWith("/rapport/") && searchParams.get("ronde");
  return round ? `${pathname}?${new URLSearchParams({ ronde: round })}` : pathname;
}

const offline = () => new Response("Geen verbinding.", { status: 503, headers: { "Content-Type": "text/plain" } });
const mine = async () => (await caches.keys()).filter((name) => name.startsWith(OWN) && name !== ASSETS);

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (/** @type {LastingEvent} */ event) => event.waitUntil(worker.clients.claim()));

/** The pages that are being kept, one after the other. */
let keeping = Promise.resolve();

/**
 * @param {string} name
 * @param {Response} response
 */
function keepNext(name, response) {
  keeping = keeping.then(() => keepPage(name, response)).catch(() => {});
  return keeping;
}

/**
 * Clear every kept page, also those that are being kept now, and say that it is done.
 * @param {MessagePort | undefined} port
 */
async function clearAll(port) {
  await keeping;
  for (const name of await mine()) await caches.delete(name);
  port?.postMessage("cleared");
}

worker.addEventListener("message", (/** @type {WorkerMessage} */ event) => {
  if (event.data.clear) {
    event.waitUntil(clearAll(event.ports[0]));
    return;
  }
  /** @type {{ pages: string[], assets: string[] }} */
  const { pages, assets } = event.data;
  event.waitUntil(
    Promise.all([
      ...pages.map(async (page) => keepNext(nameOf(page), await fetch(page))),
      ...assets.map(async (asset) => keepAsset(asset, await fetch(asset))),
    ]),
  );
});

worker.addEventListener("fetch", (/** @type {FetchEvent} */ event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== worker.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event, pathname, nameOf(request.url)));
  else if (pathname.startsWith("/static/")) event.respondWith(asset(event));
});

/**
 * @param {FetchEvent} event
 * @param {string} pathname
 * @param {string} name
 * @returns {Promise<Response>}
 */
async function page(event, pathname, name) {
  const kept = await findPage(name);
  try {
    const response = await (kept ? Promise.race([fetch(event.request), tooLate()]) : fetch(event.request));
    if (kept && UNREACHABLE.includes(response.status)) return await marked(kept);
    if (DESK.test(pathname) || KEPT.test(pathname)) event.waitUntil(keepNext(name, response.clone()));
    return response;
  } catch {
    return kept ? marked(kept) : await whatThereIs();
  }
}

/** @returns {Promise<never>} */
const tooLate = () => new Promise((_, reject) => setTimeout(() => reject(new Error("too late")), PATIENCE));

/** @param {string} name */
async function findPage(name) {
  for (const cacheName of await mine()) {
    const found = await caches.match(name, { cacheName });
    if (found) return found;
  }
  return null;
}

/** Another address than a kept one: the page that says what there is in this browser. */
async function whatThereIs() {
  for (const name of await mine()) {
    const cache = await caches.open(name);
    const found = (await cache.keys()).find((request) => KEPT.test(new URL(request.url).pathname));
    const kept = found && (await cache.match(found));
    if (kept) return marked(kept);
  }
  return offline();
}

/**
 * The kept page, which says of itself that it is one, and from when.
 * @param {Response} response
 */
async function marked(response) {
  const html = (await response.text()).replace(/<html\b/, `<html data-cached="${response.headers.get("X-Kept-At")}"`);
  return new Response(html, { status: 200, headers: response.headers });
}

/**
 * Keep a page in the cache of the user that it names. Of a page that is gone nothing stays.
 * @param {string} address
 * @param {Response} response
 */
async function keepPage(address, response) {
  if (response.status === 404) for (const name of await mine()) await (await caches.open(name)).delete(address);
  if (response.status !== 200 || response.redirected || !response.headers.get("Content-Type")?.startsWith("text/html"))
    return;
  const html = await response.text();
  const user = /<body\s[^>]*data-user="(\w+)"/.exec(html)?.[1];
  if (!user || !(IS_DESK.test(html) || KEPT.test(address))) return;
  for (const name of await mine()) if (name !== OWN + user) await caches.delete(name);
  const headers = new Headers(response.headers);
  headers.set("X-Kept-At", new Date().toISOString());
  const cache = await caches.open(OWN + user);
  await cache.put(address, new Response(html, { headers }));
  await clearOld(cache);
  await Promise.all([...html.matchAll(/"(\/static\/[^"]+)"/g)].map(([, address]) => keepMissing(address ?? "")));
}

/** @param {string} address */
async function keepMissing(address) {
  if (!(await caches.match(address, { cacheName: ASSETS }))) await keepAsset(address, await fetch(address));
}

/** @param {Cache} cache */
async function clearOld(cache) {
  const since = Date.now() - DAYS * 24 * 3600 * 1000;
  for (const request of await cache.keys()) {
    const response = await cache.match(request);
    if (Date.parse(response?.headers.get("X-Kept-At") ?? "") < since) await cache.delete(request);
  }
}

/** @param {FetchEvent} event */
async function asset(event) {
  const { url } = event.request;
  const response = await fetch(event.request).catch(() => null);
  if (response?.ok) {
    event.waitUntil(keepAsset(url, response.clone()));
    return response;
  }
  // A page that was kept may name a file of an older version of the product.
  return (await keptAsset(url)) ?? response ?? offline();
}

/** @param {string} address */
const keptAsset = async (address) =>
  (await caches.match(address, { cacheName: ASSETS })) ??
  (await caches.match(address, { cacheName: ASSETS, ignoreSearch: true }));

/**
 * One version of each file: the newest.
 * @param {string} address
 * @param {Response} response
 */
async function keepAsset(address, response) {
  if (response.status !== 200) return;
  const cache = await caches.open(ASSETS);
  await cache.delete(address, { ignoreSearch: true });
  await cache.put(address, response);
}
