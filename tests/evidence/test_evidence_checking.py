"""A receipt, record or dossier against the database: one byte of difference is named."""

import copy
import json
import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, StreamObject
from recorded import ADVISER, NOW, SYSTEM
from sqlalchemy.orm import Session
from tampering import facts_in, of_answers, saved, verdict_on, with_facts, words_of, wrong
from unguarded import behind_our_back
from verified import CONTACT, LATER, Verified

from surveyapp.core.config import Secrets
from surveyapp.core.db import db, secrets_of
from surveyapp.evidence.documents import facts, pdf_writer
from surveyapp.evidence.documents.reader import MAX_BYTES, read
from surveyapp.evidence.documents.rules import RESAVED, Unreadable
from surveyapp.evidence.dossiers.facts import dossier_facts
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.operations import save_answer, save_note
from surveyapp.interviews.recording.rules import AnswerStatus, InterviewState
from surveyapp.mail.message.enclosures import supply
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.protection import sealing
from surveyapp.questionnaires.operations import parsed
from surveyapp.text.words import short_fingerprint
from surveyapp.verification.decisions import operations
from surveyapp.verification.records.rules import DecisionKind, ReactionKind
from surveyapp.verification.reopening.operations import reopen
from surveyapp.verification.sending.operations import refresh_state

TEXTS = {"1": "Er is **gewerkt** aan samenwerking.", "2b": "Er is gesloopt[^1].\n\n[^1]: In Emmen.", "9": "Niet veel."}
CALLS = {3: "[^1]", 70: "[^2]", 71: "[^3]", 140: "[^4]"}
PUBLISHER = "Programma Bevolkingsdaling"


class Proven(Verified):
    """As Verified, with a submitted record: question 9 has a proposal, the others are agreed."""

    def submitted(self) -> Interview:
        interview = self.interview(respondents=(ADVISER,))
        for item, text in TEXTS.items():
            self.save(interview, item, text)
        self.send(interview)
        reader = self.readers(interview)[0]
        self.react(reader, "9", ReactionKind.CORRECTION, proposal="Best veel.", remark="Zie de begroting.")
        self.submit(reader, LATER)
        self.session.commit()
        return interview

    def receipt(self, interview: Interview) -> bytes:
        return pdf_writer.receipt_pdf(self.session, self.readers(interview)[0], PUBLISHER)

    def dossier(self, interview: Interview) -> dict[str, Any]:
        return dossier_facts(self.session, interview, LATER)


@pytest.fixture
def made(session: Session) -> Proven:
    return Proven.of(session)  # type: ignore[return-value]


def test_a_receipt_holds_every_word_and_what_identifies_it_and_matches(made: Proven, app: Flask) -> None:
    interview = made.submitted()
    reader = made.readers(interview)[0]
    (file,) = supply(made.session, f"receipt:{reader.id}", app.config).files
    assert file.filename == f"bewijs-2018-{reader.id:04d}.pdf"
    text = words_of(file.content)
    for words in (
        "Er is gewerkt aan samenwerking.",
        "Best veel.",
        "Zie de begroting.",
        "Contactpersoon",
        "via de link",
    ):
        assert words in text
    record = reader.record
    for digest in (record.hash, interview.questionnaire.hash, *(one.revision.fingerprint for one in record.entries)):
        assert digest in text.replace(" ", "")
        assert len(short_fingerprint(digest)) == 14
    verdict = verdict_on(made.session, file.content)
    assert verdict.matches, wrong(verdict)
    assert [one.subject for one in of_answers(verdict)] == [
        "Vraag 1, versie 1",
        "Vraag 2b, versie 1",
        "Vraag 9, versie 1",
    ]


def test_the_receipt_comes_with_its_mail_and_is_the_same_every_time(made: Proven) -> None:
    interview = made.submitted()
    reader = made.readers(interview)[0]
    mail = made.session.scalars(sa.select(OutboxMail).where(OutboxMail.subject.contains("Bewijs"))).one()
    assert mail.enclosure == f"receipt:{reader.id}"
    assert made.receipt(interview) == made.receipt(interview)


def test_the_record_that_was_mailed_can_be_checked_too(made: Proven, app: Flask) -> None:
    interview = made.submitted()
    (file,) = supply(made.session, f"record:{made.readers(interview)[0].id}", app.config).files
    assert verdict_on(made.session, file.content).matches


def answer(found: dict[str, Any], item: str = "1") -> dict[str, Any]:
    return next(one for one in found["answers"] if one["item"] == item)


