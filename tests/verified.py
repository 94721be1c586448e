"""A recorded interview with its records, links and reactions, made through the operations."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from recorded import NOW, SYSTEM, Recorded

from surveyapp.core.audit import Actor
from surveyapp.core.config import Secrets
from surveyapp.core.tokens import link_token
from surveyapp.interviews.recording.models import Interview
from surveyapp.readings.links import operations
from surveyapp.verification.keeping.operations import seen_now
from surveyapp.verification.reacting import operations as reacting_operations
from surveyapp.verification.records import queries
from surveyapp.verification.records.models import Reaction, Record, Verification
from surveyapp.verification.records.rules import ReactionKind, Seen
from surveyapp.verification.reopening import operations as reopening_operations
from surveyapp.verification.sending import operations as sending_operations

CONTACT = "team@example.org"
DEADLINE = date(2018, 6, 5)


class Verified(Recorded):
    """As Recorded, and on to agreement."""

    def send(
        self, interview: Interview, at: datetime = NOW, deadline: date = DEADLINE, readers_until: date | None = None
    ) -> Record:
        """Send the next record."""
        sending_operations.send_record(
            self.session,
            SYSTEM,
            interview,
            deadline=deadline,
            link_days=28,
            contact=CONTACT,
            at=at,
            readers_until=readers_until,
        )
        record = queries.newest_record(self.session, interview)
        assert record
        return record

    def readers(self, interview: Interview) -> Sequence[Verification]:
        """The verifications of the newest record, as they are now."""
        record = queries.newest_record(self.session, interview)
        found = [queries.get_verification(self.session, one.id) for one in record.verifications] if record else []
        return [one for one in found if one]

    def react(self, verification: Verification, item: str, kind: ReactionKind, **said: str) -> Reaction:
        """Say one thing."""
        seen = Seen(seen_now(self.session, verification).get(item, 0))
        return reacting_operations.react(self.session, verification, item, kind=kind, seen=seen, at=NOW, **said)

    def submit(self, verification: Verification, at: datetime = NOW) -> None:
        """Open, agree to the rest and send it."""
        actor = Actor("respondent", verification.respondent_id, "192.0.2.7")
        operations.open_reading(self.session, actor, verification, at=at)
        reacting_operations.agree_to_rest(self.session, verification, at=at)
        record = verification.record
        reacting_operations.submit(
            self.session,
            actor,
            verification,
            number=record.number,
            hash_=record.hash,
            seen=seen_now(self.session, verification),
            contact=CONTACT,
            at=at,
        )

    def reopen(self, interview: Interview, item: str, at: datetime = NOW) -> None:
        """Let an agreed answer change."""
        reopening_operations.reopen(
            self.session, SYSTEM, interview, item, reason="Er is iets mis.", contact=CONTACT, at=at
        )

    def token(self, verification: Verification, secret_key: str) -> str:
        """What stands in the mail's link."""
        return link_token(Secrets.derive(secret_key).links, verification.nonce)


LATER = NOW + timedelta(days=3)
