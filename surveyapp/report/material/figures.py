"""What an editor says of a figure of his own: a name, a caption, a text alternative, a source."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from surveyapp.attachments.rules import FileKind
from surveyapp.report.material.pictures import call
from surveyapp.report.material.tree import Drawing
from surveyapp.text.unicode_forms import normalized

MAX_NAME, MAX_LINE, MAX_ALTERNATIVE = 40, 300, 2000
"""Longest name, caption or source, and text alternative, in characters."""
MAX_BYTES = 10 * 1024 * 1024
"""Largest file of an image."""
FEWEST_WORDS = 3
"""In a text alternative: "kaart" or "grafiek 1" tells nobody anything."""

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DRAWN = {one.value.removeprefix("figuur-") for one in Drawing}


class BadFigure(ValueError):
    """What was filled in makes no figure: ``field`` is where, the message says in Dutch what to do."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


@dataclass(frozen=True, slots=True)
class CleanImage:
    """An image in sRGB, upright, without transparency and without a word about who made it, where or with what."""

    content: bytes
    kind: FileKind
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class FigureData:
    """What is said of a figure, each on one line."""

    caption: str
    alternative: str
    source: str = ""

    @classmethod
    def of(cls, caption: str, alternative: str, source: str = "") -> "FigureData":
        """From what was typed. Raises an ExceptionGroup of a BadFigure for each field that is wrong."""
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
    """Return the years that a figure's words name, in order: what may be of an earlier round."""
    return tuple(sorted(set(_YEAR.findall(f"{data.caption} {data.alternative} {data.source}"))))


def figure_name(typed: str) -> str:
    """A name as a text calls it, from what was typed: "Kaart krimp" is "kaart-krimp". Raises BadFigure."""
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
    """Whether an editor's text calls a figure, rightly or not."""
    return call(name) in text
