"""Digests of what a report prints of rounds, organisations and themes, for the audit event that vouches for them."""

from collections.abc import Mapping, Sequence

from surveyapp.interviews.recording.models import Organisation, Round
from surveyapp.text.words import fingerprint


def of_round(one: Round) -> str:
    """Return the digest of what a round was made with: its name, the titles of its report, its outline."""
    return fingerprint(name=one.name, title=one.title, subtitle=one.subtitle, outline=one.outline)


def of_organisation(one: Organisation) -> str:
    """Return the digest of what an organisation is called and where it stands in the report."""
    return fingerprint(
        key=one.key,
        name=one.name,
        short=one.short,
        code=one.code,
        kind=one.kind.value,
        province=one.province.key if one.province else "",
        category=one.category,
        municipalities=one.municipalities,
        position=one.position,
    )


def of_themes(themes: Mapping[int, Sequence[str]]) -> str:
    """Return the digest of the themes of each paragraph of one version of an answer; "" without any."""
    chosen = {str(position): "\n".join(sorted(found)) for position, found in themes.items() if found}
    return fingerprint(**chosen) if chosen else ""
