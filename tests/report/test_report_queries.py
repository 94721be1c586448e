from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from agreed_round import HELD, NOW, SYSTEM, AgreedRound
from sqlalchemy.orm import Session

from surveyapp.core.dutch import local
from surveyapp.core.errors import NotFound
from surveyapp.interviews.recording import operations as recording
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.interviews.recording.queries import newest_revisions
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.report.material.sources import ApprovalSource
from surveyapp.report.material.structure import OutlineError, default_outline
from surveyapp.report.rounds import queries
from surveyapp.report.texts import operations
from surveyapp.verification.on_behalf.operations import Heard, approve_on_behalf
from surveyapp.verification.records.rules import Channel

PUBLISHER = "Programma Bevolkingsdaling"


@pytest.fixture
def made(any_session: Session) -> AgreedRound:
    return AgreedRound.of(any_session)


def test_an_agreed_interview_comes_with_what_was_agreed_by_whom_and_when(made: AgreedRound) -> None:
    interview = made.agreed(made.organisation("Oost-Drenthe"), {"1": "Er is gewerkt.", "2b": "Er is gesloopt."})
    source = queries.round_source(made.session, made.round, publisher=PUBLISHER)
    assert (source.name, source.title, source.publisher) == ("2018", "Rapportage 2018", PUBLISHER)
    (found,) = source.interviews
    assert (found.organisation.title, found.organisation.province_key) == ("Regio Oost-Drenthe", "drenthe")
    assert (found.held_on, found.records_sent_on, found.approved_on) == (HELD, (local(NOW).date(),), local(NOW).date())
    assert found.functions == ("beleidsadviseur",)
    assert found.questionnaire.key == "regio"
    answers = {answer.item: answer for answer in found.answers}
    assert answers["2b"].approved
    assert answers["2b"].text == "Er is gesloopt."
    assert answers["2b"].approvals == (ApprovalSource("beleidsadviseur", local(NOW).date(), "link"),)
    stored = newest_revisions(made.session, [interview.id])[interview.id]["2b"]
    assert (answers["2b"].revision, answers["2b"].fingerprint) == (1, stored.fingerprint)


def test_organisations_are_those_of_the_register_interviewed_or_not(made: AgreedRound) -> None:
    made.organisation("Oost-Drenthe")
    made.organisation("Ministerie van Sociale Zaken", OrganisationKind.MINISTRY, short="SZW")
    found = queries.round_source(made.session, made.round, publisher=PUBLISHER).organisations
    assert [one.title for one in found] == [
        "Provincie Drenthe",
        "Regio Oost-Drenthe",
        "Ministerie van Sociale Zaken",
    ]


def test_new_words_after_the_agreement_are_not_agreed(made: AgreedRound) -> None:
    interview = made.agreed(made.organisation("Oost-Drenthe"), {"1": "Er is gewerkt.", "2b": "Er is gesloopt."})
    made.answer(interview, "2b", "Er is gebouwd.", base=1)
    (found,) = queries.round_source(made.session, made.round, publisher=PUBLISHER).interviews
    answers = {answer.item: answer for answer in found.answers}
    assert found.approved_on is None
    assert answers["1"].approved
    assert (answers["2b"].approved, answers["2b"].revision, answers["2b"].approvals) == (False, 2, ())


def test_everybody_who_must_agree_has_to_and_who_reads_along_does_not_count(made: AgreedRound) -> None:
    people = (
        RespondentData("A", "wethouder", "a@example.org"),
        RespondentData("B", "adviseur", "b@example.org"),
        RespondentData("C", "secretaris", "c@example.org", must_agree=False),
    )
    interview = made.interview(made.organisation("Oost-Drenthe"), {"1": "Gewerkt."}, respondents=people)
    first, second, third = made.send(interview)

    def answer() -> tuple[bool, list[str]]:
        (found,) = queries.round_source(made.session, made.round, publisher=PUBLISHER).interviews
        return found.answers[0].approved, [one.function for one in found.answers[0].approvals]

    made.agree(third)
    made.agree(first)
    assert answer() == (False, ["secretaris", "wethouder"])
    made.agree(second)
    assert answer() == (True, ["secretaris", "wethouder", "adviseur"])


def test_an_agreement_by_telephone_has_its_channel(made: AgreedRound) -> None:
    interview = made.interview(made.organisation("Oost-Drenthe"), {"1": "Gewerkt."})
    made.send(interview)
    heard = Heard(Channel.PHONE, local(NOW).date(), "Gebeld op 22 mei.")
    approve_on_behalf(made.session, SYSTEM, interview, interview.respondents[0], ["1"], heard, contact="", at=NOW)
    (found,) = queries.round_source(made.session, made.round, publisher=PUBLISHER).interviews
    assert [one.channel for one in found.answers[0].approvals] == ["phone"]


