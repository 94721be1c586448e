"""Rules of opinions, dispositions and the stand of an alignment. Plain Python."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

MAX_WORDS = 5_000
"""Maximum length of a reader's or an editor's text, in characters."""


class Opinion(StrEnum):
    """A reader's opinion of a passage, ordered by how much work it asks of the editor, least first."""

    AGREE = "agree"
    CONTEXT = "context"
    WORDING = "wording"
    ERROR = "error"

    @property
    def label(self) -> str:
        """Return the Dutch label for screens, mails and the table."""
        return {
            "agree": "Klopt",
            "context": "Klopt, maar de context ontbreekt",
            "wording": "Andere formulering",
            "error": "Feitelijke fout",
        }[self.value]


ASKING = tuple(opinion for opinion in Opinion if opinion is not Opinion.AGREE)
"""The opinions that ask an editor to do something."""


class Settled(StrEnum):
    """What an editor did with a reaction."""

    TAKEN = "taken"
    PARTLY = "partly"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """Return the Dutch label for screens, mails and the table."""
        return {"taken": "Overgenomen", "partly": "Deels overgenomen", "refused": "Niet overgenomen"}[self.value]


def is_whole(opinion: Opinion, words: str, text: str) -> bool:
    """Return whether a reaction has what its opinion needs: a text, and for other wording one that differs."""
    return opinion is Opinion.AGREE or (bool(words.strip()) and (opinion is not Opinion.WORDING or words != text))


class Stand(StrEnum):
    """How far an alignment is."""

    SENT = "sent"
    OPENED = "opened"
    REACTED = "reacted"
    SETTLED = "settled"
    TOLD = "told"

    @property
    def label(self) -> str:
        """Return the Dutch label."""
        return {
            "sent": "Verstuurd",
            "opened": "Wordt gelezen",
            "reacted": "Reacties te verwerken",
            "settled": "Nog terug te melden",
            "told": "Afgerond",
        }[self.value]


@dataclass(frozen=True, slots=True)
class ReaderFacts:
    """How far a reader is. ``open_``: the number of reactions that ask something and have no disposition."""

    opened: bool
    submitted: bool
    asked: bool
    open_: int
    told: bool
    closed: bool
    """Whether nothing more is expected of this reader, who never submitted."""


def stand_of(readers: Collection[ReaderFacts]) -> Stand:
    """Return the stand of an alignment. Work for the editor goes before waiting for readers."""
    came = [reader for reader in readers if reader.submitted]
    if any(reader.open_ for reader in came):
        return Stand.REACTED
    if any(reader.asked and not reader.told for reader in came):
        return Stand.SETTLED
    if all(reader.submitted or reader.closed for reader in readers):
        return Stand.TOLD
    return Stand.OPENED if any(reader.opened for reader in readers) else Stand.SENT


def around(count: int, wanted: Iterable[int]) -> Iterator[tuple[int, ...]]:
    """Yield runs of the places of wanted passages, of ``count`` in a row, with the one before and after each."""
    shown = sorted(
        {
            place
            for wanted_place in wanted
            for place in (wanted_place - 1, wanted_place, wanted_place + 1)
            if 0 <= place < count
        }
    )
    run: list[int] = []
    for place in shown:
        if run and place > run[-1] + 1:
            yield tuple(run)
            run = []
        run.append(place)
    if run:
        yield tuple(run)
