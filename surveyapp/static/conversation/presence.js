// Colleagues at the same desk: who is here and at which question, and what they change, within seconds.

/** @import { Questions } from "../interviews/questions.js" */
/** @import { Sender } from "../web/sender.js" */

import { remark } from "../interviews/rail.js";
import { announce } from "../web/announce.js";
import { byId, find, firstOf, get, told } from "../web/dom.js";

/**
 * A colleague, and the question that they are at.
 * @typedef {{ id: number, name: string, item: string }} Colleague
 */

const TOGETHER = 3000; // milliseconds between two looks at the server while a colleague is here
const ALONE = 7000;
const AWAY = 30000; // after an answer that says that we may not look
const REPORT = 15000; // how often we say that we are here
const UNKNOWN = 3; // looks in a row without an answer: then we do not know any more who is here
const QUIET = 60000;
const PATIENCE = 10_000; // milliseconds that the server may take
const REST = 1200; // how long somebody stays at a question before it is said

/**
 * @param {Questions} questions
 * @param {Sender} sender
 * @param {(body: Record<string, any>) => void} showTimes
 */
export function equipPresence(questions, sender, showTimes) {
  const strip = byId("strip");
  const people = get(strip, "[data-people]");
  const changed = get(strip, "[data-changed]", HTMLAnchorElement);
  /** @type {Map<string, number>} per question that is being typed in: the newest revision that was asked for */
  const warned = new Map();
  /** @type {Map<string, number>} per question: when its last change was said aloud */
  const aloud = new Map();
  /** @type {Map<number, Colleague>} */
  let here = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let looking = false;
  let failed = 0;

  /**
   * @param {string} method
   * @param {string} address
   * @param {object} [content]
   */
  const ask = (method, address, content) => sender.send(method, address, content, PATIENCE);

  async function look() {
    clearTimeout(timer);
    if (document.hidden || looking) return;
    looking = true;
    const { status, body } = await ask("GET", told(strip, "now"));
    try {
      if (status === 200) await show(body);
      else nobodyKnows();
    } finally {
      looking = false;
      if (!document.hidden)
        timer = setTimeout(look, status === 0 || status === 200 ? (here.size ? TOGETHER : ALONE) : AWAY);
    }
  }

  /** @param {Record<string, any>} body */
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

  /** @param {Colleague[]} found */
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

  /** @param {Record<string, any>} news */
  async function takeNews({ answers, notes }) {
    for (const [number, { saver, noteSaver }] of questions.fields) {
      const answer = (answers[number] ?? 0) > Number(saver.base.value);
      if (!answer) clearWarning(number);
      const note = (notes[number] ?? 0) > Number(noteSaver.base.value);
      const wanted =
        (answer && (saver.settled || warned.get(number) !== answers[number])) || (note && noteSaver.settled);
      if (!wanted) continue;
      const { status, body } = await ask("GET", told(strip, "newest").replace("ITEM", number));
      if (status !== 200) continue;
      if (body.note && note) takeNote(number, body.note);
      if (body.answer && answer) takeAnswer(number, body.answer);
    }
  }

  /**
   * @param {string} number
   * @param {Record<string, any>} newest
   */
  function takeNote(number, newest) {
    const { noteSaver, takeNote: put } = questions.texts(number);
    if (!noteSaver.settled || newest.base <= Number(noteSaver.base.value)) return;
    put(newest);
    announce(`De notitie bij vraag ${number} is gewijzigd.`);
  }

  /**
   * @param {string} number
   * @param {Record<string, any>} newest
   */
  function takeAnswer(number, newest) {
    const { saver, take } = questions.texts(number);
    if (newest.base <= Number(saver.base.value) || saver.blocked) return;
    if (saver.settled) {
      take(newest);
      clearWarning(number);
      tell(number, newest);
      return;
    }
    warned.set(number, newest.base);
    const words = `${newest.by || "Een collega"} heeft dit antwoord ook gewijzigd, om ${newest.at}.`;
    // What is newest may be what is being saved from here, of which the answer is still under way.
    if (!newest.own) warn(number, `${words} Zodra uw tekst wordt opgeslagen, kiest u tussen beide.`);
  }

  /**
   * Always in sight; aloud once a minute per question, because somebody who types saves every few seconds.
   * @param {string} number
   * @param {Record<string, any>} newest
   */
  function tell(number, { own, by, at }) {
    const who = own ? "u in een ander venster" : by || "een collega";
    changed.textContent = `Laatst gewijzigd: vraag ${number} door ${who}, ${at}`;
    changed.href = `#v-${number}`;
    changed.hidden = false;
    if (Date.now() - (aloud.get(number) ?? 0) < QUIET) return;
    aloud.set(number, Date.now());
    announce(`Het antwoord op vraag ${number} is gewijzigd door ${who}.`);
  }

  /**
   * @param {string} number
   * @param {string} words
   */
  function warn(number, words) {
    clearWarning(number);
    const place = firstOf("both-typing");
    get(place, "p").textContent = words;
    get(questions.section(number), ".paper").before(place);
    announce(words);
  }

  /** @param {string} number */
  function clearWarning(number) {
    find(questions.section(number), "[data-both]")?.remove();
  }

  let reported = { item: "", at: 0 };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let resting;
  function report() {
    clearTimeout(resting);
    if (document.hidden) return;
    if (reported.item === questions.now && Date.now() - reported.at < REPORT - 500) return;
    reported = { item: questions.now, at: Date.now() };
    ask("PUT", told(strip, "present"), { item: questions.now });
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
    ask("DELETE", told(strip, "present"));
  });
  report();
  look();
}
