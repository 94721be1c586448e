"""Sample data after the conversations: progress since the baseline, and an answer not ready to be sent."""

from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor
from surveyapp.interviews.progress.operations import mark_progress
from surveyapp.interviews.recording import queries
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.operations import save_answer
from surveyapp.interviews.recording.rules import AnswerStatus, ProgressMark

NEW, UNCHANGED = ProgressMark.NEW, ProgressMark.UNCHANGED
ADVANCED, COMPLETED, LAPSED = ProgressMark.ADVANCED, ProgressMark.COMPLETED, ProgressMark.LAPSED

MARKS = {
    "achterhoek": {"1": ADVANCED, "2b": ADVANCED, "2d": UNCHANGED, "3a": COMPLETED, "7": NEW},
    "eemsdelta": {"1": ADVANCED, "2b": COMPLETED, "2e": ADVANCED, "5": UNCHANGED},
    "kop-van-noord-holland": {"1": ADVANCED, "2a": NEW, "2b": ADVANCED, "4a": LAPSED, "6": UNCHANGED},
    "oost-drenthe": {"1": ADVANCED, "2b": ADVANCED, "2d": UNCHANGED, "4a": COMPLETED, "7": NEW},
    "schouwen-duiveland": {"1": ADVANCED, "2a": COMPLETED, "2d": ADVANCED},
    "zeeuws-vlaanderen": {"1": UNCHANGED, "2b": ADVANCED, "2d": COMPLETED, "6": ADVANCED},
}
"""Progress of items since the previous round, by key of the organisation."""

UNFINISHED = {
    "westelijke-mijnstreek": {
        "6": "Voor de cijfers kan de regio terecht bij de projectleider, op 06-12345678.",
        "7": "Nog invullen: het bedrag voor de wijkaanpak is [...] euro.",
    }
}
"""Unfinished text that an interviewer added to an answer, by key of the organisation."""


def review(session: Session, actor: Actor, interview: Interview, at: datetime) -> None:
    """Set the progress and the unfinished text of this interview."""
    key = interview.organisation.key
    for item, mark in MARKS.get(key, {}).items():
        mark_progress(session, actor, interview, item, mark, at=at)
    newest = queries.newest_revisions(session, [interview.id])[interview.id]
    for item, words in UNFINISHED.get(key, {}).items():
        text = f"{newest[item].text}\n\n{words}"
        save_answer(
            session, actor, interview, item, text=text, status=AnswerStatus.TEXT, base=newest[item].number, at=at
        )
