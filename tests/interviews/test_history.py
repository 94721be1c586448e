"""Versions tell who typed what when, and any of them can be gone back to."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
import sqlalchemy as sa
from recorded import NOW, SYSTEM, Recorded
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor, AuditEvent
from surveyapp.core.errors import NotFound
from surveyapp.core.revisions import SaveConflict
from surveyapp.interviews.history import operations
from surveyapp.interviews.history.operations import history_of, restore_answer, restore_note
from surveyapp.interviews.recording import operations as recording_operations
from surveyapp.interviews.recording import queries
from surveyapp.interviews.recording.models import AnswerRevision, Interview
from surveyapp.interviews.recording.rules import AnswerStatus


@pytest.fixture
def made(any_session: Session) -> Recorded:
    return Recorded.of(any_session)


@pytest.fixture
def interview(made: Recorded) -> Interview:
    return made.interview()


def revisions(made: Recorded, interview: Interview, item: str = "2b") -> Sequence[AnswerRevision]:
    return queries.revisions_of(made.session, interview, item)


def test_each_version_says_who_typed_it_and_how_many_words_came_and_went(
    made: Recorded, interview: Interview, any_staff: MakeUser
) -> None:
    writer = any_staff(name="Bregje")
    made.save(interview, "2b", "Er is gesloopt.")
    made.save(interview, "2b", "Er is veel en snel gesloopt!", base=1, by=Actor("staff", writer.id))
    made.save(interview, "2b", "Er wordt gebouwd!", base=2)
    made.save(interview, "2b", "Er wordt gebouwd.", base=3)
    made.save(interview, "2b", "Er wordt", base=4)
    made.save(interview, "2b", "", base=5, status=AnswerStatus.NOT_DISCUSSED)
    shown = history_of(revisions(made, interview))
    assert (shown.newest, shown.older) == (6, 0)
    assert [(one.number, one.by, one.told) for one in shown.versions] == [
        (6, "", "2 woorden eraf"),
        (5, "", "1 woord eraf"),
        (4, "", "geen ander woord"),
        (3, "", "2 woorden erbij, 5 eraf"),
        (2, "Bregje", "3 woorden erbij"),
        (1, "", "3 woorden erbij"),
    ]
    assert shown.versions[0].status is AnswerStatus.NOT_DISCUSSED
    assert shown.versions[-1].difference is None
    assert "<ins>" in str(shown.versions[4].difference)


def test_a_long_history_comes_in_pages(made: Recorded, interview: Interview, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "PAGE", 2)
    for number in range(5):
        made.save(interview, "2b", f"Tekst {number}", base=number)
    found = revisions(made, interview)
    pages = [history_of(found), history_of(found, 4), history_of(found, 2), history_of(found, 1)]
    assert [[one.number for one in page.versions] for page in pages] == [[5, 4], [3, 2], [1], []]
    assert [page.older for page in pages] == [4, 2, 0, 0]
    assert pages[1].versions[1].difference is not None
    assert history_of([]) == operations.History((), 0, 0)


def test_going_back_is_a_new_version_with_the_old_words(made: Recorded, interview: Interview) -> None:
    made.save(interview, "2b", "Goed.")
    made.save(interview, "2b", "", base=1, status=AnswerStatus.NOT_DISCUSSED)
    saved = restore_answer(made.session, SYSTEM, interview, "2b", number=1, base=2, at=NOW + timedelta(hours=1))
    assert (saved.number, saved.text, saved.status) == (3, "Goed.", AnswerStatus.TEXT)
    assert [one.text for one in revisions(made, interview)] == ["Goed.", "", "Goed."]
    back = restore_answer(made.session, SYSTEM, interview, "2b", number=2, base=3, at=NOW)
    assert back.status is AnswerStatus.NOT_DISCUSSED
    events = made.session.scalars(sa.select(AuditEvent.detail).where(AuditEvent.action == "answer.restore"))
    assert events.all() == ['{"as_in":1,"number":3}', '{"as_in":2,"number":4}']


def test_going_back_to_what_stands_there_changes_nothing(made: Recorded, interview: Interview) -> None:
    made.save(interview, "2b", "Goed.")
    assert restore_answer(made.session, SYSTEM, interview, "2b", number=1, base=1, at=NOW).number == 1
    assert len(revisions(made, interview)) == 1


def test_what_a_colleague_saved_in_between_is_not_passed_over(made: Recorded, interview: Interview) -> None:
    made.save(interview, "2b", "Oud.")
    made.save(interview, "2b", "Nieuw.", base=1)
    made.save(interview, "2b", "Van een collega.", base=2)
    with pytest.raises(SaveConflict):
        restore_answer(made.session, SYSTEM, interview, "2b", number=1, base=2, at=NOW)
    assert len(revisions(made, interview)) == 3


def test_a_version_that_is_not_there(made: Recorded, interview: Interview) -> None:
    made.save(interview, "1", "Van een andere vraag.")
    for restore in (restore_answer, restore_note):
        with pytest.raises(NotFound):
            restore(made.session, SYSTEM, interview, "2b", number=1, base=1, at=NOW)


def test_a_note_goes_back_too_and_leaves_the_answer_alone(made: Recorded, interview: Interview) -> None:
    for base, text in enumerate(("Navragen.", "Gebeld.")):
        recording_operations.save_note(made.session, SYSTEM, interview, "2b", text=text, base=base, at=NOW)
    saved = restore_note(made.session, SYSTEM, interview, "2b", number=1, base=2, at=NOW)
    assert (saved.number, saved.text) == (3, "Navragen.")
    shown = history_of(queries.note_revisions_of(made.session, interview, "2b"))
    assert [one.text for one in shown.versions] == ["Navragen.", "Gebeld.", "Navragen."]
    assert {one.fingerprint for one in shown.versions} == {""}
    assert revisions(made, interview) == []
