"""Reading of an uploaded document as facts and visible text. The file is untrusted."""

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
"""Limit in bytes to the facts as JSON. A report of 600 pages has less than two million."""
MAX_VALUES = 100_000
MAX_DEPTH = 20
"""Limits to the number of values and levels. A report with 640 answers has 30,000 values on 6 levels."""


@dataclass(frozen=True, slots=True)
class Brought:
    """Contents of a file. ``pdf`` is the file itself if it is a PDF, b"" if it has only facts."""

    facts: Facts
    pdf: bytes = b""


@dataclass(frozen=True, slots=True)
class Known:
    """The documents that a reader accepts: their Dutch name, their formats and the version of the facts."""

    words: str
    formats: Collection[str]
    version: int
    original: str
    """Dutch sentences that say where to get a copy that still contains its facts."""


EVIDENCE = Known(
    "bewijs, verslag of dossier",
    FORMATS,
    VERSION,
    "Een bewijs, een verslag en de teksten met akkoord zitten als bijlage bij de mail waarmee ze kwamen; een respondent"
    " opent zijn bewijs ook met de link in die mail. Een dossier maakt u opnieuw bij het interview.",
)


def read(content: bytes, known: Known = EVIDENCE, reader: Reader = colleagues) -> Brought:
    """Return the contents of a PDF, or of its facts as JSON, read in the process ``reader``. Raises Unreadable."""
    if not content:
        raise Unreadable("Het bestand is leeg.")
    if len(content) > MAX_BYTES:
        raise Unreadable(f"Het bestand is te groot. Er past hoogstens {megabytes(MAX_BYTES)}.")
    facts = reader.call(facts_in, content, known, refusal=Unreadable)
    return Brought(facts, content if is_pdf(content) else b"")


def facts_in(content: bytes, known: Known) -> Facts:
    """Return the facts of a document. Runs in the process with limits. Raises Unreadable."""
    return _facts(_enclosed(content, known) if is_pdf(content) else content, known)


def is_pdf(content: bytes) -> bool:
    """Return whether a file begins as a PDF."""
    return content[:1024].lstrip().startswith(b"%PDF-")


def _enclosed(content: bytes, known: Known) -> bytes:
    from pypdf import PdfReader  # noqa: PLC0415  (slow to load, and only a PDF needs it)

    try:
        reader = PdfReader(BytesIO(content))
        locked = reader.is_encrypted
        enclosed = _behind_lock(content) if locked else reader.attachments.get(ATTACHMENT, [])
    except Exception as error:  # parsers raise many kinds of errors for a damaged PDF
        raise Unreadable("Het PDF-bestand is beschadigd.") from error
    if enclosed is None:
        raise Unreadable("Het PDF-bestand is beveiligd. Gebruik het bestand zoals u het kreeg.")
    if not enclosed:
        raise Unreadable(
            f"Dit PDF-bestand is geen {known.words} van surveyapp, of een ander programma heeft de gegevens weggelaten"
            " die erbij horen. Dan heeft deze kopie haar bewijs verloren, en is zij niet te vergelijken. Kies het"
            f" bestand zoals u het kreeg. {known.original}"
        )
    if len(enclosed) > 1:
        raise Unreadable("Dit PDF-bestand heeft meer dan één stel gegevens. Zo maakt surveyapp ze niet.")
    return enclosed[0]


def _behind_lock(content: bytes) -> list[bytes] | None:
    """Return the facts of an encrypted PDF that opens without a password; None when it needs one."""
    import pypdfium2  # type: ignore[import-untyped]  # noqa: PLC0415  (loaded where a PDF is read, and only there)

    try:
        with pypdfium2.PdfDocument(content) as document:
            files = [document.get_attachment(place) for place in range(document.count_attachments())]
            return [bytes(file.get_data()) for file in files if file.get_name() == ATTACHMENT]
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
    """Raise Unreadable when the facts have more values or levels than any genuine document."""
    level: list[object] = [facts]
    count = 0
    for _ in range(MAX_DEPTH):
        count += len(level)
        level = [value for outer in level for value in _inside(outer)]
        if count + len(level) > MAX_VALUES:
            break
    if level:
        raise Unreadable("Dit bestand bevat meer gegevens dan surveyapp ooit in een document zet.")


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
