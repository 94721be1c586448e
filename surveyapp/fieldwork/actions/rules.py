"""Kinds of bulk actions, their plans and their outcomes."""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum


class BulkKind(StrEnum):
    """Kinds of bulk actions."""

    SEND = "send"
    REMIND = "remind"
    EXTEND = "extend"

    @property
    def label(self) -> str:
        """Dutch label for the button and the heading."""
        return {"send": "Verslagen versturen", "remind": "Herinneren", "extend": "Meer tijd geven"}[self.value]


class Outcome(StrEnum):
    """Outcomes for one interview."""

    DONE = "done"
    CHANGED = "changed"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """Dutch label for the screen."""
        return {"done": "Gedaan", "changed": "Overgeslagen", "failed": "Mislukt"}[self.value]


@dataclass(frozen=True, slots=True)
class Line:
    """What one respondent gets, or why nothing."""

    respondent_id: int
    gets: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done for one interview. ``basis`` identifies the texts; equal plans do the same."""

    lines: tuple[Line, ...] = ()
    why_not: str = ""
    """Why nothing is done for this interview, in Dutch."""
    basis: str = ""

    @property
    def acts(self) -> bool:
        """Whether any respondent gets anything."""
        return not self.why_not and any(line.gets for line in self.lines)

    def as_json(self) -> str:
        """Return the plan as JSON, to store between the preview and the confirmation."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def of_json(cls, kept: str) -> "Plan":
        """Return the plan from the stored JSON."""
        fields = json.loads(kept)
        return cls(tuple(Line(**line) for line in fields["lines"]), fields["why_not"], fields["basis"])
