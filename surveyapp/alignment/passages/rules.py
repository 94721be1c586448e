"""What a reader says of a passage, what editors do with it, and how far an alignment is. Plain Python."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

MAX_WORDS = 5_000
"""Longest words of a reader or an editor, in characters."""


class Opinion(StrEnum):
    """What a reader says of one passage, from what asks least of the editor to what asks most."""

    AGREE = "agree"
    CONTEXT = "context"
    WORDING = "wording"
    ERROR = "error"

    @property
    def label(self) -> str:
        """The Dutch words on screen, in mails and in the table."""
        return {
            "agree": "Klopt",
            "context": "Klopt, maar de context ontbreekt",
            "wording": "Andere formulering",
            "error": "Feitelijke fout",
        }[self.value]


ASKING = tuple(one for one in Opinion if one is not Opinion.AGREE)
"""Those that ask an editor to do something."""


class Settled(StrEnum):
    """What an editor did with what a reader said."""

    TAKEN = "taken"
    PARTLY = "partly"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """The Dutch words on screen, in mails and in the table."""
        return {"taken": "Overgenomen", "partly": "Deels overgenomen", "refused": "Niet overgenomen"}[self.value]


def is_whole(opinion: Opinion, words: str, text: str) -> bool:
    """Whether a reaction says all that it needs: an agreement stands alone, other wording is other than the text."""
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
        """The Dutch word on screen."""
        return {
            "sent": "Verstuurd",
            "opened": "Wordt gelezen",
            "reacted": "Reacties te verwerken",
            "settled": "Nog terug te melden",
            "told": "Afgerond",
        }[self.value]


@dataclass(frozen=True, slots=True)
class ReaderFacts:
    """What counts of one reader. ``open_``: reactions that ask something and have no answer yet."""

    opened: bool
    submitted: bool
    asked: bool
    open_: int
    told: bool
    closed: bool
    """Nothing is expected of this reader any more, and nothing came."""


def stand_of(readers: Collection[ReaderFacts]) -> Stand:
    """What an alignment asks for now; what waits for the editor goes before what waits for readers."""
    came = [one for one in readers if one.submitted]
    if any(one.open_ for one in came):
        return Stand.REACTED
    if any(one.asked and not one.told for one in came):
        return Stand.SETTLED
    if all(one.submitted or one.closed for one in readers):
        return Stand.TOLD
    return Stand.OPENED if any(one.opened for one in readers) else Stand.SENT


def around(count: int, wanted: Iterable[int]) -> Iterator[tuple[int, ...]]:
    """The places of the wanted passages, of ``count`` in a row, with the one before and after each, run by run."""
    found = sorted({place for one in wanted for place in (one - 1, one, one + 1) if 0 <= place < count})
    run: list[int] = []
    for place in found:
        if run and place > run[-1] + 1:
            yield tuple(run)
            run = []
        run.append(place)
    if run:
        yield tuple(run)
