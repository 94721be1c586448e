"""State of a section, computed from its text and answers. Plain Python."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from surveyapp.core.dutch import counted, listed
from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.report.citations.staleness import Trouble
from surveyapp.report.compiling.themes import Tagged
from surveyapp.report.compiling.use import why_hidden
from surveyapp.report.material.decisions import Concern, Subject
from surveyapp.report.material.filling import slips
from surveyapp.report.material.passages import takes_some
from surveyapp.report.material.places import Place
from surveyapp.report.material.sources import AnswerSource, InterviewSource, Organisation, RoundSource
from surveyapp.report.material.structure import Feed

Interviews = Mapping[str, InterviewSource]
"""Interviews by organisation key."""


class Stand(StrEnum):
    """State of a section."""

    EMPTY = "empty"
    PARTLY = "partly"
    NOTHING = "nothing"
    UNKNOWN = "unknown"
    UNAPPROVED = "unapproved"
    LIMITED = "limited"
    WRONG = "wrong"
    STALE = "stale"
    WRITTEN = "written"
    COMPLETE = "complete"

    @property
    def label(self) -> str:
        """Dutch label on screen."""
        return {
            "empty": "Leeg",
            "partly": "Onvolledig",
            "nothing": "Geen antwoorden",
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
        """Whether a final report waits for nothing in this section."""
        return self in {Stand.NOTHING, Stand.WRITTEN, Stand.COMPLETE}


OF_TROUBLE = {
    Trouble.UNKNOWN: Stand.UNKNOWN,
    Trouble.UNAPPROVED: Stand.UNAPPROVED,
    Trouble.LIMITED: Stand.LIMITED,
    Trouble.MISQUOTED: Stand.WRONG,
    Trouble.STALE: Stand.STALE,
    Trouble.UNPINNED: Stand.STALE,
}


def standing(
    place: Place, source: RoundSource, interviews: Interviews, values: Mapping[str, int], untagged: Sequence[Tagged]
) -> tuple[str, Stand]:
    """Return a Dutch sentence on what a section waits for, and its state.

    ``values`` are the numbers for placeholders, ``untagged`` the answers with passages without a theme.
    """
    text = source.section_texts.get(place.key, "").strip()
    unknown = slips(text, values, source.figures)
    said, answered = _answers(place, source, interviews, untagged) if place.feeds else ("", Stand.WRITTEN)
    written = bool(text) and not unknown
    waits = [f"{phrase}." for phrase in unknown]
    waits += ["Nog geen tekst."] * bool(place.text and place.feeds and not text)
    waits += [said] * bool(said)
    return " ".join(waits), _stand(answered, written, begun=bool(text)) if place.text else answered


def _stand(answered: Stand, written: bool, *, begun: bool) -> Stand:
    """Return the state of a section with a text, from the state of its answers."""
    if not answered.done or not written:
        return Stand.PARTLY if begun or answered in _BEGUN else Stand.EMPTY
    return Stand.WRITTEN if answered is Stand.NOTHING else answered


_BEGUN = {Stand.PARTLY, Stand.COMPLETE}


def _answers(
    place: Place, source: RoundSource, interviews: Interviews, untagged: Sequence[Tagged]
) -> tuple[str, Stand]:
    """Return which answers of a section are in, and their state."""
    given = [(organisation, interviews.get(organisation.key)) for organisation in place.organisations]
    rows = [(organisation, interview, _here(interview, place.feeds)) for organisation, interview in given]
    open_ones = [organisation for organisation, interview, answers in rows if not _is_in(interview, answers)]
    here = any(answer.approved and not why_hidden(answer, whose) for whose, _, answers in rows for answer in answers)
    waiting = sum(tagged.untagged for tagged in untagged if _may_take(place, interviews[tagged.key], tagged.item))
    if open_ones or waiting or not place.organisations:
        settled = [
            organisation for organisation in open_ones if Subject(Concern.ABSENT, organisation.key) in source.settled
        ]
        left = [organisation for organisation in open_ones if organisation not in settled]
        said = [_waits(place, left), _without(place, settled), _untagged(waiting)]
        return ". ".join(filter(None, said)), Stand.PARTLY if here else Stand.EMPTY
    if not here:
        return "Geen antwoorden voor deze paragraaf", Stand.NOTHING
    return "Alle antwoorden akkoord", Stand.COMPLETE


def _is_in(interview: InterviewSource | None, here: Sequence[AnswerSource]) -> bool:
    """Return whether all answers here are agreed.

    Without answers here, the whole interview must be agreed.
    """
    if interview is None or interview.held_on is None:
        return False
    return all(answer.approved for answer in here) and (interview.approved or bool(here))


def _here(interview: InterviewSource | None, feeds: Sequence[Feed]) -> list[AnswerSource]:
    """Return the answers of an interview that belong in a section, agreed or not."""
    if interview is None:
        return []
    asked = [(feed, feed.items(interview.questionnaire)) for feed in feeds]
    return [
        answer
        for answer in interview.answers
        if any(answer.item in items and takes_some(feed, answer) for feed, items in asked)
    ]


def _may_take(place: Place, interview: InterviewSource, item: str) -> bool:
    """Return whether a passage of this answer would be placed in the section if it had the right theme."""
    return interview.organisation in place.organisations and any(
        (feed.themes or feed.without_theme) and feed.asks(interview.questionnaire, item) for feed in place.feeds
    )


def _untagged(passages: int) -> str:
    return f"{counted(passages, 'passage heeft', 'passages hebben')} nog geen thema" if passages else ""


def _without(place: Place, settled: Sequence[Organisation]) -> str:
    """Return the organisations whose missing agreement is covered by a decision, in words."""
    if not settled:
        return ""
    if len(settled) <= 2:
        return f"Zonder volledig akkoord van {listed([_short(organisation, place) for organisation in settled])}"
    return f"Zonder volledig akkoord van {len(settled)} van {len(place.organisations)} {_noun(place)}"


def _waits(place: Place, open_ones: Sequence[Organisation]) -> str:
    if not place.organisations:
        return "Geen organisaties in deze ronde"
    if not open_ones:
        return ""
    if len(open_ones) <= 2:
        return f"Wacht op {listed([_short(organisation, place) for organisation in open_ones])}"
    return f"Wacht op {len(open_ones)} van {len(place.organisations)} {_noun(place)}"


def _noun(place: Place) -> str:
    kinds = {organisation.kind for organisation in place.organisations}
    many = {OrganisationKind.REGION: "regio’s", OrganisationKind.MINISTRY: "ministeries"}
    return many.get(kinds.pop(), "organisaties") if len(kinds) == 1 else "organisaties"


def _short(organisation: Organisation, place: Place) -> str:
    if organisation.kind is OrganisationKind.PROVINCE:
        return "de provincie" if organisation.name == place.title else f"provincie {organisation.name}"
    return organisation.code if organisation.kind is OrganisationKind.MINISTRY else organisation.name
