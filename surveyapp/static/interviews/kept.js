// The page that shows what this browser holds and the server does not. It works without network.

/** @import { KeptRecord, TextKind } from "../web/store.js" */

import { byId, firstOf, get, told } from "../web/dom.js";
import { clearGone, leave } from "../web/leaving.js";
import { resend } from "../web/resend.js";
import { Sender } from "../web/sender.js";
import { all, forget, tokenOf } from "../web/store.js";

const user = told(document.body, "user");
const list = byId("kept-list");
/** @param {number} moment */
const when = (moment) => new Date(moment).toLocaleString("nl-NL", { dateStyle: "long", timeStyle: "short" });
/** @type {Record<TextKind, string>} */
const NAMES = {
  answer: "Vraag",
  note: "Eigen notitie bij vraag",
  section: "Tekst van de paragraaf",
  form: "Formulier",
};
/** @param {KeptRecord} record */
const labelOf = ({ kind, item, since }) =>
  `${NAMES[kind]}${item && kind !== "section" ? ` ${item}` : ""}, sinds ${when(since)}`;
/** @type {Record<string, string>} */
const WITHOUT_WORDS = { not_discussed: "Niet besproken", not_applicable: "Niet van toepassing" };
/** @param {KeptRecord} record */
const wordsOf = ({ merged, typed }) =>
  [typed.text, merged && merged !== typed.text ? `Samengevoegd:\n${merged}` : ""].filter(Boolean).join("\n\n");

async function show() {
  const waiting = (await all()).filter((record) => record.waiting);
  const mine = Map.groupBy(
    waiting.filter((record) => record.user === user),
    (record) => record.interview,
  );
  const sections = [...mine.values()].map(sectionFor);
  if (sections.some((section, place) => section !== list.children[place]) || sections.length !== list.children.length) {
    list.replaceChildren(...sections);
  }
  byId("kept-lead").textContent = `${document.documentElement.dataset.cached ? "Er is geen verbinding. " : ""}${
    mine.size
      ? "Hieronder staat wat u hebt getypt en wat nog niet op de server staat."
      : "Alles wat u hier hebt getypt, staat op de server."
  }`;
  byId("kept-leaving").hidden = !(mine.size && location.search === "?uitloggen");
  const others = new Set(
    waiting.filter((record) => record.user !== user && !record.guest).map((record) => record.name),
  );
  const place = byId("kept-others");
  place.textContent = `Er staat ook tekst van ${[...others].join(" en ")}. Die wordt pas verstuurd als ${[...others].join(" en ")} hier inlogt.`;
  place.hidden = !others.size;
}

/** @type {Map<string, HTMLElement>} */
const drawn = new Map();

/**
 * The section as it stands when no word in it changed: somebody may be pressing its buttons.
 * @param {KeptRecord[]} records of one interview, section or form
 */
function sectionFor(records) {
  const content = JSON.stringify(records.map((record) => [record.id, labelOf(record), wordsOf(record)]));
  const section = drawn.get(content) ?? sectionOf(records);
  drawn.set(content, section);
  return section;
}

/** @param {KeptRecord[]} records */
function sectionOf(records) {
  const section = firstOf("kept-interview");
  const [first] = records;
  if (!first) throw new Error("There is nothing to show.");
  const { organisation, interview, desk } = first;
  get(section, "h2").textContent = organisation;
  const form = first.kind === "form";
  get(section, "[data-open]", HTMLAnchorElement).href = form ? desk : `${desk}#v-${first.item}`;
  get(section, "[data-texts]").append(...records.map(fieldOf));
  get(section, "[data-download]").addEventListener("click", () => download(organisation, records));
  get(section, "[data-discard]").addEventListener("click", () => {
    get(section, "[data-sure]").hidden = false;
    get(section, "[data-really]").focus();
  });
  get(section, "[data-really]").addEventListener("click", async () => {
    await forget((record) => record.user === user && record.interview === interview);
    await show();
  });
  if (!form) sayWhenGone(section, desk, interview);
  return section;
}

/**
 * Texts of an interview that was deleted can only be taken along.
 * @param {HTMLElement} section
 * @param {string} desk
 * @param {string} interview
 */
async function sayWhenGone(section, desk, interview) {
  const { status, body } = await new Sender().send("GET", tokenOf(desk));
  const gone = status === 404 || (status === 200 && body.interview !== interview);
  get(section, "[data-gone]").hidden = !gone;
  get(section, "[data-open]").hidden = gone;
  if (gone) await clearGone(user, interview, desk);
}

/**
 * @param {KeptRecord} record
 * @param {number} place
 */
function fieldOf(record, place) {
  const field = firstOf("kept-text");
  const [label, area] = [get(field, "label", HTMLLabelElement), get(field, "textarea", HTMLTextAreaElement)];
  label.textContent = labelOf(record);
  label.htmlFor = area.id = `kept-${record.interview}-${place}`;
  area.value = wordsOf(record) || WITHOUT_WORDS[record.typed.status ?? ""] || "Leeg gemaakt";
  return field;
}

/**
 * @param {string} organisation
 * @param {KeptRecord[]} records
 */
function download(organisation, records) {
  const words = records.map((record) => `${labelOf(record)}\n\n${wordsOf(record)}\n`).join("\n\n");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`${organisation}\n\n${words}`], { type: "text/plain;charset=utf-8" }));
  link.download = `${organisation}.txt`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** The interviews and sections whose page this browser kept. */
async function showPages() {
  const cache = await caches.open(`desk-${user}`);
  const places = byId("kept-links");
  for (const request of await cache.keys()) {
    const html = (await (await cache.match(request))?.text()) ?? "";
    const page = new DOMParser().parseFromString(html, "text/html");
    if (!page.getElementById("desk")) continue;
    const [item, link] = [document.createElement("li"), document.createElement("a")];
    const { pathname, search } = new URL(request.url);
    link.href = pathname + search;
    link.textContent = get(page, "h1").textContent;
    item.append(link);
    places.append(item);
  }
  byId("kept-pages").hidden = !places.children.length;
}

byId("kept-logout").addEventListener("click", () => leave(byId("logout", HTMLFormElement)));
await show().catch(() => {
  byId("kept-lead").textContent = "Deze browser bewaart geen tekst.";
});
if ("caches" in self) await showPages();
await resend(user).then(show, () => {});
