"""No page shows a link or a button that its reader is refused: derived from the pages of each role."""

from collections import Counter
from pathlib import Path

import pytest
from flask import Flask
from reachable import addresses_on, ask, forms_on, row_of, rule_of, tree_of
from test_access_table import Prepared, busy_app, prepared, table  # noqa: F401  (fixtures)

EACH = 8
"""So many addresses of one route are opened: what a page shows depends on the state of its subject."""
REFUSED = {"401", "403", "log-in"}


def walk(app: Flask, person: str, given: Prepared, starts: list[str]) -> list[str]:
    """Follow all links from these pages; return what does not answer, with the page that it stands on."""
    browser = app.test_client()
    browser.set_cookie(app.config["SESSION_COOKIE_NAME"], given.people[person].cookie)
    may, opened, dead = table(), Counter[str](), []
    waiting, seen = [(path, "the start") for path in starts], set(starts)
    while waiting:
        path, shown_on = waiting.pop(0)
        rule = rule_of(app, "GET", path)
        if rule is None or rule.endpoint == "static" or opened[rule.rule] >= EACH or "uitloggen" in path:
            continue
        opened[rule.rule] += 1
        response = ask(browser, "GET", path)
        if response.status_code >= 400:
            dead.append(f"{path} is {response.status_code}, linked on {shown_on}")
            continue
        page = tree_of(response)
        links = dict.fromkeys(addresses_on(page, path, response.headers.get("Location", "")))
        waiting += [(link, path) for link in links if link not in seen]
        seen |= set(links)
        for form in forms_on(page, path):
            target = rule_of(app, "POST", form.path)
            if target is not None and may[row_of("POST", target)][person] in REFUSED:
                dead.append(f"a button for {target.rule} on {path}")
        response.close()
    return dead


@pytest.mark.timeout(300)
@pytest.mark.parametrize("person", ["other", "interviewer", "editor", "admin", "respondent"])
def test_every_link_and_button_answers(busy_app: Flask, prepared: tuple[Path, Prepared], person: str) -> None:  # noqa: F811
    starts = ["/nakijken", "/rapporttekst"] if person == "respondent" else ["/"]
    assert "\n".join(walk(busy_app, person, prepared[1], starts)) == ""
