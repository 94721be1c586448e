"""A real browser, and somebody in it. Every page they look at is checked.

``SCREENSHOTS=docs/screenshots`` keeps a picture of each main page.
"""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from surveyapp.sample.load import PASSWORD

CHROMIUM = "/usr/bin/chromium-headless-shell"
PICTURES = os.environ.get("SCREENSHOTS", "")
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
AXE = {"iframes": False, "resultTypes": ["violations"]}
"""It is in no frame and would wait for each; and what passes it need not tell, which takes most of its time."""

expect.set_options(timeout=15_000)  # a busy machine is slow, and that is not what journeys are about


def assert_accessible(page: Page) -> None:
    """No fault of the page at hand that a machine can find."""
    found = Axe().run(page, options=AXE)
    assert found.violations_count == 0, found.generate_report()


def program() -> str:
    """The path of Chromium; fails plainly where there is none."""
    if not Path(CHROMIUM).exists():
        pytest.fail("Chromium ontbreekt. Installeer het met: apt-get install chromium-headless-shell")
    return CHROMIUM


class Person:
    """Somebody in a browser of their own. Every page they look at is checked."""

    def __init__(self, browser: Browser, base: str, size: dict[str, int]) -> None:
        context = browser.new_context(viewport=size, locale="nl-NL", timezone_id="Europe/Amsterdam")  # type: ignore[arg-type]
        self.page: Page = context.new_page()
        self.base = base
        self.email = ""
        self.problems: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", lambda message: self._heard(message.type, message.text))

    def _heard(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and "the server responded with a status of 4" not in text:
            self.problems.append(text)

    def go(self, address: str) -> "Person":
        self.page.goto(address if address.startswith("http") else self.base + address)
        return self

    def login(self, email: str) -> "Person":
        self.go("/inloggen")
        self.email = email
        self.page.get_by_label("E-mailadres").fill(email)
        self.page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Inloggen").click()
        self.page.wait_for_url(lambda url: "/inloggen" not in url)
        return self

    def press(self, name: str) -> "Person":
        self.page.get_by_role("button", name=name).first.click()
        return self._there()

    def follow(self, name: str) -> "Person":
        self.page.get_by_role("link", name=name).first.click()
        return self._there()

    def _there(self) -> "Person":
        """The page is there with its scripts and styles, as for somebody who looks before they type."""
        self.page.wait_for_load_state("load")
        return self

    def looks(self, picture: str = "", *, whole: bool = False) -> "Person":
        """The page at hand has no fault that can be found by machine; keep a picture of it."""
        self.page.wait_for_load_state("load")
        assert_accessible(self.page)
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{self.page.url} is too wide"
        assert self.problems == [], self.problems
        if PICTURES and picture:
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{PICTURES}/{picture}.png", full_page=whole)
        return self
