"""Read bounces: what another mail server says of a mail that was sent, as a report (RFC 3464) or in words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_string
from email.message import Message
from email.utils import parseaddr

from surveyapp.mail.reading.headers import header
from surveyapp.mail.reading.text import text_of
from surveyapp.mail.received.rules import IncomingKind
from surveyapp.mail.servers.meanings import only_meaning

MAX_LOOKED_AT = 20_000
"""Characters of a server's text that are searched."""
MAX_WORDS = 500
"""Characters of a server's text that are kept as the reason."""
MAX_BLOCKS = 200
"""Most groups of fields read from a report."""
NO_REASON = "zonder opgaaf van reden"

_REPORTS = {"message/delivery-status", "message/global-delivery-status"}
_DAEMONS = {"mailer-daemon", "postmaster", "mail-daemon", "mailerdaemon", "mdaemon", "mail.daemon"}
_RETURNED = re.compile(
    r"undeliver|returned|returning|fail(?:ure|ed) (?:notice|delivery)|mail (?:delivery|failure)|error sending"
    r"|delivery[ -](?:status|failure|failed|has failed|problem|report|incomplete|error)|could not send|delayed"
    r"|rejected|bounce|message you sent|could not be delivered|not delivered"
    r"|niet (?:bezorgd|besteld|afgeleverd|worden bezorgd)|onbestelbaar|vertraagd",
    re.IGNORECASE,
)
"""Subjects of mails that report on another mail."""
_DELAYED = re.compile(
    r"delay|has not (?:yet )?been delivered yet|not yet been delivered|will (?:continue|keep) (?:to try|trying|attempt)"
    r"|warning message only|delivery incomplete|vertraagd|still (?:being )?retr",
    re.IGNORECASE,
)
_FINAL = re.compile(
    r"permanent|giving up|given up|failed permanently|gave up|has failed|could not be delivered|definitief"
    r"|unable to deliver|not be reached",
    re.IGNORECASE,
)
_COPY = re.compile(
    r"^[>\s]*(?:-{2,}.{0,60}(?:copy of|original message|below this line|returned message|unsent message|oorspronkelijk)"
    r"|return-path:|received: |message-id: |original message headers)",
    re.IGNORECASE | re.MULTILINE,
)
"""Where the returned mail begins."""
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_REPLY = re.compile(
    r"(?:^|[:;\"'(]|\bsaid|\berror|\breply|\bcode)[ \t\"'(<]{0,4}"
    r"([45]\d\d[ -]{1,2}(?:\(?#?[45]\.\d{1,3}\.\d{1,3}\b|(?=[a-z\"'<(]))[^\n]{0,300}(?:\n[^\n]{1,200})?)",
    re.IGNORECASE | re.MULTILINE,
)
"""A reply of a mail server: a code, perhaps an enhanced status, and words."""
_STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])")


@dataclass(frozen=True, slots=True)
class Report:
    """What another mail server says of a mail that was sent."""

    kind: IncomingKind
    recipient: str
    words: str


def report_of(message: Message, *, automatic: bool) -> Report | None:
    """Return the report in a message, also in words when the message is ``automatic``. None when there is no report."""
    parts = list(_own_parts(message))
    kinds = {part.get_content_type() for part in parts}
    blocks = [block for part in parts if part.get_content_type() in _REPORTS for block in _blocks_of(part)]
    if report := next(filter(None, map(_from_fields, blocks)), None):
        return report
    tells_otherwise = "message/disposition-notification" in kinds or any(header(block, "Action") for block in blocks)
    return _in_words(message, parts) if automatic and not tells_otherwise else None


def is_daemon(message: Message) -> bool:
    """Return whether a message comes from a mail server itself."""
    person, address = parseaddr(header(message, "From"))
    name = (address.partition("@")[0] or person).lower()
    return name in _DAEMONS or name.startswith("microsoftexchange")


