"""Placeholders in editors' texts, and words that would be printed as typed by mistake. Plain Python."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from surveyapp.report.material.pictures import NO_FIGURES, Figures, call, without_pictures
from surveyapp.report.material.tree import Drawing

_PLACE = re.compile(r"\{([a-z-]+|figuur-[a-z0-9-]+)\}")
_HEADING = re.compile(r"^ {0,3}(#{1,6}[ \t]+\S.*?)[ \t]*$|^[ \t]*(={3,})[ \t]*$", re.MULTILINE)
"""A Markdown heading. Editors' texts have none: the outline makes headings."""
_SHOWN = 40
"""Longest heading that is quoted in full, in characters."""
NO_HEADING = "wordt geen tussenkop"


def filled_in(text: str, values: Mapping[str, int]) -> str:
    """Return an editor's text with ``{interviews}`` and the like replaced by numbers. Unknown placeholders stay."""
    return _PLACE.sub(lambda match: str(values.get(match[1], match[0])), text)


def unknown_places(text: str, values: Mapping[str, int], figures: Figures = NO_FIGURES) -> tuple[str, ...]:
    """Return the placeholders in an editor's text that nothing fills.

    A figure counts as filled only in a paragraph of its own.
    """
    return tuple(match[0] for match in _PLACE.finditer(without_pictures(text, figures)) if match[1] not in values)


def slips(text: str, values: Mapping[str, int], figures: Figures) -> tuple[str, ...]:
    """Return a Dutch phrase for each part that would be printed as typed although another result was meant."""
    known = {*map(call, figures), *(f"{{{drawing}}}" for drawing in Drawing)}
    unfilled = [_wrong(place, known) for place in unknown_places(text, values, figures)]
    return (*unfilled, *(f"‘{heading}’ {NO_HEADING}" for heading in _headings(text)))


def remedy(phrase: str, known: Iterable[str], figures: Figures) -> str:
    """Return what to do about a phrase of ``slips``, in Dutch."""
    if phrase.endswith(NO_HEADING):
        return "Haal de tekens weg, of maak er bij Indeling een eigen paragraaf van."
    numbers, drawings = (", ".join(f"{{{name}}}" for name in names) for names in (known, Drawing))
    return f"Kies uit: {numbers}. Een figuur heeft een eigen alinea: {', '.join((drawings, *map(call, figures)))}."


def _headings(text: str) -> Iterator[str]:
    for match in _HEADING.finditer(text):
        line = match[1] or match[2]
        yield line if len(line) <= _SHOWN else f"{line[:_SHOWN].rstrip()}…"


def _wrong(place: str, known: Collection[str]) -> str:
    if place in known:
        return f"{place} staat niet in een eigen alinea"
    return f"{place} is een onbekende figuur" if place.startswith("{figuur-") else f"{place} staat nergens voor"
