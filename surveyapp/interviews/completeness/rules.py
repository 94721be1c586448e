"""Checks of answers before a record is sent. Plain Python. They warn, and never prevent anything.

The rules avoid false alarms: wording that may be intended ("en zo voort ...") is not reported.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from surveyapp.interviews.recording.rules import Progress
from surveyapp.text.likeness import Likeness
from surveyapp.text.marks import LABEL
from surveyapp.text.private_data import private_data


class Concern(StrEnum):
    """Reasons to check an answer, in the order in which they are shown."""

    PRIVATE = "private"
    PLACEHOLDER = "placeholder"
    SAME = "same"
    FOOTNOTE = "footnote"
    SHORT = "short"
    UNANSWERED = "unanswered"

    @property
    def label(self) -> str:
        """Dutch label for the screen."""
        return {
            "private": "Lijkt op een persoonsgegeven",
            "placeholder": "Nog niet af",
            "same": "Gelijk aan de nulmeting",
            "footnote": "Voetnoot klopt niet",
            "short": "Heel kort",
            "unanswered": "Nog leeg",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Finding:
    """A reason to check an answer. ``quote`` is the text concerned, ``remark`` the Dutch explanation."""

    concern: Concern
    item: str
    quote: str = ""
    remark: str = ""


class Checked(Protocol):
    """An item with its newest text."""

    @property
    def number(self) -> str:
        """Number of the item."""

    @property
    def text(self) -> str:
        """Its newest text."""

    @property
    def progress(self) -> Progress:
        """Progress of the item."""

    @property
    def likeness(self) -> Likeness:
        """How much of the text equals last year's answer."""


_PLACEHOLDER = re.compile(
    r"\b[xX]{3,}\b"
    r"|\b(?:TODO|TBD|NTB|PM)\b(?! ?\d)(?!-)|\bn\.t\.b\."
    r"|\b[Nn]og (?:in te vullen|invullen|aan te vullen|aanvullen|uit te zoeken|uitzoeken|na te vragen|navragen)\b"
    r"|\[ *(?:(?:\.{2,}|…|\?+) *)?\](?![(:])"
    r"|\?{3,}|_{3,}"
    r"|(?<!\S)(?:\.{3,}|…)(?!\S)",
)
_REFERENCE = re.compile(rf"\[\^({LABEL})\]")
_DEFINITION = re.compile(rf"^ {{0,3}}\[\^({LABEL})\]:[ \t]*(.*(?:\n(?: {{4}}|\t).*)*)", re.MULTILINE)
_AROUND = 24
"""Characters of context on each side of a placeholder."""


def findings(items: Iterable[Checked]) -> tuple[Finding, ...]:
    """Return the findings, ordered by concern and then by question."""
    unsorted = [finding for item in items for finding in _of_item(item)]
    order = list(Concern)
    return tuple(sorted(unsorted, key=lambda finding: order.index(finding.concern)))


def by_concern(among: Sequence[Finding]) -> tuple[tuple[Concern, tuple[Finding, ...]], ...]:
    """Return the findings grouped by concern, without empty groups."""
    groups = ((concern, tuple(finding for finding in among if finding.concern is concern)) for concern in Concern)
    return tuple((concern, group) for concern, group in groups if group)


def _of_item(item: Checked) -> Iterator[Finding]:
    number, text = item.number, item.text
    if item.progress is Progress.OPEN:
        yield Finding(Concern.UNANSWERED, number)
    elif item.progress is Progress.STARTED:
        yield Finding(Concern.SHORT, number, text.strip())
    for match in private_data(text):
        yield Finding(Concern.PRIVATE, number, match.text, match.kind.label)
    for place in placeholders(text):
        yield Finding(Concern.PLACEHOLDER, number, place)
    for label, remark in loose_footnotes(text):
        yield Finding(Concern.FOOTNOTE, number, f"[^{label}]", remark)
    if item.likeness.noticed:
        remark = "woord voor woord" if item.likeness is Likeness.SAME else "bijna woord voor woord"
        yield Finding(Concern.SAME, number, "", remark)


def placeholders(text: str) -> Iterator[str]:
    """Yield placeholders with surrounding text; placeholders close together are yielded together."""
    seen = 0
    for match in _PLACEHOLDER.finditer(text):
        if match.start() < seen:
            continue
        start, seen = max(0, match.start() - _AROUND), match.end() + _AROUND
        before, after = text[start : match.start()].rpartition("\n")[2], text[match.end() : seen].partition("\n")[0]
        if len(before) == _AROUND:
            before = f"… {before.partition(' ')[2]}"
        if len(after) == _AROUND:
            after = f"{after.rpartition(' ')[0]} …"
        yield " ".join(f"{before}{match[0]}{after}".split())


def loose_footnotes(text: str) -> Iterator[tuple[str, str]]:
    """Yield label and mistake of footnotes that are referred to but not defined, or defined but not referred to."""
    written = {label: words.strip() for label, words in _DEFINITION.findall(text)}
    called = dict.fromkeys(_REFERENCE.findall(_DEFINITION.sub(r"\2", text)))
    yield from ((label, "heeft geen tekst") for label in called if not written.get(label))
    yield from ((label, "staat nergens in het antwoord") for label in written if label not in called)
