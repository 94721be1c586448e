"""What the desk and a save cost, however much was recorded."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from checking import Client
from recorded import NOW, SYSTEM, Recorded
from sqlalchemy.orm import Session

from surveyapp.comments.operations import comment
from surveyapp.core.audit import Actor
from surveyapp.core.db import db
from surveyapp.interviews.recording import operations
from surveyapp.interviews.recording.models import Interview
from surveyapp.questionnaires.operations import parsed

LONG = "Er is gewerkt aan de bereikbaarheid van de voorzieningen, **met resultaat**.\n\n" * 20


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)


def test_the_desk_asks_as_much_for_one_answer_as_for_all_of_them(
    desk: Client, made: Recorded, session: Session, interview: Interview
) -> None:
    path, reader = f"/interviews/{interview.id}", Actor("staff", interview.interviewers[0].id)
    made.save(interview, "1", "Kort.")
    with statements() as few:
        desk.get(path)
    for question in parsed(interview.questionnaire).items:
        item = question.number
        made.save(interview, item, LONG, base=1 if item == "1" else 0)
        operations.save_note(session, SYSTEM, interview, item, text="Navragen.", base=0, at=NOW)
        comment(session, reader, interview, item, text="Klopt dit?", at=NOW)
    with statements() as many:
        desk.get(path)
    assert len(few) == len(many) < 16


def test_a_save_asks_little_of_the_database(desk: Client, made: Recorded, interview: Interview) -> None:
    made.save(interview, "1", LONG)
    headers = {"X-CSRFToken": desk.csrf_token()}
    path, save = f"/interviews/{interview.id}/antwoorden/1", {"text": "Kort.", "base": 1, "key": "a" * 32}
    with statements() as asked:
        assert desk.browser.put(path, json=save, headers=headers).json["base"] == 2
    questions = [" ".join(one.split()[:3]) for one in asked if not one.startswith("BEGIN")]
    assert len(questions) == 8, questions
