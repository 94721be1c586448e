"""Boxes of pages, measured in a browser: nothing is cut off, and what matters is in sight."""

from collections.abc import Iterator

from everywhere import Everywhere
from playwright.sync_api import Browser, Page

SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-block-end: 2em !important; }"""
"""Text spacing of WCAG 1.4.12."""
APPLY = """css => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
  for (const one of document.querySelectorAll("details")) one.open = true;
}"""
TOO_WIDE = "() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
HEIGHT_IN_SIGHT = """field => {
  const box = field.getBoundingClientRect();
  const x = box.left + box.width / 2;
  let seen = 0;
  for (let y = Math.max(box.top, 0); y < Math.min(box.bottom, innerHeight); y += 1)
    if (document.elementFromPoint(x, y) === field) seen += 1;
  return seen;
}"""
CUT = """root => [...root.querySelectorAll("*")].filter((one) => one.checkVisibility() && !one.closest(".vh"))
  .filter((one) => one.getBoundingClientRect().right > root.getBoundingClientRect().right + 1).length"""
OUTSIDE = """() => [...document.querySelectorAll(".words li")].filter((one) => one.checkVisibility())
  .filter((one) => one.getBoundingClientRect().left - one.closest(".words").getBoundingClientRect().left < 14).length"""
BACKWARDS = """() => {
  const fields = [...document.querySelectorAll("main :is(a, button, input, select, textarea, summary)")];
  const tops = fields.filter((one) => one.checkVisibility() && one.tabIndex >= 0 && !one.closest(".skip"))
    .map((one) => one.getBoundingClientRect().top + scrollY);
  return tops.some((top, place) => place && tops[place - 1] - top > 600);
}"""
"""Whether the focus jumps up by most of a screen on a page of one column."""


class Looker:
    """Opens pages of the sample round at one size."""

    def __init__(self, chromium: Browser, site: Everywhere, width: int, height: int) -> None:
        self.site, self.pages = site, {}
        for who, cookie in site.cookies.items():
            context = chromium.new_context(viewport={"width": width, "height": height}, locale="nl-NL")
            name = site.app.config["SESSION_COOKIE_NAME"]
            context.add_cookies([{"name": name, "value": cookie, "url": site.base}])
            self.pages[who] = context.new_page()

    def open(self, who: str, address: str) -> Page:
        page: Page = self.pages[who]
        page.goto(self.site.base + address, wait_until="load")
        return page

    def first(self, who: str, endpoint: str, holds: str = "main") -> Page:
        """The first page of an endpoint that has such an element."""
        crawler = self.site.crawlers[who]
        for address in (one for one, found in crawler.endpoints.items() if found == endpoint):
            page = self.open(who, address)
            if page.locator(holds).count():
                return page
        raise AssertionError(f"no page of {endpoint} has {holds}")


def too_wide_on_a_phone(chromium: Browser, site: Everywhere) -> Iterator[str]:
    """One page of each endpoint, at 320 px with text spacing and everything unfolded."""
    looker, seen = Looker(chromium, site, 320, 640), set()
    for who, crawler in site.crawlers.items():
        for address, endpoint in crawler.endpoints.items():
            if (who, endpoint) in seen:
                continue
            seen.add((who, endpoint))
            page = looker.open(who, address)
            if plain := page.evaluate(TOO_WIDE):
                yield f"{endpoint} {address} is {plain} px too wide"
            page.evaluate(APPLY, SPACED)
            if spaced := page.evaluate(TOO_WIDE):
                yield f"{endpoint} {address} is {spaced} px too wide with text spacing"
            if page.evaluate(OUTSIDE):
                yield f"{endpoint} {address} has list marks outside its text"


def badly_laid_out(chromium: Browser, site: Everywhere) -> Iterator[str]:
    """What people saw cut off or out of sight on a laptop."""
    laptop, small, tall = (Looker(chromium, site, *size) for size in ((1366, 768), (1280, 720), (768, 1024)))
    if (top := laptop.first("staff", "fieldwork.mine", ".todo").locator(".todo").first.bounding_box()) and top[
        "y"
    ] > 380:
        yield f"the first row of Mijn interviews stands at {top['y']:.0f} px"
    for looker in (laptop, small):
        page = looker.open("staff", "/rapport/paragraaf/zuid-limburg")
        page.locator(".source .button").first.wait_for()
        if cut := page.locator(".sources").evaluate(CUT):
            yield f"{cut} elements are cut off beside the text of a section, at {page.viewport_size}"
    page = laptop.first("staff", "interviews.desk", "textarea.paper__x")
    if (seen := page.locator("textarea.paper__x:visible").first.evaluate(HEIGHT_IN_SIGHT)) < 0.4 * 768:
        yield f"{seen} px of an answer are in sight"
    page = laptop.first("staff", "mail.index", ".outbox .state")
    if (state := page.locator(".outbox .state").first.bounding_box()) and state["height"] > 30:
        yield "the state of a mail is broken over lines"
    page = Looker(chromium, site, 320, 640).open("guest", "/v/abc")
    if (brand := page.locator(".brand").bounding_box()) and brand["y"] < 4:
        yield "the header of the page of a link is cut off"
    for endpoint in ("report.section", "report.board"):
        if tall.first("staff", endpoint).evaluate(BACKWARDS):
            yield f"the focus jumps back on {endpoint}"
