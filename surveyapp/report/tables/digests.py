"""Digests of what editors wrote and showed, for the audit event that vouches for it."""

from surveyapp.report.tables.models import FigureRevision, OutlineRevision, SectionTextRevision
from surveyapp.text.words import fingerprint


def of_section_text(one: SectionTextRevision) -> str:
    """Return the digest of an editors' text: of which section, its words, and what its author confirmed with it."""
    return fingerprint(section=one.section, text=one.text, confirms=one.confirms)


def of_outline(one: OutlineRevision) -> str:
    """Return the digest of an outline."""
    return fingerprint(outline=one.text)


def of_figure(one: FigureRevision) -> str:
    """Return the digest of a figure: its name, its words, its image and how large that is shown."""
    return fingerprint(
        name=one.name,
        caption=one.text,
        alternative=one.alternative,
        source=one.source,
        image=one.file.hash,
        width=one.width,
        height=one.height,
    )


def of_erratum(words: str) -> str:
    """Return the digest of how an edition differs from the one before it."""
    return fingerprint(erratum=words)
