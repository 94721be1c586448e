"""The sample round behind a server, and every page of it that staff and respondents can open."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from live import free_port, served
from PIL import Image
from setting import MakeApp, session_of
from sqlalchemy.orm import Session
from typed_pages import Crawler
from typist import EVERYTHING

from surveyapp.accounts.staff.models import Role, User
from surveyapp.alignment.kind.kinds import PASSAGES
from surveyapp.core.audit import Actor
from surveyapp.core.db import db, write_transaction
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.queries import find_current_round
from surveyapp.readings.links.kinds import Kind
from surveyapp.readings.links.rules import LinkState
from surveyapp.report.figure_editing import operations as figures
from surveyapp.report.figures.image_reader import cleaned
from surveyapp.report.material.figures import FigureData
from surveyapp.sessions import operations as sessions
from surveyapp.verification.kind.kinds import RECORD
from surveyapp.verification.records.rules import Channel


@dataclass
class Everywhere:
    """The server, and per kind of visitor the pages that were found and the cookie that opens them."""

    app: Flask
    base: str
    crawlers: dict[str, Crawler]
    cookies: dict[str, str]


@contextmanager
def everywhere(make_app: MakeApp, instance: Path, sample_file: Path) -> Iterator[Everywhere]:
    """Serve the sample round. ``staff`` has every role and interview; ``guest`` and ``aligned`` have a link open."""
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
    crawlers = {"staff": Crawler(app, _client(app, **held["staff"])).walk("/interviews", "/").fill()}
    for who, start in (("guest", "/nakijken"), ("aligned", "/rapporttekst")):
        crawlers[who] = Crawler(app, _client(app, **held[who])).walk(start)
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    with served(app, free_port()) as base:
        yield Everywhere(app, base, crawlers, {who: serializer.dumps(values) for who, values in held.items()})


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
