// What pages that are gone left behind is sent from any page that says so: after a crash the list is enough.

/** @import { KeptRecord, TextRecord } from "./store.js" */

import { isAnswered, Sender } from "./sender.js";
import { all, contentOf, newKey, ofGonePages, put, remove, tokenOf } from "./store.js";

/**
 * Send what this user typed and no living page is sending. What clashes stays, for the desk to ask; forms stay too.
 * @param {string} user
 */
export async function resend(user) {
  /** @param {KeptRecord} record */
  const own = (record) => record.user === user && record.waiting && record.kind !== "form";
  const waiting = (await all()).filter(own);
  await ofGonePages(waiting, async (records) => {
    for (const record of records)
      if (record.waiting && !(await wasDealtWith(/** @type {TextRecord} */ (record)))) return;
  });
}

/**
 * Send what a record holds, and then what was typed after that. Resolves to false when the server is not reached.
 * @param {TextRecord} record
 */
async function wasDealtWith(record) {
  const { user, interview } = record;
  const sender = new Sender({ renewal: tokenOf(record.desk), user, interview });
  for (;;) {
    const content = contentOf(record.typed);
    record.pending ??= { ...content, base: record.base, key: newKey() };
    await put(record, "strict");
    const { status, body } = await sender.send("PUT", record.address, { ...record.pending, writer: user, interview });
    if (status !== 200) return status === 404 || isAnswered(status);
    const done = contentOf(record.pending);
    Object.assign(record, { base: body.base, pending: null });
    if (JSON.stringify(done) === JSON.stringify(content)) return remove(record.id).then(() => true);
  }
}
