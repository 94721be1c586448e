// The page that shows what this browser holds and the server does not. It works without network.

import { clearGone, leave } from "../web/leaving.js";
import { resend } from "../web/resend.js";
import { all, forget, tokenOf } from "../web/store.js";

const { user } = document.body.dataset;
const list = document.getElementById("kept-list");
const clone = (id) => document.getElementById(id).content.cloneNode(true);
const when = (moment) => new Date(moment).toLocaleString("nl-NL", { dateStyle: "long", timeStyle: "short" });
const NAMES = { answer: "Vraag", note: "Eigen notitie bij vraag", section: "Tekst van de paragraaf", form: "Formulier" };
const labelOf = ({ kind, item, since }) => `${NAMES[kind]}${item && kind !== "section" ? ` ${item}` : ""}, sinds ${when(since)}`;
const WITHOUT_WORDS = { not_discussed: "Niet besproken", not_applicable: "Niet van toepassing" };
const wordsOf = ({ merged, typed }) =>
  [typed.text, merged && merged !== typed.text ? `Samengevoegd:\n${merged}` : ""].filter(Boolean).join("\n\n");

async function show() {
  const waiting = (await all()).filter((record) => record.waiting);
  const mine = Map.groupBy(waiting.filter((record) => record.user === user), (record) => record.interview);
  const sections = [...mine.values()].map(sectionFor);
  if (sections.some((section, place) => section !== list.children[place]) || sections.length !== list.children.length) {
    list.replaceChildren(...sections);
  }
  document.getElementById("kept-lead").textContent = `${document.documentElement.dataset.cached ? "Er is geen verbinding. " : ""}${
    mine.size
      ? "Hieronder staat wat u hebt getypt en wat nog niet op de server staat."
      : "Alles wat u hier hebt getypt, staat op de server."
  }`;
  document.getElementById("kept-leaving").hidden = !(mine.size && location.search === "?uitloggen");
  const others = new Set(waiting.filter((record) => record.user !== user && !record.guest).map((record) => record.name));
  const place = document.getElementById("kept-others");
  place.textContent = `Er staat ook tekst van ${[...others].join(" en ")}. Die wordt pas verstuurd als ${[...others].join(" en ")} hier inlogt.`;
  place.hidden = !others.size;
}

const drawn = new Map();

/** The section as it stands when no word in it changed: somebody may be pressing its buttons. */
function sectionFor(records) {
  const content = JSON.stringify(records.map((record) => [record.id, labelOf(record), wordsOf(record)]));
  if (!drawn.has(content)) drawn.set(content, sectionOf(records));
  return drawn.get(content);
}

function sectionOf(records) {
  const section = clone("kept-interview").firstElementChild;
  const [{ organisation, interview, desk }] = records;
  section.querySelector("h2").textContent = organisation;
  const form = records[0].kind === "form";
  section.querySelector("[data-open]").href = form ? desk : `${desk}#v-${records[0].item}`;
  section.querySelector("[data-texts]").append(...records.map(fieldOf));
  section.querySelector("[data-download]").addEventListener("click", () => download(organisation, records));
  section.querySelector("[data-discard]").addEventListener("click", () => {
    section.querySelector("[data-sure]").hidden = false;
    section.querySelector("[data-really]").focus();
  });
  section.querySelector("[data-really]").addEventListener("click", async () => {
    await forget((record) => record.user === user && record.interview === interview);
    await show();
  });
  if (!form) sayWhenGone(section, desk, interview);
  return section;
}

/** Texts of an interview that was deleted can only be taken along. */
async function sayWhenGone(section, desk, interview) {
  const response = await fetch(tokenOf(desk), { headers: { Accept: "application/json" } }).catch(() => null);
  const gone = response?.status === 404 || (response?.ok && (await response.json()).interview !== interview);
  section.querySelector("[data-gone]").hidden = !gone;
  section.querySelector("[data-open]").hidden = Boolean(gone);
  if (gone) await clearGone(user, interview, desk);
}

function fieldOf(record, place) {
  const field = clone("kept-text").firstElementChild;
  const [label, area] = [field.querySelector("label"), field.querySelector("textarea")];
  label.textContent = labelOf(record);
  label.htmlFor = area.id = `kept-${record.interview}-${place}`;
  area.value = wordsOf(record) || WITHOUT_WORDS[record.typed.status] || "Leeg gemaakt";
  return field;
}

function download(organisation, records) {
  const words = records.map((record) => `${labelOf(record)}\n\n${wordsOf(record)}\n`).join("\n\n");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`${organisation}\n\n${words}`], { type: "text/plain;charset=utf-8" }));
  link.download = `${organisation}.txt`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** The interviews whose page this browser kept. */
async function showPages() {
  const cache = await caches.open(`desk-${user}`);
  const places = document.getElementById("kept-links");
  for (const request of await cache.keys()) {
    const html = await (await cache.match(request)).text();
    const page = new DOMParser().parseFromString(html, "text/html");
    if (!page.getElementById("desk")) continue;
    const [item, link] = [document.createElement("li"), document.createElement("a")];
    link.href = new URL(request.url).pathname;
    link.textContent = page.querySelector("h1").textContent;
    item.append(link);
    places.append(item);
  }
  document.getElementById("kept-pages").hidden = !places.children.length;
}

document.getElementById("kept-logout").addEventListener("click", () => leave(document.getElementById("logout")));
await show().catch(() => {
  document.getElementById("kept-lead").textContent = "Deze browser bewaart geen tekst.";
});
if ("caches" in self) await showPages();
await resend(user).then(show, () => {});
