"""One save over HTTP, by clients who save without a pause; and the interview page. Each beside a bare application."""

import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urljoin

from tests.bench.floor import bare
from tests.bench.queries import counted
from tests.bench.server import Results, Server, Spent, bases, logged_in
from tests.person import Person

SAVES, PAGES, TURNS = 480, 90, 3
"""So many of each, in turns with the bare application: what else this machine does then slows both."""
TEXT = "Er is gewerkt aan de bereikbaarheid van de voorzieningen. " * 10
LONG = "Er is gewerkt aan de bereikbaarheid van de voorzieningen in de kleine kernen, **met resultaat**.\n\n" * 20
SAMPLE = 11
IMPORT = re.compile(r'^(?:import .*|}) from "(\.[^"]+\.js)"', re.MULTILINE)

Work = Callable[[Person, Sequence[int], Spent], None]


def measured(ours: Server, environment: dict[str, str], instance: Path, blank: Sequence[int]) -> Results:
    """Saves by 1, 8 and 32 clients, and the page of an interview as it is in the sample and with long answers."""
    person, results = logged_in(ours.port), Results()
    for item, base in bases(person, blank[-1]).items():
        person.save(blank[-1], item, base, LONG)
    with bare(instance, environment, person.ask("GET", f"/interviews/{SAMPLE}")) as floor:
        for clients in (1, 8, 32):
            results |= _in_turns(f"save, {clients} clients", ours, floor, person, _saves, blank[:clients])
        for name, interview in (("interview page", SAMPLE), ("interview page, 20 long answers", blank[-1])):
            results |= _in_turns(name, ours, floor, person, _pages, [interview])
            results[name] |= _weight(person, f"/interviews/{interview}", instance)
    return results


def _in_turns(name: str, ours: Server, floor: Server, person: Person, work: Work, interviews: Sequence[int]) -> Results:
    """The same asked of both servers: what each takes, and how many times as much ours does."""
    both = [(person.beside(server.port), Spent(server)) for server in (ours, floor)]
    for _ in range(TURNS):
        for one, spent in both:
            work(one, interviews, spent)
    mine, bare_ones = (spent.figures for _, spent in both)
    ratios = {key: mine[key] / bare_ones[key] for key in ("p50_ms", "p99_ms", "cpu_ms")}
    return {name: mine, f"{name}, bare Flask": bare_ones, f"{name}, ours / bare Flask": ratios}


def _saves(person: Person, interviews: Sequence[int], spent: Spent) -> None:
    """Each client saves to an interview of its own, as interviewers do."""
    begun = [bases(person, interview)["1"] for interview in interviews]

    def type_along(interview: int, base: int) -> None:
        writer = person.beside()
        for number in range(SAVES // TURNS // len(interviews)):
            with spent.by_one():
                base = writer.save(interview, "1", base, f"{len(interviews)} {number}. {TEXT}")
        writer.close()

    with spent.in_all(), ThreadPoolExecutor(len(interviews)) as pool:
        list(pool.map(type_along, interviews, begun))


def _pages(person: Person, interviews: Sequence[int], spent: Spent) -> None:
    """One page, again and again."""
    with spent.in_all():
        for _ in range(PAGES // TURNS):
            with spent.by_one():
                person.ask("GET", f"/interviews/{interviews[0]}")


def _weight(person: Person, address: str, instance: Path) -> dict[str, float]:
    """A page's questions to the database, and the kilobytes on the line of it and all its files, uncached."""
    parts = {address, *_parts(person, person.ask("GET", address))}
    return {"queries": counted(instance, address), "kilobytes": sum(map(person.weigh, parts)) / 1000}


def _parts(person: Person, page: str) -> set[str]:
    """The addresses of a page's own styles, scripts and what these import."""
    found: set[str] = set()
    todo = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    while todo:
        found |= todo
        imported = {
            urljoin(address, name)
            for address in todo
            if ".js" in address
            for name in IMPORT.findall(person.ask("GET", address))
        }
        todo = imported - found
    return found
