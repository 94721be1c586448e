"""Digests of approvals, reactions, decisions and reopenings, for their audit events.

An audit event holds no text, only this digest. No digest covers a value that erasing personal data changes.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from surveyapp.text.words import fingerprint

if TYPE_CHECKING:
    from surveyapp.verification.records.models import Approval, Decision, Reaction, Reopening


def of_approval(approval: "Approval") -> str:
    """Return the digest of an approval: respondent, revision, how it came, use, function, and who entered it."""
    return fingerprint(
        respondent=approval.respondent_id,
        revision=approval.revision_id,
        verification=approval.verification_id,
        channel=approval.channel.value,
        use=approval.use.value,
        reach=approval.reach.value,
        function=approval.function,
        said_on=approval.agreed_on.isoformat() if approval.agreed_on else None,
        noted_by=approval.recorded_by_id,
        letter=approval.attachment_id,
    )


def of_reaction(reaction: "Reaction") -> str:
    """Return the digest of a reaction without its ``use``, which may change later."""
    return fingerprint(
        verification=reaction.verification_id,
        revision=reaction.revision_id,
        kind=reaction.kind.value,
        proposal=reaction.proposal,
        remark=reaction.remark,
        noted_by=reaction.entered_by_id,
        file=reaction.attachment_id,
    )


def of_submission(reactions: Iterable["Reaction"]) -> str:
    """Return the digest of all reactions that a respondent gave to a record, without those that staff entered."""
    own = sorted(
        (reaction for reaction in reactions if reaction.entered_by_id is None),
        key=lambda reaction: reaction.revision_id,
    )
    return fingerprint(said="\n".join(f"{of_reaction(reaction)} {reaction.use.value}" for reaction in own))


def of_decision(decision: "Decision") -> str:
    """Return the digest of a decision: its reaction, kind, reason and revision."""
    return fingerprint(
        reaction=decision.reaction_id, kind=decision.kind.value, reason=decision.reason, revision=decision.revision_id
    )


def of_reopening(reopening: "Reopening") -> str:
    """Return the digest of a reopening: its revision and reason."""
    return fingerprint(revision=reopening.revision_id, reason=reopening.reason)
