"""Whether a file that comes in holds a personal link or code. It is not changed: it is refused, or left out."""

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from sqlalchemy.orm import Session

from surveyapp.pdf.words import words_and_addresses
from surveyapp.processes.limited import colleagues
from surveyapp.protection.withholding import holds_secret

MOST = 2_000_000
"""Characters of each part of a file that are looked at: some hundred pages."""
PARTS = 200
REFUSAL = (
    "In dit bestand staat een persoonlijke link of code van een respondent. Haal die uit het bestand en probeer het"
    " opnieuw."
)

_TAG = re.compile(r"<[^<>]*>")
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")


class NotLookedInto(Exception):
    """A file takes too much to look into. The message says so, in Dutch."""


def file_holds_secret(session: Session, content: bytes) -> bool:
    """Look at the words and the addresses of links: of a PDF, of an office file, or of anything else as text.

    Raises NotLookedInto.
    """
    if content.startswith(_IMAGES):
        return False
    return holds_secret(session, _words(content))


def _words(content: bytes) -> Iterator[str]:
    if content.startswith(b"%PDF-"):
        yield from _words_of_pdf(content)
    elif content.startswith(b"PK\x03\x04"):
        yield from _words_of_archive(content)
    else:
        yield content[:MOST].decode("latin-1")


def _words_of_pdf(content: bytes) -> Iterator[str]:
    """A PDF that is damaged shows nobody a link."""
    yield colleagues.call(words_and_addresses, content, refusal=NotLookedInto)[:MOST]


def _words_of_archive(content: bytes) -> Iterator[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [one for one in archive.infolist() if one.filename.endswith((".xml", ".rels"))]
            for part in parts[:PARTS]:
                with archive.open(part) as file:
                    marked_up = file.read(MOST).decode("utf-8", "replace")
                if part.filename.endswith(".rels"):
                    yield html.unescape(marked_up)
                else:
                    yield html.unescape(_TAG.sub("", marked_up))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError):
        return
