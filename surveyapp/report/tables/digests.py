"""Digests of editors' work, stored in the audit events that vouch for it."""

from surveyapp.report.tables.models import FigureRevision, OutlineRevision, SectionTextRevision
from surveyapp.text.words import fingerprint


def of_section_text(one: SectionTextRevision) -> str:
    """Return the digest of an editors' text: section, words, and the answer that its author confirmed."""
    return fingerprint(section=one.section, text=one.text, confirms=one.confirms)


def of_outline(one: OutlineRevision) -> str:
    """Return the digest of an outline."""
    return fingerprint(outline=one.text)


def of_figure(one: FigureRevision) -> str:
    """Return the digest of a figure: name, words, image and size."""
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
    """Return the digest of an erratum."""
    return fingerprint(erratum=words)
