"""A questionnaire to fill in elsewhere, as plain values that both the Word file and the spreadsheet print."""

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
"""Facts printed above the questions; empty in a questionnaire that is for no particular interview."""

_BOX = re.compile(r"antwoord op vraag\s+([0-9]{1,2}[a-z]?)\b", re.IGNORECASE)
_VERSION = re.compile(r"versie\s+([0-9]{1,6})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Printed:
    """An answer printed in the file. ``base`` is the number of its version."""

    base: int
    text: str
    status: AnswerStatus = AnswerStatus.TEXT

    @property
    def words(self) -> str:
        """The Markdown, or the phrase for a status without text."""
        return STATUS_WORDS.get(self.status, self.text)


@dataclass(frozen=True, slots=True)
class Paper:
    """Contents of a file to fill in. ``asked`` are the items that get a box, None for all."""

    questionnaire: Questionnaire
    stamp: Stamp
    facts: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Printed] = field(default_factory=dict)
    title: str = ""
    instructions: tuple[str, ...] = INSTRUCTIONS
    asked: frozenset[str] | None = None

    @property
    def heading(self) -> str:
        """Heading of the document."""
        return self.title or self.questionnaire.title

    @property
    def name(self) -> str:
        """File name without extension."""
        return "-".join(
            filter(None, ("vragenlijst", self.questionnaire.key, self.stamp.organisation, self.stamp.round))
        )

    def has_box(self, question: Question) -> bool:
        """Return whether the question, or one of its parts, gets a box."""
        own = question.item and (self.asked is None or question.number in self.asked)
        return bool(own) or any(self.has_box(part) for part in question.parts)


def blank_paper(questionnaire: Questionnaire, digest: str, file: str) -> Paper:
    """Return a questionnaire for no particular interview. ``digest`` is the hash of its source."""
    return Paper(questionnaire, Stamp(questionnaire.key, digest[:12], "", "", file))


def box_title(item: str, base: int) -> tuple[str, str]:
    """Return the line above an answer: its number, and its version if the answer is printed."""
    return f"Antwoord op vraag {item}", f"versie {base}" if base else ""


def read_box_title(words: str) -> tuple[str, int] | None:
    """Return item and version from the line above an answer; None for another line."""
    match = _BOX.search(words)
    if match is None:
        return None
    version = _VERSION.search(words, match.end())
    return match[1].lower(), int(version[1]) if version else 0


def printed_lines(questionnaire: Questionnaire, more: Iterable[str] = ()) -> frozenset[str]:
    """Return every line that the product prints between the answers. ``more`` are those of one file format."""
    lines = {questionnaire.title, *INSTRUCTIONS, *more}
    for question in questionnaire.all_questions:
        lines |= {f"{question.number} {question.title}", question.wording}
    return frozenset(map(squeezed, lines))


def squeezed(words: str) -> str:
    """Collapse white space, for comparing texts."""
    return " ".join(words.split())
