import assert from "node:assert/strict";
import { before, test } from "node:test";

import { Line } from "../../surveyapp/static/web/line.js";
import { Saver } from "../../surveyapp/static/web/saver.js";
import { serve, settled } from "./loopback.js";

/** @typedef {import("./loopback.js").Answer} Answer */

const REST = 700;

before(() => {
  // No forms with a token, and no store: the server is then the only place where words can be.
  const page = /** @type {any} */ ({ querySelectorAll: () => [] });
  globalThis.document = page;
});

/**
 * A text on a page of Ann, and the server that it is saved on.
 * @param {import("node:test").TestContext} t
 * @param {(body: any, asked: import("./loopback.js").Asked) => Answer | Promise<Answer>} answer of a save
 * @param {{ kind?: "answer" | "note", user?: string }} [page]
 */
async function textOf(t, answer, { kind = "answer", user = "ann" } = {}) {
  const { at, asked } = await serve(t, (one) => {
    if (one.path === "/token") return [200, { token: "new", user, name: "Bob", interview: "one" }];
    return answer(JSON.parse(one.body), one);
  });
  const field = { text: "" };
  const heard = { conflicts: /** @type {any[]} */ ([]), locked: /** @type {any[]} */ ([]) };
  const line = new Line({ renewal: at("/token"), user: "ann", interview: "one", onChange() {} });
  t.after(() => {
    line.queue.waits = () => false; // a line that is down tries for ever
  });
  const about = { user: "ann", name: "Ann", interview: "one", organisation: "", page: "p", desk: "/" };
  const base = /** @type {HTMLInputElement} */ ({ value: "0" });
  const saver = new Saver({
    line,
    about,
    kind,
    item: "2b",
    address: at("/save"),
    base,
    given: { text: "" },
    place: /** @type {any} */ (null),
    typed: () => ({ ...field }),
    show: (typed) => Object.assign(field, typed),
    focus() {},
    onChange() {},
    onStorage() {},
    onConflict: (body) => heard.conflicts.push(body),
    onLocked: (body) => heard.locked.push(body),
  });
  const saves = () => asked.filter((one) => one.path === "/save").map((one) => JSON.parse(one.body));
  /** @param {string} text */
  const type = (text) => {
    field.text = text;
    saver.changed();
  };
  /** Send what was typed now, and wait for what becomes of it. */
  const send = async (now = false) => {
    saver.flush();
    await line.wake(now);
    await settled();
  };
  return { line, saver, field, base, heard, saves, type, send };
}

const rising = () => {
  let number = 0;
  return () => /** @type {Answer} */ ([200, { base: ++number, at: "14:03" }]);
};

test("what is typed is saved on the revision before, as its writer and in its interview", async (t) => {
  const { type, send, saves, saver, base } = await textOf(t, rising());
  type("Zin.");
  assert.equal(saver.waiting, true);
  await send();
  type("Zin twee.");
  await send();
  assert.deepEqual(
    saves().map(({ text, base: on, writer, interview }) => ({ text, on, writer, interview })),
    [
      { text: "Zin.", on: 0, writer: "ann", interview: "one" },
      { text: "Zin twee.", on: 1, writer: "ann", interview: "one" },
    ],
  );
  assert.deepEqual([saver.waiting, base.value], [false, 2]);
});

test("a rest in typing saves by itself", async (t) => {
  const { type, saves, line } = await textOf(t, rising());
  type("Zin.");
  await new Promise((done) => setTimeout(done, REST + 100));
  await line.wake();
  assert.deepEqual(
    saves().map((one) => one.text),
    ["Zin."],
  );
});

test("a save without an answer is repeated as it was, with its key, before what was typed since", async (t) => {
  let failing = 2;
  let number = 0;
  const { type, send, saves, saver, line } = await textOf(t, () =>
    failing-- > 0 ? null : [200, { base: ++number, at: "14:03" }],
  );
  type("Eerst.");
  await send();
  assert.deepEqual([line.state, saver.waiting], ["offline", true]);
  type("Eerst. Later.");
  await send(true);
  assert.equal(line.state, "offline");
  await send(true);
  const [first, second, third, fourth] = saves();
  assert.deepEqual(
    [first, second, third].map((one) => one.text),
    ["Eerst.", "Eerst.", "Eerst."],
  );
  assert.equal(new Set([first, second, third].map((one) => one.key)).size, 1);
  assert.deepEqual([fourth.text, fourth.base], ["Eerst. Later.", 1]);
  assert.notEqual(fourth.key, first.key);
  assert.deepEqual([line.state, saver.waiting], ["", false]);
});

