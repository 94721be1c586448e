import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from agreed_round import NOW, SYSTEM, AgreedRound
from deciding import overrule_missing
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from surveyapp.core.audit import AuditEvent, verify_chain
from surveyapp.core.errors import NotFound
from surveyapp.core.leases import LEASE
from surveyapp.core.revisions import KeyReused, SaveConflict
from surveyapp.report.material.rules import AnswersUnplaced, ReportIncomplete, UnknownKey
from surveyapp.report.rounds import queries
from surveyapp.report.tables.digests import of_erratum
from surveyapp.report.tables.models import Build, BuildState
from surveyapp.report.texts import operations
from surveyapp.report.texts.operations import ATTEMPTS, KEPT, UNEXPECTED
from surveyapp.text.words import TextTooLong

SECOND = timedelta(seconds=1)


@pytest.fixture
def made(any_session: Session) -> AgreedRound:
    return AgreedRound.of(any_session)


def save(made: AgreedRound, text: str, *, base: int, section: str = "methodiek", key: str | None = None) -> int:
    saved = operations.save_section_text(
        made.session, SYSTEM, made.round, section, text=text, base=base, at=NOW, key=key
    )
    return saved.number


def events(made: AgreedRound, action: str) -> list[AuditEvent]:
    return list(made.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == action)))


def draft(made: AgreedRound) -> Build:
    return operations.request_build(made.session, SYSTEM, made.round, draft=True, at=NOW)


def claimed(made: AgreedRound) -> Build:
    draft(made)
    build = operations.claim_next_build(made.session, at=NOW)
    assert build
    return build


def finish(made: AgreedRound, build: Build) -> None:
    operations.finish_build(made.session, build.id, content=b"%PDF-", pages=3, at=NOW)


# Texts


def test_a_text_grows_by_revisions_and_each_is_recorded(made: AgreedRound) -> None:
    assert save(made, "Eerst.  \r\n", base=0) == 1
    assert save(made, "Daarna.", base=1) == 2
    assert [one.text for one in queries.section_revisions(made.session, made.round, "methodiek")] == [
        "Daarna.",
        "Eerst.",
    ]
    assert [json.loads(one.detail)["number"] for one in events(made, "section.save")] == [1, 2]


def test_the_same_words_again_are_no_new_revision(made: AgreedRound) -> None:
    save(made, "Tekst.", base=0)
    assert save(made, "Tekst.\n", base=0) == 1
    assert len(events(made, "section.save")) == 1


def test_who_saves_second_gets_the_text_in_between(made: AgreedRound) -> None:
    save(made, "Van de een.", base=0)
    with pytest.raises(SaveConflict) as conflict:
        save(made, "Van de ander.", base=0)
    assert conflict.value.newest.text == "Van de een."
    assert len(queries.section_revisions(made.session, made.round, "methodiek")) == 1


def test_a_repeated_save_is_one_and_its_key_serves_no_other_text(made: AgreedRound) -> None:
    key = "0123456789abcdef"
    assert save(made, "Tekst.", base=0, key=key) == save(made, "Tekst.", base=0, key=key) == 1
    with pytest.raises(KeyReused):
        save(made, "Iets anders.", base=1, key=key)


@pytest.mark.parametrize("section", ["onbekend", "aanpak", "conclusie", "noord-groningen"])
def test_only_places_for_a_text_take_one(made: AgreedRound, section: str) -> None:
    with pytest.raises(NotFound, match=section):
        save(made, "Tekst.", base=0, section=section)


def test_a_group_of_regions_has_a_text_of_its_own(made: AgreedRound) -> None:
    assert save(made, "Drie regio’s.", base=0, section="zuid-limburg") == 1


def test_a_text_that_is_too_long_is_refused(made: AgreedRound) -> None:
    with pytest.raises(TextTooLong):
        save(made, "x" * 100_001, base=0)


# Asking for a PDF


