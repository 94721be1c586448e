"""Deciding to publish all the same, as an editor does it."""

from datetime import datetime

from agreed_round import NOW, SYSTEM
from checking import Client
from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor
from surveyapp.interviews.recording.models import Round
from surveyapp.report.compiling.findings import Finding
from surveyapp.report.overruling_editing.operations import findings_now, overrule


def findings(session: Session, round_: Round) -> tuple[Finding, ...]:
    """What the round's report waits for."""
    return findings_now(session, round_)[0]


def overrule_missing(
    session: Session, round_: Round, *, by: Actor = SYSTEM, reason: str = "Zo afgesproken.", at: datetime = NOW
) -> list[str]:
    """Leave everything open that is missing and may be; its keys."""
    missing = [one for one in findings(session, round_) if one.subject and one.vain is None and one.blocks]
    if missing:
        tokens = [one.subject.token for one in missing if one.subject]
        overrule(session, by, round_, tokens, reason=reason, at=at)
    return sorted({one.key for one in missing})


def overrule_in_browser(editor: Client, reason: str = "Zo afgesproken.") -> None:
    """Tick everything on the page with what is open."""
    page = editor.get("/rapport/openstaand", title="Wat openstaat")
    tokens = [box.get("value", "") for box in page.all("input", name="over")]
    if tokens:
        editor.post("/rapport/openstaand", {"over": tokens, "reason": reason}, status=302)
