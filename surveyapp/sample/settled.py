"""What the sample shows of settling: reactions of every kind, limits on the use of answers, and one reopened."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.audit import Actor
from surveyapp.interviews.models import AnswerRevision, Interview, Round
from surveyapp.interviews.queries import interviews_in
from surveyapp.verification import reacting
from surveyapp.verification.models import Verification
from surveyapp.verification.reopening import reopen
from surveyapp.verification.rules import ReactionKind, Use

LIMITS = {
    "szw": {"2a": Use.UNNAMED, "3": Use.UNNAMED, "4": Use.BACKGROUND},
    "zeeuws-vlaanderen": {"3a": Use.UNNAMED},
}
"""Who agreed to what for less than everything, by the organisation's key and the item."""

REOPENED = ("noordwest-fryslan", "Het aantal woningen in dit antwoord klopt niet meer.")


def limit(session: Session, verification: Verification, at: datetime) -> None:
    """Agree to some answers for less than everything, before agreeing to the rest."""
    limits = LIMITS.get(verification.record.interview.organisation.key, {})
    for revision in reacting.open_revisions(session, verification):
        if use := limits.get(revision.answer.item):
            item = revision.answer.item
            reacting.react(session, verification, item, kind=ReactionKind.AGREE, use=use, at=at)


def second_opinion(session: Session, verification: Verification, disputed: AnswerRevision, at: datetime) -> None:
    """What the second respondent says: beside the first one's proposal, and once against it."""
    if verification.record.interview.organisation.key == "bzk":
        reacting.react(
            session, verification, disputed.answer.item, kind=ReactionKind.WITHDRAWAL,
            remark="Hierover is nog geen besluit genomen.", at=at,
        )  # fmt: skip
        return
    first, *others = reacting.open_revisions(session, verification)
    reacting.react(
        session, verification, disputed.answer.item, kind=ReactionKind.ADDITION, use=Use.UNNAMED,
        proposal="In mei heeft de raad hiervoor geld vrijgemaakt.", at=at,
    )  # fmt: skip
    reacting.react(
        session, verification, first.answer.item, kind=ReactionKind.CLARIFICATION,
        proposal=_clearer(first.text), remark="Zo leest het makkelijker.", at=at,
    )  # fmt: skip
    reacting.react(session, verification, others[-2].answer.item, kind=ReactionKind.WITHDRAWAL, at=at)


def _clearer(text: str) -> str:
    head, stop, rest = text.partition(". ")
    return f"{head}, samen met de inwoners{stop}{rest}" if stop else f"{text} Dat deden wij samen met de inwoners."


def reopen_one(session: Session, actor: Actor, round_: Round, contact: str, at: datetime) -> None:
    """An agreed answer that may change again."""
    found: Sequence[Interview] = interviews_in(session, round_)
    key, reason = REOPENED
    (interview,) = [one for one in found if one.organisation.key == key]
    reopen(session, actor, interview, "2b", reason=reason, contact=contact, at=at)
