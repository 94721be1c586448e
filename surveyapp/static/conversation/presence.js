// Colleagues at the same desk: who is here and at which question, and what they change, within seconds.

import { announce } from "../web/announce.js";
import { heard } from "../web/answer.js";
import { remark } from "../interviews/rail.js";
import { showTimes } from "./timer.js";

const TOGETHER = 3000; // milliseconds between two looks at the server while a colleague is here
const ALONE = 7000;
const AWAY = 30000; // after an answer that says that we may not look
const REPORT = 15000; // how often we say that we are here
const UNKNOWN = 3; // looks in a row without an answer: then we do not know any more who is here
const QUIET = 60000;
const REST = 1200; // how long somebody stays at a question before it is said

const strip = document.getElementById("strip");
const people = strip.querySelector("[data-people]");
const changed = strip.querySelector("[data-changed]");

export function equipPresence(questions) {
  const { settled } = questions;
  const told = new Map(); // per question that is being typed in: the newest revision that was asked for
  const aloud = new Map(); // per question: when its last change was said aloud
  let here = new Map();
  let timer = 0;
  let looking = false;
  let failed = 0;

  async function look() {
    clearTimeout(timer);
    if (document.hidden || looking) return;
    looking = true;
    const { status, body } = await ask(strip.dataset.now);
    try {
      if (status === 200) await show(body);
      else nobodyKnows();
    } finally {
      looking = false;
      if (!document.hidden) timer = setTimeout(look, status === 0 || status === 200 ? (here.size ? TOGETHER : ALONE) : AWAY);
    }
  }

  async function show(body) {
    failed = 0;
    showPeople(body.people);
    showTimes(body);
    await takeNews(body);
  }

  function nobodyKnows() {
    failed += 1;
    if (failed !== UNKNOWN) return;
    here = new Map();
    showPeople([]);
  }

  function showPeople(found) {
    const words = found.map(({ name, item }) =>
      item === questions.now ? `${name} is ook bij deze vraag.` : `${name} is bij vraag ${item}.`,
    );
    const shown = words.join(" ");
    if (people.textContent !== shown) people.textContent = shown;
    const next = new Map(found.map((one) => [one.id, one]));
    for (const [id, { name, item }] of next) {
      const before = here.get(id);
      if (!before) announce(`${name} is ook in dit interview, bij vraag ${item}.`);
      else if (before.item !== item && item === questions.now) announce(`${name} is nu ook bij deze vraag.`);
    }
    for (const [id, { name }] of here) if (!next.has(id)) announce(`${name} is niet meer in dit interview.`);
    here = next;
    for (const number of questions.fields.keys()) {
      const names = found.filter((one) => one.item === number).map((one) => one.name);
      remark(number, "who", names.join(", "));
    }
  }

  async function takeNews({ answers, notes }) {
    for (const [number, { saver, noteSaver }] of questions.fields) {
      const answer = (answers[number] ?? 0) > Number(saver.base.value);
      if (!answer) clearWarning(number);
      const note = (notes[number] ?? 0) > Number(noteSaver.base.value);
      const wanted = (answer && (settled(saver) || told.get(number) !== answers[number])) || (note && settled(noteSaver));
      if (!wanted) continue;
      const { status, body } = await ask(strip.dataset.newest.replace("ITEM", number));
      if (status !== 200) continue;
      if (body.note && note) takeNote(number, body.note);
      if (body.answer && answer) takeAnswer(number, body.answer);
    }
  }

  function takeNote(number, newest) {
    const { noteSaver, takeNote: put } = questions.fields.get(number);
    if (!settled(noteSaver) || newest.base <= Number(noteSaver.base.value)) return;
    put(newest);
    announce(`De notitie bij vraag ${number} is gewijzigd.`);
  }

  function takeAnswer(number, newest) {
    const { saver, take } = questions.fields.get(number);
    if (newest.base <= Number(saver.base.value) || saver.blocked) return;
    if (settled(saver)) {
      take(newest);
      clearWarning(number);
      tell(number, newest);
      return;
    }
    told.set(number, newest.base);
    const words = `${newest.by || "Een collega"} heeft dit antwoord ook gewijzigd, om ${newest.at}.`;
    // What is newest may be what is being saved from here, of which the answer is still under way.
    if (!newest.own) warn(number, `${words} Zodra uw tekst wordt opgeslagen, kiest u tussen beide.`);
  }

  /** Always in sight; aloud once a minute per question, because somebody who types saves every few seconds. */
  function tell(number, { own, by, at }) {
    const who = own ? "u in een ander venster" : by || "een collega";
    changed.textContent = `Laatst gewijzigd: vraag ${number} door ${who}, ${at}`;
    changed.href = `#v-${number}`;
    changed.hidden = false;
    if (Date.now() - (aloud.get(number) ?? 0) < QUIET) return;
    aloud.set(number, Date.now());
    announce(`Het antwoord op vraag ${number} is gewijzigd door ${who}.`);
  }

  function warn(number, words) {
    clearWarning(number);
    const place = document.getElementById("both-typing").content.cloneNode(true).firstElementChild;
    place.querySelector("p").textContent = words;
    questions.section(number).querySelector(".paper").before(place);
    announce(words);
  }

  function clearWarning(number) {
    questions.section(number).querySelector("[data-both]")?.remove();
  }

  let reported = { item: "", at: 0 };
  let resting = 0;
  function report() {
    clearTimeout(resting);
    if (document.hidden) return;
    if (reported.item === questions.now && Date.now() - reported.at < REPORT - 500) return;
    reported = { item: questions.now, at: Date.now() };
    ask(strip.dataset.present, { method: "PUT", body: JSON.stringify({ item: questions.now }) });
  }

  questions.onShow(() => {
    clearTimeout(resting);
    resting = setTimeout(report, REST);
    showPeople([...here.values()]);
  });
  setInterval(report, REPORT);
  const back = () => {
    if (document.hidden) return;
    reported.at = 0;
    report();
    look();
  };
  document.addEventListener("visibilitychange", back);
  addEventListener("pageshow", (event) => event.persisted && back());
  addEventListener("online", look);
  addEventListener("pagehide", () => {
    ask(strip.dataset.present, { method: "DELETE", keepalive: true });
  });
  report();
  look();
}

async function ask(address, options = {}) {
  try {
    const response = await fetch(address, {
      ...options,
      headers: {
        Accept: "application/json",
        "Content-Type": "application/json",
        "X-CSRFToken": document.querySelector("[name=csrf_token]").value,
      },
      signal: options.keepalive ? undefined : AbortSignal.timeout(10000),
    });
    return await heard(response);
  } catch {
    return { status: 0, body: {} };
  }
}
