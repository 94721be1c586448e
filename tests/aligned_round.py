"""A round with a section that cites two regions, put before those who agreed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from agreed_round import NOW, SYSTEM, AgreedRound
from checking import Client
from sqlalchemy.orm import Session

from surveyapp.alignment.passages import queries
from surveyapp.alignment.passages.models import Alignment, AlignmentReading
from surveyapp.alignment.passages.rules import Opinion
from surveyapp.alignment.planning import operations
from surveyapp.alignment.reacting import operations as reacting_operations
from surveyapp.core.audit import Actor
from surveyapp.core.config import Secrets
from surveyapp.core.tokens import link_token
from surveyapp.interviews.recording.models import Interview
from surveyapp.readings.links.operations import open_reading
from surveyapp.report.texts.operations import save_section_text
from surveyapp.verification.reacting import operations as agreeing
from surveyapp.verification.records.rules import ReactionKind, Use

CONTACT = "team@example.org"
DEADLINE = date(2018, 6, 5)
LATER = NOW + timedelta(days=2)
PARAGRAPHS = (
    "Een inleiding.",
    "Er is gesloopt [oost-drenthe.2b].",
    "Niemand wordt hier genoemd.",
    "Dat loopt door.",
    "Elders wordt gebouwd [een-ander.2b] en gesloopt [oost-drenthe.2b].",
)
SECTION = "methodiek"


@dataclass
class AlignedRound:
    """An agreed round with one written section."""

    made: AgreedRound
    drenthe: Interview
    other: Interview

    @classmethod
    def of(cls, session: Session, *, unnamed: bool = False) -> "AlignedRound":
        """Two regions, both agreed and cited; the other one without name, if asked."""
        made = AgreedRound.of(session)
        drenthe = made.agreed(made.organisation("Oost-Drenthe"), {"2b": "Er is gesloopt en gebouwd."})
        other = made.interview(made.organisation("Een Ander"), {"2b": "Wij bouwen."})
        for one in made.send(other):
            if unnamed:
                agreeing.react(session, one, "2b", kind=ReactionKind.AGREE, use=Use.UNNAMED, at=NOW)
            made.agree(one)
        found = cls(made, drenthe, other)
        found.write("\n\n".join(PARAGRAPHS))
        return found

    @property
    def session(self) -> Session:
        return self.made.session

    def write(self, text: str, base: int = 0) -> None:
        """The section's next text."""
        save_section_text(self.session, SYSTEM, self.made.round, SECTION, text, base=base, at=NOW)

    def send(self, by: Actor = SYSTEM, at: datetime = NOW) -> Alignment:
        """Put the section before its readers."""
        seen = operations.plan(self.session, self.made.round, [SECTION]).key()
        made = operations.send_alignment(
            self.session,
            by,
            self.made.round,
            [SECTION],
            seen=seen,
            deadline=DEADLINE,
            link_days=28,
            contact=CONTACT,
            at=at,
        )
        self.session.commit()
        return self.alignment(made.number)

    def alignment(self, number: int = 1) -> Alignment:
        """As it is now."""
        return queries.get_alignment(self.session, self.made.round, number)

    def readings(self) -> Sequence[AlignmentReading]:
        """Of the first alignment, as they are now; Oost-Drenthe's comes first."""
        found = [queries.get_reading(self.session, one.id) for one in self.alignment().readings]
        return [one for one in found if one]

    def submit(self, reading: AlignmentReading, *said: tuple[Opinion, str]) -> None:
        """Open it, say this of the passages in order, and send it."""
        actor = Actor("respondent", reading.respondent_id)
        open_reading(self.session, actor, reading, at=NOW)
        for place, (opinion, words) in enumerate(said, 1):
            reacting_operations.react(self.session, reading, place, opinion, words, at=NOW)
        reacting_operations.agree_to_rest(self.session, reading, at=NOW)
        reacting_operations.submit(
            self.session,
            actor,
            reading,
            hash_=reading.alignment.hash,
            seen=reacting_operations.seen_now(reading),
            contact=CONTACT,
            at=NOW,
        )

    def link(self, place: int = 0) -> str:
        """The address that the mail gives one reader."""
        key = Secrets.derive("a-secret-for-tests-that-is-long-enough").links
        return f"/v/rapport/{link_token(key, self.alignment().readings[place].nonce)}"

    def open(self, client: Client, place: int = 0) -> Client:
        """Press the button on the link's page."""
        client.post(self.link(place), status=303)
        return client

    def form(self, action: str, place: int = 0, **fields: str) -> dict[str, str]:
        """What the page sends without JavaScript."""
        reading = self.readings()[place]
        shown = {f"base_{one}": str(number) for one, number in reacting_operations.seen_now(reading).items()}
        return {"reader": str(reading.id), "action": action, **shown, **fields}
