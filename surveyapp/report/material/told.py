"""Agreements of which the report mentions more than the channel.

The link may have been forwarded, or the respondent was not informed of an agreement that staff recorded.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from surveyapp.report.material.sources import RoundSource
from surveyapp.verification.records.rules import Reach


@dataclass(frozen=True, slots=True)
class ToldAgreement:
    """Agreements that an editor may want to check with the respondent. ``how`` is the report's wording."""

    organisation: str
    key: str
    questionnaire: str
    items: tuple[str, ...]
    function: str
    how: str


def told_agreements(source: RoundSource) -> Iterator[ToldAgreement]:
    """Yield the agreements with such a remark, grouped by organisation, function and wording."""
    for interview in source.interviews:
        grouped: dict[tuple[str, str], list[str]] = {}
        for answer in interview.answers:
            for given in answer.approvals:
                if given.notice or given.channel in {Reach.MOVED, Reach.STAFF}:
                    grouped.setdefault((given.function, given.how), []).append(answer.item)
        organisation = interview.organisation
        for (function, how), items in grouped.items():
            yield ToldAgreement(
                organisation.title, organisation.key, interview.questionnaire.key, tuple(items), function, how
            )
