"""Facts that can be verified later: canonical JSON with a hash and a seal, alone or inside a PDF.

The hash shows anybody whether the facts are intact. The seal, an HMAC under a key outside the database, shows this
installation that it wrote them. A PDF carries its facts as an attachment and a seal over all its bytes, so that nothing
visible can differ from the facts without breaking it. The seal is a comment before the keyword ``startxref``: PDF/A
allows nothing after the end-of-file marker, where earlier versions of this application put it.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from surveyapp.pdf.document import Embedded
from surveyapp.processes.rendering import papers

ATTACHMENT = "surveyapp.json"
"""The file name under which a PDF carries its facts."""

_END = rb"startxref\n\d+\n%%EOF\n"
_PDF_END = re.compile(_END + rb"\Z")
_PDF_SEAL = re.compile(rb"%surveyapp-zegel ([0-9a-f]{64})\n(" + _END + rb")?\Z")
"""The seal of a PDF, followed by the end of the file; in files of earlier versions it follows the end."""

_FOUND_IN = 200
"""Number of final bytes of a PDF that contain its seal and its end."""

Facts = dict[str, Any]


def canonical(facts: Mapping[str, Any]) -> bytes:
    """Return the bytes that are hashed and sealed: UTF-8 JSON with sorted keys and no spaces, without "hash" and
    "seal".
    """
    content = {key: value for key, value in facts.items() if key not in {"hash", "seal"}}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sealed(key: bytes, facts: Facts) -> Facts:
    """Return the facts with their hash and seal."""
    content = canonical(facts)
    return facts | {
        "hash": hashlib.sha256(content).hexdigest(),
        "seal": hmac.new(key, content, hashlib.sha256).hexdigest(),
    }


def is_whole(facts: Mapping[str, Any]) -> bool:
    """Return whether the facts match their hash."""
    return facts.get("hash") == hashlib.sha256(canonical(facts)).hexdigest()


def is_ours(key: bytes, facts: Mapping[str, Any]) -> bool:
    """Return whether this installation wrote exactly these facts."""
    seal = facts.get("seal")
    return isinstance(seal, str) and hmac.compare_digest(seal.encode(), _hmac(key, canonical(facts)).encode())


def _hmac(key: bytes, content: bytes) -> str:
    return hmac.digest(key, content, "sha256").hex()


def as_json(facts: Facts) -> bytes:
    """Return the facts as a file, indented for human readers."""
    return json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def parsed(content: str) -> Facts:
    """Parse the facts that ``as_json`` wrote."""
    facts: Facts = json.loads(content)
    return facts


def sealed_pdf(
    key: bytes, html: str, facts: Facts, *, css: str = "", render: Callable[..., bytes] = papers.render
) -> bytes:
    """Make the document a PDF/A-3a and PDF/UA-1 that carries its sealed facts, with a seal over all of it.

    ``render`` makes the PDF; it has the signature and errors of ``papers.render``.
    """
    enclosed = Embedded(ATTACHMENT, "De gegevens van dit document, om het mee te controleren", as_json(facts))
    content = render(html, css=css, embedded=[enclosed], archival=True)
    end = len(content) - len(_PDF_END.findall(content[-_FOUND_IN:])[0])
    return content[:end] + b"%surveyapp-zegel " + _hmac(key, content).encode() + b"\n" + content[end:]


def is_our_pdf(key: bytes, content: bytes) -> bool:
    """Return whether this installation wrote this PDF, byte for byte."""
    match = _PDF_SEAL.search(content[-_FOUND_IN:])
    if not match:
        return False
    written = content[: -len(match[0])] + (match[2] or b"")
    return hmac.compare_digest(match[1], _hmac(key, written).encode())
