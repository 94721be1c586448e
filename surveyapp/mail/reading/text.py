"""The text of a mail: its parts in order, enclosed messages marked as such, and parts that cannot be shown named."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.message import Message
from email.utils import parseaddr

import nh3

from surveyapp.mail.reading.charsets import decoded
from surveyapp.mail.reading.headers import header
from surveyapp.text import words as texts

MAX_TEXT = 50_000
"""Characters of a message that are kept as text; the raw message is kept whole."""
MAX_HTML = 10 * MAX_TEXT
"""Characters of HTML that are searched for text: tags take more room than words."""
MAX_ENCLOSED = 3
"""Levels of enclosed messages that are shown."""
MAX_QUOTED = 8
"""Levels of quotation that are distinguished."""
WINMAIL = (
    "(Let op: dit bericht heeft een bijlage winmail.dat, die alleen Outlook kan lezen. Er kunnen tekst en bijlagen in"
    " staan die hier niet te zien zijn. Vraag de afzender om ze los te sturen.)"
)
ENCRYPTED = "(Dit bericht is versleuteld en kan hier niet worden gelezen. Vraag de afzender om het gewoon te sturen.)"

_TAG = re.compile(r"</?(?!script\b|style\b)[a-z][^<>\"']*(?:\"[^\"<>]*\"[^<>\"']*|'[^'<>]*'[^<>\"']*)*>", re.IGNORECASE)
"""An ordinary tag. Removed before parsing: deeply nested tags take a parser quadratic time."""
_TITLE = re.compile(r"<title\b[^<>]*>[^<]{0,500}</title>", re.IGNORECASE)
_LINE_ENDS = re.compile(r"<(?:br|hr|/p|/div|/tr|/h\d|/?[ou]l|/?table)\b[^<>]*>", re.IGNORECASE)
_ITEM = re.compile(r"<li\b[^<>]*>", re.IGNORECASE)
_CELL = re.compile(r"</t[dh]\b[^<>]*>", re.IGNORECASE)
_OPEN, _CLOSE, _AND = "\ue0f0", "\ue0f1", "\ue0f2"
"""Stand for quotation tags and for "&": the parser of nh3 takes quadratic time for many of them."""
_OWN_SIGNS = re.compile(f"[{_OPEN}{_CLOSE}{_AND}]")
_QUOTE = (
    (re.compile(r"<blockquote\b[^<>]*>", re.IGNORECASE), _OPEN),
    (re.compile(r"</blockquote\b[^<>]*>", re.IGNORECASE), _CLOSE),
)
_ANSWERS = {
    "ACCEPTED": "Antwoord op een agenda-uitnodiging: geaccepteerd.",
    "DECLINED": "Antwoord op een agenda-uitnodiging: afgewezen.",
    "TENTATIVE": "Antwoord op een agenda-uitnodiging: onder voorbehoud geaccepteerd.",
}
_METHODS = {
    "REQUEST": "Bij dit bericht zit een agenda-uitnodiging.",
    "CANCEL": "Bij dit bericht zit de intrekking van een afspraak.",
    "COUNTER": "Bij dit bericht zit een voorstel voor een ander tijdstip.",
}


@dataclass
class _Body:
    """The content of a message, as it is collected."""

    words: list[str] = field(default_factory=list)
    enclosed: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def add(self, other: "_Body", *, words: bool = True) -> None:
        self.words += other.words if words else []
        self.enclosed += other.enclosed
        self.notes += other.notes
        self.names += other.names


def text_of(message: Message, *, with_enclosed: bool = True) -> str:
    """Return the text of a message. The text of an enclosed message is below it, marked as such."""
    body = _Body()
    _gather(message, body, MAX_ENCLOSED if with_enclosed else 0)
    names = f"Bijlagen: {', '.join(body.names)}" if body.names else ""
    words = texts.normalise("\n\n".join(filter(None, map(str.strip, body.words)))[:MAX_TEXT]).strip()
    rest = "\n\n".join(filter(None, [*dict.fromkeys(body.notes), *body.enclosed, names]))
    return "\n\n".join(filter(None, [words, texts.normalise(rest[:MAX_TEXT]).strip()]))


def _gather(part: Message, body: _Body, depth: int) -> None:
    kind, name = part.get_content_type(), _file_name(part)
    if part.get_content_maintype() == "message" or kind == "text/rfc822-headers":
        if kind in {"message/rfc822", "message/global"} and depth:
            body.enclosed += (_enclosed(inner, depth) for inner in _parts(part))
    elif kind == "multipart/alternative":
        _choose(part, body, depth)
    elif part.is_multipart():
        for inner in _parts(part):
            _gather(inner, body, depth)
    elif kind == "text/calendar":
        body.notes.append(_calendar(decoded(part)))
    elif kind in {"text/plain", "text/html"} and not name and part.get_content_disposition() != "attachment":
        body.words.append(_words(part))
    else:
        _name(kind, name, body)


def _parts(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [inner for inner in payload if isinstance(inner, Message)] if isinstance(payload, list) else []


def _choose(part: Message, body: _Body, depth: int) -> None:
    """Add the first alternative that has text: the plain one, unless it is empty."""
    forms = []
    for alternative in _parts(part):
        form = _Body()
        _gather(alternative, form, depth)
        forms.append(form)
    chosen = next((form for form in forms if "".join(form.words).strip()), None)
    for form in forms:
        body.add(form, words=form is chosen)


def _name(kind: str, name: str, body: _Body) -> None:
    """Name a part that is not shown."""
    if kind in {"application/ms-tnef", "application/vnd.ms-tnef"} or name.lower() == "winmail.dat":
        body.notes.append(WINMAIL)
    elif kind in {"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"}:
        body.notes.append(ENCRYPTED)
    if name or kind.partition("/")[0] in {"image", "audio", "video", "application", "text"}:
        body.names.append(name or f"zonder naam ({kind})")


def _file_name(part: Message) -> str:
    try:
        return part.get_filename() or ""
    except (LookupError, ValueError):
        return "bijlage"


def _enclosed(message: Message, depth: int) -> str:
    """Return an enclosed message with each line marked, so that nobody takes its words for those of the sender."""
    inner = _Body()
    _gather(message, inner, depth - 1)
    names = [f"Bijlagen: {', '.join(inner.names)}"] if inner.names else []
    words = "\n\n".join(filter(None, map(str.strip, [*inner.words, *inner.notes, *inner.enclosed, *names])))
    person, address = parseaddr(header(message, "From"))
    by = person or address or "een onbekende afzender"
    head = f"Meegestuurd bericht van {by}: ‘{header(message, 'Subject')[:300] or '(geen onderwerp)'}’"
    return "\n".join([head, *_marked(words[:MAX_TEXT].split("\n"))])


def _marked(lines: Iterable[str]) -> Iterable[str]:
    return (f"> {line}".rstrip() for line in lines)


def _words(part: Message) -> str:
    if part.get_content_type() == "text/html":
        return _without_tags(decoded(part)[:MAX_HTML])
    words = decoded(part)[: 2 * MAX_TEXT].replace("\r\n", "\n")
    if str(part.get_param("format", "")).lower() == "flowed":
        return unflowed(words, without_space=str(part.get_param("delsp", "")).lower() == "yes")
    return words


def unflowed(words: str, *, without_space: bool = False) -> str:
    """Join the lines of each paragraph of flowed text (RFC 3676)."""
    done: list[str] = []
    open_depth = -1
    for line in words.split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")
        if open_depth == depth and content != "-- ":
            done.append(content)
        else:
            done.append(("\n" if done else "") + (">" * depth + " " if depth else "") + content)
        flows = content.endswith(" ") and content != "-- "
        open_depth = depth if flows else -1
        if flows and without_space:
            done[-1] = done[-1][:-1]
    return "".join(done)


def _without_tags(markup: str) -> str:
    """Return the text of HTML, a line for each line on screen; quotations are marked with ">"."""
    markup = " ".join(_TITLE.sub("", _OWN_SIGNS.sub("", markup)).split())
    for pattern, sign in _QUOTE:
        markup = pattern.sub(f"\n{sign}\n", markup)
    markup = _CELL.sub(" ", _ITEM.sub("\n- ", _LINE_ENDS.sub("\n", markup)))
    safe = nh3.clean(_TAG.sub("", markup).replace("&", _AND), tags=set())
    words = html.unescape(html.unescape(safe).replace(_AND, "&"))
    return re.sub(r"\n(?:[ \t\xa0]*\n){2,}", "\n\n", "\n".join(_quoted(words.split("\n"))))


def _quoted(lines: Iterable[str]) -> Iterable[str]:
    depth = 0
    for line in lines:
        if line == _OPEN:
            depth += 1
        elif line == _CLOSE:
            depth = max(0, depth - 1)
            yield ("> " * depth).rstrip()
        else:
            marks = "> " * min(depth, MAX_QUOTED)
            yield (marks + line.strip()).rstrip() if line.strip() else marks.rstrip()


def _calendar(words: str) -> str:
    """Describe a calendar part: an answer to an invitation, or an appointment."""
    lines = re.sub(r"\r?\n[ \t]", "", words[:MAX_TEXT]).splitlines()
    method = next((line.partition(":")[2].strip().upper() for line in lines if line.upper().startswith("METHOD:")), "")
    if method == "REPLY":
        statuses = (re.search(r"PARTSTAT=([A-Z-]+)", line) for line in lines if line.startswith("ATTENDEE"))
        answer = next((_ANSWERS.get(status[1]) for status in statuses if status), None)
        said = next((line.partition(":")[2] for line in lines if line.startswith("COMMENT")), "")
        return " ".join(filter(None, [answer or "Antwoord op een agenda-uitnodiging.", said.replace("\\n", " ")]))
    return _METHODS.get(method, "Bij dit bericht zit een afspraak voor de agenda.")
