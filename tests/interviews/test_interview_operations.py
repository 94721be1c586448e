from datetime import UTC, date, datetime, time

import pytest
import sqlalchemy as sa
from recorded import ADVISER, NOW, SYSTEM, Recorded
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import Actor, verify_chain
from surveyapp.core.errors import NotFound, Refused
from surveyapp.core.revisions import KeyReused, SaveConflict
from surveyapp.fieldwork.overview.queries import briefs_of
from surveyapp.interviews.desk import operations, pages
from surveyapp.interviews.desk.operations import Choice, Entry, Unsaved
from surveyapp.interviews.recording import operations as recording_operations
from surveyapp.interviews.recording import queries
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.interviews.recording.rules import AnswerStatus, InterviewState, Talk
from surveyapp.questionnaires.operations import parsed
from surveyapp.questionnaires.rules import OrganisationKind, UnknownItem
from surveyapp.text import words as texts


@pytest.fixture
def made(any_session: Session) -> Recorded:
    return Recorded.of(any_session)


def newest(made: Recorded, interview: object) -> dict[str, str]:
    found = queries.newest_revisions(made.session, [interview.id])[interview.id]  # type: ignore[attr-defined]
    return {item: revision.text for item, revision in found.items()}


def test_each_save_is_the_next_revision_and_keeps_the_ones_before(made: Recorded) -> None:
    interview = made.interview()
    first = made.save(interview, "2b", "Er is gesloopt.")
    second = made.save(interview, "2b", "Er is gesloopt en gebouwd.", base=1)
    assert (first.number, second.number) == (1, 2)
    assert [one.text for one in queries.revisions_of(made.session, interview, "2b")] == [second.text, first.text]
    assert newest(made, interview) == {"2b": "Er is gesloopt en gebouwd."}
    assert interview.state is InterviewState.RECORDING


def test_the_same_words_are_no_new_revision(made: Recorded) -> None:
    interview = made.interview()
    first = made.save(interview, "2b", "Er is gesloopt.")
    assert made.save(interview, "2b", "Er is gesloopt.  \r\n", base=1) is first
    assert made.save(interview, "2b", "Er is gesloopt.", base=0) is first


def test_whoever_saves_second_gets_both_texts_and_nothing_is_written(made: Recorded) -> None:
    interview = made.interview()
    made.save(interview, "2b", "Van mij.")
    with pytest.raises(SaveConflict) as conflict:
        made.save(interview, "2b", "Van jou.", base=0)
    assert conflict.value.newest.text == "Van mij."
    assert len(queries.revisions_of(made.session, interview, "2b")) == 1


def test_a_save_that_comes_twice_is_one_save(made: Recorded) -> None:
    interview = made.interview()
    first = made.save(interview, "1", "Eerste.", key="k" * 32)
    made.save(interview, "1", "Tweede.", base=1)
    assert made.save(interview, "1", "Eerste.", key="k" * 32) is first
    assert newest(made, interview) == {"1": "Tweede."}


def test_a_key_belongs_to_one_text_of_one_answer(made: Recorded) -> None:
    interview = made.interview()
    made.save(interview, "1", "Eerste.", key="k" * 32)
    with pytest.raises(KeyReused):
        made.save(interview, "1", "Anders.", base=1, key="k" * 32)
    with pytest.raises(KeyReused):
        made.save(interview, "2", "Eerste.", key="k" * 32)


def test_only_items_of_the_questionnaire_take_an_answer(made: Recorded) -> None:
    interview = made.interview()
    for item in ("3", "2g", "10", ""):
        with pytest.raises(UnknownItem):
            made.save(interview, item, "x")


def test_a_text_is_kept_clean_and_has_its_limit(made: Recorded) -> None:
    interview = made.interview()
    assert made.save(interview, "1", "a\x00b\u202ec\r\nd").text == "abc\nd"
    with pytest.raises(texts.TextTooLong):
        made.save(interview, "1", "x" * (texts.MAX_CHARACTERS + 1), base=1)


