"""A record that was sent, made through the operations, and the links to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from checking import Client, Page
from recorded import ADVISER, Recorded
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.core.audit import Actor
from surveyapp.core.db import secrets_of, utcnow
from surveyapp.core.dutch import local
from surveyapp.core.tokens import link_token
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.verification.earlier import queries
from surveyapp.verification.keeping.operations import seen_now
from surveyapp.verification.records import queries as records_queries
from surveyapp.verification.records.models import Record, Verification
from surveyapp.verification.sending import operations

ANSWERS = {"1": "De voortgang is goed.", "2b": "Er is gesloopt en gebouwd.", "6": "De gemeenten werken samen."}
COLLEAGUE = RespondentData("Collega", "wethouder", "collega@example.org")
CONTACT = "team@example.org"


@dataclass
class SentRecord:
    """An interview of which the newest texts were sent."""

    session: Session
    made: Recorded
    interview: Interview

    @classmethod
    def of(
        cls,
        session: Session,
        *,
        by: Sequence[User] = (),
        respondents: Sequence[RespondentData] = (ADVISER,),
        answers: dict[str, str] | None = None,
    ) -> "SentRecord":
        """A new round with one interview, sent today."""
        made = Recorded.of(session)
        interview = made.interview(by=by, respondents=respondents)
        for item, text in (ANSWERS if answers is None else answers).items():
            made.save(interview, item, text)
        sent = cls(session, made, interview)
        sent.send()
        return sent

    def another(self, name: str, **answers: str) -> "SentRecord":
        """Another interview in the same round, with the same respondent."""
        interview = self.made.interview(name)
        for item, text in (answers or ANSWERS).items():
            self.made.save(interview, item, text)
        sent = SentRecord(self.session, self.made, interview)
        sent.send()
        return sent

    def send(self, at: datetime | None = None, link_days: int = 28) -> Record:
        """Put the newest texts before the respondents."""
        at = at or utcnow()
        record = operations.send_record(
            self.session,
            Actor.system(),
            self.interview,
            deadline=local(at + timedelta(days=14)).date(),
            link_days=link_days,
            contact=CONTACT,
            at=at,
        )
        self.session.commit()
        return record

    @property
    def record(self) -> Record:
        """The record that counts now."""
        found = records_queries.newest_record(self.session, self.interview)
        assert found
        return found

    def verification(self, place: int = 0) -> Verification:
        """One respondent's reading of the newest record."""
        found = records_queries.get_verification(self.session, self.record.verifications[place].id)
        assert found
        return found

    def link(self, place: int = 0) -> str:
        """The address that the mail gives one respondent."""
        nonce = self.record.verifications[place].nonce
        return f"/v/{link_token(secrets_of(self.session).links, nonce)}"

    def open(self, client: Client, place: int = 0) -> Client:
        """Press the button on the link's page."""
        client.get(self.link(place))
        client.post(self.link(place), status=303)
        return client

    def said(self, place: int = 0) -> dict[str, tuple[str, str, str]]:
        """Per item, the reaction that is kept."""
        verification = self.verification(place)
        items = {entry.revision_id: entry.revision.answer.item for entry in verification.record.entries}
        return {items[one.revision_id]: (one.kind.value, one.proposal, one.remark) for one in verification.reactions}

    def approved(self) -> set[tuple[str, str]]:
        """Who agreed to which item: function and item."""
        revisions = {entry.revision_id: entry.revision.answer.item for entry in self.record.entries}
        found = records_queries.approvals_of(self.session, list(revisions))
        return {(one.respondent.function, revisions[key]) for key, given in found.items() for one in given}

    @property
    def reader(self) -> str:
        """What the first respondent's pages name themselves by."""
        return str(self.record.verifications[0].id)

    def form(self, action: str, **fields: str) -> dict[str, str]:
        """What the page sends without JavaScript."""
        return {"reader": self.reader, "action": action, **self.shown(), **fields}

    def shown(self, place: int = 0) -> dict[str, str]:
        """What a page names that was opened just now: which revision of each reaction it shows, and the use of all."""
        verification = self.verification(place)
        use = queries.use_for_all(self.session, verification)
        numbers = seen_now(self.session, verification)
        return {"use_base": use.value} | {f"base_{item}": str(number) for item, number in numbers.items()}

    def receipt_form(self, **fields: str) -> dict[str, str]:
        """What the summary sends."""
        record = self.record
        about = {"reader": self.reader, "number": str(record.number), "hash": record.hash, "confirm": "yes", **fields}
        places = {str(one.id): place for place, one in enumerate(record.verifications)}
        return about | self.shown(places[about["reader"]])

    def submitted(self, client: Client, **fields: str) -> Client:
        """React with these fields, agree to the rest, and send it."""
        self.open(client)
        client.post("/nakijken", self.form("save", **fields))
        client.post("/nakijken", self.form("rest"), status=303)
        client.post("/nakijken/overzicht", self.receipt_form(), status=303)
        return client


def put(client: Client, item: str, status: int = 200, **sent: str) -> Page:
    """Autosave of one reaction."""
    headers = {"X-CSRFToken": client.csrf_token()}
    return client._checked(client._open(f"/nakijken/{item}", method="PUT", json=sent, headers=headers), None, status)
