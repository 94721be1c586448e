"""Parse what a respondent's page sends into plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from surveyapp.verification.records.rules import NOTHING_SEEN, ReactionKind, Seen, Use

CHANGE = "change"
"""The choice "Aanpassen", after which the page asks for the kind of change."""


@dataclass(frozen=True, slots=True)
class Said:
    """A respondent's reaction to an answer, as far as it is filled in.

    ``changing``: the kind of change has yet to be chosen; ``noted``: staff entered the reaction; ``seen``: the
    revision that it builds on; ``dropped``: the respondent chose the text that was saved elsewhere.
    """

    kind: ReactionKind | None = None
    proposal: str = ""
    remark: str = ""
    use: Use | None = None
    whole: bool = False
    saved_at: datetime | None = None
    changing: bool = False
    noted: bool = False
    seen: Seen = NOTHING_SEEN
    dropped: bool = False

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Said":
        """Return the reaction in the fields of a page, without fields that do not belong to its kind."""
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
            seen=seen_of(sent),
            dropped=sent.get("keep", "").startswith(THEIRS),
        )

    @property
    def fields(self) -> dict[str, str]:
        """Return the form fields of a page that hold this reaction."""
        kind = self.kind
        change = kind is not None and kind not in {ReactionKind.AGREE, ReactionKind.QUESTION}
        fields = dict.fromkeys(FIELDS, "") | {"kind": CHANGE if change else kind.value if kind else ""}
        fields["change"] = kind.value if kind and change else ""
        fields["addition" if kind is ReactionKind.ADDITION else "proposal"] = self.proposal
        fields["use"] = self.use.value if self.use else ""
        remark = _REMARKS.get(kind, "remark") if kind else ""
        return fields | ({remark: self.remark} if remark else {})

    @property
    def touched(self) -> bool:
        """Return whether anything was chosen."""
        return self.kind is not None or self.changing


_REMARKS = {ReactionKind.AGREE: "", ReactionKind.QUESTION: "question", ReactionKind.WITHDRAWAL: "reason"}
"""The field that holds the remark, for kinds where it is not the explanation of a proposal."""
MINE, THEIRS = "mine:", "theirs:"
"""Prefixes in the field ``keep``, before a revision number: which of two conflicting texts stays."""


def seen_of(sent: Mapping[str, str]) -> Seen:
    """Return the revision that a save builds on; for a choice of the own text, the revision that it was chosen over."""
    kept = sent.get("keep", "")
    number = kept.removeprefix(MINE) if kept.startswith(MINE) else sent.get("base", "")
    return Seen(number_in(number), sent.get("key", "")[:64])


def number_in(value: str) -> int:
    """Return the revision number in a field; 0 when it is not a number."""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0


FIELDS = ("kind", "change", "proposal", "addition", "remark", "reason", "question", "use")


_BESIDE = ("base", "key", "keep")


def typed_in(form: Mapping[str, str]) -> dict[str, Said]:
    """Return the reactions in a whole page per item, for items where something was chosen."""
    items = [name.removeprefix("kind_") for name in form if name.startswith("kind_")]
    sent = {item: {field: form.get(f"{field}_{item}", "") for field in (*FIELDS, *_BESIDE)} for item in items}
    return {item: Said.of(values) for item, values in sent.items()}


def seen_in(form: Mapping[str, str]) -> dict[str, int]:
    """Return the revision numbers that a whole page showed, per item."""
    shown = {name.removeprefix("base_"): value for name, value in form.items() if name.startswith("base_")}
    return {item: number_in(value) for item, value in shown.items()}


def use_in(form: Mapping[str, str], name: str = "use") -> Use | None:
    """Return the use in a field, or None; by default the field for all answers at once."""
    return Use(form[name]) if form.get(name) in set(Use) else None
