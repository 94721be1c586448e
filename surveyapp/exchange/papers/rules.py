"""What a filled-in file is: the mark that says where it comes from, its answers, and what each would change."""

import re
import secrets
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from surveyapp.exchange.papers.markdown import says_the_same, to_blocks
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.text import words as texts

CHOICES = {AnswerStatus.NOT_DISCUSSED: "niet besproken", AnswerStatus.NOT_APPLICABLE: "n.v.t."}
"""How somebody says in a file that an item has no text."""
STATUS_WORDS = CHOICES | {AnswerStatus.WITHDRAWN: "ingetrokken"}
"""How a file says that an item has no text. Nobody takes an answer back by a file."""

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
    """A file cannot be read, or is not what was asked for. The message says what is wrong and what to do, in Dutch."""


class OtherInterview(FileRefused):
    """The file was made for another interview along the same questionnaire."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where a file comes from. It stands in the file as words, because word processors lose what is hidden."""

    questionnaire: str
    edition: str
    """The first twelve digits of the questionnaire's hash."""
    round: str
    """The round's name and the organisation's key; "" in a questionnaire for anybody."""
    organisation: str
    file: str
    """16 random hexadecimal digits: one download."""

    def __str__(self) -> str:
        return f"WH1:{self.questionnaire}:{self.edition}:{self.round}:{self.organisation}:{self.file}"

    @classmethod
    def find(cls, words: str) -> "Stamp | None":
        """The first stamp in a text."""
        found = _STAMP.search(words)
        return cls(*found.groups()) if found else None


def new_file() -> str:
    """What tells one download from every other."""
    return secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a file says of one item. ``base`` is the version that was printed in it, 0 for none."""

    item: str
    text: str
    status: AnswerStatus = AnswerStatus.TEXT
    base: int = 0
    remarks: tuple[str, ...] = ()
    """What was not taken over, in Dutch."""
    comments: tuple[str, ...] = ()
    """What somebody wrote in the margin beside it."""

    @property
    def left_out(self) -> tuple[str, ...]:
        """What an answer on the desk does not take over."""
        return (
            *self.remarks,
            *(f"Een opmerking in de kantlijn is niet overgenomen: ‘{words}’" for words in self.comments),
        )


@dataclass(frozen=True, slots=True)
class FilledIn:
    """A file that came back."""

    stamp: Stamp
    replies: tuple[Reply, ...]
    remarks: tuple[str, ...] = ()
    """What was not taken over, or taken over otherwise, and belongs to no item."""


def status_of(text: str) -> AnswerStatus:
    """What an answer means that may consist of the words for having none."""
    return _MEANINGS.get(" ".join(text.split()).strip(" .,;()[]*_").casefold(), AnswerStatus.TEXT)


def found_stamp(stamp: Stamp | None) -> Stamp:
    """A file's stamp, which must be there. Raises FileRefused."""
    if stamp is None:
        raise FileRefused(f"Dit bestand heeft geen kenmerk van Wederhoor. {_WAY_OUT}")
    return stamp


def check_questionnaire(stamp: Stamp, *, key: str, title: str, digest: str) -> None:
    """That a file belongs to this questionnaire, as it was when the interview was made. Raises FileRefused."""
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
    """That a file was made for this interview, or for anybody. Raises OtherInterview."""
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
        """The Dutch words on screen."""
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
        """Whether there is something to choose."""
        return self in {ChangeKind.NEW, ChangeKind.CHANGED, ChangeKind.SINCE, ChangeKind.EMPTIED}

    @property
    def ticked(self) -> bool:
        """Whether it is chosen unless somebody says otherwise: only when nobody's words can be lost by it."""
        return self in {ChangeKind.NEW, ChangeKind.CHANGED}


@dataclass(frozen=True, slots=True)
class Standing:
    """An answer as it is now. ``number`` is its newest revision, 0 for none."""

    number: int = 0
    text: str = ""
    status: AnswerStatus = AnswerStatus.TEXT
    own: bool = False
    """This person put the newest revision here from this very file."""
    printed: str | None = None
    """What the revision said that was printed in the file."""
    locked: bool = False
    """It has agreement, and was not reopened."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to lose."""
        return self.status is AnswerStatus.TEXT and not self.text.strip()


def kind_of(reply: Reply, standing: Standing) -> ChangeKind:
    """What a reply would do. A file that did not know the newest version is never taken over by itself."""
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
    """Whether the file still says what was printed in it, while the answer went on."""
    return standing.printed is not None and says_the_same(reply.text, standing.printed)


def with_known_paragraphs(new: str, old: str) -> str:
    """``new``, in which the paragraphs that say what a paragraph of ``old`` says are written as there.

    So a paragraph that nobody touched keeps its themes. A text that is more than its paragraphs (footnotes) is left.
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
    """The idempotency key of a save from a file: begins with the file, and is the same for the same save."""
    content = "\n".join((str(interview_id), reply.item, str(base), reply.status, reply.text))
    return file + sha256(content.encode()).hexdigest()[:40]
