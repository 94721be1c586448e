"""Web server, worker and renderer die at any moment: nothing is lost, nothing leaves twice, and no PDF is stuck."""

import os

import pytest
from flask import Flask
from killing import KINDS, assert_all_done, kill_often, lives
from postbox import smtp_server

from surveyapp.core.audit import Actor
from surveyapp.core.db import db
from surveyapp.interviews.recording import queries

KILLS = int(os.environ.get("TEST_KILLS", "5"))
"""Of each kind on each database. Each takes seconds, so the suite runs few; ``TEST_KILLS=200`` runs many."""


@pytest.mark.timeout(120 + 10 * KILLS)
@pytest.mark.parametrize("kind", KINDS)
def test_whatever_dies_all_work_is_done_once(any_app: Flask, kind: str) -> None:
    with smtp_server() as (url, mailbox), lives(any_app, url) as alive:
        kill_often(alive, kind, KILLS)
        arrived = assert_all_done(alive, mailbox)
        print(f"{kind}: {alive.killed[kind]} kills, {alive.given} rounds of work, mails arrived {dict(arrived)}")  # noqa: T201
    with any_app.app_context():
        found = queries.revisions_of(
            db.session, queries.get_interview(db.session, Actor.system(), alive.stream.interview), "1"
        )
        texts = [one.text for one in reversed(found)]
    kept = alive.stream.acknowledged
    assert texts[: len(kept)] == kept
    assert texts[len(kept) :] in ([], [alive.stream.unanswered])
