"""Remove the personal links and codes that a message from the mailbox quotes."""

import base64
import binascii
import quopri
from contextlib import suppress
from email import message_from_bytes
from email.header import Header
from email.message import Message

from sqlalchemy.orm import Session

from surveyapp.mail.reading.charsets import decoded
from surveyapp.mail.reading.headers import decoded_header
from surveyapp.protection.secrets_in_files import NotLookedInto, file_holds_secret
from surveyapp.protection.withholding import withheld

LEFT_OUT = "Deze bijlage is niet bewaard: er staat een persoonlijke link of code in, of dat was niet na te gaan.\n"


def redacted(session: Session, raw: bytes) -> bytes:
    """Return the message without links and codes; the same bytes when it quotes none.

    Returns b"" when it cannot be rewritten.
    """
    message = message_from_bytes(raw)
    changed = [_redact(session, part) for part in message.walk()]
    if not any(changed):
        return _without(session, raw)
    try:
        return _without(session, message.as_bytes())
    except (ValueError, LookupError, TypeError, AttributeError, KeyError):
        return b""


def _without(session: Session, raw: bytes) -> bytes:
    """Remove links and codes from the raw bytes of a message."""
    text = raw.decode("latin-1")
    kept = withheld(session, text, quoted=True)
    return raw if kept == text else kept.encode("latin-1", "replace")


def _redact(session: Session, part: Message) -> bool:
    """Remove links and codes from a part. Return whether there were any."""
    return any([_redact_headers(session, part), _redact_edges(session, part), _redact_body(session, part)])


def _redact_headers(session: Session, part: Message) -> bool:
    changed = False
    for place, (name, value) in enumerate(part.items()):
        words = decoded_header(value)
        kept = withheld(session, words, quoted=True)
        if kept != words:
            part._headers[place] = (name, _header(kept))  # type: ignore[attr-defined]  # noqa: SLF001
            changed = True
    return changed


def _header(words: str) -> str:
    return words if words.isascii() else Header(words, "utf-8").encode()


def _redact_edges(session: Session, part: Message) -> bool:
    """Redact the text before the first and after the last part of a message."""
    changed = False
    for name in ("preamble", "epilogue"):
        words = getattr(part, name) or ""
        kept = withheld(session, words, quoted=True)
        if kept != words:
            setattr(part, name, kept)
            changed = True
    return changed


def _redact_body(session: Session, part: Message) -> bool:
    if part.get_content_maintype() == "message":
        return _redact_encoded_message(session, part)
    content = part.get_payload(decode=True)
    if part.is_multipart() or not isinstance(content, bytes):
        return False
    if part.get_content_maintype() != "text" and _may_hold_secret(session, content):
        _put(part, LEFT_OUT, "plain")
        return True
    words = decoded(part)
    kept = withheld(session, words, quoted=True)
    if kept == words:
        return False
    _put(part, kept, part.get_content_subtype() if part.get_content_maintype() == "text" else "plain")
    return True


def _may_hold_secret(session: Session, content: bytes) -> bool:
    try:
        return file_holds_secret(session, content)
    except NotLookedInto:
        return True


def _redact_encoded_message(session: Session, part: Message) -> bool:
    """Redact an enclosed message that is encoded against the rules: the parser does not decode it."""
    how = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    inner = part.get_payload()
    if how not in {"base64", "quoted-printable"} or not isinstance(inner, list) or not inner:
        return False
    written = b"".join(message.as_bytes() for message in inner if isinstance(message, Message)).strip()
    with suppress(binascii.Error, ValueError):
        content = base64.b64decode(written) if how == "base64" else quopri.decodestring(written)
        if redacted(session, content) != content:
            _put(part, LEFT_OUT, "plain")
            return True
    return False


def _put(part: Message, words: str, subtype: str) -> None:
    """Replace the content of a part by these words."""
    for name in ("Content-Transfer-Encoding", "Content-Type"):
        del part[name]
    part["Content-Type"] = f"text/{subtype}"
    with suppress(ValueError):
        part.set_payload(words.encode("utf-8", "replace").decode(), "utf-8")
