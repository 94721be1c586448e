"""Deciding to publish all the same, and withdrawing it, on both databases."""

import json

import pytest
import sqlalchemy as sa
from agreed_round import NOW, SYSTEM, AgreedRound
from deciding import findings, overrule_missing
from setting import MakeUser
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import Actor, AuditEvent, verify_chain
from surveyapp.core.errors import NotFound
from surveyapp.interviews.recording.models import Interview
from surveyapp.report.checks.operations import digest_of
from surveyapp.report.material.decisions import MAX_REASON, Concern, Subject
from surveyapp.report.material.rules import CitationsUnresolved, ReportIncomplete
from surveyapp.report.overruling import queries as overruling_queries
from surveyapp.report.overruling_editing.operations import NotOverruled, overrule, withdraw_overruling
from surveyapp.report.rounds import queries
from surveyapp.report.tables.models import DecisionIsKept, StoredOverruling
from surveyapp.report.texts import operations

SMALL = """
chapters:
- {key: inleiding, title: Inleiding, text: true}
- {key: regios, title: Regio’s, feeds: aanpak, of: [region], headings: true}
"""


@pytest.fixture
def made(any_session: Session) -> AgreedRound:
    made = AgreedRound.of(any_session)
    made.begin_with(SMALL)
    return made


@pytest.fixture
def region(made: AgreedRound) -> Interview:
    """Cited in version 1, and agreed to in version 2."""
    interview = made.agreed(made.organisation("Oost-Drenthe"), {"1": "Er is gewerkt."})
    write(made, "Er is gewerkt [oost-drenthe.1].")
    agree_anew(made, interview, "Er is hard gewerkt.", base=1)
    return interview


def write(made: AgreedRound, text: str, base: int = 0) -> None:
    operations.save_section_text(made.session, SYSTEM, made.round, "inleiding", text, base=base, at=NOW)


def agree_anew(made: AgreedRound, interview: Interview, text: str, *, base: int) -> None:
    made.answer(interview, "1", text, base=base)
    for one in made.send(interview):
        made.agree(one)


def subjects(made: AgreedRound) -> list[Subject]:
    return [one.subject for one in findings(made.session, made.round) if one.subject]


def decide(made: AgreedRound, *about: Subject, by: Actor = SYSTEM, reason: str = "Het klopt nog.") -> StoredOverruling:
    (first, *_) = overrule(made.session, by, made.round, [one.token for one in about], reason=reason, at=NOW)
    return first


def ask(made: AgreedRound) -> None:
    """Ask for a final report, and wait for it no longer."""
    build = operations.request_build(made.session, SYSTEM, made.round, draft=False, at=NOW)
    operations.cancel_build(made.session, SYSTEM, build, at=NOW)


def details(made: AgreedRound, action: str) -> list[dict[str, object]]:
    found = made.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id))
    return [json.loads(one.detail) for one in found]


@pytest.mark.usefixtures("region")
def test_a_stale_citation_is_overruled_by_name_with_a_reason(made: AgreedRound, any_staff: MakeUser) -> None:
    overrule_missing(made.session, made.round)
    with pytest.raises(CitationsUnresolved):
        ask(made)
    (stale,) = subjects(made)
    editor = any_staff(RoleName.INTERVIEWER, RoleName.EDITOR, name="Ed Redacteur")
    one = decide(made, stale, by=Actor("staff", editor.id), reason="  De zin zegt\nhetzelfde. ")
    assert (one.reason, one.function, one.made_at) == ("De zin zegt hetzelfde.", "redacteur", NOW)
    (*_, plain) = overruling_queries.overrulings_of(made.session, made.round)
    assert (plain.subject, plain.by) == (stale, "Ed Redacteur")
    assert details(made, "overruling.make")[-1] == {
        "concern": "stale",
        "key": "inleiding",
        "cited": "oost-drenthe.1",
        "version": 1,
        "agreed": 2,
        "digest": digest_of(one),
    }
    ask(made)
    assert verify_chain(made.session).broken_at is None


def test_it_is_stale_anew_when_another_version_is_agreed(made: AgreedRound, region: Interview) -> None:
    overrule_missing(made.session, made.round)
    decide(made, *subjects(made))
    assert subjects(made) == []
    agree_anew(made, region, "Er is heel hard gewerkt.", base=2)
    assert subjects(made) == [Subject(Concern.STALE, "inleiding", "oost-drenthe.1", 1, 3)]
    with pytest.raises(CitationsUnresolved):
        ask(made)


