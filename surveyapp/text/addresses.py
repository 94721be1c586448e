"""Web and mail addresses in a text: where they stand, and the text with addresses as links."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from markupsafe import Markup

_WEB = r"(?:https?://[^\W_]|www\.[\w-]{1,63}\.[^\W_])[^\s<>\"“”„‘’«»`{}\[\]|\\^]{0,2000}"
_MAIL = r"(?<![\w.+%-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?!\w)"
_ADDRESS = re.compile(rf"(?<!\w)(?P<web>{_WEB})|(?P<mail>{_MAIL})", re.IGNORECASE)
_AFTER = ".,;:!?'…*_~"
"""Characters that end a sentence and do not belong to an address."""

_PIECE = re.compile(r"(?:https?://)?(?:www\.)?[^\w\s]{0,9}\w{1,24}(?:[^\w\s-]+(?!\w)|[/?&=#@])?|\S", re.IGNORECASE)
"""A part of an address that stays on the same line: a hyphen may begin a line but not end it."""
_LINK = Markup('<a class="address" href="{}">{}</a>')
_WORDS = Markup('<span class="address">{}</span>')
_KEPT = Markup('<span class="piece">{}</span>')


class Part(NamedTuple):
    """A part of a text as typed. ``href`` is the target when the part is an address, "" otherwise."""

    words: str
    href: str = ""


def parts(words: str) -> Iterator[Part]:
    """Split a text into addresses and the parts between them."""
    at = 0
    for match in _ADDRESS.finditer(words):
        address = match[0] if match["mail"] else _ended(match[0])
        yield Part(words[at : match.start()])
        yield Part(address, _target(address, mail=bool(match["mail"])))
        at = match.start() + len(address)
    yield Part(words[at:])


def linked(words: str) -> Markup:
    """Return the text as HTML, with its addresses as links."""
    return _joined(words, lambda part: _LINK.format(part.href, part.words))


def printed(words: str, *, within: bool = False) -> Markup:
    """Return the text as HTML for print, addresses in pieces between which a line may end.

    ``within`` a link, addresses do not become links.
    """
    if within:
        return _joined(words, lambda part: _WORDS.format(_pieces(part.words)))
    return _joined(words, lambda part: _LINK.format(part.href, _pieces(part.words)))


def _joined(words: str, shown: Callable[[Part], Markup]) -> Markup:
    return Markup("").join(shown(part) if part.href else part.words for part in parts(words))


def _pieces(address: str) -> Markup:
    return Markup("").join(map(_KEPT.format, _PIECE.findall(address)))


def _ended(address: str) -> str:
    """Return the address without trailing punctuation; a closing bracket belongs to it when it was opened in it."""
    unopened = address.count(")") - address.count("(")
    while address[-1] in _AFTER or (address[-1] == ")" and unopened > 0):
        unopened -= address[-1] == ")"
        address = address[:-1]
    return address


def _target(address: str, *, mail: bool) -> str:
    if mail:
        return f"mailto:{address}"
    target = address if "://" in address else f"https://{address}"
    try:
        _ = urlsplit(target).port
    except ValueError:  # an invalid port
        return ""
    return target
