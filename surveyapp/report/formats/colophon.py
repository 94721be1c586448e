"""The colophon: whose publication this is, which one, and where a copy can be checked."""

from collections.abc import Iterator

from surveyapp.core.dutch import long_date
from surveyapp.report.material.tree import Report

COLOPHON = "Colofon"
ACCOUNT = "Wat organisaties zeiden, staat hier in woorden waarmee zij akkoord gingen. Bijlage 2 noemt elk interview."
"""What the colophon of every whole report says of its words."""


def colophon(report: Report) -> Iterator[tuple[str, str]]:
    """What it says, as terms with their words: the last page of every form of the whole report."""
    yield "Titel", ". ".join(filter(None, (report.title, report.subtitle)))
    yield "Uitgave", report.publisher
    yield "Datum", f"Concept van {long_date(report.dated)}" if report.draft else long_date(report.dated)
    if report.edition:
        yield "Editie", report.edition.words
        yield "Controleren", f"Op {report.edition.check_at} ziet u of een exemplaar van dit rapport ongewijzigd is."
    yield "Verantwoording", ACCOUNT
