"""The interviewer's pages around a record: look it over, send it, follow it, decide on reactions."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from checking import Client, words
from flask import Flask
from recorded import ADVISER, Recorded
from sent_record import ANSWERS, COLLEAGUE, SentRecord
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import utcnow
from surveyapp.core.dutch import local
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.interviews.recording.queries import newest_revisions
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.verification.records import queries
from surveyapp.verification.records.models import Approval, Decision, Reaction, Record
from surveyapp.verification.records.rules import Channel, DecisionKind, ReactionKind, Use

PROPOSAL = {"kind_1": "correction", "proposal_1": "De voortgang is matig.", "remark_1": "Zo is het."}
QUESTION = {"kind_6": "question", "question_6": "Welke gemeenten?"}


@pytest.fixture
def interviewer(staff: MakeUser) -> User:
    return staff(RoleName.INTERVIEWER)


@pytest.fixture
def sent(session: Session, interviewer: User) -> SentRecord:
    return SentRecord.of(session, by=[interviewer])


@pytest.fixture
def desk(client: Client, interviewer: User) -> Client:
    return client.login(interviewer)


@pytest.fixture
def reacted(app: Flask, session: Session, sent: SentRecord) -> SentRecord:
    sent.submitted(Client(app, session), **PROPOSAL, **QUESTION)
    return sent


def base(sent: SentRecord) -> str:
    return f"/interviews/{sent.interview.id}"


def address(sent: SentRecord, item: str, tail: str = "") -> str:
    found = {one.revision.answer.item: one.id for one in queries.to_decide(sent.session, sent.record)}
    return f"{base(sent)}/reacties/{found[item]}{tail}"


def text_of(sent: SentRecord, item: str) -> str:
    return newest_revisions(sent.session, [sent.interview.id])[sent.interview.id][item].text


def decision_on(sent: SentRecord, item: str) -> Decision | None:
    found = {one.revision.answer.item: one.decision for one in queries.to_decide(sent.session, sent.record)}
    return found[item]


# Looking it over and sending


def test_the_preview_shows_the_record_as_its_reader_will_and_what_is_empty(
    desk: Client, session: Session, interviewer: User
) -> None:
    made = Recorded.of(session)
    interview = made.interview(by=[interviewer])
    made.save(interview, "1", "De voortgang is goed.")
    page = desk.get(f"/interviews/{interview.id}/verslag", title="Nakijken en versturen")
    assert "De voortgang is goed." in page.text
    assert ADVISER.email in page.text
    assert f"/interviews/{interview.id}#v-2b" in page.links().values(), "empty answers are a warning with links"
    assert page.one("input", name="deadline").get("value")


def test_sending_makes_record_and_mail_and_a_second_click_says_so(
    desk: Client, session: Session, interviewer: User
) -> None:
    made = Recorded.of(session)
    interview = made.interview(by=[interviewer])
    made.save(interview, "1", "De voortgang is goed.")
    form = {"deadline": local(utcnow() + timedelta(days=14)).date().isoformat()}
    page = desk.post(f"/interviews/{interview.id}/verslag", form, status=303)
    assert page.location == f"/interviews/{interview.id}/verslagen/1"
    assert desk.follow(page, title="Verslag 1").h1 == "Verslag 1"
    again = desk.follow(desk.post(f"/interviews/{interview.id}/verslag", form, status=303))
    assert "Er is niets veranderd" in again.words
    assert session.scalar(sa.select(sa.func.count()).select_from(Record)) == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(OutboxMail)) == 1


@pytest.mark.parametrize("deadline", ["", "gisteren", "2018-02-31"])
def test_a_deadline_that_is_no_date_is_named_at_its_field(desk: Client, sent: SentRecord, deadline: str) -> None:
    sent.made.save(sent.interview, "1", "Anders.", base=1)
    page = desk.post(f"{base(sent)}/verslag", {"deadline": deadline}, status=422)
    assert page.one("input", name="deadline").get("aria-describedby") == "deadline-hint deadline-error"
    assert sent.record.number == 1


def test_a_deadline_in_the_past_sends_nothing(desk: Client, sent: SentRecord) -> None:
    sent.made.save(sent.interview, "1", "Anders.", base=1)
    page = desk.post(f"{base(sent)}/verslag", {"deadline": date(2018, 1, 1).isoformat()}, status=422)
    assert "verleden" in page.words
    assert sent.record.number == 1


def test_the_next_preview_shows_what_stays_agreed(desk: Client, reacted: SentRecord) -> None:
    desk.post(address(reacted, "1"), {"kind": "accepted", "base": "1"}, status=303)
    desk.post(address(reacted, "6"), {"kind": "answered", "base": "1", "reason": "Allemaal."}, status=303)
    page = desk.get(f"{base(reacted)}/verslag")
    assert "1 antwoord waarmee de respondent al akkoord ging" in page.words
    assert "Allemaal." in page.words


# Whose it is


@pytest.mark.parametrize("path", ["/verslag", "/verslagen/1", "/reacties"])
def test_another_interviewers_record_is_not_there(client: Client, sent: SentRecord, staff: MakeUser, path: str) -> None:
    client.login(staff(RoleName.INTERVIEWER))
    client.get(f"{base(sent)}{path}", status=404)


def test_nothing_of_another_interview_can_be_reached_through_ones_own(desk: Client, sent: SentRecord) -> None:
    other = sent.another("Eemsdelta")
    own, foreign = base(sent), other.record.verifications[0].id
    desk.post(f"{own}/verslagen/1/intrekken/{foreign}", status=404)
    desk.get(f"{own}/verslagen/2", status=404)
    desk.post(f"{own}/reacties/999", {"kind": "accepted", "base": "1"}, status=404)
    assert other.record.verifications[0].revoked_at is None


# Following


def test_a_sent_record_reads_as_it_was_sent(desk: Client, sent: SentRecord) -> None:
    sent.made.save(sent.interview, "1", "Later gewijzigd.", base=1)
    page = desk.get(f"{base(sent)}/verslagen/1")
    assert ANSWERS["1"] in page.text
    assert "Later gewijzigd." not in page.text
    assert sent.link() not in page.text


def test_a_reminder_mails_the_same_link_until_nobody_is_waited_for(app: Flask, desk: Client, sent: SentRecord) -> None:
    path = f"{base(sent)}/verslagen/1/herinneren"
    before = desk.get(path, title="Herinneren")
    assert "1 persoon krijgt nu een mail" in before.words
    assert sent.link() not in before.text
    who = before.one("input", name="who").get("value", "")
    assert "er nu een herinnering krijgt" in desk.follow(desk.post(path, {"who": "999"}, status=303)).words
    assert "herinnering naar Contactpersoon" in desk.follow(desk.post(path, {"who": who}, status=303)).words
    names = sent.session.scalars(sa.select(OutboxMail.enclosure)).all()
    assert names == [f"record:{sent.reader}", f"reminder:{sent.reader}"]
    sent.submitted(Client(app, sent.session))
    assert "niemand om te herinneren" in desk.follow(desk.post(path, status=303)).words


def test_a_revoked_link_opens_nothing(app: Flask, desk: Client, sent: SentRecord) -> None:
    page = desk.follow(desk.post(f"{base(sent)}/verslagen/1/intrekken/{sent.reader}", status=303))
    assert "werkt niet meer" in page.words
    Client(app, sent.session).post(sent.link(), status=404)


def test_who_lost_a_link_gets_another_and_the_old_one_opens_nothing(app: Flask, desk: Client, sent: SentRecord) -> None:
    old, guest = sent.link(), Client(app, sent.session)
    desk.post(f"{base(sent)}/verslagen/1/intrekken/{sent.reader}", status=303)
    assert "Nieuwe link sturen" in desk.get(f"{base(sent)}/verslagen/1").words
    page = desk.follow(desk.post(f"{base(sent)}/verslagen/1/nieuwe-link/{sent.reader}", status=303))
    assert "krijgt een mail met een nieuwe link" in page.words
    guest.post(old, status=404)
    sent.submitted(guest)
    page = desk.follow(desk.post(f"{base(sent)}/verslagen/1/nieuwe-link/{sent.reader}", status=303))
    assert "Er is niets dat Contactpersoon nog moet nakijken." in page.words


def phone(sent: SentRecord, *items: str, note: str = "Gebeld op 3 mei.") -> dict[str, object]:
    return {
        "respondent": str(sent.interview.respondents[0].id),
        "items": list(items),
        "note": note,
        "channel": "phone",
        "said_on": local(utcnow()).date().isoformat(),
        "use": "named",
    }


def test_agreement_by_telephone_is_a_channel_of_its_own(desk: Client, sent: SentRecord) -> None:
    page = desk.follow(desk.post(f"{base(sent)}/verslagen/1/akkoord", phone(sent, "1", "6"), status=303))
    assert "vastgelegd voor 2 antwoorden" in page.words
    assert "genoteerd door Interviewer 1" in page.words
    found = sent.session.scalars(sa.select(Approval)).all()
    assert {(one.channel, one.note) for one in found} == {(Channel.PHONE, "Gebeld op 3 mei.")}


@pytest.mark.parametrize(("items", "note"), [((), "Gebeld."), (("1",), ""), (("1",), "   "), (("99",), "Gebeld.")])
def test_agreement_by_telephone_needs_answers_and_a_note(
    desk: Client, sent: SentRecord, items: tuple[str, ...], note: str
) -> None:
    page = desk.post(f"{base(sent)}/verslagen/1/akkoord", phone(sent, *items, note=note), status=422)
    assert page.all("p", class_="error")
    if note.strip():
        assert note in words(page.one("textarea", name="note"))
    assert sent.approved() == set()


def test_words_that_were_not_sent_cannot_be_agreed_to_by_telephone(desk: Client, sent: SentRecord) -> None:
    sent.made.save(sent.interview, "1", "Na het versturen gewijzigd.", base=1)
    page = desk.post(f"{base(sent)}/verslagen/1/akkoord", phone(sent, "1"), status=422)
    assert [one.get("value") for one in page.all("input", name="items")] == ["2b", "6"]
    assert "Gebeld op 3 mei." in page.text


# Deciding


def test_reactions_show_what_would_change(desk: Client, reacted: SentRecord) -> None:
    page = desk.get(f"{base(reacted)}/reacties", title="Reacties verwerken")
    assert "0 van 2 verwerkt" in page.words
    assert "matig" in words(page.all("ins")[0])
    assert "Welke gemeenten?" in page.words


@pytest.mark.parametrize(
    ("item", "sent_form", "kind", "text"),
    [
        ("1", {"kind": "accepted"}, DecisionKind.ACCEPTED, "De voortgang is matig."),
        ("1", {"kind": "adapted", "text": "Het gaat redelijk."}, DecisionKind.ADAPTED, "Het gaat redelijk."),
        ("1", {"kind": "refused", "reason": "Zo is het niet gezegd."}, DecisionKind.REFUSED, ANSWERS["1"]),
        ("6", {"kind": "answered", "reason": "Alle zes."}, DecisionKind.ANSWERED, ANSWERS["6"]),
        ("6", {"kind": "adapted", "text": "Alle zes werken samen."}, DecisionKind.ADAPTED, "Alle zes werken samen."),
    ],
)
def test_each_decision_does_what_it_says_and_can_be_undone(
    desk: Client, reacted: SentRecord, item: str, sent_form: dict[str, str], kind: DecisionKind, text: str
) -> None:
    page = desk.follow(desk.post(address(reacted, item), {"base": "1", **sent_form}, status=303))
    found = decision_on(reacted, item)
    assert found is not None
    assert found.kind is kind
    assert text_of(reacted, item) == text
    assert "1 van 2 verwerkt" in page.words
    desk.post(address(reacted, item, "/ongedaan"), status=303)
    assert decision_on(reacted, item) is None
    assert text_of(reacted, item) == ANSWERS[item]


@pytest.mark.parametrize(
    ("item", "sent_form", "problem"),
    [
        ("1", {}, "Kies een besluit."),
        ("1", {"kind": "refused", "reason": "  "}, "Vul een reden in."),
        ("1", {"kind": "adapted", "text": " "}, "Vul de aangepaste tekst in."),
        ("1", {"kind": "adapted", "text": "woord " * 100_000}, "te lang"),
        ("1", {"kind": "answered", "reason": "Ja."}, "past niet"),
        ("6", {"kind": "refused", "reason": "Nee."}, "past niet"),
        ("6", {"kind": "answered"}, "Vul uw antwoord in."),
    ],
)
def test_a_decision_that_lacks_something_is_named_and_keeps_what_was_typed(
    desk: Client, reacted: SentRecord, item: str, sent_form: dict[str, str], problem: str
) -> None:
    page = desk.post(address(reacted, item), {"base": "1", **sent_form}, status=422)
    assert problem in page.words
    assert any(problem in words(one) for one in page.all("p", class_="error"))
    for typed in (sent_form.get("text", "").strip(), sent_form.get("reason", "").strip()):
        assert typed in page.text
    assert decision_on(reacted, item) is None
    assert text_of(reacted, item) == ANSWERS[item]


def test_a_decision_on_words_that_changed_meanwhile_is_asked_again(desk: Client, reacted: SentRecord) -> None:
    reacted.made.save(reacted.interview, "1", "Een collega schreef dit.", base=1)
    shown = desk.get(f"{base(reacted)}/reacties")
    assert "daarna gewijzigd: versie 2" in shown.words, "nobody decides without seeing the newest words"
    form = {"base": "1", "kind": "adapted", "text": "Mijn aangepaste tekst."}
    page = desk.post(address(reacted, "1"), form, status=422)
    assert "intussen gewijzigd" in page.words
    assert "Mijn aangepaste tekst." in page.text
    assert text_of(reacted, "1") == "Een collega schreef dit."
    desk.post(address(reacted, "1"), {**form, "base": "2"}, status=303)
    assert text_of(reacted, "1") == "Mijn aangepaste tekst."


def test_a_reaction_on_an_answer_that_was_withdrawn_can_still_be_decided(desk: Client, reacted: SentRecord) -> None:
    reacted.made.save(reacted.interview, "1", "", base=1, status=AnswerStatus.NOT_DISCUSSED)
    page = desk.get(f"{base(reacted)}/reacties")
    assert "De tekst is weggehaald" in page.words
    desk.post(address(reacted, "1"), {"kind": "accepted", "base": "2"}, status=303)
    assert text_of(reacted, "1") == "De voortgang is matig."


def test_undoing_a_decision_never_replaces_what_was_written_after_it(desk: Client, reacted: SentRecord) -> None:
    desk.post(address(reacted, "1"), {"kind": "accepted", "base": "1"}, status=303)
    reacted.made.save(reacted.interview, "1", "Een collega ging verder.", base=2)
    page = desk.follow(desk.post(address(reacted, "1", "/ongedaan"), status=303))
    assert "nog gewijzigd" in page.words
    assert text_of(reacted, "1") == "Een collega ging verder."


def test_the_same_decision_or_undoing_twice_is_once(desk: Client, reacted: SentRecord) -> None:
    for _ in range(2):
        desk.post(address(reacted, "1"), {"kind": "accepted", "base": "1"}, status=303)
    assert newest_revisions(reacted.session, [reacted.interview.id])[reacted.interview.id]["1"].number == 2
    desk.post(address(reacted, "1", "/ongedaan"), status=303)
    assert "nog niet besloten" in desk.follow(desk.post(address(reacted, "1", "/ongedaan"), status=303)).words


def test_when_all_is_decided_the_next_record_can_go_and_brings_the_reasons(
    app: Flask, desk: Client, reacted: SentRecord
) -> None:
    desk.post(address(reacted, "1"), {"kind": "refused", "base": "1", "reason": "Zo is het niet gezegd."}, status=303)
    page = desk.follow(
        desk.post(address(reacted, "6"), {"kind": "answered", "base": "1", "reason": "Alle zes."}, status=303)
    )
    assert "Verslag 2 nakijken en versturen" in page.links()
    reacted.send()
    page = reacted.open(Client(app, reacted.session)).get("/nakijken")
    assert "Uw voorstel is niet overgenomen. Zo is het niet gezegd." in page.words
    assert "Alle zes." in page.words
    assert "1 antwoord waarmee u al akkoord ging" in page.words


def test_one_respondent_never_reads_what_was_decided_for_another(
    app: Flask, session: Session, desk: Client, interviewer: User
) -> None:
    sent = SentRecord.of(session, by=[interviewer], respondents=(ADVISER, COLLEAGUE))
    sent.submitted(Client(app, session), **PROPOSAL)
    desk.post(address(sent, "1"), {"kind": "refused", "base": "1", "reason": "Alleen voor de een."}, status=303)
    sent.send()
    assert "Alleen voor de een." in sent.open(Client(app, session)).get("/nakijken").text
    assert "Alleen voor de een." not in sent.open(Client(app, session), 1).get("/nakijken").text


def test_script_in_reactions_and_reasons_is_inert(app: Flask, desk: Client, sent: SentRecord) -> None:
    script = "<script>alert(1)</script>"
    fields = {"kind_1": "correction", "proposal_1": f"{script} a", "remark_1": script, "kind_6": "question"}
    sent.submitted(Client(app, sent.session), question_6=f"</textarea>{script}", **fields)
    assert script not in desk.get(f"{base(sent)}/reacties").text
    form = {"base": "1", "kind": "refused", "reason": f"</p>{script}"}
    assert script not in desk.follow(desk.post(address(sent, "1"), form, status=303)).text


def test_each_kind_stands_in_its_own_shape_with_who_said_it_and_for_what_use(
    app: Flask, session: Session, desk: Client, interviewer: User
) -> None:
    reader = RespondentData("Meelezer", "jurist", "jurist@example.org", must_agree=False)
    sent = SentRecord.of(session, by=[interviewer], respondents=(ADVISER, reader))
    record = sent.record
    for place, item, kind, said, use in (
        (0, "1", ReactionKind.ADDITION, "De provincie betaalt mee.", Use.UNNAMED),
        (0, "2b", ReactionKind.WITHDRAWAL, "", Use.NAMED),
        (1, "2b", ReactionKind.CORRECTION, "Er is gerenoveerd.", Use.NAMED),
    ):
        revision = next(one.revision for one in record.entries if one.revision.answer.item == item)
        session.add(
            Reaction(
                verification_id=record.verifications[place].id,
                revision_id=revision.id,
                kind=kind,
                proposal=said,
                use=use,
                updated_at=utcnow(),
                entered_by_id=interviewer.id,
            )
        )
    session.commit()
    page = desk.get(f"{base(sent)}/reacties")
    assert "0 van 3 verwerkt" in page.words
    assert "Nieuwe informatie van beleidsadviseur" in page.words
    assert "Gebruik: zonder de naam van de organisatie." in page.words
    assert "Fout in het verslag van jurist meelezer" in page.words
    assert f"per telefoon, genoteerd door {interviewer.name}" in page.words
    assert "Deze reacties spreken elkaar tegen." in page.words
    assert [words(one) for one in page.all("p", class_="gone")] == [f"vervallen: {ANSWERS['2b']}"]
    desk.post(address(sent, "1"), {"kind": "accepted", "base": "1"}, status=303)
    assert text_of(sent, "1").startswith(f"{ANSWERS['1']}\n\n*Aanvulling van ")
    form = {"kind": "refused", "base": "1", "reason": "Dat is elders gezegd."}
    reactions = {one.kind: one.id for one in queries.to_decide(session, sent.record)}
    desk.post(f"{base(sent)}/reacties/{reactions[ReactionKind.CORRECTION]}", form, status=303)
    accepted = {"kind": "accepted", "base": "1"}
    desk.post(f"{base(sent)}/reacties/{reactions[ReactionKind.WITHDRAWAL]}", accepted, status=303)
    assert "Ingetrokken: vraag 2b." in desk.get(f"{base(sent)}/verslag").words
    sent.send()
    assert "Ingetrokken: vraag 2b." in sent.open(Client(app, session)).get("/nakijken").words
    assert {entry.revision.answer.item for entry in sent.record.entries} == {"1", "6"}
    made_later = desk.get(f"{base(sent)}/reacties")
    assert "Nog geen reacties" in made_later.words


def test_everything_is_taken_over_and_taken_back_only_as_it_was_previewed(desk: Client, reacted: SentRecord) -> None:
    page = desk.get(f"{base(reacted)}/reacties/alles", title="Alles overnemen")
    assert "Vraag 6: een vraag vraagt om uw antwoord." in page.words
    (seen,) = page.all("input", name="seen")
    wrong = desk.follow(desk.post(f"{base(reacted)}/reacties/alles", {"seen": "anders"}, status=303))
    assert "intussen iets veranderd" in wrong.words
    assert text_of(reacted, "1") == ANSWERS["1"]
    desk.post(f"{base(reacted)}/reacties/alles", {"seen": seen.get("value", "")}, status=303)
    assert text_of(reacted, "1") == "De voortgang is matig."
    assert "1 besluit over verslag 1 vervalt" in desk.get(f"{base(reacted)}/reacties/ongedaan").words
    desk.post(f"{base(reacted)}/reacties/ongedaan", {}, status=303)
    assert text_of(reacted, "1") == ANSWERS["1"]
    desk.get(f"{base(reacted)}/reacties/ongedaan", status=303)


def test_what_was_said_and_decided_before_stands_with_the_answer(app: Flask, desk: Client, reacted: SentRecord) -> None:
    desk.post(address(reacted, "1"), {"kind": "refused", "base": "1", "reason": "Zo is het niet gezegd."}, status=303)
    desk.post(address(reacted, "6"), {"kind": "answered", "base": "1", "reason": "Alle zes."}, status=303)
    reacted.send()
    again = {"kind_1": "correction", "proposal_1": "De voortgang is wisselend."}
    reacted.submitted(Client(app, reacted.session), **again)
    page = desk.get(f"{base(reacted)}/reacties")
    assert "Eerder over dit antwoord 2 berichten" in page.words
    assert "Zo is het niet gezegd." in page.words


def test_a_dead_address_gets_no_reminder_and_the_page_says_so(desk: Client, sent: SentRecord) -> None:
    sent.interview.respondents[0].bounced_at = utcnow()
    path = f"{base(sent)}/verslagen/1/herinneren"
    page = desk.get(path)
    assert "Er is nu niemand om te herinneren." in page.words
    assert "krijgt onze mail niet: het adres klopt niet" in page.words
    names = sent.session.scalars(sa.select(OutboxMail.enclosure)).all()
    assert "niemand om te herinneren" in desk.follow(desk.post(path, status=303)).words
    assert sent.session.scalars(sa.select(OutboxMail.enclosure)).all() == names
