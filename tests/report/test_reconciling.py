"""Rows that a proof rests on, changed behind the product's back, are named by every check; nothing is made of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from agreed_round import NOW, SYSTEM, AgreedRound
from aligned_round import CONTACT, AlignedRound
from deciding import overrule_missing
from flask import Flask
from setting import application, session_of, user_maker
from sqlalchemy.orm import Session
from unguarded import behind_our_back, undone

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.alignment.passages.rules import Opinion, Settled
from surveyapp.alignment.receipts import facts
from surveyapp.alignment.settling import operations
from surveyapp.attachments.rules import FileKind
from surveyapp.commands.backups import _mistakes
from surveyapp.core.audit import Actor, verify_chain
from surveyapp.core.db import Base, db
from surveyapp.core.errors import Refused
from surveyapp.evidence.checking import operations as evidence
from surveyapp.evidence.documents import facts as documents_facts
from surveyapp.evidence.documents.reader import read
from surveyapp.evidence.documents.rules import Outcome, Verdict
from surveyapp.interviews.recording.models import AnswerRevision, Interview
from surveyapp.interviews.recording.operations import RespondentData, fingerprint_of, tag_passages
from surveyapp.protection.sealing import as_json
from surveyapp.report.building import jobs
from surveyapp.report.checking import operations as editions
from surveyapp.report.checks.operations import proved_source
from surveyapp.report.data.queries import data_of
from surveyapp.report.editions import queries as edition_queries
from surveyapp.report.figure_editing.operations import add_figure
from surveyapp.report.material.figures import CleanImage, FigureData
from surveyapp.report.material.rules import ReportError
from surveyapp.report.material.structure import OutlineSection
from surveyapp.report.outline.operations import change_outline
from surveyapp.report.outlining import rules as outline_rules
from surveyapp.report.overruling_editing.operations import withdraw_overruling
from surveyapp.report.tables.models import StoredOverruling
from surveyapp.report.texts import operations as texts_operations
from surveyapp.verification.checks.operations import mistakes_of, of_interview, of_round
from surveyapp.verification.decisions import operations as decisions_operations
from surveyapp.verification.on_behalf import operations as on_behalf_operations
from surveyapp.verification.reacting import operations as reacting_operations
from surveyapp.verification.records import queries
from surveyapp.verification.records.models import Approval, Verification
from surveyapp.verification.records.rules import DecisionKind, ReactionKind
from surveyapp.verification.reopening.operations import reopen

pytestmark = pytest.mark.database

PEOPLE = (
    RespondentData("A. Bestuurder", "wethouder", "a@example.org"),
    RespondentData("B. Ambtenaar", "adviseur", "b@example.org"),
)
AGREED = sa.select(sa.func.min(Approval.revision_id))


@dataclass
class Proved:
    """A round with every kind of row that a proof rests on, and documents made of it."""

    session: Session
    aligned: AlignedRound
    verification_id: int
    receipt: bytes
    aligned_receipt: bytes
    edition: bytes

    @classmethod
    def of(cls, app: Flask, session: Session) -> "Proved":
        """Reactions, a decision, a noted reaction, a reopening, an edition and an alignment."""
        aligned = AlignedRound.of(session)
        made = aligned.made
        interview = _discussed(session, made)
        _written(session, made)
        edition = _published(app, session, made)
        aligned.send()
        reading = aligned.readings()[0]
        aligned.submit(reading, (Opinion.ERROR, "Zo was het niet."))
        reaction = operations.get_reaction(aligned.alignment(), reading.reactions[0].id)
        operations.settle(session, SYSTEM, reaction, Settled.REFUSED, "Zo staat het in het verslag.", at=NOW)
        operations.tell_readers(session, SYSTEM, aligned.alignment(), link_days=28, contact=CONTACT, at=NOW)
        verification = next(one for one in _readings(session, interview, 1) if one.submitted_at)
        session.commit()
        return cls(
            session,
            aligned,
            verification.id,
            as_json(documents_facts.receipt_facts(session, verification)),
            as_json(facts.receipt_facts(session, aligned.readings()[0])),
            edition.encode(),
        )


def _readings(session: Session, interview: Interview, number: int) -> Sequence[Verification]:
    return next(one for one in queries.records_of(session, interview) if one.number == number).verifications


def _discussed(session: Session, made: AgreedRound) -> Interview:
    """Two people: a correction that is taken over, a question by telephone that is answered, and one reopened."""
    interview = made.interview(
        made.organisation("Westerkwartier"),
        {"1": "Er is gebouwd.", "2b": "Er is gesloopt.", "6": "Wij werken samen."},
        respondents=PEOPLE,
    )
    first, second = [queries.get_verification(session, one.id) for one in made.send(interview)]
    assert first
    assert second
    reacting_operations.react(session, first, "1", kind=ReactionKind.CORRECTION, proposal="Er is veel gebouwd.", at=NOW)
    made.agree(first)
    staff = Actor("staff", user_maker(session)(RoleName.EDITOR).id)
    on_behalf_operations.react_on_behalf(
        session, staff, second, "6", kind=ReactionKind.QUESTION, remark="Met wie?", contact=CONTACT, at=NOW
    )
    made.agree(second)
    record = queries.newest_record(session, interview)
    assert record
    for one in queries.to_decide(session, record):
        kind = DecisionKind.ACCEPTED if one.kind is ReactionKind.CORRECTION else DecisionKind.ANSWERED
        decisions_operations.decide(session, staff, interview, one, kind, base=1, reason="Met de gemeenten.", at=NOW)
    for one in made.send(interview):
        made.agree(one)
    reopen(session, SYSTEM, interview, "2b", reason="Een jaartal.", contact=CONTACT, at=NOW)
    for (revision,) in session.execute(sa.select(AnswerRevision).where(AnswerRevision.text == "Er is gesloopt.")):
        tag_passages(session, SYSTEM, interview, revision, [["vastgoed"]], at=NOW)
    return interview


def _written(session: Session, made: AgreedRound) -> None:
    """A figure, and another outline; the section's text is there."""
    image = CleanImage(b"an image", FileKind.PNG, 10, 10)
    add_figure(session, SYSTEM, made.round, "bouw", FigureData("Bouw.", "Een huis.", ""), image, at=NOW)
    section = OutlineSection(outline_rules.new_key("Zonder", ()), "Zonder", text=True)
    change_outline(session, SYSTEM, made.round, lambda one: outline_rules.added(one, "", section), base=0, at=NOW)


