"""Remove personal links and codes from text before it is stored.

A link's token and a code open what only their recipient may open. They are in the mail to that person and nowhere else:
a reply that quotes the mail is stored without them too.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.core.db import Base, secrets_of
from surveyapp.core.tokens import TOKEN_LENGTH, code_hash, token_hash

LINK, CODE = "[persoonlijke link]", "[persoonlijke code]"
SHORTEST = 12
"""Characters of a code without its hyphens. A link's token is longer."""
TOO_MANY = "(Deze tekst is niet bewaard: er stonden te veel persoonlijke links of codes in.)"
MOST = 100
"""Most links and codes in a text. A text with more was not written by a person."""
MOST_ASKED = 5_000
"""Most words in a text that could be a token or a code and are looked up in the database."""

_SPACE = r"[ \t]{0,3}"
_LINE = r"(?:\r\n|\r|\n|\u2028|<br ?/?>)"
_QUOTE = rf"{_SPACE}(?:(?:>|&gt;|\|){_SPACE}){{0,8}}"
_BREAK = rf"(?:=?{_LINE}{_QUOTE}|{_SPACE}(?<=[ \t]){_LINE}{_QUOTE}|[\u00ad\u200b-\u200d\u2060\ufeff]|<wbr ?/?>|&shy;)"
"""Characters that mail programs insert in a long address."""
_BREAKS = re.compile(_BREAK)
_ENCODED = re.compile(r"%(?:25)*([2-7][0-9A-Fa-f])|&#0*(\d{2,3});|&#[xX]0*([2-7][0-9A-Fa-f]);|=([2-7][0-9A-F])")
_TOKEN = rf"[A-Za-z0-9_-]{{{TOKEN_LENGTH}}}"
_IN_LINK = re.compile(rf"/v/(?:[a-z]{{1,20}}/)?({_TOKEN})")
_RESET = re.compile(r"/wachtwoord-nieuw/([A-Za-z0-9_.-]{20,})")
_BARE = re.compile(rf"(?<![A-Za-z0-9_-]){_TOKEN}(?![A-Za-z0-9_-])")
_GROUP = r"[A-Za-z0-9]{4}"
_HYPHEN = rf"{_SPACE}[-\u2010-\u2015]{_SPACE}"
_GROUPED = re.compile(rf"(?<![A-Za-z0-9-]){_GROUP}{_HYPHEN}{_GROUP}{_HYPHEN}{_GROUP}(?![A-Za-z0-9-])")
_LOOSE = re.compile(rf"(?<![A-Za-z0-9]){_GROUP}{_SPACE}{_GROUP}{_SPACE}{_GROUP}(?![A-Za-z0-9])")
_SHAPED = re.compile(r"[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}")
_CONTEXT = re.compile(r"vul(?:t)? in|code", re.IGNORECASE)
NEAR = 80
"""Most characters between the words that announce a code and the code."""


def withheld(session: Session, text: str, *, quoted: bool = False) -> str:
    """Return the text without the links and codes that this database knows, however they are wrapped or encoded.

    ``quoted``: the text comes from a mail, where anything like a link or an announced code is removed, known or not.
    Text without either is returned unchanged, without a query.
    """
    if len(text) < SHORTEST:
        return text
    read = _decoded(_BREAKS.sub("", text))
    parts = {text, read}
    linked = set(_IN_LINK.findall(read))
    tokens = linked | {word for part in parts for word in _BARE.findall(part)}
    codes = {code for part in parts for code in _codes(part)}
    if len(tokens) + len(codes) > MOST_ASKED:
        return TOO_MANY
    key = secrets_of(session).links
    links = {*_known(session, "token_hash", token_hash, tokens), *_RESET.findall(read), *(linked if quoted else ())}
    known = {
        *_known(session, "code_hash", lambda code: code_hash(key, code), codes),
        *(_announced(read) if quoted else ()),
    }
    if len(links) + len(known) > MOST:
        return TOO_MANY
    for secrets, words in ((links, LINK), (known, CODE)):
        for secret in secrets:
            text = _spread(secret).sub(words, text)
    return text


def holds_secret(session: Session, texts: Iterable[str]) -> bool:
    """Return whether any of these texts holds a link or code that this database knows."""
    return any(withheld(session, text) != text for text in texts)


def _codes(text: str) -> Iterator[str]:
    """Yield possible codes: three groups with hyphens, or any twelve characters announced as a code."""
    yield from _GROUPED.findall(text)
    for start, end in _announcements(text):
        yield from _LOOSE.findall(text, start, end)


def _announced(text: str) -> Iterator[str]:
    for start, end in _announcements(text):
        yield from _SHAPED.findall(text, start, end)


def _announcements(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a code can stand: after the words that announce a code."""
    start = end = 0
    for place in _CONTEXT.finditer(text):
        if place.start() > end:
            yield start, end
            start = place.end()
        end = place.end() + NEAR
    yield start, end


def _decoded(text: str) -> str:
    """Decode characters written as %2F, %252F, &#47; or =2F."""
    return _ENCODED.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    hexadecimal = match[1] or match[3] or match[4]
    return chr(int(hexadecimal, 16)) if hexadecimal else chr(int(match[2]))


def _spread(secret: str) -> re.Pattern[str]:
    """Return the pattern of a secret with breaks between its characters, each plain or encoded."""
    return re.compile(f"{_BREAK}*".join(_as_written(character) for character in secret))


def _as_written(character: str) -> str:
    code = f"{ord(character):02x}"
    either = "".join(f"[{digit}{digit.upper()}]" if digit.isalpha() else digit for digit in code)
    forms = (re.escape(character), f"%(?:25)*{either}", f"&#0*{ord(character)};", f"&#[xX]0*{either};", f"={either}")
    return f"(?:{'|'.join(forms)})"


def _known(session: Session, column: str, hash_of: Callable[[str], str], secrets: Iterable[str]) -> set[str]:
    """Return the secrets whose hash is in the database."""
    hashes = {secret: hash_of(secret) for secret in secrets}
    if not hashes:
        return set()
    in_database = {
        hashed for table in _tables(column) for hashed in _among(session, table.c[column], set(hashes.values()))
    }
    return {secret for secret, hashed in hashes.items() if hashed in in_database}


def _among(session: Session, column: sa.Column[str], hashes: Collection[str]) -> Iterator[str]:
    wanted = list(hashes)
    for start in range(0, len(wanted), 500):
        yield from session.scalars(sa.select(column).where(column.in_(wanted[start : start + 500])))


@cache
def _tables(column: str) -> list[sa.Table]:
    return [table for table in Base.metadata.sorted_tables if column in table.c]