CHANGES: tuple[tuple[str, Callable[[dict[str, Any]], None], str, str], ...] = (
    ("text", lambda f: answer(f).update(text=TEXTS["1"] + "."), "Vraag 1, versie 1", "tekst is anders"),
    ("fingerprint", lambda f: answer(f).update(fingerprint="0" * 64), "Vraag 1, versie 1", "vingerafdruk is anders"),
    (
        "date",
        lambda f: answer(f)["agreements"][0].update(given_at="2018-05-24T10:00:00+00:00"),
        "Vraag 1, versie 1",
        "tijd van het akkoord",
    ),
    ("name", lambda f: answer(f)["agreements"][0].update(name="Iemand"), "Vraag 1, versie 1", "naam is anders"),
    ("use", lambda f: answer(f)["agreements"][0].update(use="background"), "Vraag 1, versie 1", "gebruik"),
    ("approval", lambda f: answer(f)["agreements"][0].update(id=999), "Vraag 1, versie 1", "staat niet in de database"),
    ("version", lambda f: answer(f).update(version=7), "Vraag 1, versie 7", "staat niet in de database"),
    ("proposal", lambda f: answer(f, "9")["reaction"].update(proposal="X"), "Reacties", "voorstel"),
    ("person", lambda f: f["respondent"].update(name="X"), "Ronde, organisatie, vragenlijst en verslag", "naam"),
    ("record", lambda f: f["record"].update(hash="0" * 64), "Ronde, organisatie, vragenlijst en verslag", "verslag 1"),
    (
        "questionnaire",
        lambda f: f["questionnaire"].update(hash="0" * 64),
        "Ronde, organisatie, vragenlijst en verslag",
        "vragenlijst",
    ),
)


def test_one_change_of_a_receipt_is_named(made: Proven) -> None:
    interview = made.submitted()
    content = made.receipt(interview)
    for name, change, subject, remark in CHANGES:
        found = wrong(verdict_on(made.session, with_facts(content, change)))
        assert remark in found[subject], name
        assert "Het zegel is verbroken" in found["De gegevens in het bestand"], name


