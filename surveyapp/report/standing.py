"""How far a section of the report is, computed from what it takes. Plain Python."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from surveyapp.dutch import listed
from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.report.citations.staleness import Trouble
from surveyapp.report.outline.structure import Feed
from surveyapp.report.passages import takes_some
from surveyapp.report.places import Place
from surveyapp.report.rules import unfilled
from surveyapp.report.sources import InterviewSource, Organisation, RoundSource


class Stand(StrEnum):
    """How far a section is."""

    EMPTY = "empty"
    PARTLY = "partly"
    UNKNOWN = "unknown"
    UNAPPROVED = "unapproved"
    LIMITED = "limited"
    WRONG = "wrong"
    STALE = "stale"
    WRITTEN = "written"
    COMPLETE = "complete"

    @property
    def label(self) -> str:
        """The Dutch word on screen."""
        return {
            "empty": "Leeg",
            "partly": "Onvolledig",
            "unknown": "Onbekende bron",
            "unapproved": "Zonder akkoord",
            "limited": "Niet toegestaan",
            "wrong": "Aanhaling klopt niet",
            "stale": "Verouderd",
            "written": "Geschreven",
            "complete": "Compleet",
        }[self.value]

    @property
    def done(self) -> bool:
        """Whether a final report waits for nothing in it."""
        return self in {Stand.WRITTEN, Stand.COMPLETE}


OF_TROUBLE = {
    Trouble.UNKNOWN: Stand.UNKNOWN,
    Trouble.UNAPPROVED: Stand.UNAPPROVED,
    Trouble.LIMITED: Stand.LIMITED,
    Trouble.MISQUOTED: Stand.WRONG,
    Trouble.STALE: Stand.STALE,
    Trouble.UNPINNED: Stand.STALE,
}


def standing(
    place: Place, source: RoundSource, interviews: Mapping[str, InterviewSource], values: Mapping[str, int]
) -> tuple[str, Stand]:
    """What a section waits for, and how far it is. ``values`` are the numbers that a text can name."""
    open_ones = [one for one in place.organisations if not _is_in(interviews.get(one.key), place.feeds)]
    text = source.section_texts.get(place.key, "").strip()
    unknown = unfilled(text, values, source.figures)
    answered = bool(place.organisations) and not open_ones
    parts = [answered] * bool(place.feeds) + [bool(text) and not unknown] * place.text
    begun = bool(text) or len(open_ones) < len(place.organisations)
    complete = Stand.COMPLETE if place.feeds else Stand.WRITTEN
    stand = complete if all(parts) else Stand.PARTLY if begun else Stand.EMPTY
    waits = [f"{phrase}." for phrase in unknown]
    waits += ["Nog geen tekst."] * bool(place.text and place.feeds and not text)
    waits += [_waits(place, open_ones)] * bool(place.feeds)
    return " ".join(waits), stand


def _is_in(interview: InterviewSource | None, feeds: Sequence[Feed]) -> bool:
    """Whether no words that belong here wait for agreement: the whole interview is agreed, or these answers are."""
    if interview is None or interview.held_on is None:
        return False
    if interview.approved:
        return True
    here = [
        answer.approved
        for answer in interview.answers
        for feed in feeds
        if feed.asks(interview.questionnaire, answer.item) and takes_some(feed, answer)
    ]
    return bool(here) and all(here)


def _waits(place: Place, open_ones: Sequence[Organisation]) -> str:
    if not place.organisations:
        return "Geen organisaties in deze ronde"
    if not open_ones:
        return "Alle antwoorden akkoord"
    if len(open_ones) <= 2:
        return f"Wacht op {listed([_short(one, place) for one in open_ones])}"
    kinds = {one.kind for one in place.organisations}
    many = {OrganisationKind.REGION: "regio’s", OrganisationKind.MINISTRY: "ministeries"}
    noun = many.get(kinds.pop(), "organisaties") if len(kinds) == 1 else "organisaties"
    return f"Wacht op {len(open_ones)} van {len(place.organisations)} {noun}"


def _short(one: Organisation, place: Place) -> str:
    if one.kind is OrganisationKind.PROVINCE:
        return "de provincie" if one.name == place.title else f"provincie {one.name}"
    return one.code if one.kind is OrganisationKind.MINISTRY else one.name