def _published(app: Flask, session: Session, made: AgreedRound) -> str:
    """The manifest of an edition, for which one decision was taken in vain."""
    overrule_missing(session, made.round)
    withdraw_overruling(session, SYSTEM, session.scalars(sa.select(StoredOverruling)).all()[0], at=NOW)
    overrule_missing(session, made.round)
    build = texts_operations.request_build(session, SYSTEM, made.round, draft=False, publish=True, at=NOW)
    session.commit()
    jobs.run_next_build(app)
    session.expire_all()
    assert not build.error
    (edition,) = edition_queries.editions_of(session, made.round)
    return edition_queries.get_edition(session, edition.id).manifest


WORDS = "De woorden passen niet bij de vingerafdruk."
NOT_LOGGED, OTHERWISE, GONE = "staat niet in het logboek.", "is anders dan in het logboek.", "staat niet meer in de"
FORGED = """INSERT INTO audit_events (id, at, actor_kind, action, subject, subject_id, remote, detail, seal)
SELECT MAX(id) + 1, '2018-05-22 10:00:00+00:00', 'system', 'approval.give', 'approval',
(SELECT MAX(id) FROM approvals),
'', '{}', 'forged' FROM audit_events"""
APPROVED = """INSERT INTO approvals (respondent_id, revision_id, verification_id, channel, use, function, note,
given_at) SELECT MAX(respondent_id), (SELECT MIN(revision_id) FROM approvals), MIN(verification_id),
'link', 'named', 'minister', '', '2018-05-22 10:00:00+00:00' FROM approvals"""
HERE, THERE, REPORT, ALIGNED = "record check", "audit verify", "report check", "aligned check"
EVERYWHERE = (HERE, THERE, REPORT)

