"""Sample data of cooperation: sources, one of them corrected, an attachment, comments."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from importlib.resources import files as resources

import yaml
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.attachments.operations import CheckedFile, attach
from surveyapp.comments import operations as comments
from surveyapp.core.audit import Actor
from surveyapp.interviews.recording.models import Interview, Round
from surveyapp.interviews.recording.queries import interviews_in
from surveyapp.sources.managing import operations as sources
from surveyapp.sources.register.rules import SourceData

COMMENTED = "schouwen-duiveland"
ATTACHED = "dorpsvisie.pdf"


def meet(session: Session, round_: Round, staff: Sequence[User], at: datetime) -> None:
    """Let the interviewers, the editor and the administrator work together."""
    north, _, editor, chief = staff
    _sources(session, round_, north, at - timedelta(days=30))
    interview = next(
        interview for interview in interviews_in(session, round_) if interview.organisation.key == COMMENTED
    )
    file = CheckedFile.of("Dorpsvisie Brouwershaven.pdf", (resources("surveyapp.sample") / ATTACHED).read_bytes())
    attach(session, _actor(interview.interviewers[0]), interview, file, at=at - timedelta(days=3))
    _comments(session, interview, editor, chief, at)


def _actor(user: User) -> Actor:
    return Actor("staff", user.id)


def _sources(session: Session, round_: Round, by: User, at: datetime) -> None:
    listed = yaml.safe_load((resources("surveyapp.sample") / "sources.yaml").read_text("utf-8"))
    added = [
        sources.add_source(session, _actor(by), round_, SourceData.of(**listed_source), at=at)
        for listed_source in listed
    ]
    corrected = next(source for source in added if source.title == "Agenda Achterhoek 2020")
    data = replace(corrected.data, title="Agenda Achterhoek 2020, bijgewerkt in 2016")
    sources.change_source(session, _actor(by), corrected, data, edition=1, at=at + timedelta(days=4))


def _comments(session: Session, interview: Interview, editor: User, chief: User, at: datetime) -> None:
    def say(by: User, item: str, text: str, hours: int) -> int:
        actor, moment = _actor(by), at - timedelta(hours=hours)
        return comments.comment(session, actor, interview, item, text=text, at=moment).id

    owner = interview.interviewers[0]
    say(editor, "2b", "Kunt u navragen om hoeveel woningen het gaat? Dan kan het in de tabel van hoofdstuk 4.", 50)
    say(owner, "2b", "Ik bel de gemeente morgen.", 27)
    say(editor, "1", "In Zeeuws-Vlaanderen heet dit ‘kernvisie’. Is het hetzelfde?", 49)
    seen = say(owner, "1", "Ja, maar hier schrijven de inwoners hem zelf.", 28)
    comments.settle(session, _actor(chief), interview, "1", done=True, seen=seen, at=at - timedelta(hours=26))
