"""Interviews as values for JSON, and as lines to read. Scripts depend on the keys: add keys, but change none."""

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
    """Return a line about the import of a file."""
    what = "nieuw interview" if done.created else "bestaand interview"
    saved = counted(done.saved, "nieuwe tekst", "nieuwe teksten") if done.saved else "niets gewijzigd"
    return f"{name}: {what} {done.interview.id}, {done.interview.organisation.label}, {saved}"


def rows(session: Session, round_: Round) -> list[dict[str, Any]]:
    """Return a row for each interview of a round."""
    interviews = queries.interviews_in(session, round_)
    stands = stands_of(session, {interview.id: interview.state for interview in interviews})
    return [_row(interview, stands[interview.id]) for interview in interviews]


def _row(interview: Interview, stand: str) -> dict[str, Any]:
    return {
        "id": interview.id,
        "round": interview.round.name,
        "organisation": interview.organisation.key,
        "name": interview.organisation.label,
        "kind": interview.organisation.kind.value,
        "questionnaire": interview.questionnaire.key,
        "state": interview.state.value,
        "stand": stand,
        "held_on": interview.held_on.isoformat() if interview.held_on else None,
        "approved_at": interview.approved_at.isoformat() if interview.approved_at else None,
    }


def table(interviews: list[dict[str, Any]]) -> str:
    """Return the rows as a table."""
    if not interviews:
        return "Deze ronde heeft nog geen interviews."
    lines = [("nr", "organisatie", "gehouden", "stand")]
    lines += [(str(row["id"]), row["name"], row["held_on"] or "-", row["stand"]) for row in interviews]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def whole(session: Session, interview: Interview) -> dict[str, Any]:
    """Return an interview with its people and the newest answer to every question."""
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
            {
                "name": respondent.name,
                "function": respondent.function,
                "email": respondent.email,
                "must_agree": respondent.must_agree,
            }
            for respondent in interview.respondents
        ],
        "records": [
            {"number": record.number, "sent_at": record.sent_at.isoformat(), "deadline": record.deadline.isoformat()}
            for record in reversed(records_of(session, interview))
        ],
        "answers": answers,
    }


def page(interview: dict[str, Any]) -> str:
    """Return an interview as lines to read."""
    people = ", ".join(f"{respondent['name']} ({respondent['function']})" for respondent in interview["respondents"])
    lines = [
        f"{interview['name']}, ronde {interview['round']}: {interview['stand']}",
        f"Gehouden op {interview['held_on'] or '-'} door {', '.join(interview['interviewers']) or '-'}",
        f"Respondenten: {people or '-'}",
    ]
    for answer in interview["answers"]:
        agreed = ", akkoord" if answer["agreed"] else ""
        mark = f"versie {answer['revision']}{agreed}" if answer["revision"] else "open"
        lines += [
            "",
            f"{answer['item']} {answer['title']} [{mark}]",
            answer["text"] or STATUS.get(answer["status"], ""),
        ]
    return "\n".join(lines).rstrip()
