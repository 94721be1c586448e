"""Content of the colophon: publisher, date, edition, and where to check a copy."""

from collections.abc import Iterator

from surveyapp.core.dutch import long_date
from surveyapp.report.material.tree import Report

COLOPHON = "Colofon"
ACCOUNT = "Wat organisaties zeiden, staat hier in woorden waarmee zij akkoord gingen. Bijlage 2 noemt elk interview."
"""Sentence on the report's words, in the colophon of every whole report."""


def colophon(report: Report) -> Iterator[tuple[str, str]]:
    """Yield the colophon's terms with their text. It is the last page of a whole report, in all formats."""
    yield "Titel", ". ".join(filter(None, (report.title, report.subtitle)))
    yield "Uitgave", report.publisher
    yield "Datum", f"Concept van {long_date(report.dated)}" if report.draft else long_date(report.dated)
    if report.edition:
        yield "Editie", report.edition.words
        yield "Controleren", f"Op {report.edition.check_at} ziet u of een exemplaar van dit rapport ongewijzigd is."
    yield "Verantwoording", ACCOUNT
