"""A talk that is planned, and ways to invite to it, made through the operations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from recorded import ADVISER, NOW, SYSTEM, Recorded
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.core.audit import Actor
from surveyapp.interviews.recording import operations as recording
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.interviews.recording.rules import Talk
from surveyapp.invitations import operations, queries
from surveyapp.invitations.models import Invitation
from surveyapp.invitations.rules import Stand, Told

CONTACT = "team@example.org"
DAY = date(2018, 5, 29)
COLLEAGUE = RespondentData('Zoë Brünn; wethouder, "Súdwest"', "wethouder", "zoe@example.org")
PLACE = "Gemeentehuis, kamer 2; vleugel B"
LINK = "https://video.example.org/kamer?a=1;b=2,3"


@dataclass
class Invited:
    """One interview with two respondents, next Tuesday from 10:30 to 11:30."""

    session: Session
    made: Recorded
    interview: Interview

    @classmethod
    def of(cls, session: Session, *, by: Sequence[User] = ()) -> "Invited":
        """Planned, nobody invited."""
        made = Recorded.of(session)
        found = cls(session, made, made.interview(by=by, respondents=(ADVISER, COLLEAGUE)))
        found.plan()
        session.commit()
        return found

    def plan(
        self,
        day: date | None = DAY,
        begins: time | None = time(10, 30),
        *,
        place: str = PLACE,
        link: str = LINK,
        minutes: int = 60,
    ) -> None:
        """Plan it, or plan it anew."""
        recording.change_interview(
            self.session,
            SYSTEM,
            self.interview,
            held_on=day,
            place=place,
            interviewers=self.interview.interviewers,
            talk=Talk(begins, minutes, link),
            at=NOW,
        )

    @property
    def newest(self) -> Invitation | None:
        """What was sent last."""
        return queries.newest_invitation(self.session, self.interview)

    def invite(self, *places: int, by: Actor = SYSTEM, at: datetime = NOW) -> Invitation:
        """Invite these respondents by place; without places, both."""
        people = [self.interview.respondents[place].id for place in places or (0, 1)]
        after = self.newest.id if self.newest else 0
        return operations.invite(self.session, by, self.interview, people, after=after, contact=CONTACT, at=at)

    def cancel(self, reason: str = "", at: datetime = NOW) -> None:
        """It does not take place."""
        after = self.newest.id if self.newest else 0
        operations.cancel(self.session, SYSTEM, self.interview, reason=reason, after=after, contact=CONTACT, at=at)

    @property
    def stand(self) -> Stand:
        """How far it is."""
        return queries.standing_of(self.session, self.interview).stand

    @property
    def told(self) -> list[Told]:
        """What each respondent knows."""
        return [one.told for one in queries.standing_of(self.session, self.interview).invitees]
