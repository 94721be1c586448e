import assert from "node:assert/strict";
import { test } from "node:test";

import { lasting, shownOf } from "../../surveyapp/static/conversation/times.js";

const at = (/** @type {string} */ clock, day = "12") => new Date(`2018-04-${day}T${clock}:00+02:00`);
const none = { begun: null, ended: null };

test("how long a conversation lasts", () => {
  assert.deepEqual([0, 1, 59, 60, 135].map(lasting), [
    "net begonnen",
    "1 min.",
    "59 min.",
    "1 uur en 0 min.",
    "2 uur en 15 min.",
  ]);
});

test("a conversation that did not begin can begin", () => {
  assert.deepEqual(shownOf(none, [], at("14:00")), { words: "", begin: "Begin gesprek" });
});

test("what was pressed counts at once, and says that it is not on the server", () => {
  const presses = [{ what: /** @type {const} */ ("begin"), at: at("14:00").toISOString() }];
  assert.deepEqual(shownOf(none, presses, at("14:05")), {
    words: "Gesprek sinds 14:00, 5 min., wordt nog vastgelegd",
    end: true,
  });
});

test("a conversation under way can end", () => {
  assert.deepEqual(shownOf({ begun: at("14:00"), ended: null }, [], at("15:30")), {
    words: "Gesprek sinds 14:00, 1 uur en 30 min.",
    end: true,
  });
});

test("a conversation that ended can go on the same day", () => {
  const times = { begun: at("14:00"), ended: at("14:45") };
  assert.deepEqual(shownOf(times, [], at("15:00")), {
    words: "Gesprek van 14:00 tot 14:45, 45 min.",
    begin: "Gesprek hervatten",
  });
  assert.deepEqual(shownOf(times, [], at("15:00", "13")), {
    words: "Gesprek op 12 april van 14:00 tot 14:45, 45 min.",
  });
});

test("going on after the end takes the end away", () => {
  const times = { begun: at("14:00"), ended: at("14:45") };
  const presses = [{ what: /** @type {const} */ ("begin"), at: at("15:00").toISOString() }];
  assert.deepEqual(shownOf(times, presses, at("15:05")), {
    words: "Gesprek sinds 14:00, 1 uur en 5 min., wordt nog vastgelegd",
    end: true,
  });
});

test("a conversation without an end is not under way the next day", () => {
  assert.deepEqual(shownOf({ begun: at("14:00"), ended: null }, [], at("09:00", "13")), {
    words: "Gesprek begon op 12 april om 14:00, geen eindtijd",
  });
});