def test_a_draft_can_be_asked_for_at_any_time(made: AgreedRound) -> None:
    build = operations.request_build(made.session, SYSTEM, made.round, draft=True, chapter="inleiding", at=NOW)
    assert (build.state, build.chapter) == (BuildState.QUEUED, "inleiding")
    assert json.loads(events(made, "build.request")[0].detail) == {
        "draft": True,
        "chapter": "inleiding",
        "publish": False,
        "erratum": of_erratum(""),
    }


def test_the_same_pdf_is_made_once(made: AgreedRound) -> None:
    first = draft(made)
    assert draft(made) is first
    operations.claim_next_build(made.session, at=NOW)
    assert draft(made) is first
    finish(made, first)
    assert draft(made) is not first


def test_another_chapter_is_another_pdf(made: AgreedRound) -> None:
    first = draft(made)
    other = operations.request_build(made.session, SYSTEM, made.round, draft=True, chapter="conclusie", at=NOW)
    assert other is not first


def test_a_final_report_says_at_once_what_is_missing(made: AgreedRound) -> None:
    made.organisation("Oost-Drenthe")
    with pytest.raises(ReportIncomplete) as incomplete:
        operations.request_build(made.session, SYSTEM, made.round, draft=False, chapter="regios", at=NOW)
    keys = [key for key, _ in incomplete.value.missing]
    assert {"drenthe", "oost-drenthe", "leefbaarheid"} <= set(keys)
    assert queries.builds_of(made.session, made.round) == []
    overrule_missing(made.session, made.round)
    assert operations.request_build(made.session, SYSTEM, made.round, draft=False, chapter="regios", at=NOW)


def test_a_chapter_that_does_not_exist_is_refused(made: AgreedRound) -> None:
    with pytest.raises(UnknownKey):
        operations.request_build(made.session, SYSTEM, made.round, draft=True, chapter="nergens", at=NOW)


def test_agreed_words_without_a_place_stop_the_report(made: AgreedRound) -> None:
    made.agreed(made.organisation("Oost-Drenthe"), {"1": "Gewerkt."})
    made.begin_with("chapters:\n- {key: eigen, title: Eigen, text: true}\n")
    with pytest.raises(AnswersUnplaced):
        draft(made)


# The life of a PDF


def test_builds_are_claimed_in_order_and_once(made: AgreedRound) -> None:
    first = draft(made)
    second = operations.request_build(made.session, SYSTEM, made.round, draft=True, chapter="conclusie", at=NOW)
    assert operations.claim_next_build(made.session, at=NOW) is first
    assert operations.claim_next_build(made.session, at=NOW) is second
    assert operations.claim_next_build(made.session, at=NOW) is None
    assert (first.state, first.seen_at) == (BuildState.RUNNING, NOW)


def test_progress_counts_as_a_sign_of_life(made: AgreedRound) -> None:
    build = claimed(made)
    later = NOW + LEASE - SECOND
    assert operations.store_progress(made.session, build.id, stage="Bladzijden opmaken", page=7, pages=None, at=later)
    assert (build.stage, build.page, build.pages, build.seen_at) == ("Bladzijden opmaken", 7, None, later)
    assert operations.claim_next_build(made.session, at=later + LEASE - SECOND) is None


def test_what_a_crashed_worker_left_is_made_by_the_next(made: AgreedRound) -> None:
    build = claimed(made)
    operations.store_progress(made.session, build.id, stage="Bladzijden opmaken", page=7, pages=9, at=NOW)
    assert operations.claim_next_build(made.session, at=NOW + LEASE - SECOND) is None
    assert operations.claim_next_build(made.session, at=NOW + LEASE) is build
    assert (build.state, build.stage, build.page, build.pages) == (BuildState.RUNNING, "", 0, None)


