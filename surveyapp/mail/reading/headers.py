"""The headers of a mail in readable words."""

import re
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message

from surveyapp.text import words as texts

MAX_HEADER = 10_000
"""So much of a header is decoded, in characters."""

_ENCODED_WORD = re.compile(r"=\?[^?\s]{1,40}\?[bBqQ]\?[^?\s]*\?=")


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


def header(message: Message, name: str) -> str:
    """A header as one readable line."""
    words = decoded_header(message.get(name, ""))
    words = words.encode("utf-8", "replace").decode("utf-8")
    return " ".join(texts.without_controls(words).split())
