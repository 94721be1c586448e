// A server on this machine for tests of what asks one.

import { createServer } from "node:http";

/**
 * What was asked.
 * @typedef {{ method: string, path: string, token: string, type: string, body: string }} Asked
 *
 * What is answered: a status, and what goes as JSON, or as HTML when it is a string. null: no answer at all.
 * @typedef {[status: number, body: object | string] | null} Answer
 */

/**
 * Start a server that answers with ``answer``; it stops after the test.
 * @param {import("node:test").TestContext} t
 * @param {(asked: Asked) => Answer | Promise<Answer>} answer
 */
export async function serve(t, answer) {
  /** @type {Asked[]} */
  const asked = [];
  const server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    const one = {
      method: request.method ?? "",
      path: request.url ?? "",
      token: String(request.headers["x-csrftoken"] ?? ""),
      type: String(request.headers["content-type"] ?? "").split(";")[0] ?? "",
      body: Buffer.concat(parts).toString(),
    };
    asked.push(one);
    const found = await answer(one);
    if (!found) {
      response.destroy();
      return;
    }
    const [status, body] = found;
    const json = typeof body !== "string";
    response.writeHead(status, { "Content-Type": json ? "application/json" : "text/html", Connection: "close" });
    response.end(json ? JSON.stringify(body) : body);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", () => ready(undefined)));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return { at: (/** @type {string} */ path) => `http://127.0.0.1:${port}${path}`, asked };
}

/** A token of a page without a page. */
export function tokenOf(value = "old") {
  return {
    get: () => value,
    /** @param {string} fresh */
    set(fresh) {
      value = fresh;
    },
  };
}

/** Let everything that waits for nothing but its turn go on. */
export const settled = () => new Promise((done) => setImmediate(done));
