"""What a message from the mailbox says, whatever state it is in. Plain Python; never raises on what it is given."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from hashlib import sha256

import nh3

from surveyapp import text as texts
from surveyapp.correspondence.rules import IncomingKind
from surveyapp.limited import mailbox

MAX_TEXT = 50_000
"""So much of a message is kept as text, in characters; the message itself is kept whole."""

MAX_HTML = 10 * MAX_TEXT
"""So much of HTML is looked through for text, in characters: marks take more room than words."""
MAX_HEADER = 10_000
"""So much of a header is decoded, in characters."""
_ID = re.compile(r"<[^<>\s]{1,190}>")
_OURS = re.compile(rb"<(?:[0-9a-f]{32}@[^<>\s]{1,150}|[^<>\s]{1,150}@surveyapp\.invalid)>")
"""Message-IDs of our mails, as they are made now and as they once were."""
_ENCODED_WORD = re.compile(r"=\?[^?\s]{1,40}\?[bBqQ]\?[^?\s]*\?=")
_TAG = re.compile(r"</?(?!script\b|style\b)[a-z][^<>\"']*(?:\"[^\"<>]*\"[^<>\"']*|'[^'<>]*'[^<>\"']*)*>", re.IGNORECASE)
"""An ordinary tag. Many of them can be nested, which takes a parser quadratic time, so they are taken out before."""
_AND = "\ufdd0"
"""Stands for & while tags are taken out: nh3 takes quadratic time for many of them. No text holds this character."""
_LINE_ENDS = re.compile(r"<(?:br|/p|/div|/tr|/li|/h\d)\b[^<>]*>", re.IGNORECASE)


class UnreadMessage(Exception):
    """A message that cannot be read: it breaks a limit, or its reader."""


@dataclass(frozen=True, slots=True)
class Report:
    """What another mail server says of one of our mails (RFC 3464)."""

    kind: IncomingKind
    recipient: str
    words: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message. ``ids`` are the Message-IDs that it answers, the nearest first."""

    key: str
    kind: IncomingKind
    from_name: str
    from_address: str
    subject: str
    text: str
    ids: tuple[str, ...]
    report: Report | None = None


def read_apart(raw: bytes, note: str = "") -> Arrived:
    """As ``read``, in the worker's process with limits. Raises UnreadMessage."""
    return mailbox.call(read, raw, note, refusal=UnreadMessage)


def read(raw: bytes, note: str = "") -> Arrived:
    """A message from its bytes. ``note`` goes above its text."""
    message = message_from_bytes(raw)
    name, address = parseaddr(_header(message, "From"))
    report = _report_of(message)
    ids = [*_ID.findall(_header(message, "In-Reply-To")), *reversed(_ID.findall(_header(message, "References")))]
    if report or _is_automatic(message):
        ids += [
            found.decode("ascii", "replace") for part in (raw, *_returned(message)) for found in _OURS.findall(part)
        ]
    return Arrived(
        key=texts.fingerprint(
            id=_header(message, "Message-ID"), date=_header(message, "Date"), sender=address,
            subject=_header(message, "Subject"),
            body="" if message["Message-ID"] else sha256(raw + note.encode()).hexdigest(),
        ),
        kind=report.kind if report else IncomingKind.AUTOMATIC if _is_automatic(message) else IncomingKind.REPLY,
        from_name=name[:200],
        from_address=address[:254],
        subject=_header(message, "Subject")[:300] or "(geen onderwerp)",
        text="\n\n".join(filter(None, [note, _text_of(message)])),
        ids=tuple(dict.fromkeys(ids)),
        report=report,
    )  # fmt: skip


def _returned(message: Message) -> Iterator[bytes]:
    """The headers that came back with a report, where they are encoded."""
    for part in message.walk():
        content = part.get_payload(decode=True) if part.get_content_type() == "text/rfc822-headers" else None
        if isinstance(content, bytes):
            yield content


