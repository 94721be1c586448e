"""Content of Bijlage 2, "Verantwoording", as sentences and table cells for all formats."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from surveyapp.core.dutch import listed, long_date
from surveyapp.report.material.tree import CitationRow, InterviewRow, Report

INTERVIEWS = ("Organisatie", "Geïnterviewd", "Gesprek op", "Verslag verstuurd", "Akkoord op", "Ontbreekt")
CITATIONS = ("Kenmerk", "Versie", "Vingerafdruk")
NOTHING = "–"
"""Content of an empty cell."""


def explanation(report: Report) -> Iterator[str]:
    """Yield the paragraphs above the tables."""
    yield (
        "Van elk interview is een verslag gemaakt. Dat is voorgelegd aan wie geïnterviewd was. In dit rapport staan"
        " alleen antwoorden waarmee de geïnterviewden woord voor woord akkoord gingen. Achter elke passage staat haar"
        " kenmerk: de afkorting van de organisatie en het nummer van de vraag. De teksten zonder kenmerk schreef de"
        " redactie."
    )
    yield (
        "De tabellen laten zien wie is geïnterviewd, welke versie van elk antwoord is gebruikt, wie akkoord gaf,"
        " wanneer en langs welke weg. De adressen waar de verslagen heen gingen, voerde het programma in."
        " De vingerafdruk is berekend uit de woorden van het antwoord, met de ronde, de"
        " organisatie en de vraag erbij. Wie het bewijs van zijn reactie heeft bewaard, ziet daar dezelfde vingerafdruk"
        " staan. Verandert er één teken, dan klopt hij niet meer."
    )
    if report.unnamed or report.background:
        yield (
            "Wie akkoord geeft, kan het gebruik van een antwoord beperken. Van de antwoorden met akkoord"
            f" {'mag' if report.unnamed == 1 else 'mogen'} er {report.unnamed} alleen zonder de naam van de organisatie"
            f" worden gebruikt, en {report.background} alleen als achtergrond. Wat achtergrond is, staat nergens in dit"
            " rapport. Wat zonder naam wordt gebruikt, heeft geen kenmerk en staat niet in de tabellen. Daarom staat"
            " hier ook niet welke antwoorden dit zijn."
        )
    if report.decided:
        yield report.decided + (" De redenen staan in de gegevens van deze editie." if report.edition else "")
    if report.edition:
        before = report.edition.replaces
        yield f"Dit is editie {report.edition.number}." + (
            f" Zij vervangt editie {report.edition.number - 1} van {long_date(before)}. Wat er anders is:"
            f" {report.edition.erratum}"
            if before
            else ""
        )
        yield (
            "Het PDF-bestand draagt de gegevens van deze editie bij zich: de woorden van elke paragraaf en de"
            f" vingerafdruk van elk aangehaald antwoord. Iedereen kan op {report.edition.check_at} nagaan of een"
            " exemplaar ongewijzigd is en of elke aanhaling op een antwoord met akkoord rust."
        )


class Agreement(NamedTuple):
    """Quoted answers agreed on the same day, by the same people, through the same channel."""

    organisation: str
    approved_on: date
    approved_by: str
    citations: list[CitationRow]

    @property
    def given(self) -> str:
        """Heading of these answers, after the organisation."""
        return f"akkoord op {long_date(self.approved_on)} door {self.approved_by}"


def agreements(citations: Iterable[CitationRow]) -> list[Agreement]:
    """Return the quoted answers grouped into agreements, in order of first appearance."""
    grouped: dict[tuple[str, date, str], Agreement] = {}
    for row in citations:
        common = row.organisation, row.approved_on, row.approved_by
        grouped.setdefault(common, Agreement(*common, [])).citations.append(row)
    return list(grouped.values())


PRINTS = (
    "Elke vingerafdruk is een SHA-256. Zoek in dit document op de eerste tekens van de vingerafdruk die u hebt, zonder"
    " spaties."
)
"""Paragraph above the full fingerprints."""


def interview_cells(row: InterviewRow) -> tuple[str, ...]:
    """Return the cells of an interview, for the columns of ``INTERVIEWS``; days are separated by line feeds."""
    return (
        row.organisation,
        listed(row.functions) or NOTHING,
        long_date(row.held_on) if row.held_on else NOTHING,
        "\n".join(map(long_date, row.records_sent_on)) or NOTHING,
        long_date(row.approved_on) if row.approved_on else NOTHING,
        row.missing or NOTHING,
    )


def citation_cells(row: CitationRow) -> tuple[str, ...]:
    """Return the cells of a quoted answer, for the columns of ``CITATIONS``."""
    return row.code, str(row.revision), row.fingerprint
