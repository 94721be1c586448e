"""Reactions, decisions, channels, and when a link still opens its record."""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256


class ReactionKind(StrEnum):
    """What a respondent says about one answer, in the order of the choices on screen."""

    AGREE = "agree"
    WORDING = "wording"
    QUESTION = "question"

    @property
    def label(self) -> str:
        """The Dutch words on screen."""
        return {"agree": "Akkoord", "wording": "Andere formulering", "question": "Vraag"}[self.value]


class DecisionKind(StrEnum):
    """What an interviewer does with a reaction other than agreement."""

    ACCEPTED = "accepted"
    ADAPTED = "adapted"
    REFUSED = "refused"
    ANSWERED = "answered"

    @property
    def label(self) -> str:
        """The Dutch words on screen."""
        return {
            "accepted": "Voorstel overgenomen",
            "adapted": "Tekst aangepast",
            "refused": "Niet overgenomen",
            "answered": "Vraag beantwoord",
        }[self.value]

    @property
    def makes_revision(self) -> bool:
        """Whether the decision changes the words of the answer."""
        return self in {DecisionKind.ACCEPTED, DecisionKind.ADAPTED}


DECISIONS = {
    ReactionKind.AGREE: frozenset[DecisionKind](),
    ReactionKind.WORDING: frozenset({DecisionKind.ACCEPTED, DecisionKind.ADAPTED, DecisionKind.REFUSED}),
    ReactionKind.QUESTION: frozenset({DecisionKind.ADAPTED, DecisionKind.ANSWERED}),
}
"""Which decisions a reaction allows."""


class Channel(StrEnum):
    """How an approval came in. No reply is never an approval."""

    LINK = "link"
    PHONE = "phone"

    @property
    def label(self) -> str:
        """The Dutch words on screen and in the report."""
        return {"link": "via de link", "phone": "per telefoon"}[self.value]


class LinkState(StrEnum):
    """What a link does now."""

    OPEN = "open"
    SUBMITTED = "submitted"
    SUPERSEDED = "superseded"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """What the state of a link follows from."""

    expires_at: datetime
    revoked: bool
    submitted: bool
    newest_record: bool


def link_state(facts: LinkFacts, now: datetime) -> LinkState:
    """A submitted record stays readable with its receipt; a superseded one points to the newer mail."""
    if facts.revoked or now >= facts.expires_at:
        return LinkState.CLOSED
    if facts.submitted:
        return LinkState.SUBMITTED
    return LinkState.OPEN if facts.newest_record else LinkState.SUPERSEDED


def link_token(key: bytes, nonce: str) -> str:
    """The secret part of a link: 256 bits that need both the stored nonce and the key outside the database.

    So the outbox can name a link without holding it, and a copy of the database opens no record.
    """
    return urlsafe_b64encode(hmac.digest(key, nonce.encode(), "sha256")).rstrip(b"=").decode()


def token_hash(token: str) -> str:
    """What the database keeps of a token."""
    return sha256(token.encode()).hexdigest()


SESSION_IDLE = timedelta(minutes=30)
SESSION_TOTAL = timedelta(hours=10)


def session_open(opened_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Whether a respondent's session still counts."""
    return now - seen_at < SESSION_IDLE and now - opened_at < SESSION_TOTAL
