"""Digests of a round, an organisation and themes, printed in the report and stored in the audit log."""

from collections.abc import Mapping, Sequence

from surveyapp.interviews.recording.models import Organisation, Round
from surveyapp.text.words import fingerprint


def of_round(round_: Round) -> str:
    """Return the digest of a round's settings: its name, the titles of its report and its outline."""
    return fingerprint(name=round_.name, title=round_.title, subtitle=round_.subtitle, outline=round_.outline)


def of_organisation(organisation: Organisation) -> str:
    """Return the digest of an organisation's names and its place in the report."""
    return fingerprint(
        key=organisation.key,
        name=organisation.name,
        short=organisation.short,
        code=organisation.code,
        kind=organisation.kind.value,
        province=organisation.province.key if organisation.province else "",
        category=organisation.category,
        municipalities=organisation.municipalities,
        position=organisation.position,
    )


def of_themes(themes: Mapping[int, Sequence[str]]) -> str:
    """Return the digest of the themes of each paragraph of one version of an answer; "" without any."""
    chosen = {str(position): "\n".join(sorted(found)) for position, found in themes.items() if found}
    return fingerprint(**chosen) if chosen else ""
