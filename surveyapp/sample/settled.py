"""Sample data of settling: reactions of every kind, limits on the use of answers, and a reopened answer."""

from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor
from surveyapp.interviews.recording.models import AnswerRevision, Interview, Round
from surveyapp.interviews.recording.operations import save_answer
from surveyapp.interviews.recording.queries import interviews_in, newest_revisions
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.verification.keeping.operations import open_revisions
from surveyapp.verification.reacting import operations
from surveyapp.verification.records.models import Verification
from surveyapp.verification.records.rules import ReactionKind, Use
from surveyapp.verification.reopening.operations import reopen

LIMITS = {
    "szw": {"2a": Use.UNNAMED, "3": Use.UNNAMED, "4": Use.BACKGROUND},
    "zeeuws-vlaanderen": {"3a": Use.UNNAMED},
}
"""Answers approved for limited use, by key of the organisation and item."""

REOPENED = ("noordwest-fryslan", "Het aantal woningen in dit antwoord klopt niet meer.")


REWORDED = ("hoeksche-waard", "2a", "Mensen zijn bang", "Sommige mensen zijn bang")
"""An answer reworded after approval and citation: organisation, item, text before and after."""


def limit(session: Session, verification: Verification, at: datetime) -> None:
    """Approve some answers for limited use, before approving the rest."""
    limits = LIMITS.get(verification.record.interview.organisation.key, {})
    for revision in open_revisions(session, verification):
        if use := limits.get(revision.answer.item):
            item = revision.answer.item
            operations.react(session, verification, item, kind=ReactionKind.AGREE, use=use, at=at)


def second_opinion(session: Session, verification: Verification, disputed: AnswerRevision, at: datetime) -> None:
    """React as the second respondent: beside the first one's proposal, and in one interview against it."""
    if verification.record.interview.organisation.key == "bzk":
        operations.react(
            session,
            verification,
            disputed.answer.item,
            kind=ReactionKind.WITHDRAWAL,
            remark="Hierover is nog geen besluit genomen.",
            at=at,
        )
        return
    first, *others = open_revisions(session, verification)
    operations.react(
        session,
        verification,
        disputed.answer.item,
        kind=ReactionKind.ADDITION,
        use=Use.UNNAMED,
        proposal="In mei heeft de raad hiervoor geld vrijgemaakt.",
        at=at,
    )
    operations.react(
        session,
        verification,
        first.answer.item,
        kind=ReactionKind.CLARIFICATION,
        proposal=_clearer(first.text),
        remark="Zo leest het makkelijker.",
        at=at,
    )
    operations.react(session, verification, others[-2].answer.item, kind=ReactionKind.WITHDRAWAL, at=at)


def _clearer(text: str) -> str:
    head, stop, rest = text.partition(". ")
    return f"{head}, samen met de inwoners{stop}{rest}" if stop else f"{text} Dat deden wij samen met de inwoners."


def reopen_one(session: Session, actor: Actor, round_: Round, contact: str, at: datetime) -> None:
    """Reopen an agreed answer."""
    key, reason = REOPENED
    reopen(session, actor, _of(session, round_, key), "2b", reason=reason, contact=contact, at=at)


def reword_one(session: Session, actor: Actor, round_: Round, contact: str, at: datetime) -> Interview:
    """Reword an agreed answer, so that it needs approval again."""
    key, item, before, after = REWORDED
    interview = _of(session, round_, key)
    newest = newest_revisions(session, [interview.id])[interview.id][item]
    reopen(session, actor, interview, item, reason="Niet iedereen is daar bang voor.", contact=contact, at=at)
    save_answer(
        session,
        actor,
        interview,
        item,
        text=newest.text.replace(before, after),
        status=AnswerStatus.TEXT,
        base=newest.number,
        at=at,
    )
    return interview


def _of(session: Session, round_: Round, key: str) -> Interview:
    (interview,) = [interview for interview in interviews_in(session, round_) if interview.organisation.key == key]
    return interview
