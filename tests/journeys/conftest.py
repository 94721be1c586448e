"""A browser, and the sample round behind a real server, for journeys that begin with a round in full swing."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import program
from live import ELSEWHERE, Mailbox, free_port, served, smtp_server
from playwright.sync_api import Browser, Playwright, sync_playwright
from setting import MakeApp


@pytest.fixture
def sample(make_app: MakeApp, tmp_path: Path, sample_file: Path) -> Iterator[tuple[str, Mailbox]]:
    port, instance = free_port(), tmp_path / "sample"
    instance.mkdir()
    shutil.copy(sample_file, instance)
    with smtp_server() as (smtp_url, mailbox):
        app = make_app(INSTANCE=instance, BASE_URL=f"{ELSEWHERE}:{port}", SMTP_URL=smtp_url)
        with served(app, port) as base:
            yield base, mailbox


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """What starts browsers, for one file: as long as it is there, nothing else in this thread may run an event loop."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def one_browser(playwright: Playwright) -> Iterator[Browser]:
    """A browser for all journeys of a file: starting one takes a second of the processor."""
    found = playwright.chromium.launch(executable_path=program(), args=["--no-sandbox"])
    yield found
    found.close()


@pytest.fixture
def chromium(one_browser: Browser) -> Iterator[Browser]:
    """A browser with nobody in it yet, who all leave when the journey ends."""
    yield one_browser
    for context in one_browser.contexts:
        context.close()
