"""Digests of a round and of an organisation, printed in the report and stored in the audit log."""

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
