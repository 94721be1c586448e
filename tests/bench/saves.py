"""One save over HTTP, by clients who save without a pause; and the interview page."""

import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.bench.queries import counted
from tests.bench.server import Results, bases, logged_in, spread
from tests.person import Person

SAVES, PAGES = 320, 60
TEXT = "Er is gewerkt aan de bereikbaarheid van de voorzieningen. " * 10
LONG = "Er is gewerkt aan de bereikbaarheid van de voorzieningen in de kleine kernen, **met resultaat**.\n\n" * 20


def measured(port: int, instance: Path, blank: Sequence[int]) -> Results:
    """Saves by 1, 8 and 32 clients, and the page of an interview as it is in the sample and with long answers."""
    results = {f"save, {clients} clients": _saves(port, blank[:clients]) for clients in (1, 8, 32)}
    person = logged_in(port)
    results["interview page"] = _page(person, 11, instance)
    for item, base in bases(person, blank[-1]).items():
        person.save(blank[-1], item, base, LONG)
    results["interview page, 20 long answers"] = _page(person, blank[-1], instance)
    return results


def _saves(port: int, interviews: Sequence[int]) -> dict[str, float]:
    """Each client saves to an interview of its own, as interviewers do."""
    clients = len(interviews)
    first = logged_in(port)

    def type_along(interview: int) -> list[float]:
        person = first.beside()
        base, spent = bases(person, interview)["1"], []
        for number in range(SAVES // clients):
            begin = time.perf_counter()
            base = person.save(interview, "1", base, f"{clients} {number}. {TEXT}")
            spent.append((time.perf_counter() - begin) * 1000)
        person.close()
        return spent

    begin = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        spent = [one for many in pool.map(type_along, interviews) for one in many]
    return {**spread(spent), "per_s": len(spent) / (time.perf_counter() - begin)}


def _page(person: Person, interview: int, instance: Path) -> dict[str, float]:
    """Its time, its questions to the database, and the kilobytes on the line of it and all its files, uncached."""
    address = f"/interviews/{interview}"
    spent = [_timed(lambda: person.ask("GET", address)) for _ in range(PAGES)]
    parts = {address, *_parts(person, person.ask("GET", address))}
    weight = sum(map(person.weigh, parts)) / 1000
    return {**spread(spent), "queries": counted(instance, address), "kilobytes": weight}


def _parts(person: Person, page: str) -> set[str]:
    """The addresses of a page's own styles, scripts and what these import."""
    found: set[str] = set()
    todo = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    while todo:
        found |= todo
        scripts = [person.ask("GET", one) for one in todo if ".js" in one]
        todo = {f"/static/{name}" for one in scripts for name in re.findall(r'from "\./([\w-]+\.js)"', one)} - found
    return found


def _timed(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return (time.perf_counter() - begin) * 1000
