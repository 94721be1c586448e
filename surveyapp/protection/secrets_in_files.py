"""Search uploaded files for personal links and codes. A file is never changed: it is refused, or left out."""

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
"""Characters of each part of a file that are searched: some hundred pages."""
PARTS = 200
REFUSAL = (
    "In dit bestand staat een persoonlijke link of code van een respondent. Haal die uit het bestand en probeer het"
    " opnieuw."
)

_TAG = re.compile(r"<[^<>]*>")
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")


class NotLookedInto(Exception):
    """A file takes too much time or memory to search. The message says so, in Dutch."""


def file_holds_secret(session: Session, content: bytes) -> bool:
    """Return whether a file holds a link or code: in the text and link targets of a PDF or office file, or in anything
    else as text.

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
    """Yield the text of a PDF; "" for a damaged file, which no reader can open either."""
    yield colleagues.call(words_and_addresses, content, refusal=NotLookedInto)[:MOST]


def _words_of_archive(content: bytes) -> Iterator[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [member for member in archive.infolist() if member.filename.endswith((".xml", ".rels"))]
            for part in parts[:PARTS]:
                with archive.open(part) as file:
                    marked_up = file.read(MOST).decode("utf-8", "replace")
                if part.filename.endswith(".rels"):
                    yield html.unescape(marked_up)
                else:
                    yield html.unescape(_TAG.sub("", marked_up))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError):
        return
