"""How long the main things take on the sample round: ``make bench``. Prints milliseconds, fails nothing."""

import re
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from flask import Flask

from surveyapp import create_app, migrate
from surveyapp.audit import Actor
from surveyapp.db import db, snapshot, utcnow, write_transaction
from surveyapp.dutch import local
from surveyapp.interviews import queries
from surveyapp.interviews.operations import save_answer
from surveyapp.interviews.rules import AnswerStatus
from surveyapp.report.compile import compile_report
from surveyapp.report.html import render_report
from surveyapp.report.queries import outline_of, round_source
from surveyapp.sample.load import PASSWORD, ROUND, STAFF
from surveyapp.sample.load import load as load_sample

WRITERS, SAVES, READS = 8, 25, 20
PAGES = ("/interviews", "/veldwerk", "/rapport")


def main() -> None:
    """Measure on a database of its own, in a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"INSTANCE": Path(folder), "TESTING": True, "RATELIMIT_ENABLED": False})
        migrate.upgrade(app)
        with app.app_context():
            _show("voorbeeldronde laden", [_timed(_load)])
            _show(f"antwoord opslaan, {WRITERS} schrijvers tegelijk", _saves(app))
            _pages(app)
            _show("rapport samenstellen", [_timed(_compile) for _ in range(3)])
            report = _compile()
            _show("rapport als PDF", [_timed(lambda: render_report(report))])
            db.engine.dispose()


def _timed(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1000


def _show(what: str, times: list[float]) -> None:
    worst = quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
    print(f"{what:45} midden {median(times):9.1f} ms   95% {worst:9.1f} ms   ({len(times)} keer)")  # noqa: T201


def _load() -> None:
    with write_transaction(db.session):
        load_sample(db.session, utcnow())


def _saves(app: Flask) -> list[float]:
    """Each writer has an interview of its own and saves its first answer time after time."""
    round_ = queries.get_round(db.session, ROUND)
    numbers = [one.id for one in queries.interviews_in(db.session, round_)][:WRITERS]
    db.session.rollback()
    times: list[float] = []

    def write(number: int) -> None:
        with app.app_context():
            times.extend(_timed(lambda turn=turn: _save(number, turn)) for turn in range(SAVES))

    threads = [threading.Thread(target=write, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def _save(number: int, turn: int) -> None:
    with write_transaction(db.session):
        interview = queries.get_any_interview(db.session, number)
        newest = queries.newest_revisions(db.session, [number])[number].get("1")
        base = newest.number if newest else 0
        text = f"Beurt {turn}. " + "Een zin van gewone lengte over het gesprek. " * 20
        save_answer(
            db.session, Actor.system(), interview, "1", text=text, status=AnswerStatus.TEXT, base=base, at=utcnow()
        )


def _pages(app: Flask) -> None:
    browser = app.test_client()
    token = re.findall('name="csrf_token".*?value="(.+?)"', browser.get("/inloggen").text)[0]
    browser.post("/inloggen", data={"csrf_token": token, "email": STAFF[-1][0], "password": PASSWORD})

    def get(page: str) -> None:
        if (status := browser.get(page).status_code) != 200:
            raise RuntimeError(f"{page}: {status}")

    for page in PAGES:
        _show(f"bladzijde {page}", [_timed(lambda page=page: get(page)) for _ in range(READS)])


def _compile() -> object:
    with snapshot(db.session):
        round_ = queries.get_round(db.session, ROUND)
        source = round_source(db.session, round_, publisher="")
        return compile_report(outline_of(round_), source, draft=True, dated=local(utcnow()).date())


if __name__ == "__main__":
    main()
