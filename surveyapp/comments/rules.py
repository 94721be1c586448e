"""A conversation of colleagues about one answer: only added to, never changed."""

from collections.abc import Sequence
from enum import StrEnum

MAX_CHARACTERS = 5_000
"""Longest comment."""


class CommentKind(StrEnum):
    """What an entry of a thread does."""

    REMARK = "remark"
    RESOLVED = "resolved"
    REOPENED = "reopened"


def is_open(kinds: Sequence[CommentKind]) -> bool:
    """Whether a thread waits for somebody: its last entry decides, so a remark opens it again."""
    return bool(kinds) and kinds[-1] is not CommentKind.RESOLVED
