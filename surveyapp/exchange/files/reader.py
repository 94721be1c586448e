"""Reading of an uploaded file: checked, then parsed into answers, completely or not at all."""

from dataclasses import dataclass, replace
from functools import partial

from surveyapp.core.dutch import listed
from surveyapp.exchange.papers import archive
from surveyapp.exchange.papers.archive import FileKind
from surveyapp.exchange.papers.rules import FileRefused, FilledIn, check_interview, check_questionnaire
from surveyapp.exchange.sheets import spreadsheet
from surveyapp.processes.limited import colleagues
from surveyapp.questionnaires.rules import Questionnaire

MAX_BYTES = 2_000_000
"""Maximum size of a file. The preview holds its answers in a form, which has room for ``intake.MOST_CHARACTERS``."""


@dataclass(frozen=True, slots=True)
class Expected:
    """The interview that a file must belong to. ``asked`` are items with a box, ``printed`` its additional lines."""

    questionnaire: Questionnaire
    digest: str
    """Hash of its questionnaire."""
    round: str
    organisation: str
    label: str
    asked: frozenset[str] | None = None
    printed: tuple[str, ...] = ()


def read_apart(content: bytes, expected: Expected, *, from_other: bool = False) -> FilledIn:
    """Read a file as ``read`` does, in the process with limits. Raises FileRefused also when it exceeds a limit."""
    return colleagues.call(partial(read, from_other=from_other), content, expected, refusal=FileRefused)


def read(content: bytes, expected: Expected, *, from_other: bool = False) -> FilledIn:
    """Return what was filled in.

    Versions in a file of another interview are dropped, since they do not refer to answers of this one. Raises
    FileRefused; OtherInterview unless ``from_other`` accepts the file of another interview.
    """
    kind = archive.check(content)
    if kind is FileKind.WORD:
        from surveyapp.exchange.word import reader  # noqa: PLC0415  (as in writing)

        filled = reader.read(content, expected.questionnaire, expected.printed)
    elif kind is FileKind.OPEN_SHEET:
        filled = spreadsheet.read_open_document(content, expected.questionnaire)
    else:
        filled = spreadsheet.read(content, expected.questionnaire)
    check_questionnaire(
        filled.stamp,
        key=expected.questionnaire.key,
        title=expected.questionnaire.title,
        digest=expected.digest,
    )
    if not from_other:
        check_interview(
            filled.stamp, round_name=expected.round, organisation=expected.organisation, label=expected.label
        )
    if sum(len(reply.text.encode()) for reply in filled.replies) > MAX_BYTES:
        raise FileRefused("Er staat te veel tekst in het bestand. Verdeel het over twee bestanden.")
    replies = tuple(replace(reply, base=0) for reply in filled.replies) if from_other else filled.replies
    return replace(filled, replies=replies, remarks=(*filled.remarks, *_absent(filled, expected)))


def _absent(filled: FilledIn, expected: Expected) -> tuple[str, ...]:
    """Return a remark on items whose box or row was removed, which differs from an empty answer."""
    there = {reply.item for reply in filled.replies}
    asked = [question.number for question in expected.questionnaire.items]
    gone = [item for item in asked if item not in there and (expected.asked is None or item in expected.asked)]
    return (f"Niet in het bestand: vraag {listed(gone)}.",) if gone else ()
