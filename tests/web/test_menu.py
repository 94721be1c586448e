"""The main menu shows where somebody is: at most one entry is current."""

import pytest
from checking import Client
from flask import Flask
from html5lib import parse
from recorded import Recorded
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.web.template import MENU


@pytest.mark.parametrize(
    ("address", "entry"),
    [
        ("/interviews", ["Mijn interviews"]),
        ("/interviews/{id}", ["Mijn interviews"]),
        ("/interviews/{id}/mails", ["Mijn interviews"]),
        ("/interviews/{id}/verslag", ["Mijn interviews"]),
        ("/interviews/{id}/termijn", ["Veldwerk"]),
        ("/veldwerk", ["Veldwerk"]),
        ("/veldwerk/ronde", ["Veldwerk"]),
        ("/rapport", ["Rapport"]),
        ("/rapport/indeling", ["Rapport"]),
        ("/rapport/themas", ["Rapport"]),
        ("/rapport/afstemmen", ["Rapport"]),
        ("/postvak", ["Postvak"]),
        ("/mensen", ["Mensen"]),
        ("/account", []),
    ],
)
def test_one_entry_is_current(
    session: Session, client: Client, staff: MakeUser, address: str, entry: list[str]
) -> None:
    person = staff(*RoleName)
    interview = Recorded.of(session).interview(by=[person])
    page = client.login(person).get(address.format(id=interview.id))
    links = parse(page.text, namespaceHTMLElements=False).iterfind(".//nav[@class='nav']/a[@aria-current]")
    assert [link.text for link in links] == entry


def test_what_an_entry_covers_exists(app: Flask) -> None:
    covered = {name for _, _, _, names in app.extensions[MENU] for name in names}
    assert covered - app.blueprints.keys() - app.view_functions.keys() == set()
