"""The sample round behind a real server, for journeys that begin with a round in full swing."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from browsing import browser
from filelock import FileLock
from live import Mailbox, free_port, served, smtp_server
from playwright.sync_api import Browser
from setting import MakeApp, application, session_of

from surveyapp.db import db, utcnow, write_transaction
from surveyapp.mail.models import MailState, OutboxMail
from surveyapp.sample.load import load


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, worker_id: str) -> Path:
    """A database with the sample round, made once for all workers and copied for each test."""
    own = tmp_path_factory.getbasetemp()
    path = (own if worker_id == "master" else own.parent) / "sample" / "surveyapp.sqlite"
    with FileLock(f"{path.parent}.lock"):
        if not path.exists():
            making = path.parent.with_name("sample-being-made")
            making.mkdir()
            shutil.copy(sqlite_template, making / path.name)
            _fill(making)
            making.rename(path.parent)
    return path


def _fill(folder: Path) -> None:
    """The mails have all left: they are a hundred PDFs."""
    app = application(folder, {})
    with session_of(app) as session:
        with write_transaction(session):
            load(session, utcnow())
            waiting = sa.update(OutboxMail).where(OutboxMail.state == MailState.WAITING)
            session.execute(waiting.values(state=MailState.SENT, sent_at=utcnow()))
        session.close()
        db.engine.dispose()


@pytest.fixture
def sample(make_app: MakeApp, tmp_path: Path, sample_file: Path) -> Iterator[tuple[str, Mailbox]]:
    port, instance = free_port(), tmp_path / "sample"
    instance.mkdir()
    shutil.copy(sample_file, instance)
    with smtp_server() as (smtp_url, mailbox):
        app = make_app(INSTANCE=instance, BASE_URL=f"http://127.0.0.1:{port}", SMTP_URL=smtp_url)
        with served(app, port) as base:
            yield base, mailbox


@pytest.fixture
def chromium(sample: tuple[str, Mailbox]) -> Iterator[Browser]:
    """Starts after the application: a thread with a browser in it takes no app context."""
    assert sample
    with browser() as found:
        yield found