def test_the_fingerprint_is_of_these_words_to_this_item_by_this_organisation_in_this_round(made: Recorded) -> None:
    interview = made.interview()
    revision = made.save(interview, "2b", "Er is gesloopt.")
    assert revision.fingerprint == texts.fingerprint(
        round="2018",
        organisation="oost-drenthe",
        questionnaire=interview.questionnaire.hash,
        item="2b",
        text="Er is gesloopt.",
    )
    assert revision.fingerprint != made.save(interview, "2a", "Er is gesloopt.").fingerprint


def test_an_item_can_be_marked_and_its_words_stay_as_a_version(made: Recorded) -> None:
    interview = made.interview()
    made.save(interview, "8", "Weinig.")
    made.save(interview, "8", "Wordt bewaard.", base=1, status=AnswerStatus.NOT_APPLICABLE)
    found = queries.revisions_of(made.session, interview, "8")
    assert [(one.status, one.text) for one in found] == [
        (AnswerStatus.NOT_APPLICABLE, ""),
        (AnswerStatus.TEXT, "Wordt bewaard."),
        (AnswerStatus.TEXT, "Weinig."),
    ]


def test_notes_have_their_own_revisions(made: Recorded) -> None:
    interview = made.interview()

    def note(text: str, base: int, key: str | None = None) -> int:
        return recording_operations.save_note(
            made.session, SYSTEM, interview, "2b", text=text, base=base, key=key, at=NOW
        ).number

    assert [note("Navragen.", 0), note("Gebeld.", 1), note("Gebeld.", 1)] == [1, 2, 2]
    with pytest.raises(SaveConflict):
        note("Anders.", 1)
    assert queries.newest_notes(made.session, interview)["2b"].text == "Gebeld."
    assert newest(made, interview) == {}


def test_themes_stay_with_a_paragraph_that_does_not_change(made: Recorded) -> None:
    interview = made.interview("BZK", "rijk")
    first = made.save(interview, "1", "Over wonen.\n\nOver vervoer.")
    recording_operations.tag_passages(made.session, SYSTEM, interview, first, [["wonen"], ["bereikbaarheid"]], at=NOW)
    second = made.save(interview, "1", "Nieuw begin.\n\nOver wonen.\n\nOver ander vervoer.", base=1)
    assert queries.themes_of(made.session, [second.id]) == {second.id: {1: ("wonen",)}}
    recording_operations.tag_passages(made.session, SYSTEM, interview, second, [[], ["wonen", "economie"]], at=NOW)
    assert queries.themes_of(made.session, [second.id]) == {second.id: {1: ("economie", "wonen")}}
    third = made.save(interview, "1", "Heel iets anders.", base=2)
    assert queries.themes_of(made.session, [third.id]) == {}


def test_only_known_themes_and_paragraphs(made: Recorded) -> None:
    interview = made.interview("BZK", "rijk")
    revision = made.save(interview, "1", "Eén alinea.")
    with pytest.raises(Refused, match="Onbekend thema: visserij"):
        recording_operations.tag_passages(made.session, SYSTEM, interview, revision, [["visserij"]], at=NOW)
    with pytest.raises(Refused, match="1 alinea"):
        recording_operations.tag_passages(made.session, SYSTEM, interview, revision, [[], ["wonen"]], at=NOW)


def test_an_organisation_has_one_interview_in_a_round_along_its_own_kind_of_questionnaire(made: Recorded) -> None:
    interview = made.interview()
    again = {
        "round_": made.round,
        "organisation": interview.organisation,
        "interviewers": [],
        "respondents": [],
        "held_on": None,
        "at": NOW,
    }
    with pytest.raises(Refused, match="al een interview"):
        recording_operations.create_interview(made.session, SYSTEM, questionnaire=interview.questionnaire, **again)
    other = made.interview("BZK", "rijk").questionnaire
    with pytest.raises(Refused, match="past niet"):
        recording_operations.create_interview(made.session, SYSTEM, questionnaire=other, **again)


def test_a_round_has_a_name_of_its_own(made: Recorded) -> None:
    with pytest.raises(Refused, match="al een ronde"):
        recording_operations.create_round(
            made.session, SYSTEM, name="2018", title="x", subtitle="", previous=None, outline="", at=NOW
        )


