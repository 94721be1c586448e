import pytest

from surveyapp.handover.rules import problem_with

ANN, BOB, CAS = 1, 2, 3


@pytest.mark.parametrize(
    ("giver", "taker", "interviewers", "stays", "problem"),
    [
        (ANN, BOB, [ANN], False, ""),
        (ANN, BOB, [ANN], True, ""),
        (ANN, BOB, [ANN, BOB], False, ""),
        (None, BOB, [ANN], False, ""),
        (None, BOB, [], False, ""),
        (CAS, BOB, [ANN], False, "geen interviewer"),
        (ANN, ANN, [ANN], False, "andere collega"),
        (ANN, BOB, [ANN, BOB], True, "al interviewer"),
        (None, BOB, [BOB], False, "al interviewer"),
    ],
)
def test_who_may_pass_an_interview_on_to_whom(
    giver: int | None, taker: int, interviewers: list[int], stays: bool, problem: str
) -> None:
    found = problem_with(giver=giver, taker=taker, interviewers=interviewers, stays=stays)
    assert problem in found
    assert bool(found) is bool(problem)
