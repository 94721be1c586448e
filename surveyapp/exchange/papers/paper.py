"""A questionnaire to fill in elsewhere, as plain values: what the Word file and the spreadsheet both print."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from surveyapp.exchange.papers.rules import STATUS_WORDS, Stamp
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.questionnaires.rules import Question, Questionnaire

INSTRUCTIONS = (
    (
        "Typ elk antwoord in het vak onder de vraag. Alinea’s, opsommingen, vet, cursief, links en voetnoten gaan mee."
        " Afbeeldingen, tabellen en opmerkingen niet."
    ),
    (
        "Is een vraag niet besproken, typ dan in het vak: niet besproken. Past de vraag niet bij u, typ dan: n.v.t."
        " Laat de gekleurde regel boven elk vak staan; daaraan ziet Wederhoor bij welke vraag het antwoord hoort."
    ),
)
FACTS = ("Organisatie", "Ronde", "Datum", "Gesproken met")
"""What stands above the questions; empty in a questionnaire for anybody."""

_BOX = re.compile(r"antwoord op vraag\s+([0-9]{1,2}[a-z]?)\b", re.IGNORECASE)
_VERSION = re.compile(r"versie\s+([0-9]{1,6})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Printed:
    """An answer that stands in the file already; ``base`` is its version."""

    base: int
    text: str
    status: AnswerStatus = AnswerStatus.TEXT

    @property
    def words(self) -> str:
        """The Markdown, or the words that say that there is no text."""
        return STATUS_WORDS.get(self.status, self.text)


@dataclass(frozen=True, slots=True)
class Paper:
    """One file to fill in. ``asked`` are the items that have a box; None for all."""

    questionnaire: Questionnaire
    stamp: Stamp
    facts: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Printed] = field(default_factory=dict)
    title: str = ""
    instructions: tuple[str, ...] = INSTRUCTIONS
    asked: frozenset[str] | None = None

    @property
    def heading(self) -> str:
        """What stands at the top."""
        return self.title or self.questionnaire.title

    @property
    def name(self) -> str:
        """The file's name, without its ending."""
        return "-".join(
            filter(None, ("vragenlijst", self.questionnaire.key, self.stamp.organisation, self.stamp.round))
        )

    def has_box(self, question: Question) -> bool:
        """Whether a question is asked here, itself or in one of its parts."""
        own = question.item and (self.asked is None or question.number in self.asked)
        return bool(own) or any(self.has_box(part) for part in question.parts)


def blank_paper(questionnaire: Questionnaire, digest: str, file: str) -> Paper:
    """A questionnaire for anybody; ``digest`` is the hash of its source."""
    return Paper(questionnaire, Stamp(questionnaire.key, digest[:12], "", "", file))


def box_title(item: str, base: int) -> tuple[str, str]:
    """What stands above an answer: its number, and its version when it is printed there."""
    return f"Antwoord op vraag {item}", f"versie {base}" if base else ""


def read_box_title(words: str) -> tuple[str, int] | None:
    """The item and version in the line above an answer."""
    found = _BOX.search(words)
    if found is None:
        return None
    version = _VERSION.search(words, found.end())
    return found[1].lower(), int(version[1]) if version else 0


def printed_lines(questionnaire: Questionnaire, more: Iterable[str] = ()) -> frozenset[str]:
    """Every paragraph that the product itself prints between the answers; ``more`` of them in files of a kind."""
    lines = {questionnaire.title, *INSTRUCTIONS, *more}
    for question in questionnaire.all_questions:
        lines |= {f"{question.number} {question.title}", question.wording}
    return frozenset(map(squeezed, lines))


def squeezed(words: str) -> str:
    """Words to compare: whatever stands between them."""
    return " ".join(words.split())
