"""A round keeps its own outline as revisions, and begins with the one of the round before it."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from agreed_round import NOW, SYSTEM, AgreedRound
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import Actor, AuditEvent, verify_chain
from surveyapp.core.revisions import SaveConflict
from surveyapp.interviews.recording import operations as recording
from surveyapp.interviews.recording.models import Round
from surveyapp.report.editions import queries as edition_queries
from surveyapp.report.material.structure import OutlineSection, default_outline
from surveyapp.report.outline.operations import change_outline
from surveyapp.report.outline.queries import find_outline, outline_of, outline_revisions
from surveyapp.report.outlining import rules as outline_rules
from surveyapp.report.outlining.rules import Change, OutlineRefused
from surveyapp.report.outlining.yaml_writer import as_yaml
from surveyapp.report.rounds import queries
from surveyapp.report.tables.digests import of_outline
from surveyapp.report.tables.models import OutlineRevision
from surveyapp.report.texts import operations

LATER = NOW + timedelta(days=1)


@pytest.fixture
def made(any_session: Session) -> AgreedRound:
    return AgreedRound.of(any_session)


def adding(title: str) -> Change:
    section = OutlineSection(outline_rules.new_key(title, ()), title, text=True)
    return lambda outline: outline_rules.added(outline, "", section)


def change(made: AgreedRound, what: Change, *, base: int, by: Actor = SYSTEM) -> tuple[str, ...]:
    return change_outline(made.session, by, made.round, what, base=base, at=LATER)


def chapters(round_: Round) -> list[str]:
    return [one.key for one in outline_of(round_).chapters][5:]


def next_round(made: AgreedRound, *, outline: str = "") -> Round:
    return recording.create_round(
        made.session,
        SYSTEM,
        name="2019",
        title="x",
        subtitle="",
        previous=made.round,
        outline=outline,
        at=LATER + timedelta(days=1),
    )


def test_the_first_change_keeps_what_the_round_began_with(made: AgreedRound, any_staff: MakeUser) -> None:
    editor = any_staff(RoleName.EDITOR, name="Ed")
    told = change(made, adding("Bijlage"), base=0, by=Actor("staff", editor.id))
    assert told == ("‘Bijlage’ is toegevoegd als hoofdstuk.",)
    newest, first = outline_revisions(made.session, made.round)
    assert (first.number, first.author, first.text) == (1, None, as_yaml(default_outline()))
    assert (newest.number, newest.author, newest.created_at) == (2, editor, LATER)
    assert chapters(made.round) == ["bijlage"]


def test_each_change_is_recorded(made: AgreedRound) -> None:
    change(made, adding("Een"), base=0)
    change(made, adding("Twee"), base=2)
    found = made.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "outline.change"))
    details = [json.loads(one.detail) for one in found]
    digests = [of_outline(one) for one in outline_revisions(made.session, made.round)[1::-1]]
    assert [one.pop("digest") for one in details] == digests
    assert details == [
        {"number": 2, "what": ["‘Een’ is toegevoegd als hoofdstuk."]},
        {"number": 3, "what": ["‘Twee’ is toegevoegd als hoofdstuk."]},
    ]
    assert verify_chain(made.session).broken_at is None


def test_who_saves_second_gets_the_outline_in_between(made: AgreedRound) -> None:
    change(made, adding("Een"), base=0)
    with pytest.raises(SaveConflict) as conflict:
        change(made, adding("Twee"), base=0)
    assert conflict.value.newest.number == 2
    assert chapters(made.round) == ["een"]
    change(made, adding("Twee"), base=2)
    assert chapters(made.round) == ["een", "twee"]


def test_a_number_is_given_once(made: AgreedRound) -> None:
    change(made, adding("Een"), base=0)
    with pytest.raises(sa.exc.IntegrityError):
        made.session.execute(
            sa.insert(OutlineRevision).values(round_id=made.round.id, number=2, text="x", created_at=NOW)
        )


def test_what_changes_nothing_is_no_revision(made: AgreedRound) -> None:
    assert change(made, lambda outline: outline, base=0) == ()
    assert not outline_revisions(made.session, made.round)


def test_what_is_refused_leaves_nothing_behind(made: AgreedRound) -> None:
    with pytest.raises(OutlineRefused):
        change(made, lambda outline: outline_rules.shifted(outline, "inleiding", -1), base=0)
    assert not outline_revisions(made.session, made.round)


def test_an_outline_of_before_is_put_back(made: AgreedRound) -> None:
    change(made, adding("Een"), base=0)
    first = find_outline(made.session, made.round, 1)
    assert first
    told = change(made, lambda _now: default_outline(), base=2)
    assert told == ("‘Een’ is weggehaald.",)
    assert find_outline(made.session, made.round, 3).text == first.text  # type: ignore[union-attr]


def test_the_next_round_begins_with_the_outline_of_then(made: AgreedRound) -> None:
    change(made, adding("Een"), base=0)
    later = next_round(made)
    assert chapters(later) == ["een"]
    change_outline(made.session, SYSTEM, made.round, adding("Twee"), base=2, at=LATER + timedelta(days=2))
    assert chapters(later) == ["een"]
    change_outline(made.session, SYSTEM, later, adding("Drie"), base=0, at=LATER + timedelta(days=3))
    assert chapters(later) == ["een", "drie"]
    assert chapters(made.round) == ["een", "twee"]


def test_a_round_with_a_file_of_its_own_begins_with_that(made: AgreedRound) -> None:
    change(made, adding("Een"), base=0)
    own = next_round(made, outline="chapters:\n- {key: eigen, title: Eigen, text: true}\n")
    assert [one.key for one in outline_of(own).chapters] == ["eigen"]


def test_a_text_and_its_versions_stay_with_a_section_that_moves(made: AgreedRound) -> None:
    operations.save_section_text(made.session, SYSTEM, made.round, "methodiek", "Zo.", base=0, at=NOW)

    def elsewhere(outline: outline_rules.Outline) -> outline_rules.Outline:
        moved = outline_rules.moved(outline, "methodiek", "conclusie")
        return outline_rules.changed(moved, "methodiek", title="Werkwijze", text=True, feed=None)

    change(made, elsewhere, base=0)
    operations.save_section_text(made.session, SYSTEM, made.round, "methodiek", "Anders.", base=1, at=LATER)
    found = queries.section_revisions(made.session, made.round, "methodiek")
    assert [one.text for one in found] == ["Anders.", "Zo."]


def test_a_pdf_that_waits_is_made_along_the_outline_of_its_moment(made: AgreedRound) -> None:
    build = operations.request_build(made.session, SYSTEM, made.round, draft=True, chapter="inleiding", at=NOW)
    change(made, lambda outline: outline_rules.shifted(outline, "inleiding", 1), base=0)
    again = operations.request_build(made.session, SYSTEM, made.round, draft=True, chapter="inleiding", at=NOW)
    assert again is build
    assert edition_queries.find_newest_edition(made.session, made.round) is None
