// The page after "Afsluiten": what this browser still holds of those who read here goes when the server has it. Of what
// it does not have the page says so, and lets it be thrown away.

import { all, forget, remove } from "../web/store.js";

const GUEST_TIME = 14 * 24 * 3600 * 1000; // milliseconds that words of somebody without an account stay here
const readers = (document.getElementById("closed").dataset.readers || "").split(" ");
const mine = (record) => record.guest && record.kind === "form" && readers.includes(record.user);

/** Forget what the server accepted: its answer to a form names it. */
async function forgetAccepted() {
  const found = document.cookie.split("; ").find((one) => one.startsWith("unsent="));
  if (!found) return;
  document.cookie = "unsent=; path=/; max-age=0";
  for (const id of found.slice("unsent=".length).split(".")) await remove(id);
}

function show(name) {
  for (const one of document.querySelectorAll("[data-left]")) one.hidden = one.dataset.left !== name;
}

async function begin() {
  await forgetAccepted();
  await forget((one) => one.guest && one.kind === "form" && Date.now() - one.since > GUEST_TIME);
  if ((await all()).some(mine)) show("unsent");
  document.documentElement.dataset.closed = "ready";
}

document.getElementById("wipe").addEventListener("click", async () => {
  await forget(mine);
  show("wiped");
  document.querySelector("[data-left=wiped]").focus();
});
await begin().catch(() => {}); // without a store nothing is kept
