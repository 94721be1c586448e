"""The sample round behind a real server, for journeys that begin with a round in full swing."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import browser
from live import Mailbox, free_port, served, smtp_server
from playwright.sync_api import Browser
from setting import MakeApp


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
