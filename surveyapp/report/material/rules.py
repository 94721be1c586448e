"""The report's rules: the order of organisations, numbers, what is missing, what may be said of it."""

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
    """Something that a final report waits for: an organisation's or a section's key, and one Dutch sentence.

    ``about`` is what a decision to leave it open would concern; None when there can be none.
    """

    key: str
    sentence: str
    about: Subject | None = None


class ReportIncomplete(ReportError):
    """A final report was asked for, and ``missing`` is neither there nor left open by name."""

    def __init__(self, missing: Sequence[Missing]) -> None:
        self.missing = tuple((one.key, one.sentence) for one in missing)
        lines = "\n".join(f"  {one.key}: {one.sentence}" for one in missing)
        super().__init__(
            f"Het rapport is nog niet compleet. Dit ontbreekt:\n{lines}\n"
            "Vul het aan. Wat open mag blijven, noemt u bij zijn sleutel (het woord voor de dubbele punt), of een"
            " redacteur besluit ertoe op de pagina Rapport."
        )


class UnknownKey(ReportError):
    """A key was given that names nothing in this round or outline."""

    def __init__(self, what: str, unknown: Iterable[str], known: Iterable[str]) -> None:
        super().__init__(f"{what}: {', '.join(sorted(unknown))} bestaat niet. Kies uit: {', '.join(sorted(known))}.")


class CodesCollide(ReportError):
    """Organisations of one round share a code, so that a citation could mean either."""

    def __init__(self, codes: Iterable[str]) -> None:
        super().__init__(f"Meer dan één organisatie heeft de afkorting {listed(sorted(codes))}. Geef elke een eigen.")


class AnswersUnplaced(ReportError):
    """Agreed words have no place in the outline; they are never dropped. ``places`` names them in Dutch."""

    def __init__(self, places: Sequence[str]) -> None:
        self.places = tuple(places)
        super().__init__(
            "Deze antwoorden met akkoord hebben geen plaats in de rapportindeling: "
            + "; ".join(places)
            + ". Geef hun vraag of thema een paragraaf."
        )


class CitationsUnresolved(ReportError):
    """A final report cites answers that are not there, not agreed, not for that place, in an older version or wrongly.

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
    """An edition was asked for beside one that there is, and nothing says how it differs."""

    def __init__(self, number: int) -> None:
        super().__init__(f"Er is al een editie {number}. Vul in wat er anders is dan in die editie.")


class NoEdition(ReportError):
    """An edition was asked for in another form than PDF."""

    def __init__(self) -> None:
        super().__init__(
            "Een editie is een PDF, met haar webpagina erbij. Kies ‘PDF maken’, of kies voor deze vorm Concept of"
            " Definitief."
        )


class ChangedMeanwhile(ReportError):
    """While an edition was made, what it rests on changed."""

    def __init__(self) -> None:
        super().__init__(
            "Terwijl deze editie werd gemaakt, is er iets gewijzigd waar zij op rust. Er is niets gepubliceerd. Kijk"
            " het rapport na en probeer het opnieuw."
        )


@dataclass(frozen=True, slots=True)
class EditionVerdict(Verdict):
    """What a check says of a copy of an edition. ``intact`` is whether its text is as it was published."""

    number: int
    intact: bool

    @property
    def words(self) -> str:
        """In one sentence or two."""
        if not self.intact:
            return f"Dit is niet editie {self.number} zoals die is gepubliceerd."
        outcomes = {one.outcome for one in self.findings}
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
    """A citation cannot be updated: it is not there, or its answer is not agreed."""


def in_report_order(organisations: Iterable[Organisation]) -> tuple[Organisation, ...]:
    """Each province with its regions behind it, then regions without one, then the ministries."""
    found = sorted(organisations, key=lambda one: (one.position, one.key))
    provinces = {one.key: place for place, one in enumerate(found) if one.kind is OrganisationKind.PROVINCE}

    def place(one: Organisation) -> tuple[bool, int, bool]:
        if one.kind is OrganisationKind.MINISTRY:
            return True, 0, False
        if one.kind is OrganisationKind.PROVINCE:
            return False, provinces[one.key], False
        return False, provinces.get(one.province_key or "", len(found)), True

    return tuple(sorted(found, key=place))


def numbered(sections: Sequence[Section], prefix: str = "") -> tuple[Section, ...]:
    """The sections with "3", "3.1", "3.3.2" for each whose number says "#"; others stay unnumbered."""
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
    """ "vraag 2b", "vragen 2b en 3a"."""
    return f"{'vraag' if len(items) == 1 else 'vragen'} {listed(items)}"


def what_is_missing(interview: InterviewSource | None) -> str:
    """What an organisation's interview still lacks, as a phrase; "" when all of it is agreed."""
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
    """Why an answer that is not agreed is not agreed yet."""
    return "nog geen akkoord" if interview.records_sent_on else "verslag nog niet verstuurd"


def absence(organisation: Organisation, interview: InterviewSource | None, *, draft: bool) -> str:
    """One true sentence in the place of words that are not there."""
    title = organisation.title
    if draft:
        return f"{title}: {what_is_missing(interview)}."
    if interview is None or interview.held_on is None:
        return f"{title} is voor dit rapport niet geïnterviewd."
    if any(answer.approved for answer in interview.answers):
        return f"{title} heeft niet op alle antwoorden akkoord gegeven. Hier staan alleen antwoorden met akkoord."
    return f"{title} heeft nog geen akkoord gegeven. Daarom staan hier geen antwoorden."


def no_text(title: str, *, draft: bool) -> str:
    """One true sentence in the place of an editor's text."""
    return f"De tekst van ‘{title}’ is nog niet geschreven." if draft else "Deze paragraaf is opengelaten."


def incomplete_texts(places: Iterable[OutlineSection | Group], source: RoundSource) -> tuple[Missing, ...]:
    """Which editor's texts are empty, or hold what would stand in the report as it was typed."""
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
    """Who has not agreed to everything yet, in the order of ``organisations``."""
    found = by_organisation(interviews)
    phrases = {one: what_is_missing(found.get(one.key)) for one in organisations}
    return tuple(
        Missing(one.key, f"{one.title}: {phrase}.", Subject(Concern.ABSENT, one.key))
        for one, phrase in phrases.items()
        if phrase
    )


def by_organisation(interviews: Iterable[InterviewSource]) -> dict[str, InterviewSource]:
    """Each organisation's interview: a round has at most one."""
    return {interview.organisation.key: interview for interview in interviews}


def counts(interviews: Sequence[InterviewSource]) -> dict[str, int]:
    """How many interviews were held, and with how many regions, provinces and ministries: for an editor's text."""
    held = [one for one in interviews if one.held_on is not None]
    kinds = {one.organisation.key: one.organisation.kind for one in held}

    def of(kind: OrganisationKind) -> int:
        return sum(found is kind for found in kinds.values())

    return {
        "interviews": len(held),
        "regions": of(OrganisationKind.REGION),
        "provinces": of(OrganisationKind.PROVINCE),
        "ministries": of(OrganisationKind.MINISTRY),
    }
