"""One questionnaire file that is wrong keeps nobody from the others; the pages name it."""

import shutil
from pathlib import Path

import pytest
from checking import Client
from recorded import Recorded
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core import config
from surveyapp.exchange.uploads import views as exchange
from surveyapp.fieldwork.lists import views as fieldwork
from surveyapp.printing import views as printing
from surveyapp.questionnaires.operations import usable
from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.report.outline_editing import forms as outline


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The questionnaires of the product, of which one is broken, with one that is no text."""
    made = tmp_path / "questionnaires"
    shutil.copytree(config.resource_dir("questionnaires"), made)
    (made / "rijk.yaml").write_text("key: rijk\ntitle: [\n", "utf-8")
    (made / "oud.yaml").write_bytes(b"key: \xff\xfe")
    for module in (exchange, fieldwork, printing, outline):
        monkeypatch.setattr(module, "resource_dir", lambda _name: made)
    return made


@pytest.fixture
def chief(client: Client, staff: MakeUser, session: Session) -> Client:
    Recorded.of(session).organisation("Drenthe", OrganisationKind.PROVINCE)
    return client.login(staff(RoleName.ADMINISTRATOR, RoleName.EDITOR, RoleName.INTERVIEWER))


def test_the_files_that_can_be_used_are_found(folder: Path) -> None:
    found, problems = usable(folder)
    assert list(found) == ["provincie", "regio"]
    assert problems[0] == "oud.yaml kan niet worden gelezen: geen tekst in UTF-8."
    assert problems[1].startswith("rijk.yaml")


@pytest.mark.usefixtures("folder")
def test_the_page_names_the_wrong_files_and_offers_the_others(chief: Client) -> None:
    page = chief.get("/vragenlijsten")
    assert "Vragenlijst Regio" in page.words
    assert "oud.yaml kan niet worden gelezen" in page.words
    assert "rijk.yaml" in page.words
    chief.get("/vragenlijsten/regio/word")
    for path in ("rijk/word", "rijk", "oud", "oud/spreadsheet"):
        chief.get(f"/vragenlijsten/{path}", status=404)


@pytest.mark.usefixtures("folder")
def test_an_interview_is_added_and_an_outline_changed_with_the_others(chief: Client) -> None:
    page = chief.get("/veldwerk/interview")
    assert "rijk.yaml" in page.words
    offered = page.one("select", name="questionnaire").iter("option")
    assert [one.get("value") for one in offered] == ["provincie", "regio"]
    chief.get("/rapport/indeling")
    chief.get("/rapport/indeling/toevoegen")
