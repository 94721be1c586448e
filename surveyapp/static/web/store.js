// What was typed and is not on the server yet, kept in this browser (IndexedDB) until it is.
//
// One record per text: of one user, in one interview, under one answer or note, on one open page, so that two tabs
// never write over each other. The words of an ordinary form (unsent.js) are one record of kind "form": nothing sends
// it but the person who typed them, and its "interview" is which form it is. A page holds a lock for as long as it
// lives; the records of a page that is gone (closed, reloaded, crashed) are taken over by the next page of the same user
// and the same interview, and by no other.

/**
 * What was typed: the words, and for an answer how it stands.
 * @typedef {{ text: string, status?: string | undefined }} Typed
 *
 * A save under way: its content, the revision that it builds on, and the key by which the server knows it again.
 * @typedef {Typed & { base: number, key: string }} Pending
 *
 * What every record of a page says.
 * @typedef {object} About
 * @property {string} user key of who typed it
 * @property {string} name
 * @property {string} interview key of the interview or section, or which form it is
 * @property {string} organisation what it belongs to, for people
 * @property {string} page key of the page that it was typed on
 * @property {string} desk address of that page
 * @property {boolean} [guest] whether the writer has no account
 *
 * @typedef {"answer" | "note" | "section" | "form"} TextKind
 *
 * @typedef {object} TextFacts
 * @property {string} id
 * @property {TextKind} kind
 * @property {string} item number of the question
 * @property {boolean} waiting whether the server lacks it
 * @property {number} since when it began to wait, in milliseconds
 * @property {Typed} typed
 *
 * A text that saves itself.
 * @typedef {object} SavedFacts
 * @property {string} address where it is saved
 * @property {number} base revision that it builds on
 * @property {Pending | null} pending
 * @property {string} merged what was typed in the proposal that joins two texts
 * @property {string} at when it was saved last
 *
 * The words of an ordinary form.
 * @typedef {object} FormFacts
 * @property {KeptField[]} fields
 * @property {KeptChoice[]} [choices]
 *
 * A field of a form with what stood in it before.
 * @typedef {{ id: string, name: string, label: string, was: string, value: string }} KeptField
 *
 * A choice beside it: the chosen options of a list, or a box with its value.
 * @typedef {{ name: string, chosen?: string[], value?: string, checked?: boolean }} KeptChoice
 *
 * @typedef {About & TextFacts & SavedFacts & Partial<FormFacts>} TextRecord
 * @typedef {About & TextFacts & FormFacts} FormRecord
 * @typedef {About & TextFacts & Partial<SavedFacts> & Partial<FormFacts>} KeptRecord
 */

const NAME = "wederhoor";
const TEXTS = "texts";
const PATIENCE = 15000; // milliseconds that opening the database may take
const DYING = 1000; // milliseconds that a page may need to let go of its lock

/** Milliseconds that words of somebody without an account stay here. */
export const GUEST_TIME = 14 * 24 * 3600 * 1000;

/** @type {Promise<IDBDatabase> | null} */
let database = null;

/** 128 random bits as hexadecimal digits. */
export const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** @param {string} page */
const lockOf = (page) => `wederhoor-page-${page}`;

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("the database does not open")), PATIENCE);
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(TEXTS, { keyPath: "id" });
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      request.result.onclose = request.result.onversionchange = () => {
        request.result.close();
        database = null;
      };
      resolve(request.result);
    };
  });
}

/**
 * Do something with the texts in one transaction; resolves with its result when that is on disk.
 * @template R
 * @param {IDBTransactionMode} mode
 * @param {(texts: IDBObjectStore, give: (value: R) => void) => void} work
 * @param {IDBTransactionDurability} [durability]
 * @returns {Promise<R>}
 */
