"""States of interviews and answers, and the rules by which they follow from facts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from urllib.parse import urlsplit

from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.text.unicode_forms import normalized


class AnswerStatus(StrEnum):
    """Status of a revision. ``withdrawn``: the respondent withdrew the answer."""

    TEXT = "text"
    NOT_DISCUSSED = "not_discussed"
    NOT_APPLICABLE = "not_applicable"
    WITHDRAWN = "withdrawn"


class InterviewState(StrEnum):
    """State of an interview, in the order of the process."""

    PLANNED = "planned"
    RECORDING = "recording"
    WAITING = "waiting"
    REACTED = "reacted"
    APPROVED = "approved"

    @property
    def label(self) -> str:
        """Dutch label for the screen."""
        return {
            "planned": "Nog te houden",
            "recording": "Te versturen",
            "waiting": "Wacht op respondent",
            "reacted": "Reacties te verwerken",
            "approved": "Akkoord",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts that determine the state of an interview."""

    answers: int
    """Number of items whose newest revision has status ``text``."""
    touched: int
    """Number of items with a revision."""
    records: int
    unsent_changes: bool
    """Whether a newest revision differs from the newest record, or a decision was not sent yet."""
    open_reactions: int
    """Number of submitted reactions to the newest record, other than agreement, without a decision."""
    missing_approvals: int
    """Number of texts that lack the agreement of a required respondent to their newest revision."""
    approvers: int


def state_of(facts: Facts) -> InterviewState:
    """Return the state that follows from the facts."""
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
    """Return the state after a new revision: to be sent again, unless reactions still wait."""
    if state is InterviewState.REACTED:
        return state
    if state is InterviewState.PLANNED or status is AnswerStatus.TEXT:
        return InterviewState.RECORDING
    return state


class PersonEvent(StrEnum):
    """Kinds of changes to a respondent."""

    NAME = "name"
    FUNCTION = "function"
    EMAIL = "email"
    ROLE = "role"
    JOINED = "joined"
    LEFT = "left"
    ERASED = "erased"

    @property
    def personal(self) -> bool:
        """Whether the change contains a name or an address."""
        return self in {PersonEvent.NAME, PersonEvent.EMAIL}


RETENTION_MONTHS = 24
"""Default number of months that names and addresses are kept after the last approval."""

MINUTES = 60
"""Default length of a conversation, in minutes."""
SHORTEST, LONGEST = 5, 600
"""Limits to the length of a conversation, in minutes."""

_ADDRESS = re.compile(r"(?:[A-Za-z0-9\-._~:/?#@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+")


@dataclass(frozen=True, slots=True)
class Talk:
    """Start, length and video link of a planned conversation. ``begins`` is Dutch time, None when not known yet."""

    begins: time | None
    minutes: int = MINUTES
    video_url: str = ""


def checked_video_url(address: str) -> str:
    """Return the stripped address of a video call, "" when empty. Raises ValueError when mails may not link to it."""
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
    """Progress of one item, shown in the navigation of the questionnaire."""

    ANSWERED = "answered"
    STARTED = "started"
    NOT_DISCUSSED = "not_discussed"
    NOT_APPLICABLE = "not_applicable"
    WITHDRAWN = "withdrawn"
    OPEN = "open"

    @property
    def label(self) -> str:
        """Dutch label for the screen."""
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
        """Whether no more work is expected on the item."""
        return self not in {Progress.STARTED, Progress.OPEN}


STARTED_BELOW = 60
"""Text with fewer characters than this counts as started, not as answered."""


def progress_of(status: AnswerStatus | None, text: str) -> Progress:
    """Return the progress of an item from the status and text of its newest revision."""
    if status is None or (status is AnswerStatus.TEXT and not text.strip()):
        return Progress.OPEN
    if status is not AnswerStatus.TEXT:
        return Progress(status.value)
    return Progress.STARTED if len(text) < STARTED_BELOW else Progress.ANSWERED


class ProgressMark(StrEnum):
    """What became of an item since the baseline, as the interviewer judges it."""

    NEW = "new"
    UNCHANGED = "unchanged"
    ADVANCED = "advanced"
    COMPLETED = "completed"
    LAPSED = "lapsed"

    @property
    def label(self) -> str:
        """Dutch label for the screen."""
        return {
            "new": "nieuw",
            "unchanged": "ongewijzigd",
            "advanced": "gevorderd",
            "completed": "afgerond",
            "lapsed": "vervallen",
        }[self.value]


def organisation_key(name: str) -> str:
    """Return the key for addresses and citations: "Noordoost-Fryslân" becomes "noordoost-fryslan"."""
    plain = normalized("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def organisation_code(name: str, taken: Iterable[str]) -> str:
    """Return a short unique code for citations: a single word, or the initials of several words.

    "Oost-Drenthe" becomes "OD". When the code is taken, more letters of each word are used, then a number is added.
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
    """Return the name of an organisation for screens and mails."""
    if kind is OrganisationKind.MINISTRY:
        return f"Ministerie van {short}" if short else name
    return f"{'Regio' if kind is OrganisationKind.REGION else 'Provincie'} {name}"