def decoded_header(found: object) -> str:
    """A header's value in readable words; an encoded word that is broken is left as it stands."""
    found = found[:MAX_HEADER] if isinstance(found, str) else found
    try:
        return str(make_header(decode_header(found)))  # type: ignore[arg-type]
    except (LookupError, ValueError, MessageError):
        return _ENCODED_WORD.sub(_decoded_word, str(found))


def _decoded_word(found: re.Match[str]) -> str:
    try:
        return str(make_header(decode_header(found[0])))
    except (LookupError, ValueError, MessageError):
        return found[0]


def _header(message: Message, name: str) -> str:
    """A header as one readable line."""
    words = decoded_header(message.get(name, ""))
    words = words.encode("utf-8", "replace").decode("utf-8")
    return " ".join(texts.without_controls(words).split())


def _is_automatic(message: Message) -> bool:
    """Whether no person wrote it (RFC 3834, and what was used before it)."""
    sender = parseaddr(_header(message, "From"))[1].partition("@")[0].lower()
    return (
        _header(message, "Auto-Submitted").lower().split(";")[0].strip() not in {"", "no"}
        or _header(message, "Precedence").lower() in {"bulk", "junk", "list", "auto_reply"}
        or any(message.get(name) for name in ("X-Autoreply", "X-Autorespond", "X-Autogenerated"))
        or _header(message, "Return-Path") == "<>"
        or sender in {"mailer-daemon", "postmaster"}
        or message.get_content_type() == "multipart/report"
    )


def _report_of(message: Message) -> Report | None:
    if message.get_content_type() != "multipart/report":
        return None
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            for block in _status_blocks(part):
                if found := _report(block):
                    return found
    return None


def _status_blocks(part: Message) -> Iterator[Message]:
    """The groups of fields; some programs encode them, and then the parser gives them as one text."""
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (one for one in payload if isinstance(one, Message))
    for block in re.split(rb"\r?\n\r?\n", part.get_payload(decode=True) or b""):  # type: ignore[arg-type]
        yield message_from_bytes(bytes(block))


def _report(block: Message) -> Report | None:
    """What one group says: 5.x.x and "failed" for good, 4.x.x and "delayed" for now."""
    action, status = _header(block, "Action").lower(), _header(block, "Status")
    if action not in {"failed", "delayed"} and (action or status[:1] not in {"4", "5"}):
        return None
    failed = action == "failed" or (not action and status.startswith("5"))
    address = (_header(block, "Original-Recipient") or _header(block, "Final-Recipient")).rpartition(";")[2]
    words = _header(block, "Diagnostic-Code").partition(";")[2].strip()
    told = words if status in words else f"{status} {words}".strip()
    kind = IncomingKind.BOUNCE if failed else IncomingKind.DELAY
    return Report(kind, address.strip().strip("<>"), told or "zonder opgaaf van reden")


def _text_of(message: Message) -> str:
    parts = [part for part in message.walk() if not part.is_multipart()]
    names = [name for part in parts if (name := _file_name(part))]
    bodies = [part for part in parts if not _file_name(part)]
    plain = next((part for part in bodies if part.get_content_type() == "text/plain"), None)
    marked_up = next((part for part in bodies if part.get_content_type() == "text/html"), None)
    words = (
        decoded(plain)
        if plain is not None
        else _without_tags(decoded(marked_up)[:MAX_HTML])
        if marked_up is not None
        else ""
    )
    words = texts.normalise(words[:MAX_TEXT]).strip()
    return "\n\n".join(filter(None, [words, f"Bijlagen: {', '.join(names)}" if names else ""]))


def _file_name(part: Message) -> str:
    try:
        return part.get_filename() or ""
    except (LookupError, ValueError):
        return "bijlage"


def decoded(part: Message) -> str:
    """The words of one part, in whatever characters it is written."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset() or "utf-8", "replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")


def _without_tags(markup: str) -> str:
    marked = _TAG.sub("", _LINE_ENDS.sub("\n", markup)).replace("&", _AND)
    words = html.unescape(nh3.clean(marked, tags=set()))  # the signs that nh3 escaped itself
    return re.sub(r"\n\s*\n\s*", "\n\n", html.unescape(words.replace(_AND, "&")))
