"""Agreement of which the report tells more than the channel.

The link can have been in other hands, or the respondent was not told of what staff wrote down.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from surveyapp.report.material.sources import RoundSource
from surveyapp.verification.records.rules import Reach


@dataclass(frozen=True, slots=True)
class ToldAgreement:
    """Agreement that an editor may want to ask after. ``how`` is what the report says of it."""

    organisation: str
    key: str
    questionnaire: str
    items: tuple[str, ...]
    function: str
    how: str


def told_agreements(source: RoundSource) -> Iterator[ToldAgreement]:
    """What the report tells of agreement beside the channel, per organisation and function."""
    for one in source.interviews:
        found: dict[tuple[str, str], list[str]] = {}
        for answer in one.answers:
            for given in answer.approvals:
                if given.notice or given.channel in {Reach.MOVED, Reach.STAFF}:
                    found.setdefault((given.function, given.how), []).append(answer.item)
        organisation = one.organisation
        for (function, how), items in found.items():
            yield ToldAgreement(
                organisation.title, organisation.key, one.questionnaire.key, tuple(items), function, how
            )
