"""The sample round, with something behind every address: what a table of access needs to fill each form validly."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from hashlib import sha256
from typing import Any

import docx
import sqlalchemy as sa
from checking import Client
from flask import Flask
from PIL import Image
from setting import user_maker
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.operations import add_user
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.alignment.passages.models import AlignmentReading
from surveyapp.alignment.passages.queries import alignments_of
from surveyapp.alignment.planning import operations as alignment
from surveyapp.alignment.reacting import operations as aligning
from surveyapp.conversation.operations import be_present
from surveyapp.core.audit import Actor
from surveyapp.core.config import resource_dir
from surveyapp.core.db import secrets_of, utcnow
from surveyapp.core.dutch import local
from surveyapp.core.tokens import link_token
from surveyapp.evidence.documents.queries import origin
from surveyapp.interviews.recording.models import Interview, Round
from surveyapp.interviews.recording.operations import (
    RespondentData,
    add_respondent,
    change_interview,
    create_interview,
    put_organisation,
    save_answer,
    save_note,
)
from surveyapp.interviews.recording.queries import interviews_in, newest_notes, newest_revisions
from surveyapp.interviews.recording.rules import AnswerStatus, InterviewState, Talk
from surveyapp.invitations.operations import invite
from surveyapp.invitations.queries import newest_invitation
from surveyapp.mail.outbox.models import MailState, OutboxMail
from surveyapp.mail.received.models import IncomingMail
from surveyapp.mail.received.rules import IncomingKind, MatchedBy
from surveyapp.printing.models import Print
from surveyapp.printing.operations import request_print
from surveyapp.printing.pdf_writer import interview_paper, paper
from surveyapp.privacy.erasure.operations import keep_for
from surveyapp.protection.sealing import as_json, sealed
from surveyapp.questionnaires.operations import read, store
from surveyapp.questionnaires.rules import OrganisationKind, parse
from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.editions.facts import edition_facts
from surveyapp.report.material.tree import EditionMark
from surveyapp.report.outline.operations import change_outline
from surveyapp.report.outlining.rules import removed
from surveyapp.report.rounds.queries import newest_section_texts, outline_of, round_source
from surveyapp.report.tables.models import Build, BuildState, Edition, SectionTextRevision
from surveyapp.sample.load import PASSWORD
from surveyapp.verification.decisions.operations import decide
from surveyapp.verification.passing_on import operations
from surveyapp.verification.people.operations import add_person
from surveyapp.verification.reacting import operations as agreeing
from surveyapp.verification.records import queries
from surveyapp.verification.records.models import Extension, Verification
from surveyapp.verification.records.rules import DecisionKind, ReactionKind
from surveyapp.verification.sending.operations import send_record
from surveyapp.verification.word import operations as word_operations

CONTACT = "team@example.org"
DAY = timedelta(days=1)
PDF = b"%PDF-1.7 report"
STAFF = {"interviewer": "noord@example.org", "other": "zuid@example.org", "editor": "redactie@example.org"}
CHIEF = "chef@example.org"
SECTION = "methodiek"
"""A section with a text."""


@dataclass
class BusyRound:
    """Who is who, and which interview is how far. All interviews named here are of one interviewer."""

    app: Flask
    session: Session
    round: Round = field(init=False)
    ids: dict[str, int] = field(default_factory=dict)

    def fill(self) -> "BusyRound":
        """Add to the sample what its people have not done yet."""
        session = self.session
        self.round = session.scalars(sa.select(Round).order_by(Round.id.desc()).limit(1)).one()
        user_maker(session)(RoleName.ADMINISTRATOR, email=CHIEF, name="Beheer Alleen", password=PASSWORD)
        self.north = self.user(STAFF["interviewer"])
        self.actor = Actor("staff", self.north.id)
        self._choose()
        self._mails()
        self._recorded()
        self._sent()
        self._decided()
        self._set_up()
        session.commit()
        self._through_pages()
        self._report()
        session.commit()
        return self

    @property
    def before(self) -> Round:
        """The round before."""
        assert self.round.previous
        return self.round.previous

    def user(self, email: str) -> User:
        return self.session.scalars(sa.select(User).where(User.email == email)).one()

    def interview(self, name: str) -> Interview:
        found = self.session.get(Interview, self.ids[name])
        assert found
        return found

    def browser(self, email: str) -> Client:
        """A member of staff who has logged in."""
        return Client(self.app, self.session).login(self.user(email), PASSWORD)

    def _choose(self) -> None:
        """An interview of each state, made those of one interviewer; and one of the other that waits."""
        other = self.user(STAFF["other"])
        everything = interviews_in(self.session, self.round)
        for one in everything:
            one.interviewers = [other]
        for state in InterviewState:
            found = [one for one in everything if one.state is state]
            if state is InterviewState.WAITING:
                readers = {one.id: self._open_reading(one) for one in found}
                found = [one for one in found if readers[one.id]]
                self.ids["elsewhere"] = found.pop().id
            self.ids[state.value] = found[0].id
            if state is InterviewState.RECORDING:
                self.ids[f"{state.value}-2"] = found[1].id
        asked = self.session.scalars(sa.select(Extension).where(Extension.settled_at.is_(None))).first()
        assert asked
        self.asks = asked.verification_id
        reading = queries.get_verification(self.session, self.asks)
        assert reading
        self.ids["asks"] = reading.record.interview_id
        for name, number in self.ids.items():
            if name != "elsewhere":
                self.session.get_one(Interview, number).interviewers = [self.north]
        self.session.commit()

    def _open_reading(self, interview: Interview) -> Verification | None:
        """A reading that its respondent may still write in."""
        record = queries.newest_record(self.session, interview)
        for one in record.verifications if record else ():
            if one.submitted_at is None and one.released_at and one.respondent.must_agree:
                return queries.get_verification(self.session, one.id)
        return None

    def reading(self, name: str = "waiting") -> Verification:
        found = self._open_reading(self.interview(name))
        assert found
        return found

    def _mails(self) -> None:
        now, waiting = utcnow(), self.interview("waiting")
        mails = self.session.scalars(sa.select(OutboxMail).where(OutboxMail.interview_id == waiting.id)).all()
        for one in mails:
            one.state, one.sent_at = MailState.SENT, now
        mails[0].state, mails[0].sent_at, mails[0].error = MailState.FAILED, None, "550 geen postvak hier"
        self.ids["mail"] = mails[0].id
        for number, interview in enumerate((None, waiting)):
            self.session.add(
                IncomingMail(
                    key=f"mail-{number}",
                    kind=IncomingKind.REPLY,
                    interview_id=interview and interview.id,
                    matched_by=MatchedBy.ADDRESS if interview else MatchedBy.NOTHING,
                    from_name="Vera",
                    from_address="vera@example.org",
                    subject="Re: verslag",
                    text="Mag het later?",
                    raw=b"Subject: x",
                    received_at=now,
                )
            )

    def _recorded(self) -> None:
        """Two versions of an answer and of a note; a reader beside who must agree."""
        interview, now = self.interview("recording"), utcnow()
        for text in ("Eerst dit.", "Toen dat, in een tweede zin."):
            newest = newest_revisions(self.session, [interview.id])[interview.id].get("2b")
            save_answer(
                self.session,
                self.actor,
                interview,
                "2b",
                text=text,
                status=AnswerStatus.TEXT,
                base=newest.number if newest else 0,
                at=now,
            )
            note = newest_notes(self.session, interview).get("2b")
            base = note.number if note else 0
            save_note(self.session, self.actor, interview, "2b", text=f"Notitie: {text}", base=base, at=now)
        interview.started_at = now - timedelta(hours=1)
        for user in (self.north, self.user(CHIEF)):
            be_present(self.session, Actor("staff", user.id), interview.id, "2b", at=now)

    def _sent(self) -> None:
        """A record of which the readers come first, one that somebody joined later, and a link that was closed."""
        interview, now = self.interview("recording-2"), utcnow()
        reader = RespondentData("Mee Lezer", "beleidsmedewerker", "mee@example.org", must_agree=False)
        add_respondent(self.session, self.actor, interview, reader, at=now)
        self.session.refresh(interview, ["everybody"])
        send_record(
            self.session,
            self.actor,
            interview,
            deadline=local(now + 14 * DAY).date(),
            link_days=28,
            contact=CONTACT,
            readers_until=local(now + 7 * DAY).date(),
            at=now,
        )
        waiting = self.interview("waiting")
        person = RespondentData("Nieuwe Collega", "wethouder", "nieuw@example.org", must_agree=False)
        self.ids["joined"] = add_person(self.session, self.actor, waiting, person, at=now).id
        reading = self.reading()
        colleague = RespondentData("Col Lega", "adviseur", "lega@example.org", must_agree=False)
        asked = operations.pass_on(self.session, self._respondent(), reading, colleague, contact=CONTACT, at=now)
        self.ids["colleague"] = asked.id
        self.session.expire_all()
        agreeing.agree_to_rest(self.session, self.reading(), at=now)
        aligning.agree_to_rest(self.session, self.aligned()[0], at=now)

    def _respondent(self) -> Actor:
        return Actor("respondent", self.reading().respondent_id)

    def _decided(self) -> None:
        interview = self.interview("reacted")
        record = queries.newest_record(self.session, interview)
        assert record
        found = [
            one
            for reading in record.verifications
            for one in reading.reactions
            if one.kind is not ReactionKind.AGREE and one.decision is None
        ]
        first = next(one for one in found if one.kind is not ReactionKind.QUESTION)
        self.ids["decided"] = first.id
        newest = newest_revisions(self.session, [interview.id])[interview.id][first.revision.answer.item]
        decide(
            self.session,
            self.actor,
            interview,
            first,
            DecisionKind.REFUSED,
            base=newest.number,
            reason="Zo is het gezegd.",
            at=utcnow(),
        )

    def _set_up(self) -> None:
        system, now = Actor.system(), utcnow()
        planned = self.interview("planned")
        change_interview(
            self.session,
            system,
            planned,
            held_on=local(now + 9 * DAY).date(),
            place="Stadhuis",
            interviewers=planned.interviewers,
            talk=Talk(time(10)),
            at=now,
        )
        newest = newest_invitation(self.session, planned)
        people = [one.id for one in planned.respondents]
        invite(self.session, self.actor, planned, people, after=newest.id if newest else 0, contact=CONTACT, at=now)
        keep_for(self.session, system, self.before, 0, at=now)
        papers = (
            interview_paper(self.interview("recording"), self.app.config["PUBLISHER"]),
            paper(
                parse(read(resource_dir("questionnaires"), "regio"), "regio.yaml"),
                self.app.config["PUBLISHER"],
                room=True,
            ),
        )
        for html in papers:
            request_print(self.session, html, now)
        for one in self.session.scalars(sa.select(Print)):
            one.content, one.size = PDF, len(PDF)
        _, old = (
            put_organisation(
                self.session,
                system,
                kind=OrganisationKind.MINISTRY,
                name=f"Ministerie van {what} Zaken",
                short=short,
                position=99,
                at=now,
            )
            for what, short in (("Nieuwe", "NZ"), ("Oude", "OZ"))
        )
        questionnaire = store(self.session, read(resource_dir("questionnaires"), "rijk"), "rijk.yaml")
        self.ids["deletable"] = create_interview(
            self.session,
            system,
            round_=self.round,
            organisation=old,
            questionnaire=questionnaire,
            interviewers=[self.north],
            respondents=(),
            held_on=None,
            at=now,
        ).id
        add_user(
            self.session,
            system,
            email="uitgenodigd@example.org",
            name="Nieuw",
            roles=[RoleName.EDITOR],
            password=None,
            at=now,
        )

    def _through_pages(self) -> None:
        """What is made most easily as people make it."""
        north, editor, chief = (self.browser(one) for one in (STAFF["interviewer"], STAFF["editor"], CHIEF))
        file = (io.BytesIO(b"%PDF-1.7 plan"), "plan.pdf")
        form = {"source-title": "Nog niet aangehaald", "source-dated": "2018", "source-file": file}
        page = north.post("/bronnen/nieuw", form, content_type="multipart/form-data", status=302)
        self.ids["source"] = int(page.location.rsplit("/", 1)[1])
        page = north.post("/veldwerk/tegelijk", {"interview": [self.ids["recording"]], "action": "send"}, status=303)
        self.ids["bulk"] = int(page.location.rsplit("/", 1)[1])
        reading = self.reading("asks")
        name, content = word_operations.record_file(self.session, reading)
        back = f"/interviews/{self.ids['asks']}/verslagen/{reading.record.number}/word/{reading.id}/terug"
        form = {"file": (io.BytesIO(self._changed(content)), name)}
        self.word = north.post(back, form, content_type="multipart/form-data", status=303).location
        form = {"name": "Kaart", "caption": "Krimp", "alternative": "In Drenthe daalt de bevolking.", "source": "CBS"}
        form |= {"image": (self.picture(), "kaart.png")}
        editor.post("/rapport/figuren", form, content_type="multipart/form-data", status=302)
        before = f"/rapport/figuren?ronde={self.before.name}"
        form |= {"name": "Van eerder", "image": (self.picture(), "kaart.png")}
        editor.post(before, form, content_type="multipart/form-data", status=302)
        editor.post("/rapport/indeling/plaats/conclusie/schuiven", {"base": 0, "by": "up"}, status=302)
        page = editor.get("/rapport/openstaand")
        token = page.all("input", name="over")[-1].get("value", "")
        editor.post("/rapport/openstaand", {"over": [token], "reason": "Zo afgesproken."}, status=302)
        self._without_place(editor)
        words = {"subject": "Uw verslag van {organisatie}", "above": "Beste {naam},", "below": "Met groet", "base": 0}
        chief.post(f"/mailteksten/{self.round.id}/record", words, status=303)

    @staticmethod
    def _changed(content: bytes) -> bytes:
        """A record that comes back from Word with words added to its first answer."""
        document = docx.Document(io.BytesIO(content))
        table = next(one for one in document.tables if "vraag " in one.rows[0].cells[0].text)
        table.rows[1].cells[0].paragraphs[0].add_run(" Nog niet overal.")
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()

    def _without_place(self, editor: Client) -> None:
        """A text loses its place in the outline."""
        key = "leeswijzer"
        actor = Actor("staff", self.user(STAFF["editor"]).id)
        change_outline(self.session, actor, self.round, lambda one: removed(one, key), base=2, at=utcnow())
        self.unplaced = key
        assert key in editor.get("/rapport/indeling").text

    def _manifest(self) -> str:
        report = compile_report(
            outline_of(self.round),
            round_source(self.session, self.round, publisher=""),
            draft=True,
            dated=local(utcnow()).date(),
            edition=EditionMark(1, check_at="http://localhost"),
        )
        facts = edition_facts(
            report, origin=origin(self.session), round_name=self.round.name, replaces="", html="0" * 64, log=""
        )
        return as_json(sealed(secrets_of(self.session).evidence, facts)).decode()

    @staticmethod
    def picture() -> io.BytesIO:
        """An image to put in the report."""
        content = io.BytesIO()
        Image.new("RGB", (640, 400), "#0f5260").save(content, "PNG")
        return io.BytesIO(content.getvalue())

    def _report(self) -> None:
        """PDFs that were made; nobody renders here."""
        now = utcnow()
        waiting = Build(round_id=self.round.id, draft=True, chapter="slot", state=BuildState.QUEUED, requested_at=now)
        done = Build(
            round_id=self.round.id,
            draft=True,
            state=BuildState.DONE,
            requested_at=now,
            finished_at=now,
            content=PDF,
            pages=1,
        )
        edition = Edition(
            round_id=self.round.id,
            number=1,
            erratum="",
            published_at=now,
            pages=1,
            hash=sha256(PDF).hexdigest(),
            manifest=self._manifest(),
            content=PDF,
            html="<!doctype html><title>x</title>",
            html_hash="0" * 64,
        )
        self.session.add_all([waiting, done, edition])
        self.session.flush()
        self.ids |= {"build": waiting.id, "pdf": done.id, "edition": edition.id}

    def sending(self) -> dict[str, list[Any]]:
        """What is sent to put a section before its readers."""
        plans = {key: alignment.plan(self.session, self.round, [key]) for key in self.texts()}
        key, plan = next((key, plan) for key, plan in plans.items() if plan.readers)
        deadline = local(utcnow() + 20 * DAY).date().isoformat()
        return {"paragraaf": [key], "seen": [plan.key()], "deadline": [deadline]}

    def texts(self) -> Mapping[str, SectionTextRevision]:
        """The newest texts of the report's sections."""
        return newest_section_texts(self.session, self.round)

    # ------------------------------------------------------------------------------------------ respondents

    def aligned(self) -> list[AlignmentReading]:
        """The readings of alignments whose links open something; those that were not sent back come first."""
        everything = [one for each in alignments_of(self.session, self.round) for one in each.readings]
        return sorted((one for one in everything if not one.revoked_at), key=lambda one: one.submitted_at is not None)

    def link(self, nonce: str, path: str = "") -> str:
        """The address that a mail gives."""
        return f"/v/{path}{link_token(secrets_of(self.session).links, nonce)}"

    def respondent(self, name: str, place: int) -> Client:
        """A respondent who opened their record, and an alignment."""
        guest = Client(self.app, self.session)
        guest.post(self.link(self.reading(name).nonce), status=303)
        guest.post(self.link(self.aligned()[place].nonce, "rapport/"), status=303)
        return guest

    def nobody(self) -> Client:
        """Somebody without a session."""
        return Client(self.app, self.session)

    def own(self) -> set[int]:
        """The interviews to look at of the interviewer."""
        return {self.ids[name] for name in ("planned", "recording", "waiting", "reacted")}

    def starts(self) -> dict[str, list[str]]:
        """Where each begins: the first page, and what is reached by a script or a mail."""
        reading, aligned = self.reading(), self.aligned()[0]
        record = f"/interviews/{self.ids['waiting']}/verslagen/{reading.record.number}"
        return {
            "interviewer": [
                "/",
                self.word,
                f"{record}/termijn/{reading.id}",
                f"/interviews/{self.ids['recording-2']}/verslagen/1",
            ],
            "editor": [
                "/",
                "/rapport/vergelijken?wat=regio/1",
                f"/rapport/afstemmen/1/lezers/{aligned.id}/termijn",
                f"/bronnen/{self.ids['source']}",
                f"/rapport/afstemmen/nakijken?paragraaf={SECTION}",
            ],
            "admin": [
                "/",
                "/postvak/binnengekomen",
                "/mensen",
                f"/mailteksten/{self.round.id}/record",
                "/veldwerk/interview",
                "/veldwerk/ronde",
                f"/veldwerk/ronde/{self.round.name}/termijnen",
                f"/interviews/{self.ids['deletable']}/verwijderen",
            ],
            "respondent": [
                "/nakijken",
                "/rapporttekst",
                f"/nakijken/meer-tijd/{reading.id}",
                f"/rapporttekst/meer-tijd/{aligned.id}",
            ],
        }
