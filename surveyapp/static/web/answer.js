// What a server said to who asked for JSON.

/** Its status and body. An answer in another form is not from our server but from a network that asks to log in, or
 * from a proxy: then there was no answer. */
export async function heard(response) {
  const json = response.headers.get("Content-Type")?.startsWith("application/json");
  if (!json) return { status: response.ok ? 0 : 502, body: {} };
  return { status: response.status, body: await response.json() };
}
