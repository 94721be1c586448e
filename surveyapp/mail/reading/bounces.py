"""What another mail server says of one of our mails: as a report (RFC 3464), or in words of its own."""

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
"""So much of a server's own words is looked through, in characters."""
MAX_WORDS = 500
"""So much of them is kept as the reason, in characters."""
MAX_BLOCKS = 200
"""Groups of fields of one report."""
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
"""What stands in the subject of a mail that tells of another one."""
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
"""Where the mail that came back begins."""
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_REPLY = re.compile(
    r"(?:^|[:;\"'(]|\bsaid|\berror|\breply|\bcode)[ \t\"'(<]{0,4}"
    r"([45]\d\d[ -]{1,2}(?:\(?#?[45]\.\d{1,3}\.\d{1,3}\b|(?=[a-z\"'<(]))[^\n]{0,300}(?:\n[^\n]{1,200})?)",
    re.IGNORECASE | re.MULTILINE,
)
"""An answer as mail servers give it: a code, perhaps an enhanced status, and words."""
_STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])")


@dataclass(frozen=True, slots=True)
class Report:
    """What another mail server says of one of our mails."""

    kind: IncomingKind
    recipient: str
    words: str


def report_of(message: Message, *, automatic: bool) -> Report | None:
    """The report in a message; of one that no person wrote also what it tells in words. None when it tells nothing."""
    parts = list(_own_parts(message))
    kinds = {part.get_content_type() for part in parts}
    blocks = [block for part in parts if part.get_content_type() in _REPORTS for block in _blocks_of(part)]
    if found := next(filter(None, map(_from_fields, blocks)), None):
        return found
    tells_otherwise = "message/disposition-notification" in kinds or any(header(one, "Action") for one in blocks)
    return _in_words(message, parts) if automatic and not tells_otherwise else None


def is_daemon(message: Message) -> bool:
    """Whether a message comes from a mail server itself."""
    person, address = parseaddr(header(message, "From"))
    name = (address.partition("@")[0] or person).lower()
    return name in _DAEMONS or name.startswith("microsoftexchange")


def _own_parts(message: Message) -> Iterator[Message]:
    """All parts, without those of messages inside: what an enclosed report says is not said of our mail."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        yield part
        found = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(found, list):
            waiting += [one for one in reversed(found) if isinstance(one, Message)]


def _blocks_of(part: Message) -> Iterator[Message]:
    """The groups of fields; some programs encode them, and then the parser gives them as one text."""
    payload = part.get_payload()
    if isinstance(payload, list):
        for one in payload[:MAX_BLOCKS]:
            if isinstance(one, Message):
                yield one
                rest = one.get_payload()
                yield from _blocks_in(rest) if isinstance(rest, str) else ()
    content = part.get_payload(decode=True)
    yield from _blocks_in(content.decode("utf-8", "replace")) if isinstance(content, bytes) else ()


def _blocks_in(text: str) -> Iterator[Message]:
    for block in re.split(r"\r?\n\r?\n", text[:MAX_LOOKED_AT])[:MAX_BLOCKS]:
        yield message_from_string(block.strip("\r\n"))


def _from_fields(block: Message) -> Report | None:
    """What one group says: 5.x.x and "failed" for good, 4.x.x and "delayed" for now."""
    action, status = header(block, "Action").lower(), header(block, "Status")
    status = found[0] if (found := re.match(r"[245]\.\d{1,3}\.\d{1,3}", status)) else ""
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
    """What a server tells without a report. Its subject says that it tells of another mail."""
    failed_address = header(message, "X-Failed-Recipients")
    subject = header(message, "Subject")
    text = text_of(message, with_enclosed=False)[:MAX_LOOKED_AT]
    if not failed_address and not (_RETURNED.search(subject) and _tells(message, text)):
        return None
    for part in parts:
        if part.get_content_type() == "text/plain" and "final-recipient:" in text.lower():
            found = next(filter(None, map(_from_fields, _blocks_in(text))), None)
            if found:
                return found
    copy = _COPY.search(text)
    told = text[: copy.start()] if copy else text
    delayed = _DELAYED.search(subject) or (_DELAYED.search(told) and not _FINAL.search(told))
    recipient = failed_address.partition(",")[0].strip() or _recipient(message, told)
    return Report(IncomingKind.DELAY if delayed else IncomingKind.BOUNCE, recipient, _reason(told) or NO_REASON)


def _tells(message: Message, text: str) -> bool:
    return is_daemon(message) or header(message, "Return-Path") == "<>" or _REPLY.search(text) is not None


def _recipient(message: Message, told: str) -> str:
    """The first address that is neither the server's nor ours."""
    others = {parseaddr(header(message, name))[1].lower() for name in ("From", "To", "Reply-To")}
    found = (one[0] for one in _ADDRESS.finditer(told))
    return next((one for one in found if one.lower() not in others), "")


def _reason(told: str) -> str:
    """The other server's answer in a text, or the only sentence in it that means something."""
    replies = [one[1] for one in _REPLY.finditer(told)]
    best = next((one for one in replies if _STATUS.search(one[:20])), replies[0] if replies else "")
    status = _STATUS.search(told)
    if not best and status:
        start = told.rfind("\n", 0, status.start()) + 1
        best = f"{status[1]} {told[start:].split(chr(10), 1)[0]}"
    if not best:
        best = only_meaning(re.split(r"\n\s*\n|(?<=[.!?])\s", told))
    return " ".join(best.split())[:MAX_WORDS]


def encoded_parts(message: Message) -> Iterator[bytes]:
    """What came back with a report, where its bytes do not show it: parts that are encoded."""
    for part in message.walk():
        how = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
        content = part.get_payload(decode=True) if how.startswith(("base64", "quoted")) else None
        if isinstance(content, bytes) and part.get_content_maintype() in {"text", "message"}:
            yield content
