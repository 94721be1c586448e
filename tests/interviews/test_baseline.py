"""The baseline beside a question, its words as a start, and what became of it since."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from recorded import NOW, SYSTEM, Recorded
from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor, AuditEvent
from surveyapp.core.config import resource_dir
from surveyapp.core.errors import Refused
from surveyapp.core.revisions import SaveConflict
from surveyapp.interviews.baseline.queries import baseline_of, take_over
from surveyapp.interviews.desk import pages
from surveyapp.interviews.progress.operations import mark_progress
from surveyapp.interviews.recording import operations, queries
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.rules import AnswerStatus, InterviewState, ProgressMark
from surveyapp.questionnaires.operations import read, store
from surveyapp.questionnaires.rules import UnknownItem
from surveyapp.text.likeness import Likeness

SOURCE = read(resource_dir("questionnaires"), "regio")


@pytest.fixture
def made(any_session: Session) -> Recorded:
    return Recorded.of(any_session)


def before(made: Recorded, **answers: str) -> Interview:
    """Last year's interview, approved, with an answer per item: ``i2b="..."``."""
    interview = made.interview()
    for item, text in answers.items():
        made.save(interview, item.removeprefix("i"), text)
    made.save(interview, "8", "", status=AnswerStatus.NOT_DISCUSSED)
    interview.state, interview.approved_at = InterviewState.APPROVED, NOW
    made.session.flush()
    return interview


def again(made: Recorded, interview: Interview, source: str = SOURCE) -> Interview:
    """This year's interview with the same organisation, along another questionnaire perhaps."""
    later = operations.create_round(
        made.session, SYSTEM, name="2019", title="x", subtitle="", previous=made.round, outline="", at=NOW
    )
    return operations.create_interview(
        made.session,
        SYSTEM,
        round_=later,
        organisation=interview.organisation,
        questionnaire=store(made.session, source, "regio.yaml"),
        interviewers=[],
        respondents=[],
        held_on=None,
        at=NOW,
    )


def changed(*pairs: tuple[str, str]) -> str:
    source = SOURCE
    for old, new in pairs:
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    return source


def test_the_same_number_is_the_same_question(made: Recorded) -> None:
    now = again(made, before(made, i2b="Er is gesloopt."))
    found = baseline_of(made.session, now)
    assert found
    assert (found.round, found.approved_at) == ("2018", NOW)
    earlier = found.items["2b"]
    assert (earlier.numbers, earlier.text, earlier.new) == (("2b",), "Er is gesloopt.", False)
    assert earlier.answers[0].asked == ()
    assert found.items["8"].answers[0].status is AnswerStatus.NOT_DISCUSSED
    assert found.items["1"].answers[0].status is None
    assert found.items["1"].text == ""


def test_a_question_that_moved_or_was_joined_or_is_new_has_the_baseline_that_its_file_names(made: Recorded) -> None:
    source = changed(
        ("      - number: '2b'\n", "      - number: '2b'\n        formerly: ['2d', '2e', '9z']\n"),
        ("      - number: '2a'\n", "      - number: '2a'\n        formerly: []\n"),
        ("  - number: '7'\n", "  - number: '7'\n    formerly: [6]\n"),
    )
    last = before(made, i2a="Dorpshuis.", i2d="School[^1].\n\n[^1]: Noot.", i2e="Zorg.", i6="Samen.")
    found = baseline_of(made.session, again(made, last, source))
    assert found
    assert found.items["2b"].numbers == ("2d", "2e")
    assert found.items["2b"].text == "School[^oud-2d-1].\n\n[^oud-2d-1]: Noot.\n\nZorg."
    assert found.items["2b"].answers[0].asked[-1].startswith("Onderwijs")
    assert (found.items["2a"].new, found.items["2a"].answers) == (True, ())
    assert found.items["7"].text == "Samen."


def test_the_words_of_the_question_are_shown_when_they_were_others(made: Recorded) -> None:
    source = changed(
        ("ingezet in 2017 die niet", "ingezet in 2018 die niet"), ("text: 'Wonen {hint}'", "text: 'Huizen {hint}'")
    )
    found = baseline_of(made.session, again(made, before(made, i2b="x", i2d="y", i6="z"), source))
    assert found
    stem, own = found.items["2b"].answers[0].asked
    assert "ingezet in 2017" in stem
    assert own.startswith("Wonen (o.a.")
    (only_stem,) = found.items["2d"].answers[0].asked
    assert "ingezet in 2017" in only_stem
    assert found.items["6"].answers[0].asked == ()


def test_an_interview_that_was_not_approved_or_is_open_again_is_no_baseline(made: Recorded) -> None:
    last = before(made, i2b="Akkoord.")
    now = again(made, last)
    made.save(last, "2b", "Na het akkoord getypt.", base=1)
    assert baseline_of(made.session, now) is None
    assert baseline_of(made.session, last) is None


