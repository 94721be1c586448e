"""The rule for loaded rows and the views of the database say the same of who agreed, whatever became of the people."""

from random import Random

import sqlalchemy as sa
from agreed_round import NOW, AgreedRound
from sqlalchemy.orm import Session
from unguarded import undone

from surveyapp.agreement.queries import agreed_among
from surveyapp.agreement.rules import has_agreed
from surveyapp.core.dutch import local
from surveyapp.interviews.recording.models import Interview, Respondent
from surveyapp.verification.records.models import Approval
from surveyapp.verification.records.queries import approvers_of, texts_of
from surveyapp.verification.records.rules import Channel

CASES, PEOPLE = 40, 5


def fill(session: Session, interview: Interview, revisions: list[int], chance: Random) -> None:
    """Put people in an interview, of whom each may read along, have left, succeed another and agree to anything."""
    people: list[Respondent] = []
    for number in range(chance.randint(0, PEOPLE)):
        before = chance.choice(people).id if people and chance.random() < 0.5 else None
        person = Respondent(
            interview_id=interview.id,
            name=f"R{number}",
            function="wethouder",
            email=f"r{number}@example.net",
            must_agree=chance.random() < 0.7,
            left_at=NOW if chance.random() < 0.4 else None,
            succeeds_id=before,
        )
        session.add(person)
        session.flush()
        people.append(person)
        session.add_all(
            Approval(
                respondent_id=person.id,
                revision_id=one,
                channel=Channel.PHONE,
                function="wethouder",
                note="Akkoord.",
                agreed_on=local(NOW).date(),
                given_at=NOW,
            )
            for one in revisions
            if chance.random() < 0.5
        )
    session.flush()
    session.expire_all()


def test_both_say_the_same(any_session: Session) -> None:
    session = any_session
    made = AgreedRound.of(session)
    interview = made.interview(made.organisation("Noord"), {"1": "Eerste.", "2a": "Tweede.", "2b": "Derde."})
    (person,) = interview.respondents
    person.must_agree = False
    found = []
    with undone(session):
        on_table = " ON approvals" if session.get_bind().dialect.name == "postgresql" else ""
        session.execute(sa.text(f"DROP TRIGGER guard_approvals_insert{on_table}"))
        for case in range(CASES):
            with session.begin_nested() as kept:
                found.append(compared(session, interview, Random(case)))  # noqa: S311
                kept.rollback()
            session.expire_all()
    assert {len(one) for one in found} == {0, 1, 2, 3}


def compared(session: Session, interview: Interview, chance: Random) -> frozenset[int]:
    """Return what is agreed, by both."""
    revisions = [one.id for one in texts_of(session, interview).revisions.values()]
    fill(session, interview, revisions, chance)
    texts, asked = texts_of(session, interview), approvers_of(interview)
    agreed = agreed_among(session, revisions)
    for one in revisions:
        given = texts.approvals.get(one, ())
        assert texts.agreed(one) is (one in agreed)
        assert texts.agreed_by(one, asked) is (one in agreed)
        assert (bool(asked) and all(has_agreed(person, given) for person in asked)) is (one in agreed)
    return agreed