async function within(mode, work, durability = "relaxed") {
  database ??= open();
  const opened = await database.catch((error) => {
    database = null;
    throw error;
  });
  const transaction = opened.transaction(TEXTS, mode, { durability });
  return new Promise((resolve, reject) => {
    /** @type {any} */
    let result;
    transaction.oncomplete = () => resolve(result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
    work(transaction.objectStore(TEXTS), (value) => {
      result = value;
    });
  });
}

/**
 * Keep a record. "strict" waits until the disk has it: for a text that stands nowhere else.
 * @param {KeptRecord} record
 * @param {IDBTransactionDurability} [durability]
 */
export const put = (record, durability) => within("readwrite", (texts) => texts.put(record), durability);

/** @param {string} id */
export const remove = (id) => within("readwrite", (texts) => texts.delete(id));

/**
 * Every record in this browser, the one that was typed first in front.
 * @returns {Promise<KeptRecord[]>}
 */
export async function all() {
  /** @type {KeptRecord[]} */
  const found = await within("readonly", (texts, give) => {
    const request = texts.getAll();
    request.onsuccess = () => give(request.result);
  });
  return found.sort((one, other) => one.since - other.since);
}

/**
 * Remove the records for which ``chosen`` holds.
 * @param {(record: KeptRecord) => boolean | undefined} chosen
 */
export async function forget(chosen) {
  const gone = (await all()).filter(chosen);
  await within("readwrite", (texts) => gone.forEach((record) => texts.delete(record.id)), "strict");
}

/**
 * Say that this page lives; it stays the owner of its records until it is gone.
 * @param {string} page
 */
export function live(page) {
  navigator.locks.request(lockOf(page), () => new Promise(() => {}));
}

/**
 * Let ``work`` have those of these records whose page is gone, in their order; the others are left to their page.
 * @template R
 * @param {KeptRecord[]} records
 * @param {(records: KeptRecord[]) => Promise<R>} work
 * @returns {Promise<R>}
 */
export async function ofGonePages(records, work) {
  /** @type {Set<string>} */
  const gone = new Set();
  /** @type {((value?: unknown) => void)[]} */
  const releases = [];
  /** @param {string} page */
  const hold = (page) =>
    new Promise((settled) => {
      const granted = () => {
        gone.add(page);
        settled(undefined);
        return new Promise((release) => releases.push(release));
      };
      navigator.locks.request(lockOf(page), { signal: AbortSignal.timeout(DYING) }, granted).catch(settled);
    });
  await Promise.all([...new Set(records.map((record) => record.page))].map(hold));
  try {
    // Read again: while this page waited for the locks another one may have taken or sent some of them.
    const asked = new Set(records.map((record) => record.id));
    return await work((await all()).filter((record) => asked.has(record.id) && gone.has(record.page)));
  } finally {
    for (const release of releases) release();
  }
}

/**
 * Take over those of these records whose page is gone: they are ``page``'s from now on.
 * @param {(record: KeptRecord) => boolean} chosen
 * @param {string} page
 * @returns {Promise<KeptRecord[]>}
 */
export async function adopt(chosen, page) {
  return ofGonePages((await all()).filter(chosen), async (records) => {
    const mine = records.map((record) => ({ ...record, page }));
    await within("readwrite", (texts) => mine.forEach((record) => texts.put(record)), "strict");
    return mine;
  });
}

/** Forget the words that the server accepted: its answer to a form names them in a cookie. */
export async function forgetAccepted() {
  const found = document.cookie.split("; ").find((one) => one.startsWith("unsent="));
  if (!found) return;
  // biome-ignore lint/suspicious/noDocumentCookie: the cookie store has no other form in Firefox before 140
  document.cookie = "unsent=; path=/; max-age=0";
  for (const id of found.slice("unsent=".length).split(".")) await remove(id);
}

/**
 * Where to ask for the token of a page: its address, with the round that it may name behind it.
 * @param {string} desk
 */
export function tokenOf(desk) {
  const [path, round] = desk.split("?");
  return `${path}/token${round ? `?${round}` : ""}`;
}

/**
 * The content that is sent for what was typed. Words of an answer that was not discussed go along, to be kept.
 * @param {Typed} typed
 * @returns {Typed}
 */
export const contentOf = ({ text, status }) => (status === undefined ? { text } : { text, status });
