"""Rules of reactions, uses, decisions and channels."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from surveyapp.core.dutch import long_date
from surveyapp.mail.outbox.rules import Standing


class ReactionKind(StrEnum):
    """The kind of a reaction to one answer, ordered by how much work it asks of the interviewer, least first."""

    AGREE = "agree"
    CORRECTION = "correction"
    CLARIFICATION = "clarification"
    ADDITION = "addition"
    WITHDRAWAL = "withdrawal"
    QUESTION = "question"

    @property
    def label(self) -> str:
        """Return the Dutch label."""
        return _KIND_WORDS[self]

    @property
    def proposes(self) -> bool:
        """Return whether the respondent writes text for the record: a new answer or an addition to it."""
        return self.rewords or self is ReactionKind.ADDITION

    @property
    def rewords(self) -> bool:
        """Return whether the proposal replaces the answer."""
        return self in {ReactionKind.CORRECTION, ReactionKind.CLARIFICATION}


_KIND_WORDS = {
    ReactionKind.AGREE: "Akkoord",
    ReactionKind.CORRECTION: "Fout in het verslag",
    ReactionKind.CLARIFICATION: "Duidelijker formulering",
    ReactionKind.ADDITION: "Nieuwe informatie",
    ReactionKind.WITHDRAWAL: "Intrekken",
    ReactionKind.QUESTION: "Vraag",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """The revision that a save builds on: ``number`` as the page showed it, 0 for none.

    ``key`` is the idempotency key of this save, or of an earlier save by the same page that got no response.
    """

    number: int = 0
    key: str = ""


NOTHING_SEEN = Seen()
"""The value for a first save."""


class Use(StrEnum):
    """How the report may use an answer, as the respondent allows it; widest first."""

    NAMED = "named"
    UNNAMED = "unnamed"
    BACKGROUND = "background"

    @property
    def label(self) -> str:
        """Return the Dutch label for respondents."""
        return {
            "named": "Met de naam van mijn organisatie",
            "unnamed": "Zonder de naam van mijn organisatie",
            "background": "Alleen als achtergrond, niet in het rapport",
        }[self.value]

    @property
    def for_staff(self) -> str:
        """Return the Dutch label for staff."""
        return {
            "named": "met de naam van de organisatie",
            "unnamed": "zonder de naam van de organisatie",
            "background": "alleen als achtergrond, niet in het rapport",
        }[self.value]


_FROM_WIDEST = {use: place for place, use in enumerate(Use)}


def narrowest(uses: Iterable[Use]) -> Use:
    """Return the narrowest of these uses; NAMED when there are none."""
    return max(uses, key=_FROM_WIDEST.__getitem__, default=Use.NAMED)


class DecisionKind(StrEnum):
    """An interviewer's decision on a reaction other than agreement."""

    ACCEPTED = "accepted"
    ADAPTED = "adapted"
    REFUSED = "refused"
    ANSWERED = "answered"

    @property
    def label(self) -> str:
        """Return the Dutch label."""
        return {
            "accepted": "Overgenomen",
            "adapted": "Tekst aangepast",
            "refused": "Niet overgenomen",
            "answered": "Vraag beantwoord",
        }[self.value]

    @property
    def makes_revision(self) -> bool:
        """Return whether the decision changes the answer."""
        return self in {DecisionKind.ACCEPTED, DecisionKind.ADAPTED}


_ON_A_PROPOSAL = frozenset({DecisionKind.ACCEPTED, DecisionKind.ADAPTED, DecisionKind.REFUSED})

DECISIONS = {
    ReactionKind.AGREE: frozenset[DecisionKind](),
    ReactionKind.CORRECTION: _ON_A_PROPOSAL,
    ReactionKind.CLARIFICATION: _ON_A_PROPOSAL,
    ReactionKind.ADDITION: _ON_A_PROPOSAL,
    ReactionKind.WITHDRAWAL: _ON_A_PROPOSAL,
    ReactionKind.QUESTION: frozenset({DecisionKind.ADAPTED, DecisionKind.ANSWERED}),
}
"""The decisions that each kind of reaction allows."""


_BLOCK = re.compile(r"([-*+>#]|\d+[.)])\s|\||```")


def with_addition(text: str, addition: str, day: str) -> str:
    """Return an answer with new information below it, dated ``day``, so that the original text stays recognisable."""
    addition = addition.strip()
    below = "\n\n" if _BLOCK.match(addition) else " "
    return f"{text.rstrip()}\n\n*Aanvulling van {day}:*{below}{addition}"


class Channel(StrEnum):
    """How an approval was given. Silence is never an approval."""

    LINK = "link"
    CODE = "code"
    PHONE = "phone"
    LETTER = "letter"

    @property
    def label(self) -> str:
        """Return the Dutch label for screens and the report."""
        return {
            "link": "via de link",
            "code": "met de code",
            "phone": "per telefoon",
            "letter": "per brief",
        }[self.value]

    def noted(self, by: str, day: str) -> str:
        """Return the words of evidence: "via de link", or "per telefoon op 3 mei 2018, genoteerd door ..."."""
        if self.by_respondent:
            return self.label
        return f"{self.label} op {day}, genoteerd door {by or 'het programma'}"

    @property
    def by_respondent(self) -> bool:
        """Return whether the respondent agreed on this site; otherwise staff entered it."""
        return self in {Channel.LINK, Channel.CODE}


def notice_words(standing: Standing | None) -> str:
    """Return a Dutch clause on the mail about an agreement that staff entered.

    "" when the mail was sent and did not bounce. None stands for no such mail.
    """
    if standing in {None, Standing.SENT}:
        return ""
    if standing is Standing.WAITING:
        return "het bericht hierover is nog niet verstuurd"
    return "het bericht hierover kwam niet aan"


class Reach(StrEnum):
    """Who could have opened the link or code through which an agreement was given."""

    OWN = "own"
    MOVED = "moved"
    STAFF = "staff"

    @property
    def label(self) -> str:
        """Return the Dutch words that replace the channel in evidence and the report; "" for OWN."""
        return {
            "own": "",
            "moved": "via een link naar een adres dat na het versturen is gewijzigd",
            "staff": "via een link die ook een medewerker kon openen",
        }[self.value]


def why_not_said_on(said_on: date, sent_on: date, today: date) -> str:
    """Return why an agreement cannot have been given on this day, as a Dutch sentence; "" when it can."""
    if said_on > today:
        return "Deze dag ligt in de toekomst."
    if said_on < sent_on:
        return f"Het verslag is pas op {long_date(sent_on)} verstuurd. Kies die dag of later."
    return ""
