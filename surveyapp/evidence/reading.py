"""A file that somebody brings, as facts and visible words. It may be anything at all."""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from io import BytesIO

from surveyapp.attachments.rules import megabytes
from surveyapp.evidence.rules import FORMATS, VERSION, Unreadable, squeezed
from surveyapp.rendering import RenderFailed, TooLarge, TooLong, readers
from surveyapp.sealing import ATTACHMENT, Facts

MAX_BYTES = 20 * 1024 * 1024

_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file holds. ``pdf`` is the file itself when it is a PDF, b"" when it holds facts alone."""

    facts: Facts
    pdf: bytes = b""


@dataclass(frozen=True, slots=True)
class Known:
    """The documents that a reader takes: what Dutch calls them, their formats and the version of their shape."""

    words: str
    formats: Collection[str]
    version: int


EVIDENCE = Known("bewijs, verslag of dossier", FORMATS, VERSION)


def read(content: bytes, known: Known = EVIDENCE) -> Brought:
    """A document as PDF, or its facts as JSON. Raises Unreadable."""
    if not content:
        raise Unreadable("Het bestand is leeg.")
    if len(content) > MAX_BYTES:
        raise Unreadable(f"Het bestand is te groot. Er past hoogstens {megabytes(MAX_BYTES)}.")
    if content[:1024].lstrip().startswith(b"%PDF-"):
        return Brought(_facts(_enclosed(content, known), known), content)
    return Brought(_facts(content, known))


def visible(content: bytes) -> str:
    """The letters and digits on the pages of a PDF, in order, without their heads and feet. Raises Unreadable."""
    try:
        pages = [page.splitlines() for page in readers.words(content)]
    except (TooLong, TooLarge) as error:
        raise Unreadable("Het PDF-bestand is te groot om alle bladzijden te lezen.") from error
    except RenderFailed as error:
        raise Unreadable("De bladzijden van het PDF-bestand zijn beschadigd.") from error
    return squeezed("".join(line for lines in _without_feet(pages) for line in lines))


def _without_feet(pages: list[list[str]]) -> list[list[str]]:
    """Without the last lines that another page ends with too, but for its number: a sentence may go on behind them."""
    for _ in ("foot", "head"):
        ends = [_NUMBER.sub("", lines[-1]) if lines else "" for lines in pages]
        pages = [lines[:-1] if ends.count(end) > 1 else lines for lines, end in zip(pages, ends, strict=True)]
    return pages


def _enclosed(content: bytes, known: Known) -> bytes:
    from pypdf import PdfReader  # noqa: PLC0415  (slow to load, and only a PDF needs it)

    try:
        reader = PdfReader(BytesIO(content))
        locked = reader.is_encrypted
        found = [] if locked else reader.attachments.get(ATTACHMENT, [])
    except Exception as error:  # a damaged PDF raises anything
        raise Unreadable("Het PDF-bestand is beschadigd.") from error
    if locked:
        raise Unreadable("Het PDF-bestand is beveiligd. Gebruik het bestand zoals u het kreeg.")
    if not found:
        raise Unreadable(f"Dit PDF-bestand is geen {known.words} van surveyapp, of de gegevens zijn eruit.")
    if len(found) > 1:
        raise Unreadable("Dit PDF-bestand heeft meer dan één stel gegevens. Zo maakt surveyapp ze niet.")
    return found[0]


def _facts(content: bytes, known: Known) -> Facts:
    try:
        facts = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"Dit is geen {known.words} van surveyapp.") from error
    if not isinstance(facts, dict) or str(facts.get("format")) not in known.formats:
        raise Unreadable(f"Dit is geen {known.words} van surveyapp.")
    if facts.get("version") != known.version:
        raise Unreadable("Dit document is van een andere versie van surveyapp, die deze versie niet kent.")
    return facts
