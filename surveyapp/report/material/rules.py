"""Rules of the report: order of organisations, numbering, what is missing, and the sentences on that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from surveyapp.core.dutch import listed
from surveyapp.evidence.documents.rules import Outcome, Verdict
from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.report.material.decisions import Concern, Subject
from surveyapp.report.material.filling import remedy, slips
from surveyapp.report.material.sources import InterviewSource, Organisation, RoundSource
from surveyapp.report.material.structure import Group, OutlineSection
from surveyapp.report.material.tree import Section


class ReportError(Exception):
    """A report cannot be made. The message says in Dutch what to do."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that a final report waits for: the key of an organisation or section, and a Dutch sentence.

    ``about`` is the subject of a decision to leave it open; None when that cannot be decided.
    """

    key: str
    sentence: str
    about: Subject | None = None


class ReportIncomplete(ReportError):
    """A final report was asked for while things are missing that no decision leaves open."""

    def __init__(self, missing: Sequence[Missing]) -> None:
        self.missing = tuple((miss.key, miss.sentence) for miss in missing)
        lines = "\n".join(f"  {miss.key}: {miss.sentence}" for miss in missing)
        super().__init__(
            f"Het rapport is nog niet compleet. Dit ontbreekt:\n{lines}\n"
            "Vul het aan. Wat open mag blijven, noemt u bij zijn sleutel (het woord voor de dubbele punt), of een"
            " redacteur besluit ertoe op de pagina Rapport."
        )


class UnknownKey(ReportError):
    """A key was given that does not exist in this round or outline."""

    def __init__(self, what: str, unknown: Iterable[str], known: Iterable[str]) -> None:
        super().__init__(f"{what}: {', '.join(sorted(unknown))} bestaat niet. Kies uit: {', '.join(sorted(known))}.")


class CodesCollide(ReportError):
    """Organisations of one round share a code, which makes citations ambiguous."""

    def __init__(self, codes: Iterable[str]) -> None:
        super().__init__(f"Meer dan één organisatie heeft de afkorting {listed(sorted(codes))}. Geef elke een eigen.")


class AnswersUnplaced(ReportError):
    """Agreed answers have no place in the outline; they are never dropped. ``places`` names them in Dutch."""

    def __init__(self, places: Sequence[str]) -> None:
        self.places = tuple(places)
        super().__init__(
            "Deze antwoorden met akkoord hebben geen plaats in de rapportindeling: "
            + "; ".join(places)
            + ". Geef hun vraag of thema een paragraaf."
        )


class CitationsUnresolved(ReportError):
    """A final report cites answers that are absent, not agreed, not for that place, outdated or misquoted.

    ``places`` names section, citation and reason, in Dutch.
    """

    def __init__(self, places: Sequence[str]) -> None:
        self.places = tuple(places)
        super().__init__(
            "Deze aanhalingen kloppen niet met een antwoord met akkoord zoals het nu is en hier mag staan: "
            + "; ".join(places)
            + ". Werk ze bij op de pagina van hun paragraaf, haal ze uit de tekst, of wacht op het akkoord."
        )


class ErratumMissing(ReportError):
    """A next edition was asked for without an erratum that says how it differs from the last."""

    def __init__(self, number: int) -> None:
        super().__init__(f"Er is al een editie {number}. Vul in wat er anders is dan in die editie.")


class NoEdition(ReportError):
    """An edition was asked for in another format than PDF."""

    def __init__(self) -> None:
        super().__init__(
            "Een editie is een PDF, met haar webpagina erbij. Kies ‘PDF maken’, of kies voor deze vorm Concept of"
            " Definitief."
        )


class ChangedMeanwhile(ReportError):
    """Facts that an edition rests on changed while it was made."""

    def __init__(self) -> None:
        super().__init__(
            "Terwijl deze editie werd gemaakt, is er iets gewijzigd waar zij op rust. Er is niets gepubliceerd. Kijk"
            " het rapport na en probeer het opnieuw."
        )


@dataclass(frozen=True, slots=True)
class EditionVerdict(Verdict):
    """Verdict on a copy of an edition. ``intact`` says whether its text is as published."""

    number: int
    intact: bool

    @property
    def words(self) -> str:
        """The verdict in one or two Dutch sentences."""
        if not self.intact:
            return f"Dit is niet editie {self.number} zoals die is gepubliceerd."
        outcomes = {finding.outcome for finding in self.findings}
        if Outcome.DIFFERS in outcomes:
            since = "Maar de database klopt niet met het logboek."
        elif Outcome.OVERTAKEN in outcomes:
            since = "Sinds de publicatie is er iets veranderd."
        else:
            since = "Elke aanhaling rust op een antwoord met akkoord."
        if self.resaved:
            return f"Dit is de tekst van editie {self.number}, opgeslagen door een ander programma. {since}"
        return f"Dit is editie {self.number}, ongewijzigd. {since}"


class NotCitable(ReportError):
    """A citation cannot be updated: it is absent, or its answer is not agreed."""


def in_report_order(organisations: Iterable[Organisation]) -> tuple[Organisation, ...]:
    """Return each province followed by its regions, then regions without a province, then ministries."""
    ordered = sorted(organisations, key=lambda organisation: (organisation.position, organisation.key))
    provinces = {
        organisation.key: place
        for place, organisation in enumerate(ordered)
        if organisation.kind is OrganisationKind.PROVINCE
    }

    def place(organisation: Organisation) -> tuple[bool, int, bool]:
        if organisation.kind is OrganisationKind.MINISTRY:
            return True, 0, False
        if organisation.kind is OrganisationKind.PROVINCE:
            return False, provinces[organisation.key], False
        return False, provinces.get(organisation.province_key or "", len(ordered)), True

    return tuple(sorted(ordered, key=place))


def numbered(sections: Sequence[Section], prefix: str = "") -> tuple[Section, ...]:
    """Return the sections with numbers ("3", "3.1", "3.3.2") where ``number`` is set; others stay unnumbered."""
    count = 0
    result = []
    for section in sections:
        number = ""
        if section.number:
            count += 1
            number = f"{prefix}{count}"
        result.append(replace(section, number=number, sections=numbered(section.sections, f"{number}.")))
    return tuple(result)


def questions(items: Sequence[str]) -> str:
    """Return "vraag 2b" or "vragen 2b en 3a"."""
    return f"{'vraag' if len(items) == 1 else 'vragen'} {listed(items)}"


def what_is_missing(interview: InterviewSource | None) -> str:
    """Return in a Dutch phrase what an interview still lacks; "" when all of it is agreed."""
    if interview is None or interview.held_on is None:
        return "nog niet geïnterviewd"
    waiting = {answer.item for answer in interview.answers if not answer.approved}
    if interview.approved and not waiting:
        return ""
    open_items = [question.number for question in interview.questionnaire.items if question.number in waiting]
    if not interview.records_sent_on:
        return "verslag nog niet verstuurd"
    return f"nog geen akkoord op {questions(open_items)}" if open_items else "nog geen akkoord"


def why_open(interview: InterviewSource) -> str:
    """Return in a Dutch phrase why an answer is not agreed yet."""
    return "nog geen akkoord" if interview.records_sent_on else "verslag nog niet verstuurd"


def absence(organisation: Organisation, interview: InterviewSource | None, *, draft: bool) -> str:
    """Return the sentence that stands in place of an organisation's missing answers."""
    title = organisation.title
    if draft:
        return f"{title}: {what_is_missing(interview)}."
    if interview is None or interview.held_on is None:
        return f"{title} is voor dit rapport niet geïnterviewd."
    if any(answer.approved for answer in interview.answers):
        return f"{title} heeft niet op alle antwoorden akkoord gegeven. Hier staan alleen antwoorden met akkoord."
    return f"{title} heeft nog geen akkoord gegeven. Daarom staan hier geen antwoorden."


