// What pages that are gone left behind is sent from any page that says so: after a crash the list is enough.

import { Line } from "./line.js";
import { all, contentOf, newKey, ofGonePages, put, remove, tokenOf } from "./store.js";

/** Send what this user typed and no living page is sending. What clashes stays, for the desk to ask; forms stay too. */
export async function resend(user) {
  const own = (record) => record.user === user && record.waiting && record.kind !== "form";
  const waiting = (await all()).filter(own);
  await ofGonePages(waiting, async (records) => {
    for (const record of records.filter((one) => one.waiting)) if (!(await sent(record))) return;
  });
}

async function sent(record) {
  const line = lineOf(record);
  for (;;) {
    const content = contentOf(record.typed);
    record.pending ??= { ...content, base: record.base, key: newKey() };
    await put(record, "strict");
    const { user: writer, interview } = record;
    const outcome = await line.send("PUT", record.address, { ...record.pending, writer, interview });
    if (!outcome) return line.state === "gone";
    if (outcome.status !== 200) return true;
    const { base: _base, key: _key, ...done } = record.pending;
    Object.assign(record, { base: outcome.body.base, pending: null });
    if (JSON.stringify(done) === JSON.stringify(content)) return remove(record.id).then(() => true);
  }
}

const lineOf = ({ desk, user, interview }) =>
  new Line({
    renewal: tokenOf(desk),
    user,
    interview,
    token: document.querySelector("[name=csrf_token]").value,
    onToken() {},
    onChange() {},
  });
