"""Findings: what keeps a report from being final, where to solve it, and whether it can be overruled."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from surveyapp.report.citations.staleness import Trouble, Vain
from surveyapp.report.compiling.use import names_in, only_seems, why_hidden
from surveyapp.report.material.decisions import Concern, Subject
from surveyapp.report.material.rules import Missing
from surveyapp.report.material.sources import RoundSource
from surveyapp.verification.records.rules import Use

Headings = Mapping[str, str]
"""Number and title of each section, by its key."""

NEVER = {
    Trouble.UNKNOWN: "Wat er niet is, kan niet worden gepubliceerd. Verbeter de aanhaling of haal haar uit de tekst.",
    Trouble.UNAPPROVED: "Zonder akkoord wordt niets gepubliceerd. Wacht op het akkoord, of haal de aanhaling weg.",
    Trouble.LIMITED: "Wat is afgesproken, geldt. Haal de aanhaling of de naam uit de tekst.",
    Trouble.MISQUOTED: "Wat tussen aanhalingstekens staat, moet woord voor woord in het antwoord staan. Verbeter het.",
    Trouble.STALE: "Op die versie is nooit akkoord gegeven. Werk de aanhaling bij.",
    Trouble.UNPINNED: "Sla de tekst nog een keer op. Dan staat de versie erbij.",
}
OWN_NAME = "Dat is de naam zelf. Vraag de geïnterviewde om andere woorden, of laat het antwoord weg."
UNTAGGED = "Kies van elke passage het thema, of dat zij bij geen thema hoort."
UNFILLED = "Zo zou het in het rapport komen te staan. Verbeter de tekst."


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a final report waits for. ``section`` is the key of the section where it is solved."""

    key: str
    """Key of the organisation or section concerned."""
    sentence: str
    section: str
    heading: str
    subject: Subject | None = None
    """Subject of a decision to publish all the same; None when that cannot be decided."""
    never: str = ""
    """Why that cannot be decided, and what to do instead."""
    vain: Vain | None = None
    """The citation, for a finding on one."""
    blocks: bool = True
    """Whether a final report waits for it. An answer that appears nowhere blocks nothing."""


def missing_ones(misses: Mapping[Missing, str], source: RoundSource, headings: Headings) -> Iterator[Finding]:
    """Yield a finding for each missing thing; ``misses`` maps it to the section where it is solved."""
    for miss, section in misses.items():
        if miss.about not in source.settled or miss.about is None:
            never = "" if miss.about else UNFILLED
            yield Finding(miss.key, miss.sentence, section, headings.get(section, ""), miss.about, never)


def citation_ones(
    unresolved: Mapping[str, tuple[Vain, ...]], headings: Headings, titles: Mapping[str, str]
) -> Iterator[Finding]:
    """Yield a finding for each citation that does not hold."""
    for key, vain in unresolved.items():
        for citation in vain:
            subject = citation.about(key)
            sentence = f"‘{titles[key]}’: [{citation.name}] {citation.why}."
            yield Finding(
                key, sentence, key, headings[key], subject, "" if subject else NEVER[citation.trouble], citation
            )


def naming_ones(source: RoundSource) -> Iterator[Finding]:
    """Yield the answers without name that are left out because a word in them looks like their organisation's name."""
    for interview in source.interviews:
        organisation = interview.organisation
        for answer in interview.answers:
            if answer.approved and answer.use is Use.UNNAMED and why_hidden(answer, organisation):
                cited = f"{organisation.key}.{answer.item}"
                names = names_in(answer.text, organisation)
                words = " en ".join(f"‘{name}’" for name in names)
                subject = Subject(Concern.ANSWER_NAMES, cited=cited, version=answer.revision)
                seems = only_seems(names, organisation)
                yield Finding(
                    organisation.key,
                    f"{organisation.title}, vraag {answer.item}: mag alleen zonder naam worden gebruikt, en noemt zelf"
                    f" {words}. Daarom staat het nergens.",
                    "",
                    organisation.title,
                    subject if seems else None,
                    "" if seems else OWN_NAME,
                    blocks=False,
                )


def as_seen(one: Finding, agreed_before: bool) -> Finding:
    """Return the finding, without its subject when nobody ever agreed to the version cited.

    Only a version that was once agreed may be kept by a decision.
    """
    if one.subject is None or one.subject.concern is not Concern.STALE or agreed_before:
        return one
    return Finding(one.key, one.sentence, one.section, one.heading, None, NEVER[Trouble.STALE], one.vain)
