"""Contents of a filled-in file: its stamp, its replies, and what each reply would change."""

import re
import secrets
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from surveyapp.exchange.papers.markdown import says_the_same, to_blocks
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.text import words as texts

CHOICES = {AnswerStatus.NOT_DISCUSSED: "niet besproken", AnswerStatus.NOT_APPLICABLE: "n.v.t."}
"""Phrases in a file for an item without text."""
STATUS_WORDS = CHOICES | {AnswerStatus.WITHDRAWN: "ingetrokken"}
"""Phrases for every status without text. An answer cannot be withdrawn through a file."""

_MEANINGS = {
    "niet besproken": AnswerStatus.NOT_DISCUSSED,
    "n.v.t": AnswerStatus.NOT_APPLICABLE,
    "nvt": AnswerStatus.NOT_APPLICABLE,
    "niet van toepassing": AnswerStatus.NOT_APPLICABLE,
    "ingetrokken": AnswerStatus.WITHDRAWN,
}
_WAY_OUT = "Download het bestand bij dit interview en zet uw antwoorden daarin."
_STAMP = re.compile(r"WH1:([a-z][a-z0-9-]*):([0-9a-f]{12}):([\w-]*):([a-z0-9-]*):([0-9a-f]{16})(?![0-9a-f])")


class FileRefused(Exception):
    """The file cannot be read, or is not the expected one. The message says in Dutch what is wrong and what to do."""


class OtherInterview(FileRefused):
    """The file was made for another interview with the same questionnaire."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Origin of a file. Printed as visible text, because word processors lose hidden data."""

    questionnaire: str
    edition: str
    """First twelve digits of the questionnaire's hash."""
    round: str
    """Name of the round, beside the key of the organisation; "" in a questionnaire for no particular interview."""
    organisation: str
    file: str
    """16 random hexadecimal digits that identify one download."""

    def __str__(self) -> str:
        return f"WH1:{self.questionnaire}:{self.edition}:{self.round}:{self.organisation}:{self.file}"

    @classmethod
    def find(cls, words: str) -> "Stamp | None":
        """Return the first stamp in a text, or None."""
        match = _STAMP.search(words)
        return cls(*match.groups()) if match else None


