// What was typed and is not on the server yet, kept in this browser (IndexedDB) until it is.
//
// One record per text: of one user, in one interview, under one answer or note, on one open page, so that two tabs
// never write over each other. The words of an ordinary form (unsent.js) are one record of kind "form": nothing sends
// it but the person who typed them, and its "interview" is which form it is. A page holds a lock for as long as it lives; the records of a page that is gone (closed,
// reloaded, crashed) are taken over by the next page of the same user and the same interview, and by no other.

const NAME = "wederhoor";
const TEXTS = "texts";
const PATIENCE = 15000; // milliseconds that opening the database may take
const DYING = 1000; // milliseconds that a page may need to let go of its lock

let database = null;

/** 128 random bits as hexadecimal digits. */
export const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

const lockOf = (page) => `wederhoor-page-${page}`;

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

/** Do something with the texts in one transaction; resolves with its result when that is on disk. */
async function within(mode, work, durability = "relaxed") {
  database ??= open();
  const opened = await database.catch((error) => {
    database = null;
    throw error;
  });
  const transaction = opened.transaction(TEXTS, mode, { durability });
  return new Promise((resolve, reject) => {
    let result;
    transaction.oncomplete = () => resolve(result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
    work(transaction.objectStore(TEXTS), (value) => (result = value));
  });
}

/** Keep a record. "strict" waits until the disk has it: for a text that stands nowhere else. */
export const put = (record, durability) => within("readwrite", (texts) => texts.put(record), durability);

export const remove = (id) => within("readwrite", (texts) => texts.delete(id));

/** Every record in this browser, the one that was typed first in front. */
export async function all() {
  const found = await within("readonly", (texts, give) => {
    const request = texts.getAll();
    request.onsuccess = () => give(request.result);
  });
  return found.sort((one, other) => one.since - other.since);
}

/** Remove the records for which ``chosen`` holds. */
export async function forget(chosen) {
  const gone = (await all()).filter(chosen);
  await within("readwrite", (texts) => gone.forEach((record) => texts.delete(record.id)), "strict");
}

/** Say that this page lives; it stays the owner of its records until it is gone. */
export function live(page) {
  navigator.locks.request(lockOf(page), () => new Promise(() => {}));
}

/** Let ``work`` have those of these records whose page is gone, in their order; the others are left to their page. */
export async function ofGonePages(records, work) {
  const gone = new Set();
  const releases = [];
  const hold = (page) =>
    new Promise((settled) => {
      const granted = () => {
        gone.add(page);
        settled();
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
    releases.forEach((release) => release());
  }
}

/** Take over those of these records whose page is gone: they are ``page``'s from now on. */
export async function adopt(chosen, page) {
  return ofGonePages((await all()).filter(chosen), async (records) => {
    const mine = records.map((record) => ({ ...record, page }));
    await within("readwrite", (texts) => mine.forEach((record) => texts.put(record)), "strict");
    return mine;
  });
}

/** Where to ask for the token of a page: its address, with the round that it may name behind it. */
export function tokenOf(desk) {
  const [path, round] = desk.split("?");
  return `${path}/token${round ? `?${round}` : ""}`;
}

/** The content that is sent for what was typed. Words of an answer that was not discussed go along, to be kept. */
export const contentOf = ({ text, status }) => (status === undefined ? { text } : { text, status });
