"""Decode the headers of a mail."""

import re
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message

from surveyapp.text import words as texts

MAX_HEADER = 10_000
"""Characters of a header that are decoded."""

_ENCODED_WORD = re.compile(r"=\?[^?\s]{1,40}\?[bBqQ]\?[^?\s]*\?=")


def decoded_header(value: object) -> str:
    """Decode a header; a broken encoded word is left as it is."""
    value = value[:MAX_HEADER] if isinstance(value, str) else value
    try:
        return str(make_header(decode_header(value)))  # type: ignore[arg-type]
    except (LookupError, ValueError, MessageError):
        return _ENCODED_WORD.sub(_decoded_word, str(value))


def _decoded_word(word: re.Match[str]) -> str:
    try:
        return str(make_header(decode_header(word[0])))
    except (LookupError, ValueError, MessageError):
        return word[0]


def header(message: Message, name: str) -> str:
    """Return a header as a single readable line."""
    words = decoded_header(message.get(name, ""))
    words = words.encode("utf-8", "replace").decode("utf-8")
    return " ".join(texts.without_controls(words).split())
