"""Reports that were not published: the public check says so in plain words, and accuses nobody."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from agreed_round import NOW, SYSTEM, AgreedRound
from checking import Client
from deciding import overrule_missing
from flask import Flask
from pypdf import PdfWriter
from setting import application, session_of
from sqlalchemy.orm import Session

from surveyapp.report.building import jobs
from surveyapp.report.checking import operations as checking_operations
from surveyapp.report.tables.models import Build, BuildState
from surveyapp.report.texts import operations
from surveyapp.report.unpublished.queries import NotPublished, Unpublished

SAID = " ".join(f"In kern {number} werken gemeenten samen aan sloop en nieuwbouw." for number in range(12))
FORMS = {
    "draft": Unpublished.DRAFT,
    "final": Unpublished.FINAL,
    "chapter of a draft": Unpublished.DRAFT,
    "chapter of a final": Unpublished.FINAL,
}


@dataclass
class Made:
    """An edition was published of the same words; beside it stand PDFs that were not."""

    app: Flask
    session: Session
    files: dict[str, bytes]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Made]:
    instance = tmp_path_factory.mktemp("unpublished")
    (instance / "surveyapp.sqlite").write_bytes(sqlite_template.read_bytes())
    app = application(instance, {})
    with session_of(app) as session:
        round_ = AgreedRound.of(session)
        round_.agreed(round_.organisation("Oost-Drenthe"), {"1": SAID})
        overrule_missing(session, round_.round)
        asked = {"edition": {"publish": True, "draft": False}}
        asked |= {"draft": {"draft": True}, "final": {"draft": False}}
        asked |= {f"chapter of a {one}": {"draft": one == "draft", "chapter": "regios"} for one in ("draft", "final")}
        files = {}
        for name, how in asked.items():
            build = operations.request_build(session, SYSTEM, round_.round, at=NOW, **how)  # type: ignore[arg-type]
            session.commit()
            jobs.run_next_build(app)
            session.expire_all()
            assert (build.state, build.error) == (BuildState.DONE, "")
            content = session.scalars(sa.select(Build.content).where(Build.id == build.id)).one()
            files[name] = content or b""
        session.commit()
        yield Made(app, session, files)


def saved_again(content: bytes) -> bytes:
    writer, out = PdfWriter(clone_from=BytesIO(content)), BytesIO()
    writer.add_metadata({"/Title": "Een andere titel"})
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("form", FORMS)
def test_it_is_called_what_it_is(made: Made, form: str) -> None:
    with pytest.raises(NotPublished) as found:
        checking_operations.check(made.session, made.files[form])
    assert str(found.value) == FORMS[form].words


@pytest.mark.parametrize("form", ["draft", "final", "chapter of a draft"])
def test_so_it_is_when_another_program_saved_it(made: Made, form: str) -> None:
    with pytest.raises(NotPublished) as found:
        checking_operations.check(made.session, saved_again(made.files[form]))
    assert str(found.value) == FORMS[form].words


def test_the_edition_of_the_same_words_is_an_edition(made: Made) -> None:
    assert checking_operations.check(made.session, made.files["edition"]).number == 1


@pytest.mark.parametrize(
    ("form", "said"), [("draft", "Dit is een concept van een rapport"), ("final", "geen editie op")]
)
def test_the_page_says_it_calmly(made: Made, form: str, said: str) -> None:
    sent = {"file": (BytesIO(made.files[form]), "rapport.pdf")}
    page = Client(made.app, made.session).post("/rapport-controleren", sent)
    assert "Niet gepubliceerd" in page.words
    assert said in page.words
    assert "Een editie heeft een nummer op de omslag." in page.words
    for accusing in ("klopt niet", "anders", "weggelaten", "geen gepubliceerd rapport van surveyapp"):
        assert accusing not in page.words


def test_a_draft_as_a_web_page_says_so_too(made: Made) -> None:
    page = b'<!doctype html><body class="draft"><aside class="standing" aria-label="Concept">Concept van 1 mei</aside>'
    with pytest.raises(NotPublished, match="concept van een rapport"):
        checking_operations.check(made.session, page)
