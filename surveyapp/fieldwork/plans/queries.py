"""Plans of a bulk action for each interview: who gets what, and who gets nothing and why.

The number of queries does not depend on the number of interviews.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from surveyapp.core.dutch import counted, local, short_date, up_to_short
from surveyapp.fieldwork.actions.rules import BulkKind, Line, Plan
from surveyapp.interviews.left_out.queries import LeftOut, left_out_among
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.queries import newest_revisions
from surveyapp.interviews.recording.rules import Facts
from surveyapp.readings.links.rules import why_not
from surveyapp.readings.more_time.operations import why_not_extend, why_not_extend_to
from surveyapp.verification.progress.queries import progress_of_all
from surveyapp.verification.records import queries
from surveyapp.verification.records.models import Verification
from surveyapp.verification.records.queries import Texts
from surveyapp.verification.sending import operations
from surveyapp.verification.state.queries import facts_of_many
from surveyapp.verification.waiting import queries as waiting_queries

NOTHING_SENT = "Er is nog geen verslag verstuurd."


def plans(
    session: Session, kind: BulkKind, interviews: Sequence[Interview], until: date | None, at: datetime
) -> dict[int, Plan]:
    """Return the plan for each interview by its id. ``until`` is the date to extend to."""
    if kind is BulkKind.SEND:
        newest = newest_revisions(session, [interview.id for interview in interviews])
        facts, texts = facts_of_many(session, interviews), queries.texts_among(session, newest)
        out, today = left_out_among(session, interviews, newest), local(at).date()
        return {
            interview.id: _sending(interview, facts[interview.id], texts[interview.id], out[interview.id], today)
            for interview in interviews
        }
    sent = waiting_queries.of_newest_records(session, [interview.id for interview in interviews])
    if kind is BulkKind.REMIND:
        return _reminding(session, sent, at)
    return {number: _extending(readings, until or date.min, at) for number, readings in sent.items()}


def deadline_of(interview: Interview, today: date) -> date:
    """Return the deadline of a record sent today."""
    return interview.round.terms.deadline(today, interview.react_by)


def _sending(interview: Interview, facts: Facts, texts: Texts, out: Sequence[LeftOut], today: date) -> Plan:
    deadline = deadline_of(interview, today)
    reason = operations.why_not(facts) or interview.round.terms.why_not(deadline, today)
    if reason:
        return Plan(why_not=reason)
    not_sent = "".join(f"; vraag {answer.item} gaat niet mee: {answer.why}, met tekst" for answer in out)
    words = sorted(revision.id for revision in texts.revisions.values())
    lines = []
    for person in interview.respondents:
        asked = len(texts.open_for(person))
        answers = counted(asked, "antwoord", "antwoorden")
        gets = f"verslag {facts.records + 1}, {answers}, {up_to_short(deadline)}{not_sent}"
        lines.append(Line(person.id, gets) if asked else Line(person.id, why_not="ging al met alles akkoord"))
    return Plan(tuple(lines), basis=f"{facts.records + 1}:{deadline}:{words}")


def _reminding(session: Session, sent: dict[int, list[Verification]], at: datetime) -> dict[int, Plan]:
    today = local(at).date()
    progress = progress_of_all(session, [reading for readings in sent.values() for reading in readings])

    def line(verification: Verification) -> Line:
        reason = why_not(waiting_queries.reminder_facts(verification, at), today)
        if reason:
            return Line(verification.respondent_id, why_not=reason)
        return Line(verification.respondent_id, f"herinnering ({progress[verification.id].stage.label})")

    return {number: _plan([line(reading) for reading in readings], readings) for number, readings in sent.items()}


def _extending(readings: Sequence[Verification], until: date, at: datetime) -> Plan:
    def line(verification: Verification) -> Line:
        reason = why_not_extend(verification, waiting_queries.link_state_of(verification, at))
        if not reason and verification.deadline >= until:
            reason = f"heeft al {up_to_short(verification.deadline)}"
        if reason or why_not_extend_to(verification, until, at):
            return Line(verification.respondent_id, why_not=reason or why_not_extend_to(verification, until, at))
        return Line(verification.respondent_id, f"tijd {up_to_short(until)}, was {short_date(verification.deadline)}")

    return _plan([line(reading) for reading in readings], readings)


def _plan(lines: Sequence[Line], readings: Sequence[Verification]) -> Plan:
    if not readings:
        return Plan(why_not=NOTHING_SENT)
    return Plan(tuple(lines), basis=str([reading.id for reading in readings]))
