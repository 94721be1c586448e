"""Somebody who types in every field of a page, and looks whether it is still there."""

from dataclasses import dataclass

from browsing import DESK
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route
from typed_pages import TypedForm

from surveyapp.sample.load import PASSWORD

EVERYTHING = "beheer@example.org"
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
