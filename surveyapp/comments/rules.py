"""Comments on an answer: entries are only added, never changed."""

from collections.abc import Sequence
from enum import StrEnum

MAX_CHARACTERS = 5_000
"""Maximum length of a comment, in characters."""


class CommentKind(StrEnum):
    """Kinds of entries in a thread."""

    REMARK = "remark"
    RESOLVED = "resolved"
    REOPENED = "reopened"


def is_open(kinds: Sequence[CommentKind]) -> bool:
    """Return whether a thread is unresolved. Its last entry decides, so a remark reopens it."""
    return bool(kinds) and kinds[-1] is not CommentKind.RESOLVED
