"""An answer that has agreement does not change by any way in, and nobody loses a word by that."""

import pytest
from checking import Client
from sent_record import ANSWERS, SentRecord
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import Actor
from surveyapp.core.db import utcnow
from surveyapp.exchange.papers.rules import ChangeKind, Reply, Standing, kind_of
from surveyapp.exchange.uploads.operations import Chosen, take_over
from surveyapp.interviews.recording.operations import Locked
from surveyapp.interviews.recording.queries import newest_revisions
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.verification.agreeing.operations import approve
from surveyapp.verification.records.rules import Channel, Use
from surveyapp.verification.reopening import operations

CONTACT = "team@example.org"


@pytest.fixture
def interviewer(staff: MakeUser) -> User:
    return staff(RoleName.INTERVIEWER)


@pytest.fixture
def sent(session: Session, interviewer: User, client: Client) -> SentRecord:
    """Sent, and agreed to."""
    found = SentRecord.of(session, by=[interviewer])
    found.submitted(client)
    return found


@pytest.fixture
def desk(client: Client, sent: SentRecord, interviewer: User) -> Client:
    assert sent.approved()
    return client.login(interviewer)


def base(sent: SentRecord) -> str:
    return f"/interviews/{sent.interview.id}"


def texts(sent: SentRecord) -> dict[str, str]:
    found = newest_revisions(sent.session, [sent.interview.id])[sent.interview.id]
    return {item: one.text for item, one in found.items()}


def test_the_desk_shows_who_agreed_and_autosave_says_that_it_is_locked(desk: Client, sent: SentRecord) -> None:
    page = desk.get(base(sent))
    assert page.words.count("Akkoord van beleidsadviseur op") == len(ANSWERS)
    (field,) = page.all("textarea", name="answer_1")
    assert "readonly" in field.attrib
    assert not page.all("input", name="status_1")
    assert page.all("input", name="status_9")
    headers = {"X-CSRFToken": desk.csrf_token(), "Accept": "application/json"}
    save = {"text": "Mijn woorden.", "status": "text", "base": 0, "key": "k" * 32}
    answer = desk._open(f"{base(sent)}/antwoorden/1", method="PUT", json=save, headers=headers).response
    assert answer.status_code == 423
    assert answer.json
    assert "Vraag 1 heeft akkoord" in answer.json["error"]
    assert "Mijn woorden." in answer.json["panel"]
    assert (answer.json["agreed"]["text"], answer.json["agreed"]["base"]) == (ANSWERS["1"], 1)
    assert texts(sent) == ANSWERS


def test_a_whole_form_saves_the_rest_and_keeps_what_was_typed(desk: Client, sent: SentRecord) -> None:
    form = {f"answer_{item}": text for item, text in ANSWERS.items()} | {f"base_{item}": "1" for item in ANSWERS}
    form |= {"answer_1": "Mijn woorden.", "answer_9": "Een nieuw antwoord.", "base_9": "0"}
    page = desk.post(base(sent), form)
    assert "Niet opgeslagen: vraag 1 heeft akkoord" in page.words
    assert "Mijn woorden." in page.text
    assert texts(sent) == ANSWERS | {"9": "Een nieuw antwoord."}


def test_reopening_asks_why_tells_who_agreed_and_lets_the_answer_change(desk: Client, sent: SentRecord) -> None:
    page = desk.get(f"{base(sent)}/vragen/1/heropenen", title="Vraag 1 heropenen")
    assert "contact@example.org" in page.words
    assert "Vul een reden in" in desk.post(f"{base(sent)}/vragen/1/heropenen", {"reason": " "}, status=422).words
    page = desk.follow(desk.post(f"{base(sent)}/vragen/1/heropenen", {"reason": "Het jaartal klopt niet."}, status=303))
    assert "Heropend: Het jaartal klopt niet." in page.words
    sent.made.save(sent.interview, "1", "Andere woorden.", base=1)
    again = desk.follow(desk.post(f"{base(sent)}/vragen/1/heropenen", {"reason": "Nog eens."}, status=303))
    assert "Vraag 1 is niet vergrendeld" in again.words
    desk.get(f"{base(sent)}/vragen/99/heropenen", status=404)


