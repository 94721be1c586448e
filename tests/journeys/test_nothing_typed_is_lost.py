"""Nothing typed is lost: on every page with a text field, derived from the routes, in a real browser."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from live import free_port, served
from PIL import Image
from playwright.sync_api import Browser, Error
from setting import MakeApp, session_of
from sqlalchemy.orm import Session
from typed_pages import Crawler, TypedForm
from typist import EVERYTHING, Place, Typed, Typist

from surveyapp.accounts.models import Role, User
from surveyapp.alignment.kind import PASSAGES
from surveyapp.audit import Actor
from surveyapp.db import db, write_transaction
from surveyapp.interviews.models import Interview
from surveyapp.interviews.queries import find_current_round
from surveyapp.report.figures import operations as figures
from surveyapp.report.figures.imaging import cleaned
from surveyapp.report.figures.rules import FigureData
from surveyapp.sessions import operations as sessions
from surveyapp.verification.kinds import Kind
from surveyapp.verification.record_kind import RECORD
from surveyapp.verification.rules import Channel, LinkState

EXCEPT = {
    "security.login": "a password and an address, which the browser itself remembers",
    "security.forgot_password": "one address, and nobody is known whose words they are",
    "security.change_password": "passwords only",
    "guest.code.page": "a code of twelve signs from the mail at hand; it is never kept",
}
"""Pages with a field that keep nothing, and why."""
NOT_SEEN = {
    "alignment.preview": "opened from the choice of sections; its form is that of alignment.send",
    "aligned.receipt": "opened after a reaction was sent; nothing is typed there",
    "aligned.summary": "opened once every passage has a reaction; nothing is typed there",
    "bulk.show": "opened for one action at a time; it has buttons only",
    "guest.link": "has a button only",
    "guest.receipt": "opened after a reaction was sent; nothing is typed there",
    "guest.summary": "opened once every answer has a reaction; it has a box and buttons",
    "security.reset_password": "passwords only",
    "word.preview": "opened with an uploaded file",
}
"""Pages that the sample round does not open, and what is typed there."""
FILES = {
    "aligned.receipt_pdf", "editions.manifest", "editions.page", "editions.pdf", "figures.image", "guest.own_file",
    "guest.receipt_pdf", "mail.attachment", "mail.unmatched_raw", "printing.interview_pdf",
    "printing.questionnaire_pdf", "report.pdf", "report.pdf_progress", "sources.file", "static",
}  # fmt: skip
"""What the sample round does not have, and is no page of ours."""


def _client(app: Flask, **values: Any) -> FlaskClient:
    client = app.test_client()
    with client.session_transaction() as held:
        held.update(values)
    return client


def _logged_in(session: Session) -> dict[str, Any]:
    user = session.scalars(sa.select(User).filter_by(email=EVERYTHING)).one()
    user.roles = list(session.scalars(sa.select(Role)))
    for interview in session.scalars(sa.select(Interview)):
        interview.interviewers = [*interview.interviewers, user]
    now = datetime.now(UTC)
    at = int(now.timestamp())
    key = sessions.begin(session, user_id=user.id, at=now)
    return {"_user_id": user.fs_uniquifier, "_fresh": True, "opened": at, "seen": at, "open": {"staff": key}}


def _figure(session: Session) -> None:
    """A figure of the editors, which the sample round does not have."""
    data, now = FigureData("Krimp", "In Drenthe daalt de bevolking."), datetime.now(UTC)
    round_ = find_current_round(session)
    assert round_
    made = BytesIO()
    Image.new("RGB", (640, 400), "#0f5260").save(made, "PNG")
    figures.add_figure(session, Actor.system(), round_, "kaart", data, cleaned(made.getvalue()), at=now)


def _read(session: Session, kind: Kind[Any]) -> dict[str, Any]:
    now = datetime.now(UTC)
    found = (one for one in session.scalars(sa.select(kind.model)) if kind.state(session, one, now) is LinkState.OPEN)
    begun, reading = now.isoformat(), next(found).id
    name, key = f"guest{kind.path}", sessions.begin(session, reading=f"{kind.path}:{reading}", at=now)
    held = {"id": reading, "opened": begun, "seen": begun, "channel": Channel.LINK.value}
    return {name: held, "open": {name: key}}


@pytest.fixture
def place(make_app: MakeApp, tmp_path: Path, sample_file: Path) -> Iterator[Place]:
    instance = tmp_path / "sample"
    instance.mkdir()
    shutil.copy(sample_file, instance)
    app = make_app(INSTANCE=instance)
    with session_of(app) as session:
        with write_transaction(session):
            _figure(session)
            held = {"staff": _logged_in(session)}
            held |= {"guest": _read(session, RECORD), "aligned": _read(session, PASSAGES)}
        session.close()
        db.engine.dispose()
    staff = Crawler(app, _client(app, **held["staff"])).walk("/interviews", "/").fill()
    guests = {
        who: Crawler(app, _client(app, **held[who])).walk(start)
        for who, start in (("guest", "/nakijken"), ("aligned", "/rapporttekst"))
    }
    unreached = staff.unreached().intersection(*(one.unreached() for one in guests.values()))
    pages = {one for one in unreached if one not in NOT_SEEN} - staff.files() - FILES
    assert not pages, f"open these pages in the sample round, or say in NOT_SEEN what is typed there: {sorted(pages)}"
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    with served(app, free_port()) as base:
        yield Place(
            app, base, staff.forms(), {who: one.forms() for who, one in guests.items()},
            {who: serializer.dumps(values) for who, values in held.items()},
        )  # fmt: skip


def _distinct(forms: list[TypedForm]) -> dict[str, list[TypedForm]]:
    """The pages, each with those forms that no page before it had."""
    found: dict[str, list[TypedForm]] = {}
    for form in forms:
        if form.endpoint not in EXCEPT:
            found.setdefault(form.address, []).append(form)
    return found


def _page_loses(typist: Typist, address: str) -> dict[str, Typed]:
    """What one page loses, per way of leaving it."""
    found: dict[str, Typed] = {}
    typist.open(address)
    typed = typist.types("weg")
    typist.page.goto(f"{typist.place.base}/gegevens")
    typist.open(address)
    found["left by a link"] = typist.lost(typed)
    typed = typist.types("ander formulier")
    typist.presses_another_button()
    found["another form was sent"] = typist.lost(typed)
    typed = typist.types("sessie")
    typist.go_out()
    typist.sends()
    if typist.who == "staff":
        typist.logs_in_again(address)
    else:
        typist.come_in()
        typist.open(address)
    found["the session ended"] = typist.lost(typed)
    if typist.page.url.removeprefix(typist.place.base).partition("#")[0] != address:
        found["the way back"] = [[address, typist.page.url]]
    return {how: lost for how, lost in found.items() if lost}


def _desk_loses(typist: Typist, address: str) -> dict[str, Typed]:
    """The same for texts that save themselves."""
    found: dict[str, Typed] = {}
    typist.open(address)
    typed = typist.types("weg", own=True)
    typist.page.goto(f"{typist.place.base}/gegevens")
    typist.open(address)
    found["left by a link"] = typist.lost(typed, own=True)
    typist.go_out()
    typed = typist.types("sessie", own=True)
    typist.page.goto(f"{typist.place.base}/gegevens")
    typist.logs_in_again(address)
    found["the session ended"] = typist.lost(typed, own=True)
    return {how: lost for how, lost in found.items() if lost}


def _tried(loses: Callable[[Typist, str], dict[str, Typed]], typist: Typist, address: str) -> dict[str, Typed]:
    """What a page loses; one that breaks down does not keep the others from being looked at."""
    try:
        return loses(typist, address)
    except Error as error:
        typist.come_in()
        return {"broke down": [[str(error)]]}


@pytest.mark.timeout(1200)
def test_no_page_with_a_field_loses_what_is_typed_there(chromium: Browser, place: Place) -> None:
    lost, seen = {}, 0
    for who, forms in (("staff", place.staff), *place.guests.items()):
        typist = Typist(chromium, place, who)
        for address, here in _distinct(forms).items():
            seen += len(here)
            for loses, own in ((_page_loses, False), (_desk_loses, True)):
                if any(form.saves_itself is own for form in here) and (what := _tried(loses, typist, address)):
                    lost[f"{who} {address} {here[0].endpoint}"] = what
            typist.forgets()
        typist.context.close()
    said = [f"{where}: {how} {what[:3]}" for where, hows in lost.items() for how, what in hows.items()]
    assert not said, "\n".join(said)
    assert seen >= 45