def test_a_respondent_is_known_by_address(made: Recorded) -> None:
    interview = made.interview()
    changed = RespondentData("Contactpersoon", "wethouder", ADVISER.email, must_agree=False)
    same = recording_operations.add_respondent(made.session, SYSTEM, interview, changed, at=NOW)
    assert (same.function, same.must_agree) == ("wethouder", False)
    other = recording_operations.add_respondent(
        made.session, SYSTEM, interview, RespondentData("B", "b", "b@example.org"), at=NOW
    )
    with pytest.raises(Refused, match="hoort al bij een andere"):
        recording_operations.change_respondent(made.session, SYSTEM, interview, other, changed, at=NOW)


def test_an_organisation_is_brought_up_to_date_and_never_doubled(made: Recorded) -> None:
    for name in ("Drenthe", "Drenthe"):
        made.organisation(name, OrganisationKind.PROVINCE)
    region = recording_operations.put_organisation(
        made.session, SYSTEM, kind=OrganisationKind.REGION, name="Drenthe", province="Drenthe", position=3, at=NOW
    )
    found = queries.organisations(made.session)
    assert [(one.key, one.kind) for one in found] == [
        ("drenthe", OrganisationKind.PROVINCE),
        ("regio-drenthe", OrganisationKind.REGION),
    ]
    assert region.province is found[0]
    assert region.label == "Regio Drenthe"


def test_interviewers_see_their_own_and_administrators_all(made: Recorded, any_staff: object) -> None:
    mine, other, chief = (
        any_staff(role) for role in (RoleName.INTERVIEWER, RoleName.INTERVIEWER, RoleName.ADMINISTRATOR)
    )  # type: ignore[operator]
    interview = made.interview(by=[mine])
    assert queries.get_interview(made.session, mine, interview.id) is interview
    assert queries.get_interview(made.session, chief, interview.id) is interview
    with pytest.raises(NotFound):
        queries.get_interview(made.session, other, interview.id)
    assert briefs_of(made.session, other, made.round) == []


def test_a_form_saves_what_was_changed_in_it(made: Recorded) -> None:
    interview = made.interview()
    made.save(interview, "1", "Oud.")
    made.save(interview, "2", "Van hier.")
    made.save(interview, "2", "Van een collega.", base=1)
    entries = [
        Entry("1", "Nieuw.", AnswerStatus.TEXT, 1),
        Entry("2", "Van hier.", AnswerStatus.TEXT, 1),
        Entry("2a", "", AnswerStatus.TEXT, 0),
        Entry("2b", "", AnswerStatus.NOT_DISCUSSED, 0),
    ]
    assert operations.save_changes(made.session, SYSTEM, interview, entries, at=NOW) == Unsaved({}, {})
    assert newest(made, interview) == {"1": "Nieuw.", "2": "Van een collega.", "2b": ""}


def test_a_form_that_clashes_loses_neither_text(made: Recorded) -> None:
    interview = made.interview()
    made.save(interview, "2", "Van een collega.")
    found = operations.save_changes(
        made.session, SYSTEM, interview, [Entry("2", "Van mij.", AnswerStatus.TEXT, 0)], at=NOW
    )
    assert {item: one.text for item, one in found.conflicts.items()} == {"2": "Van een collega."}
    mine, key = Entry("2", "Van mij.", AnswerStatus.TEXT, 1), "k" * 32
    for _twice in range(2):
        _, saved = operations.resolve_conflict(
            made.session, SYSTEM, interview, mine, Choice.THEIRS, "", key=key, at=NOW
        )
        assert saved.number == 3
    assert [one.text for one in queries.revisions_of(made.session, interview, "2")] == [
        "Van een collega.",
        "Van mij.",
        "Van een collega.",
    ]


@pytest.mark.parametrize("choice", [Choice.THEIRS, Choice.MERGED])
def test_choosing_a_colleagues_text_keeps_the_themes_of_its_paragraphs(made: Recorded, choice: Choice) -> None:
    interview = made.interview()
    theirs = made.save(interview, "2", "Er is gesloopt.\n\nEr rijdt een bus.")
    recording_operations.tag_passages(made.session, SYSTEM, interview, theirs, [["wonen"], ["bereikbaarheid"]], at=NOW)
    mine, merged = Entry("2", "Iets heel anders.", AnswerStatus.TEXT, 1), "Er rijdt een bus.\n\nIets heel anders."
    for _twice in range(2):
        _, saved = operations.resolve_conflict(
            made.session, SYSTEM, interview, mine, choice, merged, key="k" * 32, at=NOW
        )
        kept = {0: ("wonen",), 1: ("bereikbaarheid",)} if choice is Choice.THEIRS else {0: ("bereikbaarheid",)}
        assert queries.themes_of(made.session, [saved.id]) == {saved.id: kept}