def test_a_check_asks_no_more_for_more_answers_agreements_and_reactions(made: Proven) -> None:
    def statements(document: bytes) -> int:
        made.session.commit()
        made.session.expire_all()
        asked: list[str] = []
        sa.event.listen(db.engine, "before_cursor_execute", note := lambda *sent: asked.append(sent[2]))
        assert verdict_on(made.session, document).matches
        sa.event.remove(db.engine, "before_cursor_execute", note)
        return len(asked)

    few = made.submitted()
    items = [question.number for question in parsed(few.questionnaire).items]
    many = made.interview("Veluwe", respondents=(ADVISER,))
    for item in items:
        made.save(many, item, f"Er is gewerkt aan {item}.")
    made.send(many)
    reader = made.readers(many)[0]
    for item in items[: len(items) // 2]:
        made.react(reader, item, ReactionKind.CORRECTION, proposal=f"Er is hard gewerkt aan {item}.")
    made.submit(reader, LATER)
    made.session.commit()
    documents = [
        json.dumps(found).encode()
        for found in (facts.receipt_facts(made.session, made.readers(few)[0]), made.dossier(few))
    ]
    larger = [
        json.dumps(found).encode()
        for found in (facts.receipt_facts(made.session, made.readers(many)[0]), made.dossier(many))
    ]
    assert len(items) > 5 * len(TEXTS)
    assert [*map(statements, larger)] == [*map(statements, documents)]


def test_nonsense_in_the_facts_is_a_clear_answer(made: Proven) -> None:
    interview = made.submitted()
    good = facts.receipt_facts(made.session, made.readers(interview)[0])
    for key in good:
        if key in {"format", "version", "origin", "interview"}:
            continue
        for nonsense in (None, 5, "x", [], {}, [{}], [None], {"id": []}):
            changed = copy.deepcopy(good) | {key: nonsense}
            assert not verdict_on(made.session, json.dumps(changed).encode()).matches, (key, nonsense)


def test_a_page_that_says_something_else_than_the_facts_is_noticed(made: Proven) -> None:
    content = made.receipt(made.submitted())
    writer = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    writer.pages[0][NameObject("/Contents")] = StreamObject()
    verdict = verdict_on(made.session, saved(writer))
    remarks = wrong(verdict)["De bladzijden van het PDF-bestand"]
    assert "Niet gevonden bij vraag 1: ‘Er is gewerkt aan samenwerking.’" in remarks
    assert "De gegevens in het bestand" not in wrong(verdict)


def test_any_byte_of_a_pdf_counts(made: Proven) -> None:
    content = made.receipt(made.submitted())
    key = secrets_of(made.session).evidence
    assert sealing.is_our_pdf(key, content)
    for place in (7, len(content) // 2, len(content) - 100, len(content) - 2):
        changed = bytearray(content)
        changed[place] ^= 1
        assert not sealing.is_our_pdf(key, bytes(changed)), place
    assert not sealing.is_our_pdf(Secrets.derive("another-secret-that-is-long-enough").evidence, content)
    resaved = saved(PdfWriter(clone_from=PdfReader(BytesIO(content))))
    found = wrong(verdict_on(made.session, resaved))
    assert list(found) == ["De bladzijden van het PDF-bestand"], "saved again, its words are still the same"
    assert found["De bladzijden van het PDF-bestand"] == RESAVED


def test_a_document_with_its_seal_behind_the_end_of_the_file_is_still_ours(made: Proven) -> None:
    content = made.receipt(made.submitted())
    seal = re.search(rb"%surveyapp-zegel [0-9a-f]{64}\n", content)
    assert seal
    earlier = content[: seal.start()] + content[seal.end() :] + seal[0]

    assert content.endswith(b"%%EOF\n")
    assert verdict_on(made.session, earlier).matches
    for place in (7, len(earlier) // 2, len(earlier) - 88, len(earlier) - 2):
        changed = bytearray(earlier)
        changed[place] ^= 1
        assert not sealing.is_our_pdf(secrets_of(made.session).evidence, bytes(changed)), place
    for more in (b"\n", b"% more\n", seal[0]):
        assert not sealing.is_our_pdf(secrets_of(made.session).evidence, content + more)


def test_saved_again_an_answer_with_footnotes_over_several_pages_is_not_accused(made: Proven) -> None:
    interview = made.interview(respondents=(ADVISER,))
    sentences = [
        f"Zin {number} gaat over de woningen{CALLS.get(number, '')} in Emmen en Coevorden." for number in range(150)
    ]
    notes = [f"{call}: Noot bij zin {number}, uit de begroting." for number, call in CALLS.items()]
    made.save(interview, "1", "\n\n".join([" ".join(sentences), *notes]))
    made.save(interview, "9", "Niet veel.")
    made.send(interview)
    made.submit(made.readers(interview)[0], LATER)
    made.session.commit()
    writer = PdfWriter(clone_from=PdfReader(BytesIO(made.receipt(interview))))
    assert len(writer.pages) == 3
    assert wrong(verdict_on(made.session, saved(writer)))["De bladzijden van het PDF-bestand"] == RESAVED
    writer.pages[1][NameObject("/Contents")] = StreamObject()
    remarks = wrong(verdict_on(made.session, saved(writer)))["De bladzijden van het PDF-bestand"]
    assert "Niet gevonden bij vraag 1: ‘Zin" in remarks


def test_what_became_of_an_answer_since_is_said(made: Proven) -> None:
    interview = made.submitted()
    content = made.receipt(interview)
    reopen(made.session, SYSTEM, interview, "1", reason="Een jaartal klopt niet.", contact=CONTACT, at=LATER)
    made.save(interview, "9", "Anders.", base=1)
    verdict = verdict_on(made.session, content)
    assert not verdict.matches
    assert "ingehaald" in verdict.words
    found = wrong(verdict)
    assert "Heropend op 25 mei 2018: Een jaartal klopt niet." in found["Vraag 1, versie 1"]
    assert "nieuwere versie: versie 2" in found["Vraag 9, versie 1"]
    assert set(found) == {"Vraag 1, versie 1", "Vraag 9, versie 1"}


def test_an_agreement_that_is_gone_or_words_that_were_changed_behind_our_back_are_named(made: Proven) -> None:
    interview = made.submitted()
    content = made.receipt(interview)
    behind_our_back(
        made.session,
        "UPDATE answer_revisions SET text = 'Niets.' WHERE text LIKE 'Er is **gewerkt**%'",
        "DELETE FROM approvals WHERE id = (SELECT MAX(id) FROM approvals)",
    )
    found = wrong(verdict_on(made.session, content))
    assert "De tekst is anders" in found["Vraag 1, versie 1"]
    assert "Dit akkoord staat niet in de database." in found["Vraag 2b, versie 1"]


def test_a_dossier_tells_the_whole_story_and_none_of_what_stays_inside(made: Proven) -> None:
    interview = made.submitted()
    save_note(made.session, SYSTEM, interview, "1", text="Geheime notitie.", base=0, at=NOW)
    (reaction,) = [one for one in made.readers(interview)[0].reactions if one.kind is ReactionKind.CORRECTION]
    operations.decide(
        made.session, SYSTEM, interview, reaction, DecisionKind.REFUSED, base=1, reason="Zo is het gezegd.", at=LATER
    )
    found = made.dossier(interview)
    content = json.dumps(found, ensure_ascii=False)
    for words in ("Best veel.", "Zo is het gezegd.", "Bewijs van uw reactie", ADVISER.email, "record.send"):
        assert words in content
    for words in ("Geheime notitie", "note.save", "%LINK%", "Beste Contactpersoon"):
        assert words not in content
    assert sealing.is_whole(found)
    assert verdict_on(made.session, sealing.as_json(found)).matches
    pdf = pdf_writer.dossier_pdf(made.session, found, PUBLISHER)
    assert facts_in(pdf) == found
    text = words_of(pdf)
    for words in ("Niet overgenomen".lower(), "Zo is het gezegd.", "Wie meededen", "Logboek"):
        assert words in text
    assert verdict_on(made.session, pdf).matches
    found["mails"][0]["subject"] = "Iets anders"
    assert "De gegevens in het bestand" in wrong(verdict_on(made.session, sealing.as_json(found)))
    assert not sealing.is_whole(found)


def test_a_dossier_of_an_interview_of_which_nothing_was_sent(made: Proven) -> None:
    interview = made.interview()
    found = made.dossier(interview)
    assert (found["records"], found["answers"], found["mails"]) == ([], [], [])
    assert verdict_on(made.session, pdf_writer.dossier_pdf(made.session, found, PUBLISHER)).matches


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "leeg"),
        (b"x" * (MAX_BYTES + 1), "te groot"),
        (b"%PDF-1.7 niets", "beschadigd"),
        (b"Zomaar een tekst", "geen bewijs"),
        (b"[" * 200_000, "geen bewijs"),
        (b"{}", "geen bewijs"),
        (b'{"format": ["x"]}', "geen bewijs"),
        (b'{"format": "surveyapp/dossier", "version": 99}', "andere versie"),
        (b"\xff\xfe\x00", "geen bewijs"),
    ],
)
def test_what_is_no_evidence_gets_a_clear_answer(content: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(content)


def test_a_foreign_or_locked_pdf_gets_a_clear_answer(made: Proven) -> None:
    content = made.receipt(made.submitted())
    blank = PdfWriter()
    blank.add_blank_page(100, 100)
    with pytest.raises(Unreadable, match="geen bewijs, verslag of dossier"):
        read(saved(blank))
    locked = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    locked.encrypt("geheim")
    with pytest.raises(Unreadable, match="beveiligd"):
        read(saved(locked))
    twice = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    twice.add_attachment(sealing.ATTACHMENT, b"{}")
    with pytest.raises(Unreadable, match="meer dan één"):
        read(saved(twice))


def test_another_database_is_told_apart(made: Proven) -> None:
    content = made.receipt(made.submitted())
    behind_our_back(made.session, "UPDATE audit_events SET seal = 'f' WHERE id = 1")
    with pytest.raises(Unreadable, match="andere database"):
        verdict_on(made.session, content)


def test_when_all_is_agreed_each_approver_gets_the_texts_once(made: Proven, app: Flask) -> None:
    interview = made.submitted()
    (reaction,) = [one for one in made.readers(interview)[0].reactions if one.kind is ReactionKind.CORRECTION]
    operations.decide(made.session, SYSTEM, interview, reaction, DecisionKind.ACCEPTED, base=1, at=LATER)
    made.send(interview, LATER)
    made.submit(made.readers(interview)[0], LATER + timedelta(days=1))
    told = sa.select(OutboxMail).where(OutboxMail.subject.contains("Alles is akkoord"))
    (mail,) = made.session.scalars(told)
    (file,) = supply(made.session, mail.enclosure, app.config).files
    text = words_of(file.content)
    assert "Best veel." in text
    assert "Niet veel." not in text
    assert ADVISER.name not in text, "functions only: it goes to every approver"
    assert verdict_on(made.session, file.content).matches
    interview.state, interview.approved_at = InterviewState.WAITING, None
    refresh_state(made.session, interview, LATER + timedelta(days=2))
    assert len(made.session.scalars(told).all()) == 1, "the same texts are no news"
    later = LATER + timedelta(days=2)
    reopen(made.session, SYSTEM, interview, "9", reason="Toch anders.", contact=CONTACT, at=later)
    save_answer(made.session, SYSTEM, interview, "9", text="Vrij veel.", status=AnswerStatus.TEXT, base=2, at=later)
    assert "Best veel." in words_of(supply(made.session, mail.enclosure, app.config).files[0].content), "as it was then"
