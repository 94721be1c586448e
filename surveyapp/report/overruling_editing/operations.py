"""Operations that overrule findings and withdraw such decisions."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import Actor, record_event
from surveyapp.core.dutch import counted
from surveyapp.interviews.recording.models import Round
from surveyapp.report.board.pages import Board, board_of
from surveyapp.report.checks.operations import digest_of
from surveyapp.report.citations.staleness import Words
from surveyapp.report.compiling.findings import Finding, as_seen
from surveyapp.report.material.decisions import MAX_REASON
from surveyapp.report.material.rules import ReportError
from surveyapp.report.rounds import queries
from surveyapp.report.tables.models import OverrulingWithdrawal, StoredOverruling


class NotOverruled(ReportError):
    """A decision cannot be made. The message says why, in Dutch."""


def findings_now(session: Session, round_: Round) -> tuple[tuple[Finding, ...], Words]:
    """Return what the round's report waits for, and the words of outdated citations, as cited and as agreed now."""
    outline = queries.outline_of(round_)
    source = queries.round_source(session, round_, publisher="")
    return findings_of(session, round_, board_of(outline, source))


def findings_of(session: Session, round_: Round, board: Board) -> tuple[tuple[Finding, ...], Words]:
    """Return the same as ``findings_now``, from the present board."""
    findings = board.findings
    stale = [finding.vain for finding in findings if finding.vain and finding.vain.overtaken]
    wanted = [each for vain in stale for each in (vain.citation, vain.current)]
    words = queries.cited_words(session, round_, wanted) if wanted else {}
    return tuple(
        as_seen(finding, finding.vain is not None and finding.vain.citation in words) for finding in findings
    ), words


def overrule(
    session: Session, actor: Actor, round_: Round, tokens: Collection[str], *, reason: str, at: datetime
) -> Sequence[StoredOverruling]:
    """Insert and return a decision per finding, given by its subject's ``token``, all with the same reason.

    Raises NotOverruled without a reason, and when a finding cannot be overruled or is no longer the same.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise NotOverruled("Vul de reden in. Die komt bij het besluit te staan.")
    if len(reason) > MAX_REASON:
        raise NotOverruled(f"De reden is te lang: {len(reason)} tekens. Er passen er {MAX_REASON}.")
    if not tokens:
        raise NotOverruled("Kies waarover u besluit.")
    findings, _ = findings_now(session, round_)
    subjects = {finding.subject.token: finding.subject for finding in findings if finding.subject}
    if gone := set(tokens) - subjects.keys():
        some = counted(len(gone), "van de dingen die u koos, is", "van de dingen die u koos, zijn")
        raise NotOverruled(f"{some} intussen veranderd. Er is niets besloten. Kijk de lijst nog een keer na.")
    made = []
    for token, subject in subjects.items():
        if token in tokens:
            made.append(
                StoredOverruling(
                    round_id=round_.id,
                    concern=subject.concern,
                    key=subject.key,
                    cited=subject.cited,
                    version=subject.version,
                    agreed=subject.agreed,
                    words=subject.words,
                    reason=reason,
                    function=_function(session, actor),
                    made_at=at,
                    made_by_id=actor.user_id,
                )
            )
    session.add_all(made)
    session.flush()
    for overruling in made:
        record_event(
            session,
            actor,
            "overruling.make",
            "overruling",
            overruling.id,
            at,
            concern=overruling.concern.value,
            key=overruling.key,
            cited=overruling.cited,
            version=overruling.version,
            agreed=overruling.agreed,
            digest=digest_of(overruling),
        )
    return made


def _function(session: Session, actor: Actor) -> str:
    """Return the function of the user, which is published instead of the name."""
    user = session.get(User, actor.user_id) if actor.user_id else None
    if user is None:
        return "opdrachtregel"
    return (RoleName.EDITOR if RoleName.EDITOR in user.role_names else RoleName.ADMINISTRATOR).label.lower()


def withdraw_overruling(session: Session, actor: Actor, overruling: StoredOverruling, *, at: datetime) -> None:
    """Withdraw a decision. Does nothing when it is withdrawn already."""
    if overruling.withdrawal is not None:
        return
    session.add(OverrulingWithdrawal(overruling_id=overruling.id, withdrawn_at=at, withdrawn_by_id=actor.user_id))
    session.flush()
    session.expire(overruling, ["withdrawal"])
    record_event(session, actor, "overruling.withdraw", "overruling", overruling.id, at)