test("what is typed while a save is under way is saved after it", async (t) => {
  let number = 0;
  /** @type {() => void} */
  let typed = () => {};
  const { type, send, saves, saver } = await textOf(t, () => {
    typed();
    return [200, { base: ++number, at: "14:03" }];
  });
  typed = () => {
    typed = () => {};
    type("Zin. En meer.");
  };
  type("Zin.");
  await send();
  assert.deepEqual(
    saves().map((one) => one.text),
    ["Zin.", "Zin. En meer."],
  );
  assert.equal(saver.waiting, false);
});

test("a conflict stops the text and loses nothing", async (t) => {
  const { type, send, saves, saver, heard } = await textOf(t, () => [409, { panel: "<form>" }]);
  type("Zin.");
  await send();
  assert.deepEqual([saver.blocked, saver.waiting, saver.problem], [true, true, "conflict"]);
  assert.equal(heard.conflicts.length, 1);
  type("Zin. Meer.");
  await send(true);
  assert.equal(saves().length, 1);
});

test("a choice between two texts goes on with what was typed since", async (t) => {
  const answers = [/** @type {Answer} */ ([409, { panel: "<form>" }])];
  const { type, send, saves, saver, line } = await textOf(t, () => answers.shift() ?? [200, { base: 9, at: "14:03" }]);
  type("Zin.");
  await send();
  type("Zin. Meer.");
  await saver.resolved({ base: 7, kept: 8, at: "14:02", text: "Zin." }, JSON.stringify({ text: "Zin." }));
  await line.wake(true);
  assert.deepEqual([saves().at(-1).text, saves().at(-1).base], ["Zin. Meer.", 8]);
  assert.equal(saver.waiting, false);
});

test("an answer with agreement waits, and is not sent again by itself", async (t) => {
  const { type, send, saves, saver, heard } = await textOf(t, () => [423, { error: "Er is akkoord." }]);
  type("Zin.");
  await send();
  await send(true);
  assert.deepEqual([saves().length, saver.waiting, saver.problem, heard.locked.length], [1, true, "Er is akkoord.", 1]);
});

test("a text that is too long says so, keeps its words and is sent again when it changes", async (t) => {
  const answers = [/** @type {Answer} */ ([413, { error: "Te lang." }])];
  const { type, send, saves, saver } = await textOf(t, () => answers.shift() ?? [200, { base: 1, at: "14:03" }]);
  type("Zin. ".repeat(10));
  await send();
  assert.deepEqual([saver.problem, saver.waiting], ["Te lang.", true]);
  type("Zin.");
  await send();
  assert.deepEqual([saves().length, saver.problem, saver.waiting], [2, "", false]);
});

for (const [status, state] of /** @type {const} */ ([
  [401, "session"],
  [404, "gone"],
  [429, "busy"],
  [500, "busy"],
  [503, "busy"],
]))
  test(`after ${status} the line is "${state}" and the words wait`, async (t) => {
    const { type, send, saver, line } = await textOf(t, () => [status, { error: "Nu niet." }]);
    type("Zin.");
    await send();
    assert.deepEqual([line.state, line.words, saver.waiting], [state, "Nu niet.", true]);
  });

test("when somebody else is logged in nothing is sent, and the page says who", async (t) => {
  const { type, send, saver, saves, line } = await textOf(t, () => [403, {}], { user: "bob" });
  type("Zin.");
  await send();
  assert.deepEqual([line.state, line.words, saver.waiting, saves().length], ["other", "Bob", true, 1]);
});

test("texts are sent in the order of typing", async (t) => {
  /** @type {string[]} */
  const order = [];
  const { line } = await textOf(t, rising());
  const text = (/** @type {string} */ name, /** @type {number} */ since) => ({
    since,
    ready: true,
    async attempt() {
      order.push(name);
      this.ready = false;
    },
  });
  line.texts.push(.../** @type {any[]} */ ([text("second", 2), text("first", 1), text("third", 3)]));
  await line.wake();
  assert.deepEqual(order, ["first", "second", "third"]);
});
