"""What keeps a report from being final, one thing at a time: where it is solved, and whether it may be overruled."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from surveyapp.report.citations.staleness import Trouble, Vain
from surveyapp.report.compiling.use import names_in, only_seems, why_hidden
from surveyapp.report.material.decisions import Concern, Subject
from surveyapp.report.material.rules import Missing
from surveyapp.report.material.sources import RoundSource
from surveyapp.verification.records.rules import Use

Headings = Mapping[str, str]
"""Per section's key, its number and title."""

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
    """One thing that a final report waits for, in ``section``: where to look."""

    key: str
    """The organisation's or section's that it is about."""
    sentence: str
    section: str
    heading: str
    subject: Subject | None = None
    """What a decision to publish would concern; None when there can be none."""
    never: str = ""
    """Why there can be none, and what to do."""
    vain: Vain | None = None
    """The citation, when it is one."""
    blocks: bool = True
    """Whether the report waits for it. An answer that stands nowhere keeps nobody waiting."""


def missing_ones(misses: Mapping[Missing, str], source: RoundSource, headings: Headings) -> Iterator[Finding]:
    """What is not there, each with the section where it is solved."""
    for one, section in misses.items():
        if one.about not in source.settled or one.about is None:
            never = "" if one.about else UNFILLED
            yield Finding(one.key, one.sentence, section, headings.get(section, ""), one.about, never)


def citation_ones(
    unresolved: Mapping[str, tuple[Vain, ...]], headings: Headings, titles: Mapping[str, str]
) -> Iterator[Finding]:
    """What is cited in vain."""
    for key, vain in unresolved.items():
        for one in vain:
            subject = one.about(key)
            sentence = f"‘{titles[key]}’: [{one.name}] {one.why}."
            yield Finding(key, sentence, key, headings[key], subject, "" if subject else NEVER[one.trouble], one)


def naming_ones(source: RoundSource) -> Iterator[Finding]:
    """Answers without name that stand nowhere because a word in them looks like their organisation's name."""
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
    """A finding once it is known whether anybody ever agreed to the version that it cites: else nobody may keep it."""
    if one.subject is None or one.subject.concern is not Concern.STALE or agreed_before:
        return one
    return Finding(one.key, one.sentence, one.section, one.heading, None, NEVER[Trouble.STALE], one.vain)
