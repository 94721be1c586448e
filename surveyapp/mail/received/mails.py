"""Mails to staff about events in interviews, with links to the pages that show them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.mail.message.enclosures import Enclosure, EnclosureGone
from surveyapp.mail.message.templating import written
from surveyapp.mail.outbox.operations import Message
from surveyapp.mail.received.models import Notice
from surveyapp.mail.received.rules import gist


def notice_mail(interviewer: User, notice: Notice) -> Message:
    """Return the mail for a single notice."""
    heading = f"Nieuws over {notice.interview.organisation.label}"
    return _to(interviewer, heading, (notice,), enclosure=f"notice:{notice.id}")


def summary_mail(interviewer: User, told: Sequence[Notice]) -> Message:
    """Return the mail for all notices since the last summary."""
    heading = f"{len(told)} meldingen uit Wederhoor" if len(told) > 1 else "Eén melding uit Wederhoor"
    return _to(interviewer, heading, told, enclosure=f"notices:{interviewer.id}")


def _to(interviewer: User, heading: str, told: Sequence[Notice], *, enclosure: str) -> Message:
    short = [(notice, gist(notice.text)) for notice in told]
    menus = list(dict.fromkeys(notice.menu or "Mijn interviews" for notice in told))
    plain, html = written("notice", heading=heading, interviewer=interviewer, told=short, menus=menus)
    about = {notice.interview.id for notice in told}
    return Message(
        to_name=interviewer.name,
        to_address=interviewer.email,
        subject=heading[:200],
        text=plain,
        html=html,
        interview_id=about.pop() if len(about) == 1 else None,
        enclosure=enclosure,
    )


def notice_enclosure(session: Session, notice_id: int, config: Mapping[str, Any]) -> Enclosure:
    """Return the link to the page where a notice is dealt with. Raises EnclosureGone when its interview is deleted."""
    notice = session.get(Notice, notice_id)
    if notice is None:
        raise EnclosureGone("Het interview is er niet meer.")
    return _link(config, notice.page or f"/interviews/{notice.interview_id}/mails")


def summary_enclosure(_session: Session, _user_id: int, config: Mapping[str, Any]) -> Enclosure:
    """Return the link to the recipient's first page."""
    return _link(config, "/")


def _link(config: Mapping[str, Any], path: str) -> Enclosure:
    return Enclosure(link=str(config["BASE_URL"]).rstrip("/") + path)
