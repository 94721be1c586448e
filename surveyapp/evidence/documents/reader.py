"""A file that somebody brings, as facts and visible words. It may be anything at all."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from io import BytesIO

from surveyapp.attachments.rules import megabytes
from surveyapp.evidence.documents.rules import FORMATS, VERSION, Unreadable
from surveyapp.processes.limited import Reader, colleagues
from surveyapp.protection.sealing import ATTACHMENT, Facts

MAX_BYTES = 20 * 1024 * 1024
MAX_FACTS = 8 * 1024 * 1024
"""Of the facts in a document, as JSON: those of a report of 600 pages take less than two."""
MAX_VALUES = 100_000
MAX_DEPTH = 20
"""Values and levels in the facts: a report with 640 answers has 30,000 values on 6 levels."""


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
    original: str
    """Where somebody gets a copy that still has its facts, as Dutch sentences."""


EVIDENCE = Known(
    "bewijs, verslag of dossier",
    FORMATS,
    VERSION,
    "Een bewijs, een verslag en de teksten met akkoord zitten als bijlage bij de mail waarmee ze kwamen; een respondent"
    " opent zijn bewijs ook met de link in die mail. Een dossier maakt u opnieuw bij het interview.",
)


def read(content: bytes, known: Known = EVIDENCE, reader: Reader = colleagues) -> Brought:
    """A document as PDF, or its facts as JSON, read in the process of ``reader``. Raises Unreadable."""
    if not content:
        raise Unreadable("Het bestand is leeg.")
    if len(content) > MAX_BYTES:
        raise Unreadable(f"Het bestand is te groot. Er past hoogstens {megabytes(MAX_BYTES)}.")
    facts = reader.call(facts_in, content, known, refusal=Unreadable)
    return Brought(facts, content if is_pdf(content) else b"")


def facts_in(content: bytes, known: Known) -> Facts:
    """The facts of a document, for the process with limits. Raises Unreadable."""
    return _facts(_enclosed(content, known) if is_pdf(content) else content, known)


def is_pdf(content: bytes) -> bool:
    """Whether a file begins as a PDF does."""
    return content[:1024].lstrip().startswith(b"%PDF-")


def _enclosed(content: bytes, known: Known) -> bytes:
    from pypdf import PdfReader  # noqa: PLC0415  (slow to load, and only a PDF needs it)

    try:
        reader = PdfReader(BytesIO(content))
        locked = reader.is_encrypted
        found = _behind_lock(content) if locked else reader.attachments.get(ATTACHMENT, [])
    except Exception as error:  # a damaged PDF raises anything
        raise Unreadable("Het PDF-bestand is beschadigd.") from error
    if found is None:
        raise Unreadable("Het PDF-bestand is beveiligd. Gebruik het bestand zoals u het kreeg.")
    if not found:
        raise Unreadable(
            f"Dit PDF-bestand is geen {known.words} van surveyapp, of een ander programma heeft de gegevens weggelaten"
            " die erbij horen. Dan heeft deze kopie haar bewijs verloren, en is zij niet te vergelijken. Kies het"
            f" bestand zoals u het kreeg. {known.original}"
        )
    if len(found) > 1:
        raise Unreadable("Dit PDF-bestand heeft meer dan één stel gegevens. Zo maakt surveyapp ze niet.")
    return found[0]


def _behind_lock(content: bytes) -> list[bytes] | None:
    """The facts in a PDF that is encrypted: anybody may read it when there is no password; None when there is one."""
    import pypdfium2  # type: ignore[import-untyped]  # noqa: PLC0415  (loaded where a PDF is read, and only there)

    try:
        with pypdfium2.PdfDocument(content) as document:
            files = [document.get_attachment(place) for place in range(document.count_attachments())]
            return [bytes(one.get_data()) for one in files if one.get_name() == ATTACHMENT]
    except pypdfium2.PdfiumError:
        return None


def _facts(content: bytes, known: Known) -> Facts:
    if len(content) > MAX_FACTS:
        raise Unreadable("De gegevens in dit bestand zijn te groot. Zo maakt surveyapp ze niet.")
    try:
        facts = json.loads(content.decode("utf-8"))
        json.dumps(facts, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"Dit is geen {known.words} van surveyapp.") from error
    if not isinstance(facts, dict) or str(facts.get("format")) not in known.formats:
        raise Unreadable(f"Dit is geen {known.words} van surveyapp.")
    if facts.get("version") != known.version:
        raise Unreadable("Dit document is van een andere versie van surveyapp, die deze versie niet kent.")
    _check_size(facts)
    return facts


def _check_size(facts: Facts) -> None:
    """Raise Unreadable for more objects, or deeper ones, than any document of ours has."""
    level: list[object] = [facts]
    count = 0
    for _ in range(MAX_DEPTH):
        count += len(level)
        level = [value for one in level for value in _inside(one)]
        if count + len(level) > MAX_VALUES:
            break
    if level:
        raise Unreadable("Dit bestand bevat meer gegevens dan surveyapp ooit in een document zet.")


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