def no_text(title: str, *, draft: bool) -> str:
    """Return the sentence that stands in place of a missing editor's text."""
    return f"De tekst van ‘{title}’ is nog niet geschreven." if draft else "Deze paragraaf is opengelaten."


def incomplete_texts(places: Iterable[OutlineSection | Group], source: RoundSource) -> tuple[Missing, ...]:
    """Return the editors' texts that are empty or hold slips (see ``filling.slips``)."""
    known = counts(source.interviews)
    missing = []
    for place in places:
        text = source.section_texts.get(place.key, "")
        if not text.strip():
            about = Subject(Concern.EMPTY, place.key)
            missing.append(Missing(place.key, f"‘{place.title}’ heeft nog geen tekst.", about))
        missing += [
            Missing(place.key, f"‘{place.title}’: {phrase}. {remedy(phrase, known, source.figures)}")
            for phrase in slips(text, known, source.figures)
        ]
    return tuple(missing)


def incomplete_interviews(
    organisations: Iterable[Organisation], interviews: Sequence[InterviewSource]
) -> tuple[Missing, ...]:
    """Return the organisations that have not agreed to everything, in the order given."""
    held = by_organisation(interviews)
    phrases = {organisation: what_is_missing(held.get(organisation.key)) for organisation in organisations}
    return tuple(
        Missing(organisation.key, f"{organisation.title}: {phrase}.", Subject(Concern.ABSENT, organisation.key))
        for organisation, phrase in phrases.items()
        if phrase
    )


def by_organisation(interviews: Iterable[InterviewSource]) -> dict[str, InterviewSource]:
    """Return the interviews by organisation key: a round has at most one for each."""
    return {interview.organisation.key: interview for interview in interviews}


def counts(interviews: Sequence[InterviewSource]) -> dict[str, int]:
    """Return the numbers for placeholders: interviews held, and regions, provinces and ministries interviewed."""
    held = [interview for interview in interviews if interview.held_on is not None]
    kinds = {interview.organisation.key: interview.organisation.kind for interview in held}

    def of(kind: OrganisationKind) -> int:
        return sum(other is kind for other in kinds.values())

    return {
        "interviews": len(held),
        "regions": of(OrganisationKind.REGION),
        "provinces": of(OrganisationKind.PROVINCE),
        "ministries": of(OrganisationKind.MINISTRY),
    }
