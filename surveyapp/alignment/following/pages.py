"""What became of alignments, for editors, as plain values."""

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
"""The shape and the colour of each stand."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One alignment in a list."""

    number: int
    sent_at: datetime
    deadline: date
    headings: tuple[str, ...]
    readers: int
    opened: int
    reacted: int
    open: int
    """Reactions that ask something and have no answer yet."""
    asking: int
    """Readers who ask for more time and wait for an answer."""
    stand: Stand

    @property
    def mark(self) -> tuple[str, str]:
        """Shape and colour."""
        return MARKS[self.stand]

    @property
    def words(self) -> str:
        """How many reacted, in words."""
        if not self.opened:
            return "Door niemand geopend."
        return f"{self.reacted} van {self.readers} reageerden."


@dataclass(frozen=True, slots=True)
class Reacting:
    """One reader of an alignment."""

    id: int
    name: str
    function: str
    organisation: str
    passages: int
    mark: str
    tone: str
    stand: str
    asks_until: date | None
    """The day until when this reader asks for time, and waits for an answer."""
    asks_why: str
    reminded: tuple[datetime, ...]
    why_no_reminder: str
    reach: str
    """Whose hands the link can have been in that they reacted through, in words; "" when there is nothing to tell."""


@dataclass(frozen=True, slots=True)
class Reaction:
    """One reaction that asks something, beside what was sent and what stands there now."""

    id: int
    who: str
    reach: str
    unnamed: bool
    opinion: Opinion
    words: str
    settled: Settled | None
    reason: str
    told: str | None
    """What became of the mail that told the reader, "" when there was none; None until they are told."""


@dataclass(frozen=True, slots=True)
class Card:
    """A passage with everything that was said of it. ``now``: what stands in its place; "" when nothing does."""

    id: int
    section: str
    heading: str
    under: str
    text: str
    now: str
    reactions: tuple[Reaction, ...]

    @property
    def open(self) -> bool:
        """Whether it waits for an editor."""
        return any(one.settled is None for one in self.reactions)


@dataclass(frozen=True, slots=True)
class AlignmentPage:
    """An alignment with its readers, the reactions to settle, and how many may be told."""

    summary: Summary
    hash: str
    by: str
    readers: tuple[Reacting, ...]
    cards: tuple[Card, ...]
    agreed: int
    """How often a passage was said to be right."""
    ready: tuple[str, ...]
    """Who can be told."""

    @property
    def remindable(self) -> bool:
        """Whether anybody can be reminded now."""
        return any(not one.why_no_reminder for one in self.readers)


def summary_of(alignment: Alignment, now: datetime) -> Summary:
    """How far one alignment is."""
    facts = [_facts(one, now) for one in alignment.readings]
    cited = {one.passage_id for reading in alignment.readings for one in reading.concerns}
    return Summary(
        alignment.number,
        alignment.sent_at,
        alignment.deadline,
        tuple(dict.fromkeys(one.heading for one in alignment.passages if one.id in cited)),
        len(facts),
        sum(one.opened for one in facts),
        sum(one.submitted for one in facts),
        sum(one.open_ for one in facts),
        sum(request_of(one) is not None for one in alignment.readings),
        stand_of(facts),
    )


def request_of(reading: AlignmentReading) -> AlignmentExtension | None:
    """The request for more time that waits for an answer of who still reads."""
    if reading.submitted_at or reading.revoked_at:
        return None
    return next((one for one in reading.extensions if one.state is ExtensionState.OPEN), None)


def _facts(reading: AlignmentReading, now: datetime) -> ReaderFacts:
    said = to_settle(reading)
    state = facts_of(reading, now).link
    return ReaderFacts(
        opened=reading.opened_at is not None,
        submitted=reading.submitted_at is not None,
        asked=bool(said),
        open_=sum(one.disposition is None for one in said),
        told=reading.told_at is not None,
        closed=state is LinkState.CLOSED and reading.submitted_at is None,
    )


def alignment_page(
    alignment: Alignment, now: datetime, texts: Mapping[str, Sequence[str]], told: Mapping[int, str]
) -> AlignmentPage:
    """Everything about one alignment.

    ``texts``: per section, its passages as they are now; ``told``: per reading, what became of the mail that told them.
    """
    submitted = [one for one in alignment.readings if one.submitted_at]
    return AlignmentPage(
        summary=summary_of(alignment, now),
        hash=alignment.hash,
        by=alignment.sent_by.name if alignment.sent_by else "",
        readers=tuple(_reader(one, now) for one in alignment.readings),
        cards=tuple(_cards(alignment, texts, told)),
        agreed=sum(one.opinion is Opinion.AGREE for reading in submitted for one in reading.reactions),
        ready=tuple(one.respondent.name for one in ready_to_tell(alignment)),
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
        tuple(one.sent_at for one in reading.reminders),
        why_not(facts, local(now).date()),
        reading.reach.label,
    )


def stand_of_reader(reading: AlignmentReading, link: LinkState) -> tuple[str, str, str]:
    """Shape, colour and words of how far one reader is."""
    if reading.told_at:
        return "agree", "agree", "Reageerde, en is teruggemeld"
    if reading.submitted_at:
        asked = to_settle(reading)
        if not asked:
            return "agree", "agree", "Alles klopt"
        left = sum(one.disposition is None for one in asked)
        return ("change", "change", "Reageerde") if left else ("ask", "ask", "Verwerkt, nog terug te melden")
    if reading.revoked_at and not reading.respondent.left_at:
        return "stop", "stop", "Link ingetrokken"
    if link is LinkState.CLOSED:
        return "stop", "stop", "Link gesloten, geen reactie"
    return ("half", "accent", "Geopend, nog niet verstuurd") if reading.opened_at else ("wait", "wait", "Niet geopend")


def _cards(alignment: Alignment, texts: Mapping[str, Sequence[str]], told: Mapping[int, str]) -> Sequence[Card]:
    said: dict[int, list[tuple[AlignmentReaction, AlignmentReading]]] = {}
    for reading in alignment.readings:
        for one in to_settle(reading):
            said.setdefault(one.passage_id, []).append((one, reading))
    return [_card(one, said[one.id], texts, told) for one in alignment.passages if one.id in said]


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
        tuple(_reaction(one, reading, passage, told) for one, reading in said),
    )


def _reaction(
    one: AlignmentReaction, reading: AlignmentReading, passage: AlignedPassage, told: Mapping[int, str]
) -> Reaction:
    person, done = reading.respondent, one.disposition
    return Reaction(
        one.id,
        f"{person.function}, {person.interview.organisation.label}",
        reading.reach.label,
        any(each.unnamed for each in reading.concerns if each.passage_id == passage.id),
        one.opinion,
        one.words,
        done.settled if done else None,
        done.reason if done else "",
        told.get(reading.id, "") if reading.told_at else None,
    )
