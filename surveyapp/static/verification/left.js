// The page after "Afsluiten": what this browser still holds of those who read here goes when the server has it. Of what
// it does not have the page says so, and lets it be thrown away.

/** @import { KeptRecord } from "../web/store.js" */

import { byId, every, get } from "../web/dom.js";
import { all, forget, forgetAccepted, GUEST_TIME } from "../web/store.js";

const readers = (byId("closed").dataset.readers || "").split(" ");
/** @param {KeptRecord} record */
const mine = (record) => Boolean(record.guest) && record.kind === "form" && readers.includes(record.user);

/** @param {string} name */
function show(name) {
  for (const one of every(document, "[data-left]")) one.hidden = one.dataset.left !== name;
}

async function begin() {
  await forgetAccepted();
  await forget((one) => Boolean(one.guest) && one.kind === "form" && Date.now() - one.since > GUEST_TIME);
  if ((await all()).some(mine)) show("unsent");
  document.documentElement.dataset.closed = "ready";
}

byId("wipe").addEventListener("click", async () => {
  await forget(mine);
  show("wiped");
  get(document, "[data-left=wiped]").focus();
});
await begin().catch(() => {}); // without a store nothing is kept