def _own_parts(message: Message) -> Iterator[Message]:
    """Yield all parts, without those of enclosed messages: a report in one of these is not about a mail of ours."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        yield part
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting += [inner for inner in reversed(payload) if isinstance(inner, Message)]


def _blocks_of(part: Message) -> Iterator[Message]:
    """Yield the groups of fields. Some programs encode them; then the parser returns them as a single text."""
    payload = part.get_payload()
    if isinstance(payload, list):
        for block in payload[:MAX_BLOCKS]:
            if isinstance(block, Message):
                yield block
                rest = block.get_payload()
                yield from _blocks_in(rest) if isinstance(rest, str) else ()
    content = part.get_payload(decode=True)
    yield from _blocks_in(content.decode("utf-8", "replace")) if isinstance(content, bytes) else ()


def _blocks_in(text: str) -> Iterator[Message]:
    for block in re.split(r"\r?\n\r?\n", text[:MAX_LOOKED_AT])[:MAX_BLOCKS]:
        yield message_from_string(block.strip("\r\n"))


def _from_fields(block: Message) -> Report | None:
    """Return what a group of fields says: 5.x.x and "failed" are final, 4.x.x and "delayed" temporary.

    None for other groups.
    """
    action, status = header(block, "Action").lower(), header(block, "Status")
    status = match[0] if (match := re.match(r"[245]\.\d{1,3}\.\d{1,3}", status)) else ""
    action = action.split(" ")[0].strip("();,.")
    if action not in {"failed", "delayed"} and (action or status[:1] not in {"4", "5"}):
        return None
    failed = action == "failed" or (not action and status.startswith("5"))
    address = (header(block, "Original-Recipient") or header(block, "Final-Recipient")).rpartition(";")[2]
    kind = IncomingKind.BOUNCE if failed else IncomingKind.DELAY
    return Report(kind, address.strip().strip("<>"), _told(status, header(block, "Diagnostic-Code")) or NO_REASON)


def _told(status: str, diagnostic: str) -> str:
    kind, _, words = diagnostic.partition(";")
    words = (words if re.fullmatch(r"[\w -]{1,40}", kind) else diagnostic).strip()
    return words if status in words else f"{status} {words}".strip()


def _in_words(message: Message, parts: list[Message]) -> Report | None:
    """Return what a server says without a report; its subject must say that it is about another mail."""
    failed_address = header(message, "X-Failed-Recipients")
    subject = header(message, "Subject")
    text = text_of(message, with_enclosed=False)[:MAX_LOOKED_AT]
    if not failed_address and not (_RETURNED.search(subject) and _tells(message, text)):
        return None
    for part in parts:
        if part.get_content_type() == "text/plain" and "final-recipient:" in text.lower():
            report = next(filter(None, map(_from_fields, _blocks_in(text))), None)
            if report:
                return report
    copy = _COPY.search(text)
    told = text[: copy.start()] if copy else text
    delayed = _DELAYED.search(subject) or (_DELAYED.search(told) and not _FINAL.search(told))
    recipient = failed_address.partition(",")[0].strip() or _recipient(message, told)
    return Report(IncomingKind.DELAY if delayed else IncomingKind.BOUNCE, recipient, _reason(told) or NO_REASON)


def _tells(message: Message, text: str) -> bool:
    return is_daemon(message) or header(message, "Return-Path") == "<>" or _REPLY.search(text) is not None


def _recipient(message: Message, told: str) -> str:
    """Return the first address that is neither the server's nor ours."""
    others = {parseaddr(header(message, name))[1].lower() for name in ("From", "To", "Reply-To")}
    addresses = (match[0] for match in _ADDRESS.finditer(told))
    return next((address for address in addresses if address.lower() not in others), "")


def _reason(told: str) -> str:
    """Return the other server's reply in a text, or else the only sentence that has a known meaning."""
    replies = [match[1] for match in _REPLY.finditer(told)]
    best = next((reply for reply in replies if _STATUS.search(reply[:20])), replies[0] if replies else "")
    status = _STATUS.search(told)
    if not best and status:
        start = told.rfind("\n", 0, status.start()) + 1
        best = f"{status[1]} {told[start:].split(chr(10), 1)[0]}"
    if not best:
        best = only_meaning(re.split(r"\n\s*\n|(?<=[.!?])\s", told))
    return " ".join(best.split())[:MAX_WORDS]


def encoded_parts(message: Message) -> Iterator[bytes]:
    """Yield the decoded content of encoded parts, where the raw bytes do not show what came back."""
    for part in message.walk():
        how = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
        content = part.get_payload(decode=True) if how.startswith(("base64", "quoted")) else None
        if isinstance(content, bytes) and part.get_content_maintype() in {"text", "message"}:
            yield content