@pytest.mark.usefixtures("region")
def test_a_decision_can_be_withdrawn_once_and_taken_again(made: AgreedRound) -> None:
    overrule_missing(made.session, made.round)
    (stale,) = subjects(made)
    one = decide(made, stale)
    withdraw_overruling(made.session, SYSTEM, one, at=NOW)
    withdraw_overruling(made.session, SYSTEM, one, at=NOW)
    assert len(details(made, "overruling.withdraw")) == 1
    assert [each.subject for each, _ in overruling_queries.withdrawn_of(made.session, made.round)] == [stale]
    with pytest.raises(CitationsUnresolved):
        ask(made)
    decide(made, stale)
    ask(made)


@pytest.mark.usefixtures("region")
@pytest.mark.parametrize(
    ("reason", "why"), [(" \n", "Vul de reden in"), ("x" * (MAX_REASON + 1), "De reden is te lang: 2001 tekens")]
)
def test_nothing_is_decided_without_a_fit_reason(made: AgreedRound, reason: str, why: str) -> None:
    with pytest.raises(NotOverruled, match=why):
        decide(made, *subjects(made), reason=reason)
    with pytest.raises(NotOverruled, match="Kies waarover"):
        decide(made, reason="Daarom.")
    assert overruling_queries.overrulings_of(made.session, made.round) == ()


def test_what_changed_meanwhile_is_not_decided_on_nor_is_the_rest(made: AgreedRound, region: Interview) -> None:
    before = subjects(made)
    agree_anew(made, region, "Er is heel hard gewerkt.", base=2)
    with pytest.raises(NotOverruled, match="intussen veranderd"):
        decide(made, *before)
    assert overruling_queries.overrulings_of(made.session, made.round) == ()


def test_a_version_that_nobody_agreed_to_cannot_be_kept(made: AgreedRound) -> None:
    interview = made.interview(made.organisation("Oost-Drenthe"), {"1": "Nooit gelezen."})
    agree_anew(made, interview, "Er is gewerkt.", base=1)
    write(made, "Er is gewerkt [[oost-drenthe.1@1]].")
    with pytest.raises(NotOverruled):
        decide(made, Subject(Concern.STALE, "inleiding", "oost-drenthe.1", 1, 2))


def test_a_decision_of_another_round_counts_for_nothing(made: AgreedRound) -> None:
    made.organisation("Oost-Drenthe")
    other = AgreedRound.of(made.session, "2019")
    other.begin_with(SMALL)
    overrule_missing(made.session, made.round)
    with pytest.raises(ReportIncomplete):
        ask(other)
    (one, *_) = overruling_queries.overrulings_of(made.session, made.round)
    with pytest.raises(NotFound):
        overruling_queries.get_overruling(made.session, other.round, one.id)


def test_a_decision_never_changes(made: AgreedRound) -> None:
    made.organisation("Oost-Drenthe")
    overrule_missing(made.session, made.round)
    one = made.session.scalars(sa.select(StoredOverruling)).first()
    assert one
    made.session.commit()
    one.reason = "Toch anders."
    with pytest.raises(DecisionIsKept):
        made.session.flush()
    made.session.rollback()
    made.session.delete(one)
    with pytest.raises(DecisionIsKept):
        made.session.flush()


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": ""},
        {"cited": "oost-drenthe.1"},
        {"concern": Concern.STALE, "cited": "oost-drenthe.1", "version": 2, "agreed": 2},
        {"concern": Concern.PLACE_NAMES, "cited": "oost-drenthe.1", "version": 1},
    ],
)
def test_the_database_refuses_what_is_no_decision(made: AgreedRound, wrong: dict[str, object]) -> None:
    values = {
        "concern": Concern.EMPTY,
        "key": "inleiding",
        "cited": "",
        "version": 0,
        "agreed": 0,
        "words": "",
        "reason": "Zo.",
        "function": "redacteur",
    }
    made.session.add(StoredOverruling(round_id=made.round.id, made_at=NOW, **(values | wrong)))
    with pytest.raises(IntegrityError):
        made.session.flush()


def test_a_report_uses_the_decisions_of_that_moment(made: AgreedRound) -> None:
    made.organisation("Oost-Drenthe")
    assert overrule_missing(made.session, made.round) == ["inleiding", "oost-drenthe"]
    source = queries.round_source(made.session, made.round, publisher="")
    assert {one.key for one in source.settled} == {"inleiding", "oost-drenthe"}
