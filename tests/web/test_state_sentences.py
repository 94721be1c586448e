"""Sentences of state, one a row: where it stands, how things are then, and what makes it go.

Rows are of pages that respondents and interviewers rely on. Other tests that make a sentence false are named in
``tests/state_sentences.py``, which lists them all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from checking import Client
from flask import Flask
from sent_record import ANSWERS, SentRecord
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import Actor
from surveyapp.core.db import utcnow
from surveyapp.core.dutch import local
from surveyapp.interviews.recording.models import Interview
from surveyapp.mail.outbox.models import MailState, OutboxMail
from surveyapp.verification.decisions import operations
from surveyapp.verification.records import queries
from surveyapp.verification.records.models import Verification
from surveyapp.verification.records.rules import DecisionKind
from surveyapp.verification.reopening import operations as reopening_operations


@dataclass
class Scene:
    """An interview whose record was sent today, its respondent's browser, and that of a member of staff."""

    session: Session
    sent: SentRecord
    staff: Client
    guest: Client

    def words(self, path: str) -> str:
        """What a page says."""
        mail = self.session.scalars(sa.select(OutboxMail.id).order_by(OutboxMail.id)).first()
        path = path.format(interview=self.sent.interview.id, mail=mail)
        return (self.guest if path.startswith("/nakijken") else self.staff).get(path).words

    def set(self, model: Any, **values: object) -> None:
        """Let every row of a table be so."""
        self.session.execute(sa.update(model).values(**values))
        self.session.commit()

    def open(self) -> None:
        """The respondent opens the link."""
        self.sent.open(self.guest)

    def react(self, **fields: str) -> None:
        """The respondent keeps some reactions."""
        self.open()
        self.guest.post("/nakijken", self.sent.form("save", **fields))

    def agree(self) -> None:
        """The respondent agrees to everything and sends it."""
        self.sent.submitted(self.guest)

    def ask(self) -> None:
        """The respondent asks something, agrees to the rest, and sends it."""
        self.sent.submitted(self.guest, kind_1="question", question_1="Waarom?")

    def answer(self) -> None:
        """The interviewer answers what was asked."""
        (asked,) = queries.to_decide(self.session, self.sent.record)
        operations.decide(
            self.session,
            Actor.system(),
            self.sent.interview,
            asked,
            DecisionKind.ANSWERED,
            base=1,
            reason="Daarom.",
            at=utcnow(),
        )
        self.session.commit()

    def reopen(self) -> None:
        """The interviewer reopens an agreed answer and changes it."""
        reopening_operations.reopen(
            self.session,
            Actor.system(),
            self.sent.interview,
            "1",
            reason="Fout.",
            contact="team@example.org",
            at=utcnow(),
        )
        self.sent.made.save(self.sent.interview, "1", "De voortgang is matig.", base=1)
        self.session.commit()

    def send_more(self) -> None:
        """One answer more is put before the respondent."""
        self.sent.made.save(self.sent.interview, "9", "Nieuw.")
        self.sent.send()

    def send_again(self) -> None:
        """The same, and the respondent opens it."""
        self.send_more()
        self.open()


@pytest.fixture
def scene(app: Flask, session: Session, staff: MakeUser) -> Scene:
    somebody = staff(RoleName.ADMINISTRATOR, RoleName.INTERVIEWER)
    sent = SentRecord.of(session, by=[somebody])
    return Scene(session, sent, Client(app, session).login(somebody), Client(app, session))


TODAY = local(utcnow()).date()
RECORD, REACTIONS, DESK, MINE = (
    "/interviews/{interview}/verslagen/1",
    "/interviews/{interview}/reacties",
    "/interviews/{interview}",
    "/interviews",
)
Step = Callable[[Scene], object]


def as_sent(_scene: Scene) -> None:
    """Nothing more."""


def agreeing(*items: str) -> Step:
    return lambda scene: scene.react(**{f"kind_{item}": "agree" for item in items})


def mails(state: MailState, **values: object) -> Step:
    sent_at = utcnow() if state is MailState.SENT else None
    return lambda scene: scene.set(OutboxMail, state=state, sent_at=sent_at, **values)


def term(days: int) -> Step:
    return lambda scene: scene.set(Verification, deadline=TODAY + timedelta(days=days))


