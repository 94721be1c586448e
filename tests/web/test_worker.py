import logging
import threading
import time
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from setting import rewired
from sqlalchemy.orm import Session

from surveyapp import worker
from surveyapp.mail.outbox.models import MailState, OutboxMail
from surveyapp.mail.outbox.operations import Message, enqueue


def started(app: Flask, interval: float = 0.01) -> tuple[threading.Thread, threading.Event]:
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(app, stop, interval))
    thread.start()
    return thread, stop


def until(condition: object, seconds: float = 10) -> None:
    assert callable(condition)
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "took too long"
        time.sleep(0.01)


def test_two_workers_deliver_every_mail_and_stop_at_once(any_app: Flask, any_session: Session, now: datetime) -> None:
    any_app.config["DEMO"], any_app.config["SMTP_URL"] = True, ""
    for number in range(8):
        enqueue(any_session, Message("", f"v{number}@example.org", "Dag", "Dag"), now)
    any_session.commit()
    workers = [started(any_app) for _ in range(2)]
    folder = Path(any_app.instance_path) / "mail"
    try:
        until(lambda: folder.exists() and len(list(folder.glob("*.eml"))) == 8)
    finally:
        for _thread, stop in workers:
            stop.set()
        asked = time.monotonic()
        for thread, _stop in workers:
            thread.join(10)
    assert time.monotonic() - asked < 2
    states = [(mail.state, mail.attempts) for mail in any_session.query(OutboxMail)]
    assert states == [(MailState.SENT, 1)] * 8


def test_a_job_that_raises_stops_no_other_and_is_tried_again(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    calls = {"bad": 0, "good": 0}

    def bad(_app: Flask) -> bool:
        calls["bad"] += 1
        raise RuntimeError("broken")

    def good(_app: Flask) -> bool:
        calls["good"] += 1
        return False

    quiet = caplog.at_level(logging.CRITICAL, logger="surveyapp.worker")
    with quiet, rewired(app, worker.Jobs, side_by_side=(bad, good)):
        thread, stop = started(app)
        try:
            until(lambda: calls["bad"] >= 3 and calls["good"] >= 6)
        finally:
            stop.set()
            thread.join(10)
    assert calls["bad"] < calls["good"]


def test_a_busy_job_does_not_keep_the_worker_from_stopping(app: Flask) -> None:
    with rewired(app, worker.Jobs, side_by_side=(lambda _app: True,)):
        thread, stop = started(app)
        stop.set()
        thread.join(2)
    assert not thread.is_alive()


def test_the_pause_after_failures_has_an_end(app: Flask) -> None:
    def bad(_app: Flask) -> bool:
        raise RuntimeError

    turns = worker._Turns(bad)
    turns.failures = 30
    logging.disable(logging.CRITICAL)
    try:
        turns.take(app, 1.0)
    finally:
        logging.disable(logging.NOTSET)
    assert turns.not_before - time.monotonic() <= worker.MAX_PAUSE
