"""What a respondent's page sends, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from surveyapp.verification.records.rules import NOTHING_SEEN, ReactionKind, Seen, Use

CHANGE = "change"
"""The choice "Aanpassen", which asks further for what kind of change it is."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a respondent says of an answer, as far as it is filled in.

    ``changing`` when the kind of change is still to be chosen; ``noted`` when staff wrote it down for them. ``seen`` is
    the revision that it builds on. ``dropped`` when they chose what was saved elsewhere instead.
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
            seen=seen_of(sent),
            dropped=sent.get("keep", "").startswith(THEIRS),
        )

    @property
    def fields(self) -> dict[str, str]:
        """What a page sends that says this."""
        kind = self.kind
        change = kind is not None and kind not in {ReactionKind.AGREE, ReactionKind.QUESTION}
        found = dict.fromkeys(FIELDS, "") | {"kind": CHANGE if change else kind.value if kind else ""}
        found["change"] = kind.value if kind and change else ""
        found["addition" if kind is ReactionKind.ADDITION else "proposal"] = self.proposal
        found["use"] = self.use.value if self.use else ""
        remark = _REMARKS.get(kind, "remark") if kind else ""
        return found | ({remark: self.remark} if remark else {})

    @property
    def touched(self) -> bool:
        """Whether anything was chosen."""
        return self.kind is not None or self.changing


_REMARKS = {ReactionKind.AGREE: "", ReactionKind.QUESTION: "question", ReactionKind.WITHDRAWAL: "reason"}
"""The field that holds the remark, where it is not the explanation of a proposal."""
MINE, THEIRS = "mine:", "theirs:"
"""What a page sends as ``keep``, before the number that it was chosen in view of: which of two texts stays."""


def seen_of(sent: Mapping[str, str]) -> Seen:
    """What a save builds on; a choice for one's own words builds on those that they were chosen over."""
    kept = sent.get("keep", "")
    number = kept.removeprefix(MINE) if kept.startswith(MINE) else sent.get("base", "")
    return Seen(number_in(number), sent.get("key", "")[:64])


def number_in(value: str) -> int:
    """The number of a revision as a page sends it; 0 for what is none."""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0


FIELDS = ("kind", "change", "proposal", "addition", "remark", "reason", "question", "use")


_BESIDE = ("base", "key", "keep")


def typed_in(form: Mapping[str, str]) -> dict[str, Said]:
    """Per item, what a whole page says of it, for the items where something was chosen."""
    items = [name.removeprefix("kind_") for name in form if name.startswith("kind_")]
    sent = {item: {field: form.get(f"{field}_{item}", "") for field in (*FIELDS, *_BESIDE)} for item in items}
    return {item: Said.of(one) for item, one in sent.items()}


def seen_in(form: Mapping[str, str]) -> dict[str, int]:
    """Per item, the number of the revision that a whole page showed."""
    shown = {name.removeprefix("base_"): value for name, value in form.items() if name.startswith("base_")}
    return {item: number_in(value) for item, value in shown.items()}


def use_in(form: Mapping[str, str], name: str = "use") -> Use | None:
    """The use that a page names: by default the one that it allows of all answers at once."""
    return Use(form[name]) if form.get(name) in set(Use) else None
