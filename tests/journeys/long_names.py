"""Names and addresses as long as people have them, which the sample's are not."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.core.audit import Actor, record_event
from surveyapp.interviews.recording.models import Organisation, Respondent
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.mail.received.models import IncomingMail

DOMAIN = "plattelandsbereikbaarheidsvoorzieningen"
FIRST = "Everhardina-Wilhelmina "
FUNCTION = "programmadirecteur leefomgevingskwaliteitsbeleid en volkshuisvestingsvraagstukken"
ORGANISATION = " en Samenwerkende Plattelandsbereikbaarheidsorganisaties"
ADDRESSES: tuple[tuple[Any, Any, Any], ...] = (
    (Respondent, Respondent.name, Respondent.email),
    (User, User.name, User.email),
    (OutboxMail, OutboxMail.to_name, OutboxMail.to_address),
    (IncomingMail, IncomingMail.from_name, IncomingMail.from_address),
)


def lengthen(session: Session) -> None:
    """Give everybody a long name, function and address, and every organisation a long name."""
    for model, name, address in ADDRESSES:
        longer = {name: FIRST + name, address: sa.func.replace(address, "@", f"@{DOMAIN}.")}
        session.execute(sa.update(model).where(address != "").values(longer))
    for person in session.scalars(sa.select(Respondent)):
        person.function = FUNCTION
        roles = {"must_agree": person.must_agree, "function": FUNCTION}
        record_event(session, Actor.system(), "respondent.change", "respondent", person.id, datetime.now(UTC), **roles)
    session.execute(sa.update(Organisation).values(name=Organisation.name + ORGANISATION))
