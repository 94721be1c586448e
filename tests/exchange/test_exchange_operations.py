import pytest
from filled_in import FILE
from recorded import NOW, SYSTEM, Recorded
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import Actor, verify_chain
from surveyapp.exchange.papers.rules import ChangeKind, Reply
from surveyapp.exchange.uploads.operations import Chosen, take_over
from surveyapp.exchange.uploads.pages import paper_of, preview_of
from surveyapp.interviews.recording import operations, queries
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.rules import AnswerStatus, InterviewState
from surveyapp.questionnaires.rules import UnknownItem


@pytest.fixture
def made(any_session: Session) -> Recorded:
    return Recorded.of(any_session)


@pytest.fixture
def interview(made: Recorded) -> Interview:
    return made.interview()


def take(made: Recorded, interview: Interview, *chosen: Chosen, by: Actor = SYSTEM) -> list[str]:
    return list(take_over(made.session, by, interview, chosen, file=FILE, at=NOW))


def said(made: Recorded, interview: Interview, item: str) -> list[str]:
    return [one.text for one in queries.revisions_of(made.session, interview, item)]


def test_chosen_replies_become_the_next_versions_and_again_nothing(made: Recorded, interview: Interview) -> None:
    made.save(interview, "2b", "Er is gesloopt.")
    chosen = [
        Chosen(Reply("2b", "Er is gebouwd."), 1),
        Chosen(Reply("2c", "", AnswerStatus.NOT_DISCUSSED), 0),
        Chosen(Reply("3a", "Samen."), 0),
    ]
    for _ in range(2):
        assert take(made, interview, *chosen) == []
        assert said(made, interview, "2b") == ["Er is gebouwd.", "Er is gesloopt."]
        assert said(made, interview, "3a") == ["Samen."]
    assert queries.revisions_of(made.session, interview, "2c")[0].status is AnswerStatus.NOT_DISCUSSED
    assert interview.state is InterviewState.RECORDING
    assert verify_chain(made.session).broken_at is None


def test_what_somebody_saved_in_between_is_kept_and_named(made: Recorded, interview: Interview) -> None:
    made.save(interview, "2b", "Van een collega.")
    chosen = (Chosen(Reply("2b", "Uit het bestand."), 0), Chosen(Reply("3a", "Samen."), 0))
    assert take(made, interview, *chosen) == ["2b"]
    assert said(made, interview, "2b") == ["Van een collega."]
    assert said(made, interview, "3a") == ["Samen."]


def test_an_item_that_the_questionnaire_does_not_have_is_refused(made: Recorded, interview: Interview) -> None:
    with pytest.raises(UnknownItem):
        take(made, interview, Chosen(Reply("7z", "Tekst."), 0))


def test_a_paragraph_that_did_not_change_keeps_its_theme(
    made: Recorded, interview: Interview, any_staff: MakeUser
) -> None:
    first = made.save(interview, "2b", "* Punt.\n\nOud.")
    operations.tag_passages(made.session, SYSTEM, interview, first, [["wonen"], []], at=NOW)
    reply = Reply("2b", "- Punt.\n\nNieuw.", base=1)
    shown = preview_of(made.session, interview, any_staff(RoleName.INTERVIEWER), [reply], file=FILE)
    take(made, interview, Chosen(Reply("2b", shown.items[0].new), 1))
    newest = queries.revisions_of(made.session, interview, "2b")[0]
    assert newest.text == "* Punt.\n\nNieuw."
    assert queries.themes_of(made.session, [newest.id]) == {newest.id: {0: ("wonen",)}}


def test_who_goes_on_in_an_own_file_is_not_asked_again(
    made: Recorded, interview: Interview, any_staff: MakeUser
) -> None:
    me, colleague = any_staff(RoleName.INTERVIEWER), any_staff(RoleName.INTERVIEWER)
    take(made, interview, Chosen(Reply("2b", "Eerste."), 0), by=Actor("staff", me.id))
    kinds = {
        (user.id, file): preview_of(made.session, interview, user, [Reply("2b", "Tweede.")], file=file).items[0].kind
        for user in (me, colleague)
        for file in (FILE, "f" * 16)
    }
    assert kinds.pop((me.id, FILE)) is ChangeKind.CHANGED
    assert set(kinds.values()) == {ChangeKind.SINCE}


def test_a_file_has_the_answers_on_request_and_never_a_note(made: Recorded, interview: Interview) -> None:
    made.save(interview, "2b", "Er is gesloopt.")
    made.save(interview, "2b", "Er is gebouwd.", base=1)
    operations.save_note(made.session, SYSTEM, interview, "2b", text="Navragen.", base=0, at=NOW)
    full = paper_of(made.session, interview, FILE, with_answers=True)
    assert [(item, one.base, one.words) for item, one in full.answers.items()] == [("2b", 2, "Er is gebouwd.")]
    assert full.facts["Gesproken met"] == "beleidsadviseur"
    assert full.name == "vragenlijst-regio-oost-drenthe-2018"
    assert not paper_of(made.session, interview, FILE, with_answers=False).answers
