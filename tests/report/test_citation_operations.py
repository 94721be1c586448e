"""Saving pins a text's citations to what is agreed at that moment; updating one rests it on what is agreed now."""

import json

import pytest
import sqlalchemy as sa
from agreed_round import NOW, SYSTEM, AgreedRound
from deciding import overrule_missing
from sqlalchemy.orm import Session

from surveyapp.core.audit import AuditEvent, verify_chain
from surveyapp.core.dutch import local
from surveyapp.core.errors import NotFound
from surveyapp.core.revisions import SaveConflict
from surveyapp.interviews.recording.models import Interview
from surveyapp.report.citations.rules import Citation
from surveyapp.report.material.rules import CitationsUnresolved, NotCitable
from surveyapp.report.rounds import queries
from surveyapp.report.tables.models import SectionTextRevision
from surveyapp.report.texts import operations
from surveyapp.verification.on_behalf.operations import Heard, approve_on_behalf
from surveyapp.verification.records.rules import Channel, Use

WONEN = ("oost-drenthe", "2b")


@pytest.fixture
def made(any_session: Session) -> AgreedRound:
    return AgreedRound.of(any_session)


@pytest.fixture
def region(made: AgreedRound) -> Interview:
    return made.agreed(made.organisation("Oost-Drenthe"), {"1": "Gewerkt.", "2b": "Er is gesloopt."})


def save(made: AgreedRound, text: str, *, base: int = 0, section: str = "methodiek") -> SectionTextRevision:
    return operations.save_section_text(made.session, SYSTEM, made.round, section, text, base=base, at=NOW)


def update(
    made: AgreedRound, *, base: int, typed: str | None = None, section: str = "methodiek", confirms: bool = False
) -> SectionTextRevision:
    return operations.update_citation(
        made.session, SYSTEM, made.round, section, WONEN, base=base, at=NOW, typed=typed, confirms=confirms
    )


def agree_anew(made: AgreedRound, interview: Interview, text: str, *, base: int = 1) -> None:
    """Another version of 2b that everybody agrees to."""
    made.answer(interview, "2b", text, base=base)
    for one in made.send(interview):
        made.agree(one)


def final(made: AgreedRound) -> None:
    """Ask for a final report, with everything left open that may be."""
    overrule_missing(made.session, made.round)
    build = operations.request_build(made.session, SYSTEM, made.round, draft=False, at=NOW)
    operations.cancel_build(made.session, SYSTEM, build, at=NOW)


# Saving


@pytest.mark.usefixtures("region")
@pytest.mark.parametrize(
    "typed", ["[oost-drenthe.2b]", "[[oost-drenthe.2b]]", "[[oost-drenthe.2b@1]]", "[oost-drenthe.2b@1]"]
)
def test_saving_pins_a_citation_to_the_agreed_version(made: AgreedRound, typed: str) -> None:
    assert save(made, f"Er is gesloopt {typed}.").text == "Er is gesloopt [[oost-drenthe.2b@1]]."


def test_a_version_that_was_typed_stays_when_another_is_agreed(made: AgreedRound, region: Interview) -> None:
    save(made, "Er is gesloopt [oost-drenthe.2b].")
    agree_anew(made, region, "Er is veel gesloopt.")
    rewritten = save(made, "Er is flink gesloopt [[oost-drenthe.2b@1]], ook [oost-drenthe.2b].", base=1)
    assert rewritten.text == "Er is flink gesloopt [[oost-drenthe.2b@1]], ook [[oost-drenthe.2b@2]]."


@pytest.mark.usefixtures("region")
def test_the_same_words_again_are_no_new_version_typed_with_or_without_the_pin(made: AgreedRound) -> None:
    first = save(made, "Er is gesloopt [oost-drenthe.2b].")
    assert save(made, "Er is gesloopt [oost-drenthe.2b].", base=0) is first
    assert save(made, first.text, base=1) is first
    assert len(queries.section_revisions(made.session, made.round, "methodiek")) == 1


def test_what_is_not_agreed_or_not_free_is_not_pinned(made: AgreedRound) -> None:
    interview = made.interview(made.organisation("Oost-Drenthe"), {"1": "Gewerkt.", "2b": "Er is gesloopt."})
    made.send(interview)
    heard = Heard(Channel.PHONE, local(NOW).date(), "Gebeld op 22 mei.", Use.BACKGROUND)
    approve_on_behalf(made.session, SYSTEM, interview, interview.respondents[0], ["2b"], heard, contact="", at=NOW)
    text = "Dit [oost-drenthe.1], dat [[oost-drenthe.2b]] en [elders.1]."
    assert save(made, text).text == text


def test_what_was_agreed_only_later_is_pinned_when_the_text_is_saved_once_more(made: AgreedRound) -> None:
    interview = made.interview(made.organisation("Oost-Drenthe"), {"2b": "Er is gesloopt."})
    text = "Er is gesloopt [oost-drenthe.2b]."
    assert save(made, text).text == text
    for one in made.send(interview):
        made.agree(one)
    with pytest.raises(CitationsUnresolved, match=r"\[oost-drenthe.2b\] in methodiek \(is nog niet aan een versie"):
        final(made)
    assert save(made, text, base=1).text == "Er is gesloopt [[oost-drenthe.2b@1]]."
    final(made)


@pytest.mark.usefixtures("region")
def test_a_text_does_not_grow_too_long_by_its_pins(made: AgreedRound) -> None:
    text = "[oost-drenthe.2b]" + "x" * (100_000 - len("[oost-drenthe.2b]"))
    with pytest.raises(ValueError, match="De tekst is te lang: 100004 tekens"):
        save(made, text)
    assert save(made, text[:-4]).text.endswith("x")