ROWS: tuple[tuple[str, str, Step, Step], ...] = (
    # what a respondent reads
    ("/nakijken", "0 van 3 antwoorden gedaan", Scene.open, agreeing("1")),
    ("/nakijken", "1 van 3 antwoorden gedaan", agreeing("1"), agreeing("1", "2b")),
    ("/nakijken", "Verder bij vraag 2b", agreeing("1"), agreeing("1", "2b", "6")),
    ("/nakijken", "Akkoord met de rest (3)", Scene.open, agreeing("1")),
    (
        "/nakijken/overzicht",
        "3 keer akkoord",
        agreeing("1", "2b", "6"),
        lambda scene: scene.react(kind_1="question", question_1="Waarom?", kind_2b="agree", kind_6="agree"),
    ),
    ("/nakijken/bewijs", "U ging akkoord met alle antwoorden.", Scene.agree, Scene.send_more),
    (
        "/nakijken",
        "3 antwoorden waarmee u al akkoord ging",
        lambda scene: (scene.agree(), scene.send_again()),
        lambda scene: (scene.reopen(), scene.sent.send(), scene.open()),
    ),
    (
        "/nakijken",
        "Eén antwoord vraagt nog om uw reactie.",
        lambda scene: (scene.agree(), scene.send_again()),
        lambda scene: (scene.reopen(), scene.sent.send(), scene.open()),
    ),
    # what an interviewer reads
    (RECORD, "Nog geen akkoord", as_sent, Scene.agree),
    (RECORD, "Alle antwoorden hebben akkoord.", Scene.agree, Scene.reopen),
    (RECORD, "nog niet geopend", as_sent, Scene.open),
    (RECORD, "link open", as_sent, lambda scene: scene.set(Verification, revoked_at=utcnow())),
    (RECORD, "0 bekeken", Scene.open, agreeing("1")),
    (RECORD, "die is voorbij", term(-1), term(3)),
    (RECORD, ", voorbij", term(-1), term(3)),
    (REACTIONS, "Er is nog niet gereageerd.", as_sent, Scene.agree),
    (REACTIONS, "Nog geen reacties.", as_sent, Scene.ask),
    (REACTIONS, "0 van 1 verwerkt.", Scene.ask, Scene.answer),
    (REACTIONS, "Daarna kunt u verslag 2 versturen.", Scene.ask, Scene.answer),
    (MINE, "Link nog niet geopend", as_sent, Scene.open),
    (MINE, "Termijn voorbij sinds", term(-1), term(3)),
    (MINE, "Bij één organisatie is de termijn voorbij.", term(-1), term(3)),
    (MINE, "U hoeft nu niets te doen.", as_sent, Scene.ask),
    (MINE, "Er ligt een reactie op u te wachten.", Scene.ask, Scene.answer),
    (
        MINE,
        "Eén verslag wacht op afmaken of versturen.",
        lambda scene: (scene.ask(), scene.answer()),
        lambda scene: scene.sent.send(),
    ),
    (MINE, "1 mail is niet aangekomen.", mails(MailState.FAILED), mails(MailState.FAILED, handled_at=utcnow())),
    ("/veldwerk", "Nul van 1 interviews hebben akkoord.", as_sent, Scene.agree),
    ("/veldwerk", "Eén van 1 interviews heeft akkoord.", Scene.agree, Scene.reopen),
    (DESK, "Gesprek nog niet begonnen", as_sent, lambda scene: scene.set(Interview, started_at=utcnow())),
    # mails and personal data
    (
        "/postvak/{mail}",
        "Deze mail is niet verstuurd.",
        mails(MailState.FAILED, error="550 weg"),
        mails(MailState.SENT),
    ),
    (
        "/postvak/{mail}",
        "Versturen lukte nog niet.",
        mails(MailState.WAITING, error="451 later"),
        mails(MailState.SENT, error="451 later"),
    ),
    (
        "/postvak/{mail}",
        "teruggekomen.",
        mails(MailState.SENT, returned_at=utcnow()),
        mails(MailState.SENT, returned_at=None),
    ),
    ("/postvak", "1 mail wacht op verzending.", mails(MailState.WAITING), mails(MailState.SENT)),
    ("/persoonsgegevens/2018", "Nog geen akkoord op alles: Regio Oost-Drenthe.", as_sent, Scene.agree),
    ("/persoonsgegevens/2018", "Er wordt nog iets gevraagd", as_sent, Scene.agree),
)


@pytest.mark.parametrize(("path", "sentence", "stands", "goes"), ROWS, ids=[row[1] for row in ROWS])
def test_a_sentence_stands_while_it_is_so_and_goes_when_it_is_not(
    scene: Scene, path: str, sentence: str, stands: Step, goes: Step
) -> None:
    stands(scene)
    assert sentence in scene.words(path)
    goes(scene)
    assert sentence not in scene.words(path)


def test_the_sentences_are_of_a_record_with_three_answers() -> None:
    assert len(ANSWERS) == 3
