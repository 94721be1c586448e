"""A hundred interviewers at work while two reports are made: does anybody wait?"""

import random
import re
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

from tests.bench.server import Results, bases, logged_in, spread
from tests.person import FORM, Person

INTERVIEWERS, PAUSE, SECONDS = 100, 5, 60
TEXT = "Er is gewerkt aan de bereikbaarheid van de voorzieningen. " * 10


def measured(port: int, blank: Sequence[int]) -> Results:
    """Everybody types into an answer of their own and saves it every five seconds, for a minute."""
    first = logged_in(port)
    places = [(number, item, base) for number in blank for item, base in bases(first, number).items()]
    chosen = random.Random(2018).sample(places, INTERVIEWERS)  # noqa: S311  (who types where)
    chapters = re.findall(r'<option value="([^"]+)"', first.ask("GET", "/rapport"))
    for chapter in ("", chapters[0]):
        _ask_for_report(first, chapter)
    with ThreadPoolExecutor(INTERVIEWERS) as pool:
        found = list(pool.map(lambda place: _interviewer(first.beside(), *place), chosen))
    spent = [one for durations, _ in found for one in durations]
    made = len(re.findall(r'href="/rapport/pdf/\d+"', first.ask("GET", "/rapport")))
    return {
        "rush hour": {**spread(spent), "saves": len(spent), "errors": sum(one for _, one in found), "reports": made}
    }


def _ask_for_report(person: Person, chapter: str) -> None:
    """A draft: the whole of it, or one chapter. The same one twice would be made once."""
    form = {"csrf_token": person.token, "kind": "concept", "chapter": chapter}
    person.ask("POST", "/rapport/pdf", urlencode(form).encode(), FORM)


def _interviewer(person: Person, interview: int, item: str, base: int) -> tuple[list[float], int]:
    """How long each save took, in milliseconds, and how many failed."""
    spent, errors = [], 0
    begin = time.monotonic() + random.uniform(0, PAUSE)  # noqa: S311  (they do not begin together)
    for number in range(SECONDS // PAUSE):
        time.sleep(max(0, begin + number * PAUSE - time.monotonic()))
        started = time.perf_counter()
        try:
            base = person.save(interview, item, base, f"{number}. {TEXT}")
        except (OSError, RuntimeError):
            errors += 1
        spent.append((time.perf_counter() - started) * 1000)
    person.close()
    return spent, errors
