"""A small round as plain values: two provinces, three regions, a ministry."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from surveyapp.questionnaires.rules import OrganisationKind, Question, Questionnaire, Theme
from surveyapp.report.material.sources import AnswerSource, ApprovalSource, InterviewSource, Organisation, RoundSource
from surveyapp.report.material.structure import parse_outline
from surveyapp.report.material.tree import Block, Gap, Report, Section
from surveyapp.text.words import fingerprint

HELD, SENT, AGREED, DATED = date(2018, 4, 12), date(2018, 4, 20), date(2018, 5, 16), date(2018, 6, 29)
REGION, PROVINCE, MINISTRY = OrganisationKind

OUTLINE = parse_outline(
    """
chapters:
  - key: inleiding
    title: Inleiding
    sections:
      - {key: methodiek, title: Methodiek, text: true}
  - key: regios
    title: Ontwikkelingen in de regio’s
    sections:
      - {key: uitkering, title: Inzet van de uitkering, feeds: uitkering, of: [region, province], headings: true}
      - key: provincie
        each: province
        sections:
          - {key: aanpak, title: Aanpak, feeds: aanpak, of: [region, province]}
          - {key: samenwerking, title: Samenwerking, feeds: samenwerking, of: [region]}
        groups:
          - key: noord-groningen
            title: Regio Noord-Groningen (MEDAL)
            organisations: [eemsdelta, de-marne]
            merge: true
  - key: rijksinzet
    title: Ontwikkelingen Rijksinzet
    sections:
      - {key: rijksbreed, title: Rijksbreed, feeds: rijksbreed, of: [ministry], headings: true}
      - {key: thema-wonen, title: Wonen, feeds: rijksbeleid, of: [ministry], theme: wonen}
      - {key: overige, title: Overige ontwikkelingen, feeds: rijksbeleid, of: [ministry], without_theme: true}
""",
    "outline.yaml",
)


def _question(number: str, wording: str, feeds: str, *parts: Question) -> Question:
    return Question(number, wording, wording, "", feeds, (), bool(feeds), parts)


THEMES = (Theme("wonen", "Wonen"), Theme("economie", "Economie"))
FOR_REGIONS = Questionnaire(
    "regio",
    "Vragenlijst Regio",
    REGION,
    (),
    (
        _question("1", "Welke resultaten zijn geboekt?", "aanpak"),
        _question("2", "Welke nieuwe acties zijn ingezet?", "aanpak", _question("2b", "Wonen (o.a. sloop)", "aanpak")),
        _question("3", "Wat zijn de succesfactoren?", "", _question("3a", "Samenwerking", "samenwerking")),
        _question("9", "Op welke manier is het fonds gebruikt?", "uitkering"),
    ),
)
FOR_PROVINCES = Questionnaire(
    "provincie", "Vragenlijst provincie", PROVINCE, (), (_question("1", "In hoeverre is het ingebed?", "aanpak"),)
)
FOR_MINISTRIES = Questionnaire(
    "rijk",
    "Vragenlijst Rijk",
    MINISTRY,
    THEMES,
    (_question("1", "Welke voortgang is er?", "rijksbeleid"), _question("5", "Hoe werkt u samen?", "rijksbreed")),
)
QUESTIONNAIRES = {REGION: FOR_REGIONS, PROVINCE: FOR_PROVINCES, MINISTRY: FOR_MINISTRIES}

DRENTHE = Organisation("drenthe", "Drenthe", PROVINCE, "Drenthe", None, 0)
GRONINGEN = Organisation("groningen", "Groningen", PROVINCE, "Groningen", None, 1)
OOST_DRENTHE = Organisation("oost-drenthe", "Oost-Drenthe", REGION, "OD", "drenthe", 0)
EEMSDELTA = Organisation("eemsdelta", "Eemsdelta", REGION, "ED", "groningen", 0)
DE_MARNE = Organisation("de-marne", "De Marne", REGION, "DM", "groningen", 1)
BZK = Organisation("bzk", "Ministerie van Binnenlandse Zaken", MINISTRY, "BZK", None, 0)
ALL = (BZK, DE_MARNE, EEMSDELTA, OOST_DRENTHE, GRONINGEN, DRENTHE)


def answer(
    item: str, text: str, *, approved: bool = True, themes: Sequence[tuple[str, ...]] = (), channel: str = "link"
) -> AnswerSource:
    given = (ApprovalSource("beleidsadviseur", AGREED, channel),) if approved else ()
    return AnswerSource(item, 2, text, fingerprint(item=item, text=text), approved, given, tuple(themes))


def interview(organisation: Organisation, *answers: AnswerSource) -> InterviewSource:
    done = all(one.approved for one in answers)
    return InterviewSource(
        organisation=organisation,
        questionnaire=QUESTIONNAIRES[organisation.kind],
        functions=("beleidsadviseur",),
        held_on=HELD,
        records_sent_on=(SENT,),
        approved_on=AGREED if done else None,
        answers=answers,
    )


def agreed_interviews() -> tuple[InterviewSource, ...]:
    return (
        interview(BZK, answer("1", "Er komen woningen bij.", themes=[("wonen",)]), answer("5", "Wij reizen veel.")),
        interview(DE_MARNE, answer("1", "De Marne sloopte."), answer("2b", "De Marne bouwde.")),
        interview(EEMSDELTA, answer("1", "Eemsdelta sloopte."), answer("2b", "Eemsdelta bouwde.")),
        interview(
            OOST_DRENTHE,
            answer("9", "Het fonds betaalde een coördinator."),
            answer("1", "De gemeenten werken samen."),
            answer("3a", "Vertrouwen hielp."),
        ),
        interview(GRONINGEN, answer("1", "Groningen heeft beleid.")),
        interview(DRENTHE, answer("1", "Drenthe heeft een programma.")),
    )


def a_round(*changed: InterviewSource, without: Sequence[Organisation] = (), **texts: str) -> RoundSource:
    """A complete round, in which some interviews are others or missing."""
    names = {one.organisation.key for one in changed} | {one.key for one in without}
    kept = [one for one in agreed_interviews() if one.organisation.key not in names]
    return RoundSource(
        name="2018",
        title="Tweede Voortgangsrapportage",
        subtitle="Wat regio’s deden",
        publisher="Programma Bevolkingsdaling",
        interviews=(*kept, *changed),
        organisations=ALL,
        section_texts={"methodiek": "Er zijn {interviews} interviews gehouden."} | texts,
    )


def not_sent(given: InterviewSource) -> InterviewSource:
    return replace(given, records_sent_on=())


def sections(report: Report) -> dict[str, Section]:
    """Every section of a report by its key."""
    found: dict[str, Section] = {}

    def walk(several: tuple[Section, ...]) -> None:
        for section in several:
            found[section.key] = section
            walk(section.sections)

    walk(report.chapters)
    return found


def blocks(report: Report) -> list[Block]:
    return [block for section in sections(report).values() for block in section.blocks]


def words(report: Report) -> str:
    """All the words of a report's chapters."""
    return "\n".join(block.reason if isinstance(block, Gap) else block.markdown for block in blocks(report))


def gaps(section: Section) -> list[str]:
    return [block.reason for block in section.blocks if isinstance(block, Gap)]