# Growing stale, and updating


def test_a_changed_answer_stops_the_final_report_in_exactly_the_sections_that_cite_it(
    made: AgreedRound, region: Interview
) -> None:
    save(made, "Er is gesloopt [oost-drenthe.2b].")
    save(made, "Er is gewerkt [oost-drenthe.1].", section="leeswijzer")
    save(made, "Ook gesloopt [oost-drenthe.2b].", section="leefbaarheid")
    final(made)
    agree_anew(made, region, "Er is veel gesloopt.")
    with pytest.raises(CitationsUnresolved) as refused:
        final(made)
    assert refused.value.places == (
        "[oost-drenthe.2b] in methodiek (rust op versie 1; versie 2 is akkoord)",
        "[oost-drenthe.2b] in leefbaarheid (rust op versie 1; versie 2 is akkoord)",
    )
    update(made, base=1)
    update(made, base=1, section="leefbaarheid")
    final(made)


def test_updating_is_the_next_version_of_the_text_and_is_recorded(made: AgreedRound, region: Interview) -> None:
    save(made, "Gesloopt [oost-drenthe.2b], gewerkt [oost-drenthe.1].")
    agree_anew(made, region, "Er is veel gesloopt.")
    updated = update(made, base=1)
    assert (updated.number, updated.text) == (2, "Gesloopt [[oost-drenthe.2b@2]], gewerkt [[oost-drenthe.1@1]].")
    found = made.session.scalars(
        sa.select(AuditEvent).where(AuditEvent.action == "section.save").order_by(AuditEvent.id)
    )
    assert [json.loads(one.detail)["number"] for one in found] == [1, 2]
    assert verify_chain(made.session).broken_at is None


def test_updating_twice_is_once(made: AgreedRound, region: Interview) -> None:
    save(made, "Gesloopt [oost-drenthe.2b].")
    agree_anew(made, region, "Er is veel gesloopt.")
    assert update(made, base=1) is update(made, base=1)
    assert update(made, base=1, typed="Gesloopt [[oost-drenthe.2b@1]].").number == 2


def test_what_was_typed_is_saved_with_the_update(made: AgreedRound, region: Interview) -> None:
    save(made, "Gesloopt [oost-drenthe.2b].")
    agree_anew(made, region, "Er is veel gesloopt.")
    updated = update(made, base=1, typed="Veel gesloopt [[oost-drenthe.2b@1]].")
    assert (updated.number, updated.text) == (2, "Veel gesloopt [[oost-drenthe.2b@2]].")


def test_a_text_that_still_holds_says_so_in_its_versions(made: AgreedRound, region: Interview) -> None:
    save(made, "Gesloopt [oost-drenthe.2b].")
    agree_anew(made, region, "Er is veel gesloopt.")
    held = update(made, base=1, confirms=True)
    assert (held.text, held.confirms) == ("Gesloopt [[oost-drenthe.2b@2]].", "oost-drenthe.2b")
    event = made.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()
    assert (event.action, json.loads(event.detail)["confirms"]) == ("section.save", "oost-drenthe.2b")
    agree_anew(made, region, "Er is heel veel gesloopt.", base=2)
    changed = update(made, base=2, typed="Heel veel gesloopt [[oost-drenthe.2b@2]].", confirms=True)
    assert changed.confirms == "", "other words are no text that still holds"


def test_who_updates_second_gets_the_text_in_between(made: AgreedRound, region: Interview) -> None:
    save(made, "Gesloopt [oost-drenthe.2b].")
    agree_anew(made, region, "Er is veel gesloopt.")
    save(made, "Anders [[oost-drenthe.2b@1]].", base=1)
    with pytest.raises(SaveConflict) as conflict:
        update(made, base=1)
    assert conflict.value.newest.text == "Anders [[oost-drenthe.2b@1]]."
    assert update(made, base=2).number == 3


def test_only_what_is_cited_and_agreed_can_be_updated(made: AgreedRound, region: Interview) -> None:
    with pytest.raises(NotCitable, match=r"haalt \[oost-drenthe.2b\] niet aan"):
        update(made, base=0)
    save(made, "Gesloopt [oost-drenthe.2b].")
    made.answer(region, "2b", "Er wordt nog over gesproken.", base=1)
    with pytest.raises(NotCitable, match=r"\[oost-drenthe.2b\] is geen antwoord met akkoord"):
        update(made, base=1)
    agree_anew(made, region, "Er is veel gesloopt.", base=2)
    with pytest.raises(NotFound):
        update(made, base=0, section="nergens", typed="[oost-drenthe.2b]")
    assert len(queries.section_revisions(made.session, made.round, "methodiek")) == 1


# The words of then and now


def test_the_words_of_a_version_come_only_when_somebody_agreed_to_them(made: AgreedRound, region: Interview) -> None:
    made.answer(region, "2b", "Niet te lezen.", base=1)
    agree_anew(made, region, "Er is veel gesloopt.", base=2)
    wanted = [Citation(WONEN, number) for number in (1, 2, 3, 9)]
    assert queries.cited_words(made.session, made.round, wanted) == {
        Citation(WONEN, 1): "Er is gesloopt.",
        Citation(WONEN, 3): "Er is veel gesloopt.",
    }
    other = AgreedRound.of(made.session, "2019")
    assert queries.cited_words(made.session, other.round, wanted) == {}