def test_only_answers_with_words_and_the_themes_of_their_paragraphs(made: AgreedRound) -> None:
    ministry = made.organisation("Ministerie van Sociale Zaken", OrganisationKind.MINISTRY, short="SZW")
    interview = made.interview(ministry, {"1": "Over wonen.\n\nOver niets.\n\nOver werk.", "2": "", "3": "Meer."})
    revision = newest_revisions(made.session, [interview.id])[interview.id]["1"]
    recording.tag_passages(
        made.session, SYSTEM, interview, revision, [["wonen"], [], ["economie", "bereikbaarheid"]], at=NOW
    )
    (found,) = queries.round_source(made.session, made.round, publisher=PUBLISHER).interviews
    assert {answer.item: answer.themes for answer in found.answers} == {
        "1": (("wonen",), (), ("bereikbaarheid", "economie")),
        "3": (),
    }
    assert queries.statuses_of(made.session, made.round, "2") == {"szw": AnswerStatus.NOT_DISCUSSED}


def test_days_are_those_of_the_dutch_calendar(made: AgreedRound) -> None:
    made.at = NOW.replace(hour=22, minute=30)
    made.agreed(made.organisation("Oost-Drenthe"), {"1": "Laat gewerkt."})
    (found,) = queries.round_source(made.session, made.round, publisher=PUBLISHER).interviews
    assert found.records_sent_on == (date(2018, 5, 23),)
    assert found.approved_on == date(2018, 5, 23)


def test_each_record_that_was_sent_has_its_day(made: AgreedRound) -> None:
    interview = made.agreed(made.organisation("Oost-Drenthe"), {"1": "Gewerkt."})
    made.at += timedelta(days=3)
    made.answer(interview, "1", "Hard gewerkt.", base=1)
    made.send(interview)
    (found,) = queries.round_source(made.session, made.round, publisher=PUBLISHER).interviews
    assert found.records_sent_on == (date(2018, 5, 22), date(2018, 5, 25))


def test_other_rounds_stay_out(made: AgreedRound) -> None:
    organisation = made.organisation("Oost-Drenthe")
    made.agreed(organisation, {"1": "Dit jaar."})
    later = AgreedRound.of(made.session, "2019")
    later.interview(organisation, {"1": "Volgend jaar."})
    operations.save_section_text(made.session, SYSTEM, later.round, "aanleiding", text="2019", base=0, at=NOW)
    source = queries.round_source(made.session, made.round, publisher=PUBLISHER)
    assert [one.answers[0].text for one in source.interviews] == ["Dit jaar."]
    assert source.section_texts == {}
    assert queries.statuses_of(made.session, later.round, "1") == {"oost-drenthe": AnswerStatus.TEXT}


def test_of_each_section_the_newest_text_counts(made: AgreedRound) -> None:
    for base, text in enumerate(("Eerst.", "Daarna.")):
        operations.save_section_text(made.session, SYSTEM, made.round, "methodiek", text=text, base=base, at=NOW)
    operations.save_section_text(made.session, SYSTEM, made.round, "leeswijzer", text="Lees.", base=0, at=NOW)
    found = queries.round_source(made.session, made.round, publisher=PUBLISHER).section_texts
    assert found == {"leeswijzer": "Lees.", "methodiek": "Daarna."}
    revisions = queries.section_revisions(made.session, made.round, "methodiek")
    assert [(one.number, one.text) for one in revisions] == [(2, "Daarna."), (1, "Eerst.")]


def test_the_number_of_queries_does_not_grow_with_the_round(made: AgreedRound) -> None:
    def counted(start: int, end: int) -> int:
        for number in range(start, end):
            made.agreed(made.organisation(f"Regio{number}", province=f"P{number}"), {"1": "Een.", "2b": "Twee."})
        made.session.commit()
        made.session.expunge_all()
        with statements(made.session) as found:
            source = queries.round_source(made.session, made.round, publisher=PUBLISHER)
            assert len(source.interviews) == end
        return len(found)

    assert counted(0, 3) == counted(3, 12) <= 12


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    found: list[str] = []

    def note(*arguments: object) -> None:
        found.append(str(arguments[2]))

    engine = session.get_bind().engine
    session.connection()
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def test_a_round_has_its_own_outline_or_that_of_the_product(made: AgreedRound) -> None:
    assert queries.outline_of(made.round) == default_outline()
    made.begin_with("chapters:\n- {key: eigen, title: Eigen, text: true}\n")
    assert [one.key for one in queries.outline_of(made.round).chapters] == ["eigen"]
    made.begin_with("chapters: nee")
    with pytest.raises(OutlineError, match="indeling van ronde 2018"):
        queries.outline_of(made.round)


def test_what_is_not_there_is_not_found(made: AgreedRound) -> None:
    build = operations.request_build(made.session, SYSTEM, made.round, draft=True, at=NOW)
    assert queries.get_build(made.session, build.id) is build
    with pytest.raises(NotFound):
        queries.get_pdf(made.session, build.id)
    with pytest.raises(NotFound):
        queries.get_build(made.session, build.id + 1)
