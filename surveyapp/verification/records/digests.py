"""Digests of what respondents and staff said, for the audit event that vouches for it.

An event holds no words, only their digest. What erasing personal data changes is in none of them.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from surveyapp.text.words import fingerprint

if TYPE_CHECKING:
    from surveyapp.verification.records.models import Approval, Decision, Reaction, Reopening


def of_approval(one: "Approval") -> str:
    """Return the digest of who agreed to which revision, as what, through what channel and for what use,
    and whose hands the link was in.
    """
    return fingerprint(
        respondent=one.respondent_id,
        revision=one.revision_id,
        verification=one.verification_id,
        channel=one.channel.value,
        use=one.use.value,
        reach=one.reach.value,
        function=one.function,
        said_on=one.agreed_on.isoformat() if one.agreed_on else None,
        noted_by=one.recorded_by_id,
        letter=one.attachment_id,
    )


def of_reaction(one: "Reaction") -> str:
    """Return the digest of what was said of which revision. For what use is left out: it may follow later."""
    return fingerprint(
        verification=one.verification_id,
        revision=one.revision_id,
        kind=one.kind.value,
        proposal=one.proposal,
        remark=one.remark,
        noted_by=one.entered_by_id,
        file=one.attachment_id,
    )


def of_submission(reactions: Iterable["Reaction"]) -> str:
    """Return the digest of all that one respondent said of a record, without what staff wrote down for them."""
    own = sorted((one for one in reactions if one.entered_by_id is None), key=lambda one: one.revision_id)
    return fingerprint(said="\n".join(f"{of_reaction(one)} {one.use.value}" for one in own))


def of_decision(one: "Decision") -> str:
    """Return the digest of what was decided on which reaction, why, and with which revision."""
    return fingerprint(reaction=one.reaction_id, kind=one.kind.value, reason=one.reason, revision=one.revision_id)


def of_reopening(one: "Reopening") -> str:
    """Return the digest of which revision was reopened, and why."""
    return fingerprint(revision=one.revision_id, reason=one.reason)
