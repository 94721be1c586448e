"""Comments in the margin of a Word file, by question."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

from surveyapp.exchange.papers.paper import squeezed
from surveyapp.exchange.word.elements import shortened, words_of
from surveyapp.questionnaires.rules import Questionnaire

_EMPTY = "(leeg)"


@dataclass
class Margin:
    """Comments by item; those that belong to no item are sentences that say where they are."""

    of_items: dict[str, list[str]] = field(default_factory=dict)
    elsewhere: list[str] = field(default_factory=list)

    def move_elsewhere(self, items: set[str]) -> None:
        """Move comments on items without a box to those that belong to no item."""
        for item in [known for known in self.of_items if known not in items]:
            self.elsewhere += [_sentence(f" bij vraag {item}", words) for words in self.of_items.pop(item)]


def margin_of(
    blocks: Iterator[Any], comments: Mapping[str, str], questionnaire: Questionnaire, items: Mapping[Any, str]
) -> Margin:
    """Return the comments. ``blocks`` are the paragraphs and tables in order, ``items`` the items of tables with a box.

    A comment on a printed heading or wording belongs to its question.
    """
    margin, current, placed = Margin(), "", set[str]()
    places = _places(questionnaire)
    for block in blocks:
        words = squeezed(words_of(block)) if block not in items else ""
        numbers = places.get(words, ())
        current = items.get(block) or (current if current in numbers or not numbers else numbers[0])
        for reference in block.iter(qn("w:commentReference")):
            key = reference.get(qn("w:id"), "")
            if key in placed:
                continue
            placed.add(key)
            said = comments.get(key, "") or _EMPTY
            if block in items or (numbers and _is_item(questionnaire, current)):
                margin.of_items.setdefault(current, []).append(said)
            else:
                margin.elsewhere.append(_sentence(f" bij ‘{shortened(words)}’" if words else "", said))
    margin.elsewhere += [_sentence("", words or _EMPTY) for key, words in comments.items() if key not in placed]
    return margin


def _places(questionnaire: Questionnaire) -> dict[str, list[str]]:
    """Return the numbers of the questions by heading and by wording."""
    places: dict[str, list[str]] = {}
    for question in questionnaire.all_questions:
        for line in (f"{question.number} {question.title}", question.wording):
            places.setdefault(squeezed(line), []).append(question.number)
    return places


def _is_item(questionnaire: Questionnaire, number: str) -> bool:
    return any(item.number == number for item in questionnaire.items)


def _sentence(place: str, words: str) -> str:
    return f"Een opmerking in de kantlijn{place} is niet overgenomen: ‘{words}’"
