"""States of an interview and of its answers, and what follows from what."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from urllib.parse import urlsplit

from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.text.unicode_forms import normalized


class AnswerStatus(StrEnum):
    """What a revision says about its item. ``withdrawn``: the respondent took the answer back."""

    TEXT = "text"
    NOT_DISCUSSED = "not_discussed"
    NOT_APPLICABLE = "not_applicable"
    WITHDRAWN = "withdrawn"


class InterviewState(StrEnum):
    """Where an interview is, in the order in which it goes."""

    PLANNED = "planned"
    RECORDING = "recording"
    WAITING = "waiting"
    REACTED = "reacted"
    APPROVED = "approved"

    @property
    def label(self) -> str:
        """The Dutch words on screen."""
        return {
            "planned": "Nog te houden",
            "recording": "Te versturen",
            "waiting": "Wacht op respondent",
            "reacted": "Reacties te verwerken",
            "approved": "Akkoord",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the state of an interview follows from."""

    answers: int
    """Items whose newest revision holds a text."""
    touched: int
    """Items with any revision."""
    records: int
    unsent_changes: bool
    """A newest revision differs from what the newest record holds, or a decision waits to be sent."""
    open_reactions: int
    """Submitted reactions other than agreement, on the newest record, without a decision."""
    missing_approvals: int
    """Texts that somebody who must agree has not agreed to, at their newest revision."""
    approvers: int


def state_of(facts: Facts) -> InterviewState:
    """The one state that fits. Derived from what is there, so that it cannot say something else."""
    if not facts.touched:
        return InterviewState.PLANNED
    if not facts.records:
        return InterviewState.RECORDING
    if facts.open_reactions:
        return InterviewState.REACTED
    if facts.unsent_changes:
        return InterviewState.RECORDING
    agreed = facts.answers and facts.approvers and not facts.missing_approvals
    return InterviewState.APPROVED if agreed else InterviewState.WAITING


def state_after_save(state: InterviewState, status: AnswerStatus) -> InterviewState:
    """What a new revision makes of an interview: there is something to send again, unless reactions still wait."""
    if state is InterviewState.REACTED:
        return state
    if state is InterviewState.PLANNED or status is AnswerStatus.TEXT:
        return InterviewState.RECORDING
    return state


class PersonEvent(StrEnum):
    """What can become of a respondent."""

    NAME = "name"
    FUNCTION = "function"
    EMAIL = "email"
    ROLE = "role"
    JOINED = "joined"
    LEFT = "left"
    ERASED = "erased"

    @property
    def personal(self) -> bool:
        """Whether it tells a name or an address."""
        return self in {PersonEvent.NAME, PersonEvent.EMAIL}


RETENTION_MONTHS = 24
"""How long names and addresses are kept after the last agreement, when nobody says otherwise."""

MINUTES = 60
"""How long a talk is planned to take, when nobody says otherwise."""
SHORTEST, LONGEST = 5, 600
"""Minutes."""

_ADDRESS = re.compile(r"(?:[A-Za-z0-9\-._~:/?#@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+")


@dataclass(frozen=True, slots=True)
class Talk:
    """The plan of a talk, beside its date and place. ``begins`` is on a Dutch clock; None while it is not known."""

    begins: time | None
    minutes: int = MINUTES
    video_url: str = ""


def checked_video_url(address: str) -> str:
    """The address of a video call, as mails and calendars may link to it; "" for none. Raises ValueError."""
    address = address.strip()
    if not address:
        return ""
    if not address.startswith("https://"):
        raise ValueError("Een videolink begint met https://.")
    if not _ADDRESS.fullmatch(address):
        raise ValueError("Dit is geen volledig adres. Kopieer de link uit uw videoprogramma.")
    parts = urlsplit(address)
    if "." not in (parts.hostname or "") or "@" in parts.netloc:
        raise ValueError("Dit is geen volledig adres. Kopieer de link uit uw videoprogramma.")
    return address


class Progress(StrEnum):
    """The mark of one item in the question rail."""

    ANSWERED = "answered"
    STARTED = "started"
    NOT_DISCUSSED = "not_discussed"
    NOT_APPLICABLE = "not_applicable"
    WITHDRAWN = "withdrawn"
    OPEN = "open"

    @property
    def label(self) -> str:
        """The Dutch word on screen."""
        return {
            "answered": "beantwoord",
            "started": "begonnen",
            "not_discussed": "niet besproken",
            "not_applicable": "niet van toepassing",
            "withdrawn": "ingetrokken",
            "open": "open",
        }[self.value]

    @property
    def done(self) -> bool:
        """Whether nothing more is expected for the item."""
        return self not in {Progress.STARTED, Progress.OPEN}


STARTED_BELOW = 60
"""A text with fewer characters than this counts as begun, not as answered."""


def progress_of(status: AnswerStatus | None, text: str) -> Progress:
    """How far an item is, from its newest revision."""
    if status is None or (status is AnswerStatus.TEXT and not text.strip()):
        return Progress.OPEN
    if status is not AnswerStatus.TEXT:
        return Progress(status.value)
    return Progress.STARTED if len(text) < STARTED_BELOW else Progress.ANSWERED


class ProgressMark(StrEnum):
    """What became of an item since the baseline, in the interviewer's judgement."""

    NEW = "new"
    UNCHANGED = "unchanged"
    ADVANCED = "advanced"
    COMPLETED = "completed"
    LAPSED = "lapsed"

    @property
    def label(self) -> str:
        """The Dutch word on screen."""
        return {
            "new": "nieuw",
            "unchanged": "ongewijzigd",
            "advanced": "gevorderd",
            "completed": "afgerond",
            "lapsed": "vervallen",
        }[self.value]


def organisation_key(name: str) -> str:
    """The key in addresses and citations: "Noordoost-Fryslân" -> "noordoost-fryslan"."""
    plain = normalized("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def organisation_code(name: str, taken: Iterable[str]) -> str:
    """A short unique code for citations: one word stays whole, several become initials ("Oost-Drenthe" -> "OD").

    A code that is taken grows by the second letter of its words, then by a number.
    """
    words = [word for word in re.split(r"[\s-]+", name) if word[:1].isupper()] or [name]
    used = set(taken)
    candidates = [words[0]] if len(words) == 1 else ["".join(w[:length] for w in words) for length in (1, 2, 3)]
    for candidate in candidates:
        if candidate not in used:
            return candidate
    number = 2
    while f"{candidates[0]}{number}" in used:
        number += 1
    return f"{candidates[0]}{number}"


def label_of(kind: OrganisationKind, name: str, short: str) -> str:
    """Return an organisation as screens and mails say it."""
    if kind is OrganisationKind.MINISTRY:
        return f"Ministerie van {short}" if short else name
    return f"{'Regio' if kind is OrganisationKind.REGION else 'Provincie'} {name}"
