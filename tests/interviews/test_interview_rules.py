from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.interviews.recording.rules import (
    STARTED_BELOW,
    AnswerStatus,
    Facts,
    InterviewState,
    Progress,
    checked_video_url,
    organisation_code,
    organisation_key,
    progress_of,
    state_after_save,
    state_of,
)


def facts(**given_facts: int) -> Facts:
    known = {
        "answers": 3,
        "touched": 4,
        "records": 1,
        "unsent_changes": False,
        "open_reactions": 0,
        "missing_approvals": 0,
        "approvers": 1,
    }
    return Facts(**(known | given_facts))


@pytest.mark.parametrize(
    ("given_facts", "state"),
    [
        ({}, InterviewState.APPROVED),
        ({"touched": 0, "answers": 0, "records": 0}, InterviewState.PLANNED),
        ({"records": 0}, InterviewState.RECORDING),
        ({"records": 0, "missing_approvals": 3}, InterviewState.RECORDING),
        ({"missing_approvals": 1}, InterviewState.WAITING),
        ({"open_reactions": 1, "missing_approvals": 1}, InterviewState.REACTED),
        ({"open_reactions": 1, "unsent_changes": True}, InterviewState.REACTED),
        ({"unsent_changes": True}, InterviewState.RECORDING),
        ({"approvers": 0}, InterviewState.WAITING),
        ({"answers": 0}, InterviewState.WAITING),
    ],
)
def test_the_state_follows_from_the_facts(given_facts: dict[str, int], state: InterviewState) -> None:
    assert state_of(facts(**given_facts)) is state


@given(
    st.builds(
        Facts,
        answers=st.integers(0, 3),
        touched=st.integers(0, 3),
        records=st.integers(0, 3),
        unsent_changes=st.booleans(),
        open_reactions=st.integers(0, 2),
        missing_approvals=st.integers(0, 3),
        approvers=st.integers(0, 2),
    )
)
def test_nothing_is_agreed_while_anything_is_open(found: Facts) -> None:
    if state_of(found) is InterviewState.APPROVED:
        assert found.answers
        assert found.approvers
        assert found.records
        assert not any((found.missing_approvals, found.open_reactions, found.unsent_changes))


def test_a_new_text_takes_an_agreed_interview_back_and_reactions_keep_waiting() -> None:
    after = {
        (state, status): state_after_save(state, status) for state, status in product(InterviewState, AnswerStatus)
    }
    assert after[InterviewState.APPROVED, AnswerStatus.TEXT] is InterviewState.RECORDING
    assert after[InterviewState.WAITING, AnswerStatus.TEXT] is InterviewState.RECORDING
    assert after[InterviewState.APPROVED, AnswerStatus.NOT_DISCUSSED] is InterviewState.APPROVED
    assert {after[InterviewState.PLANNED, status] for status in AnswerStatus} == {InterviewState.RECORDING}
    assert {after[InterviewState.REACTED, status] for status in AnswerStatus} == {InterviewState.REACTED}


@pytest.mark.parametrize(
    ("status", "text", "progress"),
    [
        (None, "", Progress.OPEN),
        (AnswerStatus.TEXT, "  \n", Progress.OPEN),
        (AnswerStatus.TEXT, "x" * (STARTED_BELOW - 1), Progress.STARTED),
        (AnswerStatus.TEXT, "x" * STARTED_BELOW, Progress.ANSWERED),
        (AnswerStatus.NOT_DISCUSSED, "", Progress.NOT_DISCUSSED),
        (AnswerStatus.NOT_APPLICABLE, "", Progress.NOT_APPLICABLE),
    ],
)
def test_progress_of_an_item(status: AnswerStatus | None, text: str, progress: Progress) -> None:
    assert progress_of(status, text) is progress


def test_every_mark_has_a_word_and_only_begun_and_open_items_are_unfinished() -> None:
    assert all(one.label for one in (*Progress, *InterviewState))
    assert {one for one in Progress if not one.done} == {Progress.STARTED, Progress.OPEN}


def test_keys_are_plain_words() -> None:
    assert organisation_key("Noordoost-Fryslân") == "noordoost-fryslan"
    assert organisation_key("Ministerie van Onderwijs, Cultuur en Wetenschap").startswith("ministerie-van-onderwijs-")


def test_codes_are_short_and_differ() -> None:
    taken: list[str] = []
    for name in (
        "Oost-Drenthe",
        "Noordoost-Fryslân",
        "Noordwest-Friesland",
        "Achterhoek",
        "Achterhoek",
        "Nieuw Friesland",
    ):
        taken.append(organisation_code(name, taken))
    assert taken[:4] == ["OD", "NF", "NoFr", "Achterhoek"]
    assert len(set(taken)) == len(taken)


@pytest.mark.parametrize(
    "address",
    [
        "https://teams.example.com/l/meetup-join/19%3ameeting_a@thread.v2/0?context=%7b%22Tid%22%3a%22x%22%7d",
        "https://video.example.org:8443/kamer#plaats",
        "https://meet.example.org/~kamer/(1)",
        "",
    ],
)
def test_a_video_link_is_kept_as_it_was_given(address: str) -> None:
    assert checked_video_url(f" {address}\n") == address


@pytest.mark.parametrize(
    "address",
    [
        "http://video.example.org/a",
        "HTTPS://video.example.org/a",
        "javascript:alert(1)",
        "video.example.org",
        "https://",
        "https://localhost/a",
        "https://user:secret@video.example.org/a",
        "https://video.example.org/a b",
        'https://video.example.org/"onclick=',
        "https://video.example.org/%LINK%",
        "https://vidéo.example.org/a",
        "https://video.example.org/\r\nX-EVIL:1",
        "https://[kapot.example.org/a",
    ],
)
def test_what_is_no_safe_link_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"videolink|adres"):
        checked_video_url(address)
