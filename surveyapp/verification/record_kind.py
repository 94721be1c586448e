"""A record as one of the kinds of what can be read through a link."""

from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.verification import mails, queries, waiting
from surveyapp.verification.kinds import Kind, LinkWords, Urging
from surveyapp.verification.models import Reminder, Verification
from surveyapp.verification.progress import progress_of_all
from surveyapp.verification.rules import LinkState, link_state


def _state(session: Session, verification: Verification, now: datetime) -> LinkState:
    return link_state(queries.link_facts(session, verification), now)


def _lock(session: Session, verification_id: int) -> Verification | None:
    found = waiting.lock_verification(session, verification_id)
    return found if found and waiting.is_newest(session, found.record) else None


def _urge(session: Session, verification: Verification, contact: str) -> Urging:
    progress = progress_of_all(session, [verification])[verification.id]
    mail = mails.reminder_mail(verification, progress.stage, progress.done, progress.asked, contact)
    return Urging(Reminder(verification_id=verification.id, stage=progress.stage), mail)


RECORD = Kind(
    model=Verification,
    path="",
    words=LinkWords(
        title="Verslag nakijken",
        heading="U bent gevraagd een verslag na te kijken",
        lead="Als u verdergaat, ziet u het verslag van een interview waaraan u hebt meegewerkt.",
        button="Verslag openen",
        thing="het verslag",
    ),
    check="guest.check",
    receipt="guest.receipt",
    get=queries.get_verification,
    state=_state,
    unfinished=waiting.unfinished,
    lock=_lock,
    facts=waiting.reminder_facts,
    urge=_urge,
)