def new_file() -> str:
    """Return a random identifier of a download."""
    return secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one item in a file. ``base`` is the version that was printed in it, 0 for none."""

    item: str
    text: str
    status: AnswerStatus = AnswerStatus.TEXT
    base: int = 0
    remarks: tuple[str, ...] = ()
    """What was not imported, in Dutch."""
    comments: tuple[str, ...] = ()
    """Comments in the margin beside the answer."""

    @property
    def left_out(self) -> tuple[str, ...]:
        """What the answer on the desk will lack, in Dutch."""
        return (
            *self.remarks,
            *(f"Een opmerking in de kantlijn is niet overgenomen: ‘{words}’" for words in self.comments),
        )


@dataclass(frozen=True, slots=True)
class FilledIn:
    """Contents of a filled-in file."""

    stamp: Stamp
    replies: tuple[Reply, ...]
    remarks: tuple[str, ...] = ()
    """What was not imported, or was changed, and belongs to no item, in Dutch."""


def status_of(text: str) -> AnswerStatus:
    """Return the status that the text of an answer stands for, ``text`` unless it is a phrase for having none."""
    return _MEANINGS.get(" ".join(text.split()).strip(" .,;()[]*_").casefold(), AnswerStatus.TEXT)


def found_stamp(stamp: Stamp | None) -> Stamp:
    """Return the stamp. Raises FileRefused when there is none."""
    if stamp is None:
        raise FileRefused(f"Dit bestand heeft geen kenmerk van Wederhoor. {_WAY_OUT}")
    return stamp


def check_questionnaire(stamp: Stamp, *, key: str, title: str, digest: str) -> None:
    """Check that a file has the questionnaire of the interview, in the same edition. Raises FileRefused."""
    if stamp.questionnaire != key:
        raise FileRefused(
            f"Dit bestand hoort bij de vragenlijst ‘{stamp.questionnaire}’. Verwacht: ‘{key}’ ({title}). {_WAY_OUT}"
        )
    if not digest.startswith(stamp.edition):
        raise FileRefused(
            f"Dit bestand is van een andere versie van {title} ({stamp.edition}). Verwacht: versie {digest[:12]}."
            f" De vragen kunnen anders zijn. {_WAY_OUT}"
        )


def check_interview(stamp: Stamp, *, round_name: str, organisation: str, label: str) -> None:
    """Check that a file was made for this interview or for no particular one. Raises OtherInterview."""
    if stamp.organisation and (stamp.round, stamp.organisation) != (round_name, organisation):
        raise OtherInterview(
            f"Dit bestand is gemaakt voor ‘{stamp.organisation}’ in ronde {stamp.round}."
            f" Dit interview is met {label} in ronde {round_name}."
        )


class ChangeKind(StrEnum):
    """What a reply would do to an answer."""

    NEW = "new"
    CHANGED = "changed"
    SINCE = "since"
    EMPTIED = "emptied"
    LOCKED = "locked"
    TOO_LONG = "too_long"
    UNCHANGED = "unchanged"
    BLANK = "blank"

    @property
    def label(self) -> str:
        """Dutch label for the screen."""
        return {
            "new": "Nieuw antwoord",
            "changed": "Gewijzigd",
            "since": "Hier staat een andere versie",
            "emptied": "Leeg in het bestand",
            "locked": "Heeft akkoord",
            "too_long": "Te lang",
            "unchanged": "Ongewijzigd",
            "blank": "Niet ingevuld",
        }[self.value]

    @property
    def offered(self) -> bool:
        """Whether the user can choose to import it."""
        return self in {ChangeKind.NEW, ChangeKind.CHANGED, ChangeKind.SINCE, ChangeKind.EMPTIED}

    @property
    def ticked(self) -> bool:
        """Whether it is chosen by default, which is only when no text can be lost by it."""
        return self in {ChangeKind.NEW, ChangeKind.CHANGED}


@dataclass(frozen=True, slots=True)
class Standing:
    """The present answer. ``number`` is its newest revision, 0 for none."""

    number: int = 0
    text: str = ""
    status: AnswerStatus = AnswerStatus.TEXT
    own: bool = False
    """Whether this user imported the newest revision from this same file."""
    printed: str | None = None
    """Text of the revision that was printed in the file."""
    locked: bool = False
    """Whether the answer is approved and was not reopened."""

    @property
    def empty(self) -> bool:
        """Whether there is no text to lose."""
        return self.status is AnswerStatus.TEXT and not self.text.strip()


def kind_of(reply: Reply, standing: Standing) -> ChangeKind:
    """Return what a reply would do. A file made before the newest version is never imported by default."""
    if reply.status is AnswerStatus.TEXT and not reply.text.strip():
        kind = ChangeKind.EMPTIED if reply.base and _says_something(standing) else ChangeKind.BLANK
    elif _says_the_same(reply, standing) or reply.status is AnswerStatus.WITHDRAWN:
        kind = ChangeKind.UNCHANGED
    elif len(reply.text) > texts.MAX_CHARACTERS:
        kind = ChangeKind.TOO_LONG
    elif standing.empty:
        kind = ChangeKind.NEW
    else:
        kind = ChangeKind.CHANGED if reply.base == standing.number or standing.own else ChangeKind.SINCE
    return ChangeKind.LOCKED if standing.locked and kind.offered else kind


def _says_something(standing: Standing) -> bool:
    return bool(standing.text.strip()) or standing.status in CHOICES


def _says_the_same(reply: Reply, standing: Standing) -> bool:
    if reply.status is not AnswerStatus.TEXT and reply.status is standing.status:
        return True
    return standing.status is AnswerStatus.TEXT and says_the_same(reply.text, standing.text)


def untouched(reply: Reply, standing: Standing) -> bool:
    """Return whether the file still has its printed text, while the answer changed."""
    return standing.printed is not None and says_the_same(reply.text, standing.printed)


def with_known_paragraphs(new: str, old: str) -> str:
    """Return ``new``, with paragraphs that are equal in meaning to one of ``old`` written as there.

    Unchanged paragraphs thereby keep their themes. A text with more than paragraphs (footnotes) is returned unchanged.
    """
    paragraphs = texts.paragraphs(new)
    if "[^" in new or "[^" in old or "\n\n".join(paragraphs) != new:
        return new
    as_typed = dict.fromkeys(texts.paragraphs(old))
    changed = set(paragraphs).difference(as_typed)
    known = {to_blocks(paragraph): paragraph for paragraph in as_typed} if changed else {}
    written = {paragraph: known.get(to_blocks(paragraph), paragraph) for paragraph in changed}
    return "\n\n".join(written.get(paragraph, paragraph) for paragraph in paragraphs)


def save_key(file: str, interview_id: int, reply: Reply, base: int) -> str:
    """Return the idempotency key of a save from a file. It begins with the file's identifier."""
    content = "\n".join((str(interview_id), reply.item, str(base), reply.status, reply.text))
    return file + sha256(content.encode()).hexdigest()[:40]
