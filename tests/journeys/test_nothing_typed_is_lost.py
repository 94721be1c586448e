"""Nothing typed is lost: on every page with a text field, derived from the routes, in a real browser."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from browsing import DESK
from flask import Flask
from flask.testing import FlaskClient
from live import free_port, served
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Error, Page, Route
from setting import MakeApp, session_of
from sqlalchemy.orm import Session
from typed_pages import Crawler, TypedForm

from surveyapp.accounts.models import Role, User
from surveyapp.alignment.kind import PASSAGES
from surveyapp.audit import Actor
from surveyapp.db import db, write_transaction
from surveyapp.interviews.models import Interview
from surveyapp.interviews.queries import find_current_round
from surveyapp.report.figures import operations as figures
from surveyapp.report.figures.imaging import cleaned
from surveyapp.report.figures.rules import FigureData
from surveyapp.sample.load import PASSWORD
from surveyapp.verification.kinds import Kind
from surveyapp.verification.record_kind import RECORD
from surveyapp.verification.rules import Channel, LinkState

EVERYTHING = "beheer@example.org"
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
SCRIPT = """() => {
  const skip = new Set("hidden password checkbox radio submit button reset image file color range".split(" "));
  const words = { date: "2019-03-04", "datetime-local": "2019-03-04T10:00", time: "10:05", number: "7",
    month: "2019-03", email: "woorden@example.org", url: "https://example.org/woorden" };
  window.fieldsOf = (own) => [...document.forms].flatMap((form, place) =>
    form.getAttribute("method")?.toLowerCase() !== "post" && !("unsent" in form.dataset) ? [] :
    own !== "savesItself" in form.dataset ? [] :
    [...form.elements].filter((field) => field.name && !field.disabled && !field.readOnly &&
      (field.matches("textarea") || (field.matches("input") && !skip.has(field.type))) &&
      !field.closest(".conflict") && !field.closest(".unsent"))
      .map((field, number) => [`${place} ${field.name} ${number}`, field]));
  window.typeAll = (own, mark) => fieldsOf(own).map(([name, field], number) => {
    const plain = `Woorden ${mark} ${number}`;
    field.value = words[field.type] ?? (field.maxLength > 0 ? plain.slice(0, field.maxLength) : plain);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    return [name, field.value];
  });
  window.lost = (own, typed) => {
    const now = new Map(fieldsOf(own));
    const beside = [...document.querySelectorAll(".unsent textarea")].map((one) => one.value);
    return typed.filter(([name, value]) => now.get(name)?.value !== value && !beside.includes(value));
  };
}"""

Typed = list[list[str]]


@dataclass
class Place:
    """The sample round behind a server, and the pages with a field that were found in it."""

    app: Flask
    base: str
    staff: list[TypedForm]
    guests: dict[str, list[TypedForm]]
    cookies: dict[str, str]


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
    now = int(datetime.now(UTC).timestamp())
    return {"_user_id": user.fs_uniquifier, "_fresh": True, "opened": now, "seen": now}


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
    begun = now.isoformat()
    return {f"guest{kind.path}": {"id": next(found).id, "opened": begun, "seen": begun, "channel": Channel.LINK.value}}


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


class Typist:
    """Somebody who types in everything on a page, and looks whether it is still there."""

    def __init__(self, chromium: Browser, place: Place, who: str) -> None:
        self.place, self.who = place, who
        self.context: BrowserContext = chromium.new_context(
            viewport=DESK,
            locale="nl-NL",
            timezone_id="Europe/Amsterdam",  # type: ignore[arg-type]
        )
        self.context.add_init_script(f"addEventListener('DOMContentLoaded', {SCRIPT})")
        self.page: Page = self.context.new_page()
        self.come_in()

    def come_in(self) -> None:
        """Begin a session."""
        value = self.place.cookies[self.who]
        name = self.place.app.config["SESSION_COOKIE_NAME"]
        self.context.add_cookies([{"name": name, "value": value, "url": self.place.base}])

    def go_out(self) -> None:
        """The session ends, and the page does not hear of it."""
        self.context.clear_cookies()

    def open(self, address: str) -> None:
        self.page.goto(self.place.base + address)
        self.ready()

    def ready(self) -> None:
        self.page.locator("html[data-unsent=ready]").wait_for(state="attached")

    def types(self, mark: str, *, own: bool = False) -> Typed:
        """Fill in every field of the forms that a button sends, or of those that save themselves (``own``)."""
        typed: Typed = self.page.evaluate("([own, mark]) => typeAll(own, mark)", [own, mark])
        self.page.wait_for_timeout(150)
        return typed

    def lost(self, typed: Typed, *, own: bool = False) -> Typed:
        """What was typed and is neither in its field nor beside it; a page may need a moment."""
        for _ in range(40):
            lost: Typed = self.page.evaluate("([own, typed]) => lost(own, typed)", [own, typed])
            if not lost:
                return []
            self.page.wait_for_timeout(100)
        return lost

    def presses_another_button(self) -> None:
        """Send the first other form of the page, which the server accepts. It does not change what other pages show."""

        def accepted(route: Route) -> None:
            if route.request.method != "POST":
                route.continue_()
                return
            route.fulfill(status=303, headers={"Location": self.page.url})

        self.page.route("**/*", accepted)
        with self.page.expect_navigation():
            self.page.evaluate("""() => {
              const other = document.createElement("form");
              Object.assign(other, { method: "post", action: "/elders" });
              const forms = [...document.querySelectorAll("main form[method=post]")];
              const typed = new Set(fieldsOf(false).map(([, field]) => field.form));
              const found = forms.find((form) => !typed.has(form) && !("savesItself" in form.dataset));
              if (!found) document.body.append(other);
              HTMLFormElement.prototype.submit.call(found ?? other);
            }""")
        self.page.unroute("**/*")
        self.ready()

    def sends(self) -> None:
        """Send the first form in which was typed, with its own button."""
        self.page.evaluate("""() => {
          const form = fieldsOf(false).map(([, field]) => field.form)
            .find((one) => one.getAttribute("method") && one.querySelector("button:not([type=button])"));
          if (!form) return;
          form.noValidate = true;
          form.requestSubmit(form.querySelector("button:not([type=button], [formtarget])"));
        }""")
        self.page.wait_for_timeout(300)
        self.page.wait_for_load_state("load")

    def logs_in_again(self, address: str) -> None:
        """By the button of the page that refused the form, or by opening the page again."""
        way = self.page.get_by_role("link", name="Naar inloggen")
        if way.count():
            way.click()
        else:
            self.page.goto(self.place.base + address)
        if "/inloggen" in self.page.url:
            self.page.get_by_label("E-mailadres").fill(EVERYTHING)
            self.page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
            self.page.get_by_role("button", name="Inloggen").click()
            self.page.wait_for_url(lambda url: "/inloggen" not in url)
        self.ready()

    def forgets(self) -> None:
        """Empty the browser's store, for the next page."""
        self.page.goto(f"{self.place.base}/static/icon.svg")
        self.page.evaluate("""() => new Promise((done) => {
          const opening = indexedDB.open("wederhoor", 1);
          opening.onupgradeneeded = () => opening.result.createObjectStore("texts", { keyPath: "id" });
          opening.onsuccess = () => {
            const clearing = opening.result.transaction("texts", "readwrite");
            clearing.objectStore("texts").clear();
            clearing.oncomplete = () => { opening.result.close(); done(); };
          };
        })""")


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