def test_versions_and_the_baseline_leave_it_as_it_is(desk: Client, sent: SentRecord) -> None:
    page = desk.get(f"{base(sent)}/vragen/1/versies")
    assert "Terugzetten kan pas na heropenen" in page.words
    operations.reopen(sent.session, Actor.system(), sent.interview, "1", reason="Fout.", contact=CONTACT, at=utcnow())
    sent.made.save(sent.interview, "1", "Tweede.", base=1)
    sent.session.commit()
    assert "Terugzetten" in desk.get(f"{base(sent)}/vragen/1/versies").words
    sent.send()
    reader, entry = sent.verification(), sent.record.entries[0]
    approve(
        sent.session,
        Actor.system(),
        reader.respondent,
        entry.revision,
        channel=Channel.LINK,
        use=Use.NAMED,
        at=utcnow(),
        verification=reader,
    )
    sent.session.commit()
    page = desk.post(f"{base(sent)}/vragen/1/versies", {"number": "1", "base": "2"}, status=409)
    assert "Vraag 1 heeft akkoord" in page.words
    assert texts(sent)["1"] == "Tweede."


def test_a_file_skips_what_is_locked_and_names_it(sent: SentRecord) -> None:
    chosen = [Chosen(Reply("1", "Uit het bestand.", base=1), 1), Chosen(Reply("9", "Nieuw."), 0)]
    kept = take_over(sent.session, Actor.system(), sent.interview, chosen, file="f" * 16, at=utcnow())
    assert {item: one.text for item, one in kept.items()} == {"1": ANSWERS["1"]}
    assert texts(sent)["9"] == "Nieuw."
    agreed = Standing(1, "Akkoord.", locked=True)
    for reply, kind in (
        (Reply("1", "Anders.", base=1), ChangeKind.LOCKED),
        (Reply("1", "", base=1), ChangeKind.LOCKED),
        (Reply("1", "Akkoord.", base=1), ChangeKind.UNCHANGED),
    ):
        assert kind_of(reply, agreed) is kind
        assert not kind.offered


def test_a_withdrawn_answer_says_so_and_comes_back_only_by_new_words(desk: Client, sent: SentRecord) -> None:
    operations.reopen(sent.session, Actor.system(), sent.interview, "1", reason="Fout.", contact=CONTACT, at=utcnow())
    sent.made.save(sent.interview, "1", "", base=1, status=AnswerStatus.WITHDRAWN)
    sent.session.commit()
    page = desk.get(base(sent))
    assert "Ingetrokken op verzoek van de respondent" in page.words
    form = {f"answer_{item}": text for item, text in ANSWERS.items()} | {f"base_{item}": "1" for item in ANSWERS}
    desk.post(base(sent), form | {"answer_1": "", "base_1": "2"}, status=302)
    newest = newest_revisions(sent.session, [sent.interview.id])[sent.interview.id]["1"]
    assert (newest.status, newest.number) == (AnswerStatus.WITHDRAWN, 2)
    assert "Ingetrokken op verzoek" in desk.get(f"{base(sent)}/vragen/1/versies").words
    assert "Ingetrokken op verzoek" in desk.get(f"{base(sent)}/meelezen").words
    withdrawn = Standing(2, "", AnswerStatus.WITHDRAWN)
    assert kind_of(Reply("1", "ingetrokken", AnswerStatus.WITHDRAWN, 2), withdrawn) is ChangeKind.UNCHANGED
    assert kind_of(Reply("1", "", base=2), withdrawn) is ChangeKind.BLANK
    desk.post(base(sent), form | {"answer_1": "Toch iets.", "base_1": "2"}, status=302)
    assert texts(sent)["1"] == "Toch iets."


def test_the_lock_comes_before_a_conflict(sent: SentRecord) -> None:
    with pytest.raises(Locked) as error:
        sent.made.save(sent.interview, "1", "Lang zonder verbinding getypt.", base=0)
    assert error.value.newest.text == ANSWERS["1"]


@pytest.fixture
def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the application forgot to look at the lock: only the database is left to refuse."""
    monkeypatch.setattr("surveyapp.interviews.recording.operations.is_locked", lambda *_: False)


@pytest.mark.usefixtures("unchecked")
def test_what_only_the_database_refuses_is_told_with_its_reason(desk: Client, sent: SentRecord) -> None:
    headers = {"X-CSRFToken": desk.csrf_token(), "Accept": "application/json"}
    save = {"text": "Mijn woorden.", "status": "text", "base": 1, "key": "k" * 32}
    answer = desk._open(f"{base(sent)}/antwoorden/1", method="PUT", json=save, headers=headers).response
    assert answer.status_code == 409
    assert answer.json == {"error": "Dit antwoord heeft akkoord. Heropen het om het te wijzigen."}
    form = {f"answer_{item}": text for item, text in ANSWERS.items()} | {f"base_{item}": "1" for item in ANSWERS}
    page = desk.post(base(sent), form | {"answer_1": "Mijn woorden."}, status=409)
    assert "Dit antwoord heeft akkoord. Heropen het om het te wijzigen." in page.words
    assert texts(sent) == ANSWERS
