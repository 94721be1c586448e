"""What an editor fills in for a figure: name, caption, text alternative, source."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from surveyapp.attachments.rules import FileKind
from surveyapp.report.material.pictures import call
from surveyapp.report.material.tree import Drawing
from surveyapp.text.unicode_forms import normalized

MAX_NAME, MAX_LINE, MAX_ALTERNATIVE = 40, 300, 2000
"""Longest name; longest caption or source; longest text alternative. In characters."""
MAX_BYTES = 10 * 1024 * 1024
"""Largest image file, in bytes."""
FEWEST_WORDS = 3
"""Fewest words of a text alternative: "kaart" or "grafiek 1" describes nothing."""

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DRAWN = {drawing.value.removeprefix("figuur-") for drawing in Drawing}


class BadFigure(ValueError):
    """A field of a figure's form is wrong: ``field`` is its name, the message says in Dutch what to do."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


@dataclass(frozen=True, slots=True)
class CleanImage:
    """An image in sRGB, upright, without transparency, and without metadata on its maker, place or program."""

    content: bytes
    kind: FileKind
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class FigureData:
    """Words of a figure, each on one line."""

    caption: str
    alternative: str
    source: str = ""

    @classmethod
    def of(cls, caption: str, alternative: str, source: str = "") -> "FigureData":
        """Return the words as typed, with spaces collapsed.

        Raises an ExceptionGroup with a BadFigure per wrong field.
        """
        made = cls(*(" ".join(words.split()) for words in (caption, alternative, source)))
        if faults := list(made._faults()):
            raise ExceptionGroup("figure", faults)
        return made

    def _faults(self) -> Iterator[BadFigure]:
        if not self.caption:
            yield BadFigure("caption", "Schrijf in één zin wat de figuur laat zien.")
        for field, most in (("caption", MAX_LINE), ("alternative", MAX_ALTERNATIVE), ("source", MAX_LINE)):
            if (count := len(getattr(self, field))) > most:
                yield BadFigure(field, f"Dit zijn {count} tekens. Er passen er hoogstens {most}.")
        if len(self.alternative.split()) < FEWEST_WORDS or self.alternative.casefold() == self.caption.casefold():
            yield BadFigure(
                "alternative",
                "Beschrijf in een paar woorden wat er te zien is, ook de uitkomst. Wie de figuur niet kan zien, heeft"
                " alleen deze tekst; het bijschrift staat er al naast.",
            )


def years_in(data: FigureData) -> tuple[str, ...]:
    """Return the years in a figure's words, sorted: they may belong to an earlier round."""
    return tuple(sorted(set(_YEAR.findall(f"{data.caption} {data.alternative} {data.source}"))))


def figure_name(typed: str) -> str:
    """Return the name for use in texts: "Kaart krimp" becomes "kaart-krimp". Raises BadFigure."""
    plain = normalized("NFKD", typed).encode("ascii", "ignore").decode().lower()
    name = "-".join(re.findall(r"[a-z0-9]+", plain)).removeprefix("figuur-")
    if not _NAME.fullmatch(name):
        raise BadFigure("name", "Vul een naam in van letters, cijfers en streepjes, zoals kaart-krimp.")
    if len(name) > MAX_NAME:
        raise BadFigure("name", f"Deze naam is te lang. Er passen hoogstens {MAX_NAME} tekens.")
    if name in _DRAWN:
        raise BadFigure("name", f"{call(name)} maakt Wederhoor zelf. Kies een andere naam.")
    return name


def calls(text: str, name: str) -> bool:
    """Return whether an editor's text contains this figure's placeholder, also where it shows no figure."""
    return call(name) in text
