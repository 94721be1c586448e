"""Take personal links and codes out of words before they are stored.

A link's token and a code open what only their recipient may open. They stand in the mail to that person and nowhere
else: also a reply that quotes the mail is stored without them.
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
"""Links and codes in one text. A text with more of them was not written by a person."""
MOST_ASKED = 5_000
"""Words in one text that could be a link's token or a code, and of which the database is asked."""

_SPACE = r"[ \t]{0,3}"
_LINE = r"(?:\r\n|\r|\n|\u2028|<br ?/?>)"
_QUOTE = rf"{_SPACE}(?:(?:>|&gt;|\|){_SPACE}){{0,8}}"
_BREAK = rf"(?:=?{_LINE}{_QUOTE}|{_SPACE}(?<=[ \t]){_LINE}{_QUOTE}|[\u00ad\u200b-\u200d\u2060\ufeff]|<wbr ?/?>|&shy;)"
"""What mail programs put in the middle of a long address."""
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
"""Characters between the words that announce a code and the code."""


def withheld(session: Session, text: str, *, quoted: bool = False) -> str:
    """The text without the links and codes that this database knows, however they are wrapped or encoded.

    ``quoted``: the text comes from a mail, where what looks like a link or an announced code goes too, known or not.
    Text that holds neither comes back as it is, without a question to the database.
    """
    if len(text) < SHORTEST:
        return text
    read = _decoded(_BREAKS.sub("", text))
    parts = {text, read}
    linked = set(_IN_LINK.findall(read))
    tokens = linked | {found for part in parts for found in _BARE.findall(part)}
    codes = {found for part in parts for found in _codes(part)}
    if len(tokens) + len(codes) > MOST_ASKED:
        return TOO_MANY
    key = secrets_of(session).links
    links = {*_known(session, "token_hash", token_hash, tokens), *_RESET.findall(read), *(linked if quoted else ())}
    known = {
        *_known(session, "code_hash", lambda one: code_hash(key, one), codes),
        *(_announced(read) if quoted else ()),
    }
    if len(links) + len(known) > MOST:
        return TOO_MANY
    for secrets, words in ((links, LINK), (known, CODE)):
        for one in secrets:
            text = _spread(one).sub(words, text)
    return text


def holds_secret(session: Session, texts: Iterable[str]) -> bool:
    """Whether any of these holds a link or code that this database knows."""
    return any(withheld(session, one) != one for one in texts)


def _codes(text: str) -> Iterator[str]:
    """What can be a code: three groups with hyphens, or any twelve characters that are announced as one."""
    yield from _GROUPED.findall(text)
    for start, end in _announcements(text):
        yield from _LOOSE.findall(text, start, end)


def _announced(text: str) -> Iterator[str]:
    for start, end in _announcements(text):
        yield from _SHAPED.findall(text, start, end)


def _announcements(text: str) -> Iterator[tuple[int, int]]:
    """Where a code can stand: behind the words that announce one."""
    start = end = 0
    for place in _CONTEXT.finditer(text):
        if place.start() > end:
            yield start, end
            start = place.end()
        end = place.end() + NEAR
    yield start, end


def _decoded(text: str) -> str:
    """The text with what stands in it as %2F, %252F, &#47; or =2F as the character itself."""
    return _ENCODED.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    hexadecimal = found[1] or found[3] or found[4]
    return chr(int(hexadecimal, 16)) if hexadecimal else chr(int(found[2]))


def _spread(secret: str) -> re.Pattern[str]:
    """The pattern of a secret with breaks between its characters, each as itself or encoded."""
    return re.compile(f"{_BREAK}*".join(_as_written(one) for one in secret))


def _as_written(character: str) -> str:
    code = f"{ord(character):02x}"
    either = "".join(f"[{one}{one.upper()}]" if one.isalpha() else one for one in code)
    forms = (re.escape(character), f"%(?:25)*{either}", f"&#0*{ord(character)};", f"&#[xX]0*{either};", f"={either}")
    return f"(?:{'|'.join(forms)})"


def _known(session: Session, column: str, hash_of: Callable[[str], str], secrets: Iterable[str]) -> set[str]:
    """Of these, those that open something."""
    hashes = {one: hash_of(one) for one in secrets}
    if not hashes:
        return set()
    found = {one for table in _tables(column) for one in _among(session, table.c[column], set(hashes.values()))}
    return {one for one, hashed in hashes.items() if hashed in found}


def _among(session: Session, column: sa.Column[str], hashes: Collection[str]) -> Iterator[str]:
    wanted = list(hashes)
    for start in range(0, len(wanted), 500):
        yield from session.scalars(sa.select(column).where(column.in_(wanted[start : start + 500])))


@cache
def _tables(column: str) -> list[sa.Table]:
    return [table for table in Base.metadata.sorted_tables if column in table.c]
