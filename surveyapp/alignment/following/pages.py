"""Plain values for editors' pages on how far alignments are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from surveyapp.alignment.kind.kinds import facts_of
from surveyapp.alignment.paragraphs.rules import present
from surveyapp.alignment.passages.models import (
    AlignedPassage,
    Alignment,
    AlignmentExtension,
    AlignmentReaction,
    AlignmentReading,
)
from surveyapp.alignment.passages.rules import Opinion, ReaderFacts, Settled, Stand, stand_of
from surveyapp.alignment.reacting.operations import asked_of
from surveyapp.alignment.settling.operations import ready_to_tell, to_settle
from surveyapp.core.dutch import local
from surveyapp.readings.links.rules import ExtensionState, LinkState, why_not

MARKS = {
    Stand.SENT: ("send", "wait"),
    Stand.OPENED: ("half", "accent"),
    Stand.REACTED: ("change", "change"),
    Stand.SETTLED: ("ask", "ask"),
    Stand.TOLD: ("agree", "agree"),
}
"""Shape and colour of the mark, per stand."""


@dataclass(frozen=True, slots=True)
class Summary:
    """An alignment in a list."""

    number: int
    sent_at: datetime
    deadline: date
    headings: tuple[str, ...]
    readers: int
    opened: int
    reacted: int
    open: int
    """The number of reactions that ask something and have no disposition."""
    asking: int
    """The number of readers with an open request for more time."""
    stand: Stand

    @property
    def mark(self) -> tuple[str, str]:
        """Return shape and colour of the mark."""
        return MARKS[self.stand]

    @property
    def words(self) -> str:
        """Return how many readers reacted, as a Dutch sentence."""
        if not self.opened:
            return "Door niemand geopend."
        return f"{self.reacted} van {self.readers} reageerden."


@dataclass(frozen=True, slots=True)
class Reacting:
    """A reader of an alignment."""

    id: int
    name: str
    function: str
    organisation: str
    passages: int
    mark: str
    tone: str
    stand: str
    asks_until: date | None
    """The day in an open request for more time."""
    asks_why: str
    reminded: tuple[datetime, ...]
    why_no_reminder: str
    reach: str
    """Who could have opened the link by which they reacted, in Dutch; "" for the reader only."""


@dataclass(frozen=True, slots=True)
class Reaction:
    """A reaction that asks something."""

    id: int
    who: str
    reach: str
    unnamed: bool
    opinion: Opinion
    words: str
    settled: Settled | None
    reason: str
    told: str | None
    """The standing of the mail that told the reader the disposition, "" for none; None until they are told."""


@dataclass(frozen=True, slots=True)
class Card:
    """A passage with the reactions to it. ``now`` is the present text in its place; "" when there is none."""

    id: int
    section: str
    heading: str
    under: str
    text: str
    now: str
    reactions: tuple[Reaction, ...]

    @property
    def open(self) -> bool:
        """Return whether a reaction waits for an editor."""
        return any(reaction.settled is None for reaction in self.reactions)


@dataclass(frozen=True, slots=True)
class AlignmentPage:
    """An alignment with its readers, the reactions to settle, and the readers that can be told."""

    summary: Summary
    hash: str
    by: str
    readers: tuple[Reacting, ...]
    cards: tuple[Card, ...]
    agreed: int
    """The number of reactions that a passage is right."""
    ready: tuple[str, ...]
    """The names of the readers that can be told."""

    @property
    def remindable(self) -> bool:
        """Return whether anybody can be reminded now."""
        return any(not reader.why_no_reminder for reader in self.readers)


def summary_of(alignment: Alignment, now: datetime) -> Summary:
    """Return how far an alignment is."""
    facts = [_facts(reading, now) for reading in alignment.readings]
    cited = {concern.passage_id for reading in alignment.readings for concern in reading.concerns}
    return Summary(
        alignment.number,
        alignment.sent_at,
        alignment.deadline,
        tuple(dict.fromkeys(passage.heading for passage in alignment.passages if passage.id in cited)),
        len(facts),
        sum(reader.opened for reader in facts),
        sum(reader.submitted for reader in facts),
        sum(reader.open_ for reader in facts),
        sum(request_of(reading) is not None for reading in alignment.readings),
        stand_of(facts),
    )


def request_of(reading: AlignmentReading) -> AlignmentExtension | None:
    """Return the open request for more time of a reader who has not submitted, or None."""
    if reading.submitted_at or reading.revoked_at:
        return None
    return next((extension for extension in reading.extensions if extension.state is ExtensionState.OPEN), None)


def _facts(reading: AlignmentReading, now: datetime) -> ReaderFacts:
    said = to_settle(reading)
    state = facts_of(reading, now).link
    return ReaderFacts(
        opened=reading.opened_at is not None,
        submitted=reading.submitted_at is not None,
        asked=bool(said),
        open_=sum(reaction.disposition is None for reaction in said),
        told=reading.told_at is not None,
        closed=state is LinkState.CLOSED and reading.submitted_at is None,
    )


def alignment_page(
    alignment: Alignment, now: datetime, texts: Mapping[str, Sequence[str]], told: Mapping[int, str]
) -> AlignmentPage:
    """Return the page of an alignment.

    ``texts``: the present passages per section; ``told``: per reading id, the standing of the mail that told the
    reader.
    """
    submitted = [reading for reading in alignment.readings if reading.submitted_at]
    return AlignmentPage(
        summary=summary_of(alignment, now),
        hash=alignment.hash,
        by=alignment.sent_by.name if alignment.sent_by else "",
        readers=tuple(_reader(reading, now) for reading in alignment.readings),
        cards=tuple(_cards(alignment, texts, told)),
        agreed=sum(reaction.opinion is Opinion.AGREE for reading in submitted for reaction in reading.reactions),
        ready=tuple(reading.respondent.name for reading in ready_to_tell(alignment)),
    )


def _reader(reading: AlignmentReading, now: datetime) -> Reacting:
    person, facts = reading.respondent, facts_of(reading, now)
    mark, tone, stand = stand_of_reader(reading, facts.link)
    asked = request_of(reading)
    return Reacting(
        reading.id,
        person.name,
        person.function,
        person.interview.organisation.label,
        len(asked_of(reading)),
        mark,
        tone,
        stand,
        asked.asked_for if asked else None,
        asked.reason if asked else "",
        tuple(reminder.sent_at for reminder in reading.reminders),
        why_not(facts, local(now).date()),
        reading.reach.label,
    )


def stand_of_reader(reading: AlignmentReading, link: LinkState) -> tuple[str, str, str]:
    """Return mark, colour and Dutch text for how far a reader is."""
    if reading.told_at:
        return "agree", "agree", "Reageerde, en is teruggemeld"
    if reading.submitted_at:
        asked = to_settle(reading)
        if not asked:
            return "agree", "agree", "Alles klopt"
        left = sum(reaction.disposition is None for reaction in asked)
        return ("change", "change", "Reageerde") if left else ("ask", "ask", "Verwerkt, nog terug te melden")
    if reading.revoked_at and not reading.respondent.left_at:
        return "stop", "stop", "Link ingetrokken"
    if link is LinkState.CLOSED:
        return "stop", "stop", "Link gesloten, geen reactie"
    return ("half", "accent", "Geopend, nog niet verstuurd") if reading.opened_at else ("wait", "wait", "Niet geopend")


def _cards(alignment: Alignment, texts: Mapping[str, Sequence[str]], told: Mapping[int, str]) -> Sequence[Card]:
    said: dict[int, list[tuple[AlignmentReaction, AlignmentReading]]] = {}
    for reading in alignment.readings:
        for reaction in to_settle(reading):
            said.setdefault(reaction.passage_id, []).append((reaction, reading))
    return [_card(passage, said[passage.id], texts, told) for passage in alignment.passages if passage.id in said]


def _card(
    passage: AlignedPassage,
    said: Sequence[tuple[AlignmentReaction, AlignmentReading]],
    texts: Mapping[str, Sequence[str]],
    told: Mapping[int, str],
) -> Card:
    return Card(
        passage.id,
        passage.section,
        passage.heading,
        passage.under,
        passage.text,
        present(passage.text, texts.get(passage.section, ())),
        tuple(_reaction(reaction, reading, passage, told) for reaction, reading in said),
    )


def _reaction(
    reaction: AlignmentReaction, reading: AlignmentReading, passage: AlignedPassage, told: Mapping[int, str]
) -> Reaction:
    person, done = reading.respondent, reaction.disposition
    return Reaction(
        reaction.id,
        f"{person.function}, {person.interview.organisation.label}",
        reading.reach.label,
        any(concern.unnamed for concern in reading.concerns if concern.passage_id == passage.id),
        reaction.opinion,
        reaction.words,
        done.settled if done else None,
        done.reason if done else "",
        told.get(reading.id, "") if reading.told_at else None,
    )
