"""What lists know of an interview before they show it is what its row says."""

import shutil
from pathlib import Path

import sqlalchemy as sa
from agreed_round import AgreedRound
from setting import MakeApp, MakeUser, session_of
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import utcnow
from surveyapp.core.dutch import local
from surveyapp.fieldwork.overview.pages import rows_of
from surveyapp.fieldwork.overview.queries import briefs_in, briefs_of
from surveyapp.interviews.recording.models import Round
from surveyapp.interviews.recording.queries import interviews_by_id
from surveyapp.interviews.recording.rules import InterviewState
from surveyapp.questionnaires.rules import OrganisationKind


def test_they_know_what_the_rows_of_the_sample_say(make_app: MakeApp, tmp_path: Path, sample_file: Path) -> None:
    shutil.copy(sample_file, tmp_path / "surveyapp.sqlite")
    today = local(utcnow()).date()
    with session_of(make_app(INSTANCE=tmp_path)) as session:
        for round_ in session.scalars(sa.select(Round)):
            briefs = briefs_in(session, round_)
            rows = rows_of(session, interviews_by_id(session, [one.id for one in briefs]), round_)
            assert len(briefs) > 1
            for brief, row in zip(briefs, rows, strict=True):
                assert (brief.id, brief.organisation, brief.late(today)) == (row.id, row.organisation, row.late(today))
                assert brief.opened == (row.sent is not None and row.sent.opened_on is not None)
                for name in ("state", "held_on", "planned_from", "records", "deadline", "asks_time"):
                    assert getattr(brief.facts, name) == getattr(row.facts, name), (row.organisation, name)


def test_those_of_one_person_say_who_is_invited(make_app: MakeApp, tmp_path: Path, sample_file: Path) -> None:
    shutil.copy(sample_file, tmp_path / "surveyapp.sqlite")
    with session_of(make_app(INSTANCE=tmp_path)) as session:
        round_ = session.scalars(sa.select(Round).order_by(Round.id.desc())).first()
        assert round_
        found = {}
        for user in session.scalars(sa.select(User)):
            found |= {one.id: one.facts for one in briefs_of(session, user, round_)}
        planned = [one for one, facts in found.items() if facts.state is InterviewState.PLANNED]
        rows = rows_of(session, interviews_by_id(session, planned), round_)
        assert {one.id: one.invitation.stand for one in rows} == {one: found[one].invitation for one in planned}
        assert len({one.invitation.stand for one in rows}) > 1


def test_they_know_where_an_organisation_is(any_session: Session, any_staff: MakeUser) -> None:
    made, user = AgreedRound.of(any_session), any_staff(RoleName.INTERVIEWER)
    interviews = [
        made.interview(made.organisation("Eemsdelta", province="Groningen"), {"1": "Gebouwd."}),
        made.interview(made.organisation("Groningen", OrganisationKind.PROVINCE), {"1": "Gebouwd."}),
        made.interview(made.organisation("BZK", OrganisationKind.MINISTRY, short="BZK"), {}),
    ]
    interviews[0].interviewers = [user]
    made.send(interviews[0])
    any_session.commit()
    found = {
        one.organisation: (one.kind.value, one.province, one.state.value) for one in briefs_in(any_session, made.round)
    }
    assert found == {
        "Regio Eemsdelta": ("region", "groningen", "waiting"),
        "Provincie Groningen": ("province", "groningen", "recording"),
        "Ministerie van BZK": ("ministry", "", "planned"),
    }
    (own,) = briefs_of(any_session, user, made.round)
    assert (own.organisation, own.unopened, own.facts.records) == ("Regio Eemsdelta", True, 1)