def test_the_baseline_is_last_rounds_agreed_answer(made: Recorded) -> None:
    interview = made.interview()
    interview.state, interview.approved_at = InterviewState.APPROVED, NOW
    made.save(interview, "2b", "Vorig jaar.")
    interview.state, interview.approved_at = InterviewState.APPROVED, NOW
    later = recording_operations.create_round(
        made.session, SYSTEM, name="2019", title="x", subtitle="", previous=made.round, outline="", at=NOW
    )
    again = recording_operations.create_interview(
        made.session,
        SYSTEM,
        round_=later,
        organisation=interview.organisation,
        questionnaire=interview.questionnaire,
        interviewers=[],
        respondents=[],
        held_on=None,
        at=NOW,
    )
    shown = pages.desk_of(made.session, again)
    assert {item.number: item.earlier.text for item in shown.items if item.earlier.text} == {"2b": "Vorig jaar."}
    assert queries.organisations_with_baseline(made.session, later) == {interview.organisation_id}
    assert queries.organisations_with_baseline(made.session, made.round) == frozenset()
    interview.approved_at, interview.state = None, InterviewState.RECORDING
    made.session.flush()
    assert queries.find_baseline(made.session, again) is None


def test_every_change_leaves_a_sealed_event(made: Recorded) -> None:
    interview = made.interview()
    before = verify_chain(made.session).events
    made.save(interview, "1", "x", by=Actor("staff", None, "192.0.2.1"))
    verdict = verify_chain(made.session)
    assert (verdict.events, verdict.broken_at) == (before + 1, None)


def test_an_edited_questionnaire_file_does_not_touch_an_interview_under_way(made: Recorded) -> None:
    interview = made.interview()
    hash_ = interview.questionnaire.hash
    made.interview("Achterhoek")
    assert parsed(interview.questionnaire).item("2b").title == "Wonen"
    assert interview.questionnaire.hash == hash_


def change(made: Recorded, interview: Interview, day: date | None, talk: Talk | None = None) -> None:
    recording_operations.change_interview(
        made.session,
        SYSTEM,
        interview,
        held_on=day,
        place="Assen",
        interviewers=interview.interviewers,
        talk=talk,
        at=NOW,
    )


def test_a_talk_is_planned_on_a_dutch_clock_in_winter_and_summer(made: Recorded) -> None:
    interview = made.interview()
    for day, hour in ((date(2018, 3, 24), 9), (date(2018, 3, 26), 8)):
        change(made, interview, day, Talk(time(10), 90, "https://video.example.org/a"))
        made.session.refresh(interview)
        assert interview.planned_from == datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
        assert interview.planned_until == datetime(day.year, day.month, day.day, hour + 1, 30, tzinfo=UTC)


def test_hours_stay_with_their_day_and_go_with_another(made: Recorded) -> None:
    interview = made.interview()
    change(made, interview, date(2018, 5, 29), Talk(time(10), 45, "https://video.example.org/a"))
    change(made, interview, date(2018, 5, 29))
    assert interview.planned_from
    change(made, interview, date(2018, 5, 30))
    assert interview.planned_from is None
    assert (interview.planned_minutes, interview.video_url) == (45, "https://video.example.org/a")
    change(made, interview, None, Talk(time(10)))
    assert (interview.planned_from, interview.video_url) == (None, "")


def test_a_link_that_is_none_changes_nothing(made: Recorded) -> None:
    with pytest.raises(ValueError, match="https"):
        change(made, made.interview(), date(2018, 5, 29), Talk(time(10), 45, "javascript:alert(1)"))


def test_the_database_knows_no_hours_without_a_day(made: Recorded) -> None:
    interview = made.interview()
    made.session.commit()
    for values in ({"planned_from": NOW, "held_on": None}, {"planned_minutes": 0}):
        with pytest.raises(sa.exc.IntegrityError):
            made.session.execute(sa.update(Interview).where(Interview.id == interview.id).values(values))
        made.session.rollback()
