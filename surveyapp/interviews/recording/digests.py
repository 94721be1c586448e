"""Digests of a round and of an organisation, printed in the report and stored in the audit log."""

from surveyapp.interviews.recording.models import Organisation, Round
from surveyapp.text.words import fingerprint


def of_round(one: Round) -> str:
    """Return the digest of a round's settings: its name, the titles of its report and its outline."""
    return fingerprint(name=one.name, title=one.title, subtitle=one.subtitle, outline=one.outline)


def of_organisation(one: Organisation) -> str:
    """Return the digest of an organisation's names and its place in the report."""
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
