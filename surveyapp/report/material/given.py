"""One answer with the interview that it was given in."""

from collections.abc import Sequence
from dataclasses import dataclass

from surveyapp.report.material.passages import themes_by_passage
from surveyapp.report.material.sources import AnswerSource, InterviewSource, Organisation


@dataclass(frozen=True, slots=True)
class Given:
    """One answer with the interview that it was given in."""

    interview: InterviewSource
    answer: AnswerSource

    @property
    def organisation(self) -> Organisation:
        """Whose answer it is."""
        return self.interview.organisation

    @property
    def code(self) -> str:
        """What refers to it: "OD 2b"."""
        return f"{self.organisation.code} {self.answer.item}"

    @property
    def place(self) -> int:
        """Its place in the questionnaire."""
        return self.interview.questionnaire.place(self.answer.item)


def given_in(interview: InterviewSource) -> Sequence[Given]:
    """The answers of an interview in the order of its questionnaire."""
    place = interview.questionnaire.place
    return [Given(interview, answer) for answer in sorted(interview.answers, key=lambda one: place(one.item))]


def in_order(one: Given) -> int:
    """Return what sorts answers in the order of their questionnaire."""
    return one.place


def waits_for_theme(one: Given) -> bool:
    """Return whether an answer is agreed, and nobody chose the theme of a passage of it."""
    return one.answer.approved and not all(themes_by_passage(one.answer))
