"""Web and mail addresses in plain words: where they stand, and the words with these as links."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from markupsafe import Markup

_WEB = r"(?:https?://[^\W_]|www\.[\w-]{1,63}\.[^\W_])[^\s<>\"“”„‘’«»`{}\[\]|\\^]{0,2000}"
_MAIL = r"(?<![\w.+%-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?!\w)"
_ADDRESS = re.compile(rf"(?<!\w)(?P<web>{_WEB})|(?P<mail>{_MAIL})", re.IGNORECASE)
_AFTER = ".,;:!?'…*_~"
"""Signs that end a sentence and no address."""

_PIECE = re.compile(r"(?:https?://)?(?:www\.)?[^\w\s]{0,9}\w{1,24}(?:[^\w\s-]+(?!\w)|[/?&=#@])?|\S", re.IGNORECASE)
"""A part of an address that stays on one line: a hyphen begins a line, and never ends one."""
_LINK = Markup('<a class="address" href="{}">{}</a>')
_WORDS = Markup('<span class="address">{}</span>')
_KEPT = Markup('<span class="piece">{}</span>')


class Part(NamedTuple):
    """Words as they were typed; ``href`` is where they lead when they are an address, "" otherwise."""

    words: str
    href: str = ""


def parts(words: str) -> Iterator[Part]:
    """Split words into addresses and what stands between them."""
    at = 0
    for found in _ADDRESS.finditer(words):
        address = found[0] if found["mail"] else _ended(found[0])
        yield Part(words[at : found.start()])
        yield Part(address, _target(address, mail=bool(found["mail"])))
        at = found.start() + len(address)
    yield Part(words[at:])


def linked(words: str) -> Markup:
    """Return the words as HTML, their addresses as links."""
    return _joined(words, lambda one: _LINK.format(one.href, one.words))


def printed(words: str, *, within: bool = False) -> Markup:
    """As ``linked``, for print: in pieces between which a line may end. ``within`` a link there is no other link."""
    if within:
        return _joined(words, lambda one: _WORDS.format(_pieces(one.words)))
    return _joined(words, lambda one: _LINK.format(one.href, _pieces(one.words)))


def _joined(words: str, shown: Callable[[Part], Markup]) -> Markup:
    return Markup("").join(shown(one) if one.href else one.words for one in parts(words))


def _pieces(address: str) -> Markup:
    return Markup("").join(map(_KEPT.format, _PIECE.findall(address)))


def _ended(address: str) -> str:
    """The address without the punctuation behind it; a closing bracket belongs to it when it was opened in it."""
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
    except ValueError:  # no program can follow it
        return ""
    return target