CHANGES: dict[str, tuple[tuple[str, ...], str, tuple[str, ...]]] = {
    "words": (
        ("UPDATE answer_revisions SET text = 'Anders.' WHERE id IN (SELECT revision_id FROM approvals)",),
        WORDS,
        EVERYWHERE,
    ),
    "status": (
        (
            """UPDATE answer_revisions SET status = 'withdrawn', text = ''
        WHERE id IN (SELECT revision_id FROM approvals)""",
        ),
        OTHERWISE,
        EVERYWHERE,
    ),
    "an answer's place": (("UPDATE answers SET item = '5' WHERE item = '2b'",), WORDS, EVERYWHERE),
    "an organisation's key": (("UPDATE organisations SET key = key || 'x'",), WORDS, EVERYWHERE),
    "a questionnaire": (("UPDATE questionnaires SET source = source || ' '",), "De vragen passen niet", EVERYWHERE),
    "an approval that nobody gave": ((APPROVED,), NOT_LOGGED, EVERYWHERE),
    "an approval with a forged event": ((APPROVED, FORGED), OTHERWISE, EVERYWHERE),
    "an approval that is gone": (
        ("DELETE FROM approvals WHERE id IN (SELECT MAX(id) FROM approvals GROUP BY respondent_id)",),
        GONE,
        EVERYWHERE,
    ),
    "an approval's use": (("UPDATE approvals SET use = 'background'",), OTHERWISE, EVERYWHERE),
    "an approval's function": (("UPDATE approvals SET function = 'minister'",), OTHERWISE, EVERYWHERE),
    "an approval's moment": (("UPDATE approvals SET given_at = '2017-01-01 00:00:00+00:00'",), OTHERWISE, EVERYWHERE),
    "an approval's words": (
        (
            """UPDATE approvals SET revision_id = (SELECT MIN(revision_id) FROM approvals) WHERE respondent_id NOT IN
        (SELECT respondent_id FROM approvals WHERE revision_id = (SELECT MIN(revision_id) FROM approvals))
        AND id IN (SELECT MAX(id) FROM approvals GROUP BY respondent_id)""",
        ),
        OTHERWISE,
        EVERYWHERE,
    ),
    "a reopening that is gone": (("DELETE FROM reopenings",), GONE, EVERYWHERE),
    "a reopening that nobody did": (
        (
            """INSERT INTO reopenings (revision_id, reason, reopened_at) SELECT MAX(revision_id), 'Fout.',
        '2018-05-22 10:00:00+00:00' FROM approvals WHERE revision_id NOT IN (SELECT revision_id FROM reopenings)""",
            """INSERT INTO reopenings (revision_id, reason, reopened_at) SELECT MIN(revision_id), 'Fout.',
        '2018-05-22 10:00:00+00:00' FROM approvals WHERE revision_id NOT IN (SELECT revision_id FROM reopenings)""",
        ),
        NOT_LOGGED,
        (THERE, REPORT),
    ),
    "a reopening's reason": (("UPDATE reopenings SET reason = 'Anders.'",), OTHERWISE, EVERYWHERE),
    "a record's hash": (
        ("UPDATE records SET hash = 'x' || substr(hash, 2)",),
        "vingerafdruk van het verslag",
        EVERYWHERE,
    ),
    "a record's entries": (
        ("DELETE FROM record_entries WHERE position = 0",),
        "vingerafdruk van het verslag",
        EVERYWHERE,
    ),
    "a record's moment": (("UPDATE records SET sent_at = '2017-01-01 00:00:00+00:00'",), OTHERWISE, EVERYWHERE),
    "a submission that never was": (
        ("UPDATE verifications SET submitted_at = '2017-01-01 00:00:00+00:00'",),
        OTHERWISE,
        EVERYWHERE,
    ),
    "a submission undone": (("UPDATE verifications SET submitted_at = NULL",), GONE, EVERYWHERE),
    "a reaction's words": (
        ("UPDATE reactions SET proposal = 'Anders.' WHERE kind = 'correction'",),
        OTHERWISE,
        EVERYWHERE,
    ),
    "a reaction that is gone": (
        (
            "DELETE FROM reaction_revisions WHERE reaction_id NOT IN (SELECT reaction_id FROM decisions)",
            "DELETE FROM reactions WHERE id NOT IN (SELECT reaction_id FROM decisions)",
        ),
        OTHERWISE,
        EVERYWHERE,
    ),
    "a noted reaction's words": (
        ("UPDATE reactions SET remark = 'Anders.' WHERE entered_by_id IS NOT NULL",),
        OTHERWISE,
        EVERYWHERE,
    ),
    "a decision's reason": (("UPDATE decisions SET reason = 'Anders.'",), OTHERWISE, EVERYWHERE),
    "a decision that is gone": (("DELETE FROM decisions",), GONE, EVERYWHERE),
    "who must agree": (("UPDATE respondents SET must_agree = (1 = 0)",), "De rol van de respondent", EVERYWHERE),
    "the day of a talk": (("UPDATE interviews SET held_on = '2017-01-01'",), "De dag van het gesprek", EVERYWHERE),
    "the day of a talk that is gone": (("UPDATE interviews SET held_on = NULL",), "De dag van het gesprek", EVERYWHERE),
    "since when all is agreed": (
        ("UPDATE interviews SET approved_at = '2019-01-01 00:00:00+00:00' WHERE approved_at IS NOT NULL",),
        "Sinds wanneer alles akkoord is",
        EVERYWHERE,
    ),
    "an interview as if not agreed": (
        ("UPDATE interviews SET state = 'waiting', approved_at = NULL",),
        "Dat alles akkoord is, staat er niet",
        EVERYWHERE,
    ),
    "a passage's theme": (("UPDATE passages SET theme = 'wonen'",), "De thema’s van de passages", EVERYWHERE),
    "a passage elsewhere": (("UPDATE passages SET position = 7",), "De thema’s van de passages", EVERYWHERE),
    "a passage's theme that is gone": (("DELETE FROM passages",), "De thema’s van de passages", EVERYWHERE),
    "a passage's theme that nobody chose": (
        ("INSERT INTO passages (revision_id, position, theme) SELECT DISTINCT revision_id, 6, 'wonen' FROM approvals",),
        "De thema’s van de passages",
        EVERYWHERE,
    ),
    "who left": (("UPDATE respondents SET left_at = '2018-05-22 10:00:00+00:00'",), "Het vertrek", EVERYWHERE),
    "an edition's file": (("UPDATE editions SET content = content || content",), "past niet bij de", (THERE, REPORT)),
    "an edition's hash": (("UPDATE editions SET hash = 'x'",), OTHERWISE, (THERE, REPORT)),
    "an edition's manifest": (
        ("UPDATE editions SET manifest = replace(manifest, 'Rapportage', 'Verslag')",),
        "zegel van de gegevens",
        (THERE, REPORT),
    ),
    "an edition that is gone": (("DELETE FROM editions",), GONE, (THERE,)),
    "an editor's decision": (("UPDATE overrulings SET reason = 'Anders.'",), OTHERWISE, (THERE, REPORT)),
    "an editor's decision withdrawn": (
        (
            """INSERT INTO overruling_withdrawals (overruling_id, withdrawn_at)
        SELECT MAX(id), '2018-05-22 10:00:00+00:00' FROM overrulings""",
        ),
        NOT_LOGGED,
        (THERE, REPORT),
    ),
    "an editor's decision in force again": (("DELETE FROM overruling_withdrawals",), GONE, (THERE, REPORT)),
    "an editors' text": (("UPDATE section_text_revisions SET text = 'Anders.'",), OTHERWISE, (THERE, REPORT)),
    "an editors' text that nobody wrote": (
        (
            """INSERT INTO section_text_revisions (round_id, section, number, text, confirms, created_at)
        SELECT round_id, section, number + 1, 'Anders.', '', created_at FROM section_text_revisions""",
        ),
        NOT_LOGGED,
        (THERE, REPORT),
    ),
    "an editors' text that is gone": (("DELETE FROM section_text_revisions",), GONE, (THERE, REPORT)),
    "an editors' text elsewhere": (
        ("UPDATE section_text_revisions SET section = 'inleiding'",),
        OTHERWISE,
        (THERE, REPORT),
    ),
    "an outline": (
        ("UPDATE outline_revisions SET text = replace(text, 'Zonder', 'Met') WHERE number > 1",),
        OTHERWISE,
        (THERE, REPORT),
    ),
    "an outline that is gone": (("DELETE FROM outline_revisions WHERE number > 1",), GONE, (THERE, REPORT)),
    "a figure's caption": (("UPDATE figure_revisions SET text = 'Anders.'",), OTHERWISE, (THERE, REPORT)),
    "a figure's image": (("UPDATE stored_files SET content = content || content",), "afbeelding past", (THERE, REPORT)),
    "a figure's other image": (("UPDATE stored_files SET hash = 'x' || substr(hash, 2)",), OTHERWISE, (THERE, REPORT)),
    "a figure that is gone": (("DELETE FROM figure_revisions",), GONE, (THERE, REPORT)),
    "the report's title": (("UPDATE rounds SET title = 'Anders'",), OTHERWISE, (THERE, REPORT)),
    "the report's columns": (("UPDATE rounds SET report_columns = 1",), OTHERWISE, (THERE, REPORT)),
    "an organisation's name": (("UPDATE organisations SET name = name || 'x'",), OTHERWISE, (THERE, REPORT)),
    "a respondent's function": (
        ("UPDATE respondents SET function = 'minister'",),
        "De functie van de respondent",
        EVERYWHERE,
    ),
    "what was put before readers": (
        ("UPDATE aligned_passages SET text = 'Anders.'",),
        "passages passen niet",
        (THERE, ALIGNED),
    ),
    "what a reader said": (
        ("UPDATE alignment_reactions SET words = 'Anders.' WHERE words <> ''",),
        OTHERWISE,
        (THERE, ALIGNED),
    ),
    "what a reader was told": (("UPDATE dispositions SET reason = 'Anders.'",), OTHERWISE, (THERE, ALIGNED)),
    "a decision on a passage that is gone": (("DELETE FROM dispositions",), GONE, (THERE, ALIGNED)),
    "a reading undone": (
        ("UPDATE alignment_readings SET told_at = NULL, submitted_at = NULL WHERE told_at IS NOT NULL",),
        GONE,
        (THERE,),
    ),
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def proved(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proved]:
    """One round for all changes, each of which is rolled back."""
    folder, server = tmp_path_factory.mktemp("proved"), None
    settings: dict[str, str] = {}
    if request.param == "postgresql":
        server = sa.create_engine(request.getfixturevalue("postgresql_url"), isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(sa.text("CREATE DATABASE proved"))
        settings["DATABASE_URL"] = server.url.set(database="proved").render_as_string(hide_password=False)
    app = application(folder, settings)
    with session_of(app) as session, pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs, "render_edition", lambda *_given: b"%PDF-1.7")
        Base.metadata.create_all(db.engine)
        yield Proved.of(app, session)
        session.close()
        db.engine.dispose()
    if server:
        with server.connect() as connection:
            connection.execute(sa.text("DROP DATABASE proved WITH (FORCE)"))
        server.dispose()


def wrong(verdict: Verdict) -> str:
    return "\n".join(
        f"{one.subject}: {remark}"
        for one in verdict.findings
        if one.outcome is Outcome.DIFFERS
        for remark in one.remarks
    )


def said_by(proved: Proved, check: str) -> str:
    """What a check says is wrong."""
    session = proved.session
    if check == THERE:
        return "\n".join(map(str, _mistakes(session)))
    if check == REPORT:
        return wrong(editions.check(session, proved.edition))
    return wrong(evidence.check(session, read(proved.receipt if check == HERE else proved.aligned_receipt)))


def test_nothing_is_wrong_with_what_nobody_touched(proved: Proved) -> None:
    for check in (HERE, REPORT, ALIGNED, THERE):
        assert said_by(proved, check) == ""
    assert verify_chain(proved.session).broken_at is None
    proved_source(proved.session, proved.aligned.made.round, publisher="")


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_behind_our_back_is_named_by_every_check(proved: Proved, change: str) -> None:
    statements, words, checks = CHANGES[change]
    with undone(proved.session):
        behind_our_back(proved.session, *statements)
        named = {check for check in checks if words in said_by(proved, check)}
    assert named == set(checks)


@pytest.mark.parametrize("change", [name for name, (_, _, checks) in CHANGES.items() if REPORT in checks])
def test_no_document_is_made_of_what_was_changed(proved: Proved, change: str) -> None:
    statements, _, checks = CHANGES[change]
    session, round_ = proved.session, proved.aligned.made.round
    if change.startswith("an edition"):
        return
    with undone(session):
        behind_our_back(session, *statements)
        with pytest.raises(ReportError, match="De database klopt niet met het logboek"):
            proved_source(session, round_, publisher="")
        if HERE in checks:
            reading = session.get_one(Verification, proved.verification_id)
            for make in (
                lambda: data_of(session, round_),
                lambda: documents_facts.receipt_facts(session, reading),
                proved.aligned.send,
            ):
                with pytest.raises(Refused, match="De database klopt niet met het logboek"):
                    make()


def test_new_words_with_their_own_fingerprint_are_not_what_was_agreed(proved: Proved) -> None:
    session = proved.session
    with undone(session):
        revision = session.get_one(AnswerRevision, session.scalar(AGREED))
        answer = revision.answer
        changed = fingerprint_of(answer.interview, answer.item, "Anders.")
        behind_our_back(
            session,
            "UPDATE answer_revisions SET text = 'Anders.', fingerprint = :made WHERE id = :revision",
            made=changed,
            revision=revision.id,
        )
        for check in EVERYWHERE[1:]:
            assert "anders dan in het logboek" in said_by(proved, check) or "staat niet in de database" in said_by(
                proved, check
            )


def test_the_number_of_queries_does_not_grow_with_the_interviews(proved: Proved) -> None:
    session, asked = proved.session, list[str]()
    engine = session.get_bind().engine

    def note(*given: Any) -> None:
        asked.append(given[2])

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        counts = []
        for interviews in (of_interview(proved.aligned.drenthe.id), of_round(proved.aligned.made.round)):
            session.rollback()
            session.expire_all()
            asked.clear()
            assert list(mistakes_of(session, interviews)) == []
            counts.append(len(asked))
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    assert counts[1] <= counts[0] + 4, "what one interview lacks altogether costs nothing"
    assert counts[1] < 41
