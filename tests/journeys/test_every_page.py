"""What holds of every page, derived from the routes: forms that are refused say so, and nothing is cut off."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

import html5lib
import pytest
from everywhere import Everywhere, everywhere
from flask.testing import FlaskClient
from layout import badly_laid_out, too_wide_on_a_phone
from long_names import lengthen
from playwright.sync_api import Browser
from setting import MakeApp, session_of
from typed_pages import Crawler

from surveyapp.core.db import write_transaction

REFUSED_AT_LEAST = 30
"""So many forms refuse what is sent here: a walk that finds no forms would see no fault."""


@pytest.fixture
def site(make_app: MakeApp, tmp_path: Path, sample_file: Path) -> Iterator[Everywhere]:
    with everywhere(make_app, tmp_path / "sample", sample_file) as found:
        yield found


@dataclass(frozen=True)
class Form:
    """A form with something to fill in: the page it stands on, where it is sent, and its fields."""

    address: str
    action: str
    fields: list[Element]
    saves_itself: bool

    def bodies(self) -> Iterator[dict[str, Any]]:
        """What is sent: every field empty, then nonsense in every field, then a file and choices that cannot be."""
        hidden = {one.get("name", ""): one.get("value", "") for one in self.fields if one.get("type") == "hidden"}
        others = [one for one in self.fields if one.get("type") != "hidden"]
        words = [one for one in others if one.get("type") not in {"checkbox", "radio", "file"}]
        yield hidden | {one.get("name", ""): "" for one in words}
        yield hidden | {one.get("name", ""): nonsense(one) for one in words}
        if len(words) < len(others):
            yield hidden | {one.get("name", ""): impossible(one) for one in others}


def nonsense(field: Element) -> str:
    """What no field but one of free text takes."""
    kind = "choice" if field.tag == "select" else field.get("type", "text")
    known = {"date": "morgen", "number": "x", "time": "x", "email": "geen adres", "url": "geen adres", "choice": "x"}
    return known.get(kind, "")


def impossible(field: Element) -> Any:
    """What no field takes that chooses or uploads something."""
    kind = field.get("type", "text")
    return (BytesIO(b"x"), "x.exe") if kind == "file" else "x" if kind in {"checkbox", "radio"} else nonsense(field)


def forms(crawler: Crawler) -> list[Form]:
    """Return the forms with a field that is not hidden, each of an endpoint once.

    Last come those that save what is typed: it changes what the others are about.
    """
    found: dict[object, Form] = {}
    for address, tree in crawler.pages.items():
        everything = list(tree.iter())
        for form in (one for one in everything if one.tag == "form" and one.get("method", "get").lower() == "post"):
            own = [*form.iter(), *(one for one in everything if one.get("form") and one.get("form") == form.get("id"))]
            fields = [one for one in own if one.tag in {"input", "textarea", "select"} and one.get("name")]
            action = urljoin(address, form.get("action") or address)
            names = frozenset(one.get("name") for one in fields)
            if any(one.get("type") != "hidden" for one in fields):
                kind = (crawler.endpoints[address], crawler.action(action), names)
                found.setdefault(kind, Form(address, action, fields, form.get("data-saves-itself") is not None))
    return sorted(found.values(), key=lambda form: form.saves_itself)


def faults(page: str) -> Iterator[str]:
    """What a page with a refused form lacks."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    ids = {one.get("id"): one for one in tree.iter() if one.get("id")}
    if not (tree.findtext(".//title") or "").startswith("Fout: "):
        yield "its title does not begin with Fout"
    alerts = [one for one in tree.iter() if one.get("role") == "alert" and one.get("hidden") is None]
    summaries = [one for one in alerts if one.get("tabindex") == "-1" and one.get("autofocus") is not None]
    if len(summaries) != 1:
        yield f"{len(summaries)} summaries have the focus"
    if [one for one in tree.iter() if one.get("autofocus") is not None][:1] != summaries[:1]:
        yield "something before the summary takes the focus"
    for link in (one.get("href", "") for summary in summaries for one in summary.iter("a")):
        target = ids.get(link.removeprefix("#"))
        if target is None:
            yield f"{link} leads nowhere"
        elif not [one for one in target.iter() if is_marked(one, ids)]:
            yield f"{link} leads to nothing that is marked"


def is_marked(field: Element, ids: dict[str | None, Element]) -> bool:
    described = [ids.get(name) for name in (field.get("aria-describedby") or "").split()]
    words = any(one is not None and "error" in (one.get("class") or "") for one in described)
    return words and (field.get("aria-invalid") == "true" or field.tag == "fieldset" or field.get("role") == "group")


def refusals_that_are_not_told(site: Everywhere) -> Iterator[str]:
    """Send to each form what it refuses, and look at the page that comes back."""
    refused = set()
    for who, crawler in site.crawlers.items():
        client: FlaskClient = crawler.client
        for form in forms(crawler):
            for body in form.bodies():
                page = client.post(form.action, data=body, headers={"Referer": f"http://localhost{form.address}"})
                if page.status_code == 422 and page.mimetype == "text/html":
                    refused.add((who, crawler.endpoints[form.address], form.action))
                    yield from (f"{form.action} from {form.address}: {one}" for one in faults(page.text))
    if len(refused) < REFUSED_AT_LEAST:
        yield f"only {len(refused)} forms refused anything: {sorted(refused)}"


@pytest.mark.timeout(600)
def test_every_page_fits_and_every_refused_form_says_so(site: Everywhere, chromium: Browser) -> None:
    """One walk: making and opening all pages takes most of the time. Only what must always hold has long names."""
    found = list(badly_laid_out(chromium, site))
    with session_of(site.app) as session:
        with write_transaction(session):
            lengthen(session)
        session.close()
    found += [*too_wide_on_a_phone(chromium, site), *refusals_that_are_not_told(site)]
    assert found == [], "\n".join(dict.fromkeys(found))
