"""Interviews as values for JSON, and as lines to read. Scripts depend on the keys: add some, change none."""

from typing import Any

from sqlalchemy.orm import Session

from surveyapp.core.dutch import counted
from surveyapp.interviews.files.operations import Imported
from surveyapp.interviews.recording import queries
from surveyapp.interviews.recording.models import Interview, Round
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.questionnaires.operations import parsed
from surveyapp.verification.records.queries import records_of, texts_of
from surveyapp.verification.waiting.queries import stands_of

STATUS = {
    AnswerStatus.TEXT.value: "",
    AnswerStatus.NOT_DISCUSSED.value: "(niet besproken)",
    AnswerStatus.NOT_APPLICABLE.value: "(niet van toepassing)",
    AnswerStatus.WITHDRAWN.value: "(ingetrokken)",
}


def import_line(name: str, done: Imported) -> str:
    """What reading in one file did."""
    what = "nieuw interview" if done.created else "bestaand interview"
    saved = counted(done.saved, "nieuwe tekst", "nieuwe teksten") if done.saved else "niets gewijzigd"
    return f"{name}: {what} {done.interview.id}, {done.interview.organisation.label}, {saved}"


def rows(session: Session, round_: Round) -> list[dict[str, Any]]:
    """One row for each interview of a round."""
    found = queries.interviews_in(session, round_)
    stands = stands_of(session, {one.id: one.state for one in found})
    return [_row(one, stands[one.id]) for one in found]


def _row(one: Interview, stand: str) -> dict[str, Any]:
    return {
        "id": one.id,
        "round": one.round.name,
        "organisation": one.organisation.key,
        "name": one.organisation.label,
        "kind": one.organisation.kind.value,
        "questionnaire": one.questionnaire.key,
        "state": one.state.value,
        "stand": stand,
        "held_on": one.held_on.isoformat() if one.held_on else None,
        "approved_at": one.approved_at.isoformat() if one.approved_at else None,
    }


def table(found: list[dict[str, Any]]) -> str:
    """The rows as a table."""
    if not found:
        return "Deze ronde heeft nog geen interviews."
    lines = [("nr", "organisatie", "gehouden", "stand")]
    lines += [(str(row["id"]), row["name"], row["held_on"] or "-", row["stand"]) for row in found]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def whole(session: Session, interview: Interview) -> dict[str, Any]:
    """One interview with its people and the newest answer to every question."""
    newest = queries.newest_revisions(session, [interview.id])[interview.id]
    texts = texts_of(session, interview)
    answers = []
    for question in parsed(interview.questionnaire).items:
        revision = newest.get(question.number)
        answers.append(
            {
                "item": question.number,
                "title": question.title,
                "status": revision.status.value if revision else None,
                "revision": revision.number if revision else 0,
                "text": revision.text if revision else "",
                "agreed": bool(revision and texts.agreed(revision.id)),
                "fingerprint": revision.fingerprint if revision else None,
            }
        )
    stand = stands_of(session, {interview.id: interview.state})[interview.id]
    return _row(interview, stand) | {
        "place": interview.place,
        "started_at": interview.started_at.isoformat() if interview.started_at else None,
        "ended_at": interview.ended_at.isoformat() if interview.ended_at else None,
        "interviewers": [person.name for person in interview.interviewers],
        "respondents": [
            {"name": one.name, "function": one.function, "email": one.email, "must_agree": one.must_agree}
            for one in interview.respondents
        ],
        "records": [
            {"number": one.number, "sent_at": one.sent_at.isoformat(), "deadline": one.deadline.isoformat()}
            for one in reversed(records_of(session, interview))
        ],
        "answers": answers,
    }


def page(found: dict[str, Any]) -> str:
    """One interview to read."""
    people = ", ".join(f"{one['name']} ({one['function']})" for one in found["respondents"])
    lines = [
        f"{found['name']}, ronde {found['round']}: {found['stand']}",
        f"Gehouden op {found['held_on'] or '-'} door {', '.join(found['interviewers']) or '-'}",
        f"Respondenten: {people or '-'}",
    ]
    for answer in found["answers"]:
        agreed = ", akkoord" if answer["agreed"] else ""
        mark = f"versie {answer['revision']}{agreed}" if answer["revision"] else "open"
        lines += [
            "",
            f"{answer['item']} {answer['title']} [{mark}]",
            answer["text"] or STATUS.get(answer["status"], ""),
        ]
    return "\n".join(lines).rstrip()
