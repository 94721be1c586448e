"""An answer together with its interview."""

from collections.abc import Sequence
from dataclasses import dataclass

from surveyapp.report.material.passages import themes_by_passage
from surveyapp.report.material.sources import AnswerSource, InterviewSource, Organisation


@dataclass(frozen=True, slots=True)
class Given:
    """An answer together with its interview."""

    interview: InterviewSource
    answer: AnswerSource

    @property
    def organisation(self) -> Organisation:
        """Organisation that gave the answer."""
        return self.interview.organisation

    @property
    def code(self) -> str:
        """Reference to the answer: "OD 2b"."""
        return f"{self.organisation.code} {self.answer.item}"

    @property
    def place(self) -> int:
        """Index of the question in the questionnaire."""
        return self.interview.questionnaire.place(self.answer.item)


def given_in(interview: InterviewSource) -> Sequence[Given]:
    """Return the answers of an interview in the order of its questionnaire."""
    place = interview.questionnaire.place
    return [Given(interview, answer) for answer in sorted(interview.answers, key=lambda answer: place(answer.item))]


def in_order(one: Given) -> int:
    """Return the sort key that orders answers as their questionnaire does."""
    return one.place


def waits_for_theme(one: Given) -> bool:
    """Return whether an answer is agreed and has a passage without a chosen theme."""
    return one.answer.approved and not all(themes_by_passage(one.answer))
