"""Digests of readers' reactions and editors' dispositions, for their audit events."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from surveyapp.text.words import fingerprint

if TYPE_CHECKING:
    from surveyapp.alignment.passages.models import AlignmentReaction, Disposition


def of_submission(reactions: Iterable["AlignmentReaction"]) -> str:
    """Return the digest of all reactions of a reader."""
    lines = [
        fingerprint(passage=reaction.passage_id, opinion=reaction.opinion.value, words=reaction.words)
        for reaction in sorted(reactions, key=lambda reaction: reaction.passage_id)
    ]
    return fingerprint(said="\n".join(lines))


def of_disposition(disposition: "Disposition") -> str:
    """Return the digest of a disposition: its reaction, result and reason."""
    return fingerprint(reaction=disposition.reaction_id, settled=disposition.settled.value, reason=disposition.reason)
