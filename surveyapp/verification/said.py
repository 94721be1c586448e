"""What a respondent's page sends, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from surveyapp.verification.rules import ReactionKind, Use

CHANGE = "change"
"""The choice "Aanpassen", which asks further for what kind of change it is."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a respondent says of an answer, as far as it is filled in.

    ``changing`` when the kind of change is still to be chosen; ``noted`` when staff wrote it down for them.
    """

    kind: ReactionKind | None = None
    proposal: str = ""
    remark: str = ""
    use: Use | None = None
    whole: bool = False
    said_on: date | None = None
    changing: bool = False
    noted: bool = False

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Said":
        """From what a page sends; what does not go with the kind is left."""
        changing = sent.get("kind") == CHANGE
        chosen = sent.get("change") if changing else sent.get("kind")
        kind = ReactionKind(chosen) if chosen in set(ReactionKind) else None
        words = sent.get("addition" if kind is ReactionKind.ADDITION else "proposal", "")
        return cls(
            kind=kind,
            proposal=words if kind is None or kind.proposes else "",
            remark=sent.get(_REMARKS.get(kind, "remark"), "") if kind else "",
            use=Use(sent["use"]) if sent.get("use") in set(Use) else None,
            changing=changing and kind is None,
        )

    @property
    def touched(self) -> bool:
        """Whether anything was chosen."""
        return self.kind is not None or self.changing


_REMARKS = {ReactionKind.AGREE: "", ReactionKind.QUESTION: "question", ReactionKind.WITHDRAWAL: "reason"}
"""The field that holds the remark, where it is not the explanation of a proposal."""
FIELDS = ("kind", "change", "proposal", "addition", "remark", "reason", "question", "use")


def typed_in(form: Mapping[str, str]) -> dict[str, Said]:
    """Per item, what a whole page says of it, for the items where something was chosen."""
    items = [name.removeprefix("kind_") for name in form if name.startswith("kind_")]
    return {item: Said.of({field: form.get(f"{field}_{item}", "") for field in FIELDS}) for item in items}


def use_in(form: Mapping[str, str]) -> Use | None:
    """The use that a whole page allows of all answers at once."""
    return Use(form["use"]) if form.get("use") in set(Use) else None


def uses_in(form: Mapping[str, str]) -> dict[str, Use]:
    """Per item, the use that a whole page allows of it."""
    fields = {name.removeprefix("use_"): value for name, value in form.items() if name.startswith("use_")}
    return {item: Use(value) for item, value in fields.items() if value in set(Use)}
