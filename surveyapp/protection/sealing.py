"""Facts that can be checked later: as canonical JSON with a hash and a seal, alone or inside a PDF.

The hash tells anybody whether the facts are whole. The seal, an HMAC under a key outside the database, tells this
installation that it wrote them. A PDF carries its facts as an attachment and a seal over all its bytes, so that nothing
visible can differ from the facts without breaking it. The seal is a comment before the keyword ``startxref``: PDF/A
allows nothing behind the end-of-file marker, where earlier versions of this product put it.
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
"""The name under which a PDF carries its facts."""

_END = rb"startxref\n\d+\n%%EOF\n"
_PDF_END = re.compile(_END + rb"\Z")
_PDF_SEAL = re.compile(rb"%surveyapp-zegel ([0-9a-f]{64})\n(" + _END + rb")?\Z")
"""The seal of a PDF, with the end of the file behind it; files of earlier versions have it behind their end."""

_FOUND_IN = 200
"""How many of the last bytes of a PDF hold its seal and its end."""

Facts = dict[str, Any]


def canonical(facts: Mapping[str, Any]) -> bytes:
    """What is hashed and sealed: UTF-8 JSON with sorted keys and no spaces, without "hash" and "seal" themselves."""
    content = {key: value for key, value in facts.items() if key not in {"hash", "seal"}}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sealed(key: bytes, facts: Facts) -> Facts:
    """The same facts with their hash and seal."""
    content = canonical(facts)
    return facts | {
        "hash": hashlib.sha256(content).hexdigest(),
        "seal": hmac.new(key, content, hashlib.sha256).hexdigest(),
    }


def is_whole(facts: Mapping[str, Any]) -> bool:
    """Whether the facts are those that their hash was made of."""
    return facts.get("hash") == hashlib.sha256(canonical(facts)).hexdigest()


def is_ours(key: bytes, facts: Mapping[str, Any]) -> bool:
    """Whether this installation wrote these facts, exactly so."""
    seal = facts.get("seal")
    return isinstance(seal, str) and hmac.compare_digest(seal.encode(), _hmac(key, canonical(facts)).encode())


def _hmac(key: bytes, content: bytes) -> str:
    return hmac.digest(key, content, "sha256").hex()


def as_json(facts: Facts) -> bytes:
    """The file, to be read by people too."""
    return json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def parsed(content: str) -> Facts:
    """The facts that ``as_json`` wrote."""
    facts: Facts = json.loads(content)
    return facts


def sealed_pdf(
    key: bytes, html: str, facts: Facts, *, css: str = "", render: Callable[..., bytes] = papers.render
) -> bytes:
    """Make the document a PDF/A-3a and PDF/UA-1 that carries its sealed facts, with a seal over all of it.

    ``render`` makes the PDF, called as ``papers.render`` is; raises what that raises.
    """
    enclosed = Embedded(ATTACHMENT, "De gegevens van dit document, om het mee te controleren", as_json(facts))
    content = render(html, css=css, embedded=[enclosed], archival=True)
    end = len(content) - len(_PDF_END.findall(content[-_FOUND_IN:])[0])
    return content[:end] + b"%surveyapp-zegel " + _hmac(key, content).encode() + b"\n" + content[end:]


def is_our_pdf(key: bytes, content: bytes) -> bool:
    """Whether this installation wrote this PDF, byte for byte."""
    found = _PDF_SEAL.search(content[-_FOUND_IN:])
    if not found:
        return False
    written = content[: -len(found[0])] + (found[2] or b"")
    return hmac.compare_digest(found[1], _hmac(key, written).encode())
