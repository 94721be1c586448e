import pytest

from surveyapp.comments.rules import CommentKind, is_open

REMARK, RESOLVED, REOPENED = CommentKind


@pytest.mark.parametrize(
    ("kinds", "opened"),
    [
        ([], False),
        ([REMARK], True),
        ([REMARK, RESOLVED], False),
        ([REMARK, RESOLVED, REOPENED], True),
        ([REMARK, RESOLVED, REMARK], True),
        ([REMARK, RESOLVED, REOPENED, RESOLVED], False),
    ],
)
def test_the_last_entry_of_a_thread_says_whether_it_waits(kinds: list[CommentKind], opened: bool) -> None:
    assert is_open(kinds) is opened
