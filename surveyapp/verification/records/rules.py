"""Reactions, decisions, channels, and when a link still opens its record."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from surveyapp.core.dutch import long_date
from surveyapp.mail.outbox.rules import Standing


class ReactionKind(StrEnum):
    """What a respondent says about one answer, from what asks least of the interviewer to what asks most."""

    AGREE = "agree"
    CORRECTION = "correction"
    CLARIFICATION = "clarification"
    ADDITION = "addition"
    WITHDRAWAL = "withdrawal"
    QUESTION = "question"

    @property
    def label(self) -> str:
        """The Dutch words on screen."""
        return _KIND_WORDS[self]

    @property
    def proposes(self) -> bool:
        """Whether the respondent writes words for the record: the whole answer anew, or an addition to it."""
        return self.rewords or self is ReactionKind.ADDITION

    @property
    def rewords(self) -> bool:
        """Whether the proposal stands in place of the answer."""
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
    """What a save builds on: the revision that the page showed, 0 for none.

    ``key`` is the idempotency key of this save, or of one that the page made before and got no answer to.
    """

    number: int = 0
    key: str = ""


NOTHING_SEEN = Seen()
"""What a first save builds on."""


class Use(StrEnum):
    """How the report may use an answer, as the respondent allows it; from the widest to the narrowest."""

    NAMED = "named"
    UNNAMED = "unnamed"
    BACKGROUND = "background"

    @property
    def label(self) -> str:
        """The Dutch words on screen."""
        return {
            "named": "Met de naam van mijn organisatie",
            "unnamed": "Zonder de naam van mijn organisatie",
            "background": "Alleen als achtergrond, niet in het rapport",
        }[self.value]

    @property
    def for_staff(self) -> str:
        """The same, as staff reads it."""
        return {
            "named": "met de naam van de organisatie",
            "unnamed": "zonder de naam van de organisatie",
            "background": "alleen als achtergrond, niet in het rapport",
        }[self.value]


_FROM_WIDEST = {one: place for place, one in enumerate(Use)}


def narrowest(uses: Iterable[Use]) -> Use:
    """What remains allowed when everybody has said what they allow; by name when nobody limits it."""
    return max(uses, key=_FROM_WIDEST.__getitem__, default=Use.NAMED)


class DecisionKind(StrEnum):
    """What an interviewer does with a reaction other than agreement."""

    ACCEPTED = "accepted"
    ADAPTED = "adapted"
    REFUSED = "refused"
    ANSWERED = "answered"

    @property
    def label(self) -> str:
        """The Dutch words on screen."""
        return {
            "accepted": "Overgenomen",
            "adapted": "Tekst aangepast",
            "refused": "Niet overgenomen",
            "answered": "Vraag beantwoord",
        }[self.value]

    @property
    def makes_revision(self) -> bool:
        """Whether the decision changes the answer."""
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
"""Which decisions a reaction allows."""


_BLOCK = re.compile(r"([-*+>#]|\d+[.)])\s|\||```")


def with_addition(text: str, addition: str, day: str) -> str:
    """An answer with new information below it, under the day on which it came: what was said stays recognisable."""
    addition = addition.strip()
    below = "\n\n" if _BLOCK.match(addition) else " "
    return f"{text.rstrip()}\n\n*Aanvulling van {day}:*{below}{addition}"


class Channel(StrEnum):
    """How an approval came in. No reply is never an approval."""

    LINK = "link"
    CODE = "code"
    PHONE = "phone"
    LETTER = "letter"

    @property
    def label(self) -> str:
        """The Dutch words on screen and in the report."""
        return {
            "link": "via de link",
            "code": "met de code",
            "phone": "per telefoon",
            "letter": "per brief",
        }[self.value]

    def noted(self, by: str, day: str) -> str:
        """As evidence says it: "via de link", or "per telefoon op 3 mei 2018, genoteerd door ..."."""
        if self.by_respondent:
            return self.label
        return f"{self.label} op {day}, genoteerd door {by or 'het programma'}"

    @property
    def by_respondent(self) -> bool:
        """Whether the respondent did it here; otherwise a member of staff wrote it down."""
        return self in {Channel.LINK, Channel.CODE}


def notice_words(standing: Standing | None) -> str:
    """Return what is told of the mail about an agreement that staff wrote down, as a Dutch clause.

    None stands for no such mail. "" when there is nothing to tell: it was sent, and did not come back.
    """
    if standing in {None, Standing.SENT}:
        return ""
    if standing is Standing.WAITING:
        return "het bericht hierover is nog niet verstuurd"
    return "het bericht hierover kwam niet aan"


class Reach(StrEnum):
    """Whose hands a link or code could have come into that an agreement was given through."""

    OWN = "own"
    MOVED = "moved"
    STAFF = "staff"

    @property
    def label(self) -> str:
        """The Dutch words in evidence and in the report, in place of the channel; "" when there is nothing to tell."""
        return {
            "own": "",
            "moved": "via een link naar een adres dat na het versturen is gewijzigd",
            "staff": "via een link die ook een medewerker kon openen",
        }[self.value]


def why_not_said_on(said_on: date, sent_on: date, today: date) -> str:
    """Why nobody can have agreed on this day, as a Dutch sentence; "" when they can."""
    if said_on > today:
        return "Deze dag ligt in de toekomst."
    if said_on < sent_on:
        return f"Het verslag is pas op {long_date(sent_on)} verstuurd. Kies die dag of later."
    return ""
