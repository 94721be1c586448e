"""What can be done for many interviews at once, what exactly is planned for each, and what becomes of it."""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum


class BulkKind(StrEnum):
    """What is done."""

    SEND = "send"
    REMIND = "remind"
    EXTEND = "extend"

    @property
    def label(self) -> str:
        """The Dutch words on a button and above a page."""
        return {"send": "Verslagen versturen", "remind": "Herinneren", "extend": "Meer tijd geven"}[self.value]


class Outcome(StrEnum):
    """What became of one interview in it."""

    DONE = "done"
    CHANGED = "changed"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """The Dutch words on screen."""
        return {"done": "Gedaan", "changed": "Overgeslagen", "failed": "Mislukt"}[self.value]


@dataclass(frozen=True, slots=True)
class Line:
    """One person: what they get, or why they get nothing."""

    respondent_id: int
    gets: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done for one interview. ``basis`` says of which words; two plans that are equal do the same."""

    lines: tuple[Line, ...] = ()
    why_not: str = ""
    """Why nothing at all is done for this interview."""
    basis: str = ""

    @property
    def acts(self) -> bool:
        """Whether anybody gets anything."""
        return not self.why_not and any(line.gets for line in self.lines)

    def as_json(self) -> str:
        """As it is kept between the preview and the button."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def of_json(cls, kept: str) -> "Plan":
        """As it was kept."""
        found = json.loads(kept)
        return cls(tuple(Line(**line) for line in found["lines"]), found["why_not"], found["basis"])
