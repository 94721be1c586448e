import assert from "node:assert/strict";
import { test } from "node:test";

import { delayAfter, goesOn, isAnswered, isPassing, RETRY, Sender } from "../../surveyapp/static/web/sender.js";
import { serve, tokenOf } from "./loopback.js";

test("values go as JSON with the token of the page", async (t) => {
  const { at, asked } = await serve(t, () => [200, { at: "14:03" }]);
  const outcome = await new Sender({ token: tokenOf() }).send("PUT", at("/a"), { text: "Zin." });
  assert.deepEqual(outcome, { status: 200, body: { at: "14:03" } });
  assert.deepEqual(asked, [
    { method: "PUT", path: "/a", token: "old", type: "application/json", body: '{"text":"Zin."}' },
  ]);
});

test("a form carries the token in itself as well", async (t) => {
  const { at, asked } = await serve(t, () => [200, {}]);
  const form = new FormData();
  form.set("choice", "mine");
  await new Sender({ token: tokenOf("its own") }).send("POST", at("/a"), form);
  assert.equal(asked[0]?.type, "multipart/form-data");
  assert.equal(form.get("csrf_token"), "its own");
  assert.match(asked[0]?.body ?? "", /csrf_token[\s\S]*its own/);
});

test("without an answer the status is 0", async (t) => {
  const { at } = await serve(t, () => null);
  assert.deepEqual(await new Sender({ token: tokenOf() }).send("PUT", at("/a"), {}), { status: 0, body: {} });
});

test("an answer that takes too long is no answer", async (t) => {
  const { at } = await serve(t, async () => {
    await new Promise((done) => setTimeout(done, 300));
    return [200, {}];
  });
  assert.equal((await new Sender({ token: tokenOf() }).send("PUT", at("/a"), {}, 30)).status, 0);
});

test("a page that is not ours is no answer, and an error page is that of a proxy", async (t) => {
  const { at } = await serve(t, ({ path }) => [path === "/portal" ? 200 : 504, "<p>Log in on the train</p>"]);
  const sender = new Sender({ token: tokenOf() });
  assert.equal((await sender.send("PUT", at("/portal"), {})).status, 0);
  assert.equal((await sender.send("PUT", at("/proxy"), {})).status, 502);
});

/** @param {object} [now] who is logged in, and which interview the page is of */
const renewing =
  (now = {}) =>
  /** @returns {import("./loopback.js").Answer} */
  (/** @type {import("./loopback.js").Asked} */ { path, token }) => {
    if (path === "/token") return [200, { token: "new", user: "ann", name: "Ann", interview: "one", ...now }];
    return token === "new" ? [200, { base: 4 }] : [400, { error: "old" }];
  };

test("a token that is no longer valid is renewed, and the same is sent once more", async (t) => {
  const { at, asked } = await serve(t, renewing());
  const sender = new Sender({ renewal: at("/token"), user: "ann", interview: "one", token: tokenOf() });
  assert.deepEqual(await sender.send("PUT", at("/a"), { key: "k" }), { status: 200, body: { base: 4 } });
  assert.deepEqual(
    asked.map(({ path, token, body }) => [path, token, body]),
    [
      ["/a", "old", '{"key":"k"}'],
      ["/token", "old", ""],
      ["/a", "new", '{"key":"k"}'],
    ],
  );
});

test("nothing is sent again as somebody else", async (t) => {
  const { at, asked } = await serve(t, renewing({ user: "bob", name: "Bob" }));
  const token = tokenOf();
  const sender = new Sender({ renewal: at("/token"), user: "ann", interview: "one", token });
  assert.deepEqual(await sender.send("PUT", at("/a"), {}), { status: 403, body: { name: "Bob" } });
  assert.equal(asked.length, 2);
  assert.equal(token.get(), "old");
});

test("nothing is sent again to another interview with the same number", async (t) => {
  const { at } = await serve(t, renewing({ interview: "another" }));
  const sender = new Sender({ renewal: at("/token"), user: "ann", interview: "one", token: tokenOf() });
  assert.equal((await sender.send("PUT", at("/a"), {})).status, 404);
});

test("who may not ask for a token has lost the interview", async (t) => {
  const { at } = await serve(t, () => [403, {}]);
  const sender = new Sender({ renewal: at("/token"), user: "ann", token: tokenOf() });
  assert.equal((await sender.send("PUT", at("/a"), {})).status, 404);
});

test("a session that ended says so", async (t) => {
  const { at } = await serve(t, ({ path }) => (path === "/token" ? [401, { error: "over" }] : [400, {}]));
  const sender = new Sender({ renewal: at("/token"), user: "ann", token: tokenOf() });
  assert.deepEqual(await sender.send("PUT", at("/a"), {}), { status: 401, body: { error: "over" } });
});

test("a page without an address for a token keeps the refusal", async (t) => {
  const { at, asked } = await serve(t, () => [400, { error: "old" }]);
  assert.deepEqual(await new Sender({ token: tokenOf() }).send("PUT", at("/a"), {}), {
    status: 400,
    body: { error: "old" },
  });
  assert.equal(asked.length, 1);
});

test("pauses grow to the last one, which is repeated", () => {
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5, 99].map((tries) => delayAfter(tries)),
    [2000, 3000, 5000, 10_000, 15_000, 15_000, 15_000],
  );
  assert.equal(delayAfter(3, [5000]), 5000);
  assert.equal(RETRY.length, 5);
});

test("which answers are final, and which may become better", () => {
  const statuses = [0, 200, 400, 401, 403, 404, 409, 413, 422, 423, 429, 500, 503];
  assert.deepEqual(statuses.filter(isAnswered), [200, 409, 413, 422, 423]);
  assert.deepEqual(statuses.filter(isPassing), [0, 429, 500, 503]);
});

test("saves go on when their page closes, as far as the browser has room", () => {
  assert.deepEqual(
    ["PUT", "DELETE", "POST", "GET"].map((method) => goesOn(method, 100, 0)),
    [true, true, false, false],
  );
  assert.equal(goesOn("PUT", 40_000, 0), true);
  assert.equal(goesOn("PUT", 40_000, 30_000), false);
  assert.equal(goesOn("PUT", 64_000, 0), false);
});