def test_what_another_worker_took_over_is_no_longer_ours(made: AgreedRound) -> None:
    build = claimed(made)
    build.claimed_by = "another worker"
    assert not operations.store_progress(made.session, build.id, stage="", page=1, pages=None, at=NOW)
    finish(made, build)
    operations.fail_build(made.session, build.id, error="Te laat.", at=NOW)
    operations.put_build_back(made.session, build.id)
    assert (build.state, build.error) == (BuildState.RUNNING, "")


def test_what_is_put_back_is_made_by_the_next_at_once(made: AgreedRound) -> None:
    build = claimed(made)
    operations.put_build_back(made.session, build.id, counts=False)
    assert (build.state, build.attempts) == (BuildState.QUEUED, 0)
    assert operations.claim_next_build(made.session, at=NOW) is build


def test_one_of_which_the_worker_always_dies_is_given_up(made: AgreedRound) -> None:
    build, at = draft(made), NOW
    for _ in range(ATTEMPTS):
        assert operations.claim_next_build(made.session, at=at) is build
        at += LEASE
    assert operations.claim_next_build(made.session, at=at) is None
    assert (build.state, build.error) == (BuildState.FAILED, UNEXPECTED)


def test_a_finished_pdf_has_its_bytes_and_leaves_its_hash(made: AgreedRound) -> None:
    build = claimed(made)
    finish(made, build)
    assert (build.state, build.pages, build.finished_at) == (BuildState.DONE, 3, NOW)
    assert queries.get_pdf(made.session, build.id) == b"%PDF-"
    assert len(json.loads(events(made, "build.finish")[0].detail)["hash"]) == 64


def test_a_failed_build_says_why(made: AgreedRound) -> None:
    build = claimed(made)
    operations.fail_build(made.session, build.id, error="Pango ontbreekt.", at=NOW)
    assert (build.state, build.error) == (BuildState.FAILED, "Pango ontbreekt.")


@pytest.mark.parametrize("running", [False, True])
def test_a_cancelled_build_stops_and_stays_cancelled(made: AgreedRound, *, running: bool) -> None:
    build = claimed(made) if running else draft(made)
    operations.cancel_build(made.session, SYSTEM, build, at=NOW)
    assert operations.claim_next_build(made.session, at=NOW) is None
    assert not operations.store_progress(made.session, build.id, stage="", page=1, pages=None, at=NOW)
    finish(made, build)
    operations.fail_build(made.session, build.id, error="Te laat.", at=NOW)
    assert (build.state, build.error, build.finished_at) == (BuildState.CANCELLED, "", NOW)


def test_what_is_ready_cannot_be_cancelled(made: AgreedRound) -> None:
    build = claimed(made)
    finish(made, build)
    operations.cancel_build(made.session, SYSTEM, build, at=NOW)
    assert build.state is BuildState.DONE
    assert not events(made, "build.cancel")


def test_of_each_round_the_newest_pdfs_are_kept(made: AgreedRound) -> None:
    other = AgreedRound.of(made.session, "2019")
    finish(other, claimed(other))
    made_ids = []
    for _ in range(KEPT + 2):
        build = claimed(made)
        made_ids.append(build.id)
        finish(made, build)
    kept = [one.id for one in queries.builds_of(made.session, made.round, limit=99)]
    assert kept == made_ids[: -KEPT - 1 : -1]
    assert len(queries.builds_of(made.session, other.round)) == 1
    assert verify_chain(made.session).broken_at is None


@pytest.mark.parametrize(
    "values",
    [
        {"state": BuildState.DONE, "finished_at": NOW},
        {"state": BuildState.RUNNING},
        {"state": BuildState.FAILED},
        {"state": BuildState.QUEUED, "finished_at": NOW},
    ],
)
def test_the_database_refuses_impossible_builds(made: AgreedRound, values: dict[str, object]) -> None:
    made.session.add(Build(round_id=made.round.id, draft=True, requested_at=NOW, **values))
    with pytest.raises(IntegrityError):
        made.session.flush()
    made.session.rollback()
