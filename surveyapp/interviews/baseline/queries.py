"""The baseline ("nulmeting"): answers that the same organisation approved in the previous round."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor
from surveyapp.core.errors import Refused
from surveyapp.interviews.recording import queries
from surveyapp.interviews.recording.models import AnswerRevision, Interview
from surveyapp.interviews.recording.operations import save_answer
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.questionnaires.operations import parsed
from surveyapp.questionnaires.rules import Question, Questionnaire
from surveyapp.text import words as texts


@dataclass(frozen=True, slots=True)
class EarlierAnswer:
    """An approved answer of the previous round. ``asked`` has the wording of its question where that was different."""

    number: str
    asked: tuple[str, ...]
    status: AnswerStatus | None
    """None when nothing was recorded."""
    text: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """The baseline of one question. ``new`` when the questionnaire says that the question is new."""

    answers: tuple[EarlierAnswer, ...]
    new: bool

    @property
    def numbers(self) -> tuple[str, ...]:
        """Numbers of the corresponding earlier questions."""
        return tuple(answer.number for answer in self.answers)

    @property
    def text(self) -> str:
        """The earlier answers as a start for a new one. Footnotes get labels that do not clash with others."""
        answers = [answer for answer in self.answers if answer.text.strip()]
        names = {answer.number: f"oud-{answer.number}-" if len(answers) > 1 else "oud-" for answer in answers}
        return "\n\n".join(answer.text.replace("[^", f"[^{names[answer.number]}") for answer in answers)


@dataclass(frozen=True, slots=True)
class Baseline:
    """The approved interview of the previous round, by item of the present interview."""

    round: str
    held_on: date | None
    approved_at: datetime | None
    items: Mapping[str, Earlier]


def baseline_of(session: Session, interview: Interview) -> Baseline | None:
    """Return the baseline of an interview, or None.

    Only an approved interview counts. Its newest texts are all approved, since a changed text ends the approval.
    """
    before = queries.find_baseline(session, interview)
    if before is None:
        return None
    revisions = queries.newest_revisions(session, [before.id])[before.id]
    now, then = parsed(interview.questionnaire), parsed(before.questionnaire)
    return Baseline(
        round=before.round.name,
        held_on=before.held_on,
        approved_at=before.approved_at,
        items={question.number: _earlier(now, question, then, revisions) for question in now.items},
    )


def _earlier(
    now: Questionnaire, question: Question, then: Questionnaire, revisions: Mapping[str, AnswerRevision]
) -> Earlier:
    known = {item.number: item for item in then.items}
    return Earlier(
        answers=tuple(
            _answer(now.asked(question), then.asked(known[number]), number, revisions.get(number))
            for number in question.earlier
            if number in known
        ),
        new=question.formerly == (),
    )


def _answer(
    asked_now: tuple[str, str], asked_then: tuple[str, str], number: str, revision: AnswerRevision | None
) -> EarlierAnswer:
    pairs = zip(asked_now, asked_then, strict=True)
    return EarlierAnswer(
        number=number,
        asked=tuple(then for now, then in pairs if then and then.split() != now.split()),
        status=revision.status if revision else None,
        text=revision.text if revision else "",
    )


def take_over(
    session: Session, actor: Actor, interview: Interview, item: str, *, base: int, at: datetime
) -> AnswerRevision:
    """Append the text of the baseline to an answer and save that as its next revision.

    The existing text stays. Raises Refused, and as ``save_answer``.
    """
    parsed(interview.questionnaire).item(item)
    baseline = baseline_of(session, interview)
    earlier = baseline.items[item].text if baseline else ""
    if not earlier:
        raise Refused(f"Vraag {item} heeft geen nulmeting om over te nemen.")
    current = queries.find_revision(session, interview, item, base)
    words = "\n\n".join(filter(None, [current.text if current else "", earlier]))
    return save_answer(
        session, actor, interview, item, text=texts.normalise(words), status=AnswerStatus.TEXT, base=base, at=at
    )