def test_an_answer_that_is_last_years_is_pointed_out(made: Recorded) -> None:
    text = (
        "De gemeenten werken samen aan een plan voor de woningen in alle dorpen van het hele gebied. Dat is veel werk."
    )
    now = again(made, before(made, i2a=text, i2b=text, i2d=text))
    made.save(now, "2a", text.upper())
    made.save(now, "2b", text.replace("veel", "mooi"))
    made.save(now, "2d", "Anders.")
    found = {item.number: item.likeness for item in pages.desk_of(made.session, now).items}
    assert [found[item] for item in ("2a", "2b", "2d", "1")] == [
        Likeness.SAME,
        Likeness.NEARLY,
        Likeness.OTHER,
        Likeness.OTHER,
    ]


def test_last_years_words_are_taken_over_behind_what_is_there(made: Recorded) -> None:
    now = again(made, before(made, i2a="Vorig jaar[^1].\n\n[^1]: Noot.", i2b="Ook."))
    assert take_over(made.session, SYSTEM, now, "2b", base=0, at=NOW).text == "Ook."
    made.save(now, "2a", "Nu[^1].\n\n[^1]: Van nu.")
    saved = take_over(made.session, SYSTEM, now, "2a", base=1, at=NOW)
    assert saved.text == "Nu[^1].\n\n[^1]: Van nu.\n\nVorig jaar[^oud-1].\n\n[^oud-1]: Noot."
    assert take_over(made.session, SYSTEM, now, "2a", base=1, at=NOW) is saved, "sent twice is once"
    made.save(now, "2a", "Van een collega.", base=2)
    with pytest.raises(SaveConflict):
        take_over(made.session, SYSTEM, now, "2a", base=1, at=NOW)
    with pytest.raises(Refused, match="geen nulmeting"):
        take_over(made.session, SYSTEM, now, "1", base=0, at=NOW)
    with pytest.raises(UnknownItem):
        take_over(made.session, SYSTEM, now, "99", base=0, at=NOW)


def events(session: Session) -> list[str]:
    return list(
        session.scalars(
            sa.select(AuditEvent.detail).where(AuditEvent.action == "progress.mark").order_by(AuditEvent.id)
        )
    )


def test_what_became_of_an_item_is_marked_changed_and_taken_back(made: Recorded, any_staff: object) -> None:
    interview = made.interview()
    writer = any_staff(name="Bregje")  # type: ignore[operator]
    by = Actor("staff", writer.id)
    for mark in (ProgressMark.ADVANCED, ProgressMark.ADVANCED, ProgressMark.COMPLETED, None, None):
        mark_progress(made.session, by, interview, "2b", mark, at=NOW)
        found = queries.progress_of_items(made.session, interview).get("2b")
        assert (found.mark if found else None) is mark
        assert found is None or (found.author_id, found.marked_at) == (writer.id, NOW)
    assert [
        f'"mark":"{mark}"' in detail
        for mark, detail in zip(("advanced", "completed", ""), events(made.session), strict=True)
    ] == [True] * 3
    with pytest.raises(UnknownItem):
        mark_progress(made.session, by, interview, "99", ProgressMark.NEW, at=NOW)


def test_a_mark_is_no_part_of_what_was_agreed(made: Recorded) -> None:
    interview = before(made, i2b="Akkoord.")
    revision = queries.newest_revisions(made.session, [interview.id])[interview.id]["2b"]
    mark_progress(made.session, SYSTEM, interview, "2b", ProgressMark.LAPSED, at=NOW)
    made.session.refresh(interview)
    assert (interview.state, interview.approved_at) == (InterviewState.APPROVED, NOW)
    assert queries.newest_revisions(made.session, [interview.id])[interview.id]["2b"] is revision


def test_two_who_mark_at_once_are_both_heard(made: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    interview = made.interview()
    mark_progress(made.session, SYSTEM, interview, "2b", ProgressMark.NEW, at=NOW)
    real, asked = queries.progress_of_items, []

    def late(session: Session, one: Interview) -> object:
        asked.append(one)
        return real(session, one) if len(asked) > 1 else {}

    monkeypatch.setattr(queries, "progress_of_items", late)
    mark_progress(made.session, SYSTEM, interview, "2b", ProgressMark.ADVANCED, at=NOW)
    assert {item: one.mark for item, one in real(made.session, interview).items()} == {"2b": ProgressMark.ADVANCED}


def test_the_desk_counts_the_marks(made: Recorded) -> None:
    interview = made.interview()
    for item, mark in {"1": ProgressMark.NEW, "2b": ProgressMark.NEW, "6": ProgressMark.LAPSED}.items():
        mark_progress(made.session, SYSTEM, interview, item, mark, at=NOW)
    shown = pages.desk_of(made.session, interview)
    assert {mark.value: count for mark, count in shown.marks if count} == {"new": 2, "lapsed": 1}
    assert replace(shown.items[0], mark=None).mark is None
