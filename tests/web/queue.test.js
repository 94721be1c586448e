import assert from "node:assert/strict";
import { test } from "node:test";

import { Latest } from "../../surveyapp/static/web/latest.js";
import { Queue } from "../../surveyapp/static/web/sender.js";
import { settled } from "./loopback.js";

/**
 * A queue of words that are sent in their order; ``answers`` says what becomes of each try, then "next".
 * @param {string[]} words
 * @param {import("../../surveyapp/static/web/sender.js").Tried[]} answers
 */
function queueOf(words, answers = []) {
  /** @type {string[]} */
  const sent = [];
  const seen = { sent, rests: 0, most: 0 };
  let now = 0;
  const queue = new Queue({
    waits: () => words.length > 0,
    async attempt() {
      now += 1;
      seen.most = Math.max(seen.most, now);
      sent.push(words[0] ?? "");
      await settled();
      now -= 1;
      const tried = answers.shift() ?? "next";
      if (tried === "next") words.shift();
      return tried;
    },
    onRest: () => {
      seen.rests += 1;
    },
  });
  return { queue, seen };
}

test("everything that waits is sent in order, one at a time", async () => {
  const { queue, seen } = queueOf(["a", "b", "c"]);
  await Promise.all([queue.wake(), queue.wake(), queue.wake(true)]);
  assert.deepEqual(seen, { sent: ["a", "b", "c"], rests: 1, most: 1 });
  assert.equal(queue.busy, false);
});

test("what comes in while a try is under way goes along", async () => {
  const words = ["a"];
  const { queue, seen } = queueOf(words);
  const done = queue.wake();
  words.push("b");
  await done;
  assert.deepEqual(seen.sent, ["a", "b"]);
});

test("without an answer the same is tried again, after pauses that grow", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { queue, seen } = queueOf(["a", "b"], ["later", "later"]);
  await queue.wake();
  assert.deepEqual(seen.sent, ["a"]);
  t.mock.timers.tick(1999);
  await queue.idle;
  assert.deepEqual(seen.sent, ["a"]);
  t.mock.timers.tick(1);
  await queue.idle;
  assert.deepEqual(seen.sent, ["a", "a"]);
  t.mock.timers.tick(2999);
  await queue.idle;
  assert.deepEqual(seen.sent, ["a", "a"]);
  t.mock.timers.tick(1);
  await queue.idle;
  assert.deepEqual(seen.sent, ["a", "a", "a", "b"]);
  assert.equal(queue.tries, 0);
});

test("during a pause only what is urgent is sent", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { queue, seen } = queueOf(["a"], ["later"]);
  await queue.wake();
  await queue.wake();
  assert.deepEqual(seen.sent, ["a"]);
  await queue.wake(true);
  assert.deepEqual(seen.sent, ["a", "a"]);
  t.mock.timers.tick(60_000);
  await queue.idle;
  assert.deepEqual(seen.sent, ["a", "a"]);
});

test("what was refused waits for somebody", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { queue, seen } = queueOf(["a"], ["stop"]);
  await queue.wake();
  t.mock.timers.tick(60_000);
  await queue.idle;
  assert.deepEqual(seen.sent, ["a"]);
  await queue.wake();
  assert.deepEqual(seen.sent, ["a", "a"]);
});

test("after a fault in one try there is another", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const faults = [new Error("a fault")];
  let waiting = true;
  const queue = new Queue({
    waits: () => waiting,
    async attempt() {
      const fault = faults.shift();
      if (fault) throw fault;
      waiting = false;
      return "next";
    },
  });
  await assert.rejects(queue.wake(), /a fault/);
  assert.deepEqual([queue.busy, waiting], [false, true]);
  t.mock.timers.tick(2000);
  await queue.idle;
  assert.deepEqual([queue.busy, waiting], [false, false]);
});

test("a network that is back sends at once", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  /** @type {(() => void)[]} */
  const listeners = [];
  const here = /** @type {any} */ (globalThis);
  here.addEventListener = (/** @type {string} */ name, /** @type {() => void} */ listener) => {
    if (name === "online") listeners.push(listener);
  };
  t.after(() => delete here.addEventListener);
  const { queue, seen } = queueOf(["a"], ["later"]);
  await queue.wake();
  for (const listener of listeners) listener();
  await queue.idle;
  assert.deepEqual(seen.sent, ["a", "a"]);
});

/**
 * @param {number[]} statuses
 * @param {{ value: string }} choice
 */
function latestOf(statuses, choice) {
  /** @type {object[]} */
  const sent = [];
  /** @type {[string, boolean][]} */
  const said = [];
  const sender = {
    async send(/** @type {string} */ _method, /** @type {string} */ _address, /** @type {any} */ content) {
      sent.push(content);
      await settled();
      const status = statuses.shift() ?? 200;
      return { status, body: status === 200 ? { at: "14:03" } : {} };
    },
  };
  const latest = new Latest(
    () => ["PUT", "/a", { ...choice }],
    (words, saved) => said.push([words, saved]),
    sender,
  );
  return { latest, sent, said };
}

test("of choices that follow each other fast the last one counts", async () => {
  const choice = { value: "one" };
  const { latest, sent, said } = latestOf([], choice);
  const done = latest.send();
  choice.value = "two";
  latest.send();
  choice.value = "three";
  latest.send();
  assert.equal(latest.unsaved, true);
  await done;
  assert.deepEqual(sent, [{ value: "one" }, { value: "three" }]);
  assert.equal(latest.unsaved, false);
  assert.deepEqual(said.at(-1), ["Opgeslagen om 14:03", true]);
});

test("a choice without an answer is sent until the server has it, as it is then", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const choice = { value: "one" };
  const { latest, sent, said } = latestOf([0, 503], choice);
  await latest.send();
  assert.deepEqual(said, [["Niet opgeslagen: geen verbinding", false]]);
  assert.equal(latest.unsaved, true);
  choice.value = "two";
  t.mock.timers.tick(5000);
  await latest.queue.idle;
  t.mock.timers.tick(5000);
  await latest.queue.idle;
  assert.deepEqual(sent, [{ value: "one" }, { value: "two" }, { value: "two" }]);
  assert.equal(latest.unsaved, false);
});

test("a choice that the server refuses for good is not repeated", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { latest, sent } = latestOf([409], { value: "one" });
  await latest.send();
  t.mock.timers.tick(60_000);
  await latest.queue.idle;
  assert.equal(sent.length, 1);
  assert.equal(latest.unsaved, false);
});
