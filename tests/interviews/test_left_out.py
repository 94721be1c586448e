"""Words that a choice takes out of the record: said at the desk and before sending, and kept."""

import pytest
from checking import Client
from recorded import ADVISER, Recorded
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import utcnow
from surveyapp.fieldwork.actions.rules import BulkKind
from surveyapp.fieldwork.plans.queries import plans
from surveyapp.interviews.left_out.queries import left_out_of
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.rules import AnswerStatus

WORDS = "In 2017 zijn er 120 woningen gesloopt."
TYPED = "In 2017 zijn er 120 woningen gesloopt en 40 gebouwd."


@pytest.fixture
def made(session: Session) -> Recorded:
    return Recorded.of(session)


@pytest.fixture
def interview(made: Recorded) -> Interview:
    found = made.interview(respondents=[ADVISER])
    made.save(found, "1", "De voortgang is goed.")
    made.save(found, "2b", WORDS)
    return found


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (AnswerStatus.NOT_DISCUSSED, "staat op niet besproken"),
        (AnswerStatus.NOT_APPLICABLE, "staat op niet van toepassing"),
        (AnswerStatus.TEXT, "is leeggemaakt"),
    ],
)
def test_before_sending_the_interviewer_is_told_what_is_left_out_and_why(
    client: Client,
    staff: MakeUser,
    session: Session,
    made: Recorded,
    interview: Interview,
    status: AnswerStatus,
    why: str,
) -> None:
    client.login(staff(RoleName.ADMINISTRATOR))
    assert "gaat niet mee" not in client.get(f"/interviews/{interview.id}/verslag").words
    made.save(interview, "2b", "", status=status, base=1)
    (one,) = left_out_of(session, interview)
    assert (one.item, one.text, one.why, one.number) == ("2b", WORDS, why, 1)
    page = client.get(f"/interviews/{interview.id}/verslag")
    assert "1 antwoord met tekst gaat niet mee" in page.words
    assert f"Vraag 2b {why}. Er stond: “{WORDS}”" in page.words
    desk = client.get(f"/interviews/{interview.id}")
    assert (WORDS in desk.text) is (status is not AnswerStatus.TEXT)


def test_what_never_held_words_or_was_taken_back_is_no_news(made: Recorded, interview: Interview) -> None:
    made.save(interview, "6", "", status=AnswerStatus.NOT_DISCUSSED)
    made.save(interview, "2b", "", status=AnswerStatus.WITHDRAWN, base=1)
    made.save(interview, "2b", "", status=AnswerStatus.NOT_DISCUSSED, base=2)
    assert left_out_of(made.session, interview) == ()


def test_a_bulk_send_says_what_is_left_out_of_each_record(made: Recorded, interview: Interview) -> None:
    made.save(interview, "2b", "", status=AnswerStatus.NOT_DISCUSSED, base=1)
    plan = plans(made.session, BulkKind.SEND, [interview], None, utcnow())[interview.id]
    assert "vraag 2b gaat niet mee: staat op niet besproken, met tekst" in plan.lines[0].gets


def test_words_that_come_with_not_discussed_are_kept_before_it(any_session: Session) -> None:
    """Without JavaScript, and from a desk whose last words were not saved yet."""
    made = Recorded.of(any_session)
    interview = made.interview()
    made.save(interview, "2b", "Eerst.")
    for key in ("a" * 32, "a" * 32):
        saved = made.save(interview, "2b", TYPED, base=1, status=AnswerStatus.NOT_DISCUSSED, key=key)
        assert (saved.number, saved.text, saved.status) == (3, "", AnswerStatus.NOT_DISCUSSED)
    (left,) = left_out_of(any_session, interview)
    assert (left.item, left.text, left.number) == ("2b", TYPED, 2)
    again = made.save(interview, "2b", TYPED, base=3, status=AnswerStatus.NOT_APPLICABLE)
    assert again.number == 4, "words that are kept are not kept once more"


def test_a_form_without_script_keeps_words_that_stand_beside_the_box(
    client: Client, session: Session, staff: MakeUser
) -> None:
    noor = staff(RoleName.INTERVIEWER, name="Noor")
    made = Recorded.of(session)
    interview = made.interview(by=[noor])
    made.save(interview, "1", "De voortgang is goed.")
    made.save(interview, "2b", "", status=AnswerStatus.NOT_DISCUSSED)
    session.commit()
    typed = {"answer_2b": TYPED, "status_2b": "not_discussed", "base_2b": "1"}
    client.login(noor).post(f"/interviews/{interview.id}", typed)
    (left,) = left_out_of(session, interview)
    assert (left.text, left.status) == (TYPED, AnswerStatus.NOT_DISCUSSED)
    assert "Vraag 2b staat op niet besproken" in client.get(f"/interviews/{interview.id}/verslag").words
