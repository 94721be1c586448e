"""A whole page of a respondent at once: keep what it says, or say per item why not."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from surveyapp.errors import Refused
from surveyapp.text import TextTooLong
from surveyapp.verification import reacting
from surveyapp.verification.models import Verification
from surveyapp.verification.pages import RecordPage
from surveyapp.verification.rules import Use
from surveyapp.verification.said import Said, typed_in, use_in, uses_in


def keep(
    session: Session, verification: Verification, page: RecordPage, form: Mapping[str, str], at: datetime
) -> dict[str, str]:
    """Keep everything in the form; per item, why it cannot be kept. ``page`` is what the respondent saw."""
    allowed, for_all = uses(page, form), use_in(form)
    if for_all and for_all is not page.use:
        reacting.allow(session, verification, for_all, at=at)
    asked, problems = {entry.item for entry in page.asked}, {}
    for item, said in typed_in(form).items():
        try:
            if item in asked:
                react(session, verification, item, said, allowed.get(item), at)
        except (Refused, TextTooLong) as error:
            problems[item] = str(error)
    return problems


def uses(page: RecordPage, form: Mapping[str, str]) -> dict[str, Use]:
    """What is allowed per item: as the page says at an answer; where it says nothing new there, as it says of all."""
    at_answers, for_all, found = uses_in(form), use_in(form) or page.use, {}
    for entry in page.asked:
        said = at_answers.get(entry.item, entry.said.use)
        found[entry.item] = for_all if said == entry.said.use and for_all is not page.use else said
    return {item: use for item, use in found.items() if use}


def react(session: Session, verification: Verification, item: str, said: Said, use: Use | None, at: datetime) -> None:
    """Keep one reaction. Raises Refused, TextTooLong, BadRequest."""
    if said.changing:
        raise Refused("Kies wat u wilt aanpassen.")
    if said.kind is None:
        raise BadRequest("Onbekende reactie.")
    reacting.react(
        session, verification, item, kind=said.kind, proposal=said.proposal, remark=said.remark, use=use, at=at
    )


def take_over(
    session: Session, verification: Verification, page: RecordPage, which: str, at: datetime
) -> dict[str, str]:
    """Make one's own what somebody who reads along proposes; per item, why that cannot be. Raises BadRequest."""
    item = page.item_of(which)
    if not item:
        raise BadRequest("Onbekend voorstel.")
    try:
        reacting.take_over(session, verification, item, int(which), at=at)
    except Refused as refusal:
        return {item: str(refusal)}
    return {}
