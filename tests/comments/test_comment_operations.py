from datetime import timedelta

import pytest
from recorded import NOW, Recorded
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.comments import operations, pages, queries
from surveyapp.comments.models import Comment
from surveyapp.comments.rules import MAX_CHARACTERS
from surveyapp.core.audit import Actor, AuditEvent, verify_chain
from surveyapp.core.errors import Refused
from surveyapp.interviews.recording.models import Interview
from surveyapp.questionnaires.rules import UnknownItem


@pytest.fixture
def made(any_session: Session) -> Recorded:
    return Recorded.of(any_session)


@pytest.fixture
def interview(made: Recorded) -> Interview:
    return made.interview()


@pytest.fixture
def editor(any_staff: MakeUser) -> User:
    return any_staff(RoleName.EDITOR, name="Redactie")


@pytest.fixture
def colleague(any_staff: MakeUser) -> User:
    return any_staff(RoleName.INTERVIEWER, name="Collega")


def say(made: Recorded, by: User, interview: Interview, text: str, item: str = "2b") -> Comment:
    return operations.comment(made.session, Actor("staff", by.id), interview, item, text=text, at=NOW)


def settle(made: Recorded, by: User, interview: Interview, seen: int, *, done: bool = True) -> Comment:
    actor, at = Actor("staff", by.id), NOW + timedelta(hours=1)
    return operations.settle(made.session, actor, interview, "2b", done=done, seen=seen, at=at)


def test_a_thread_keeps_who_said_what_when_in_order(
    made: Recorded, interview: Interview, editor: User, colleague: User
) -> None:
    say(made, editor, interview, "Om hoeveel woningen gaat het?\r\n")
    say(made, colleague, interview, "Dat vraag ik na.")
    say(made, editor, interview, "Een andere vraag.", item="1")
    threads = pages.threads_of(made.session, interview.id)
    assert [(one.by, one.text, one.at) for one in threads["2b"].entries] == [
        ("Redactie", "Om hoeveel woningen gaat het?", NOW),
        ("Collega", "Dat vraag ik na.", NOW),
    ]
    assert (threads["2b"].remarks, threads["1"].remarks, threads["6"].entries) == (2, 1, ())


def test_a_thread_is_settled_opened_again_and_opened_by_a_remark(
    made: Recorded, interview: Interview, editor: User, colleague: User
) -> None:
    asked = say(made, editor, interview, "Klopt dit?")
    done = settle(made, colleague, interview, asked.id)
    assert queries.count_open_threads(made.session, made.round.id) == {}
    settle(made, editor, interview, done.id, done=False)
    assert queries.count_open_threads(made.session, made.round.id) == {interview.id: 1}
    last = pages.threads_of(made.session, interview.id)["2b"]
    settle(made, colleague, interview, last.seen)
    say(made, editor, interview, "Nog iets.")
    say(made, editor, interview, "En hier ook.", item="6")
    assert queries.count_open_threads(made.session, made.round.id) == {interview.id: 2}


def test_nobody_settles_what_they_did_not_read(
    made: Recorded, interview: Interview, editor: User, colleague: User
) -> None:
    asked = say(made, editor, interview, "Klopt dit?")
    say(made, editor, interview, "En dit?")
    with pytest.raises(Refused, match="intussen"):
        settle(made, colleague, interview, asked.id)
    with pytest.raises(Refused, match="nog geen opmerking"):
        operations.settle(made.session, Actor("staff", editor.id), interview, "6", done=True, seen=0, at=NOW)


def test_what_is_sent_twice_is_said_once(made: Recorded, interview: Interview, editor: User, colleague: User) -> None:
    first = say(made, editor, interview, "Klopt dit?")
    assert say(made, editor, interview, "Klopt dit?").id == first.id
    assert say(made, colleague, interview, "Klopt dit?").id != first.id
    done = settle(made, colleague, interview, pages.threads_of(made.session, interview.id)["2b"].seen)
    assert settle(made, colleague, interview, done.id).id == done.id


@pytest.mark.parametrize("text", ["", "  \n ", "x" * (MAX_CHARACTERS + 1)])
def test_a_comment_has_words_and_not_too_many(made: Recorded, interview: Interview, editor: User, text: str) -> None:
    with pytest.raises(Refused):
        say(made, editor, interview, text)


def test_only_an_item_of_the_questionnaire_takes_a_comment(made: Recorded, interview: Interview, editor: User) -> None:
    with pytest.raises(UnknownItem):
        say(made, editor, interview, "Waarover?", item="99")


def test_a_comment_is_in_the_log_without_its_words(made: Recorded, interview: Interview, editor: User) -> None:
    say(made, editor, interview, "Geheim woord.")
    event = made.session.query(AuditEvent).filter_by(action="comment.remark").one()
    assert (event.actor_id, event.subject_id) == (editor.id, interview.id)
    assert "Geheim" not in event.detail
    assert verify_chain(made.session).broken_at is None
