"""Digests of what readers said of passages and what editors did with it, for the audit event that vouches for it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from surveyapp.text.words import fingerprint

if TYPE_CHECKING:
    from surveyapp.alignment.passages.models import AlignmentReaction, Disposition


def of_submission(reactions: Iterable["AlignmentReaction"]) -> str:
    """Return the digest of all that one reader said."""
    lines = [
        fingerprint(passage=one.passage_id, opinion=one.opinion.value, words=one.words)
        for one in sorted(reactions, key=lambda one: one.passage_id)
    ]
    return fingerprint(said="\n".join(lines))


def of_disposition(one: "Disposition") -> str:
    """Return the digest of what was done with which reaction, and why."""
    return fingerprint(reaction=one.reaction_id, settled=one.settled.value, reason=one.reason)
