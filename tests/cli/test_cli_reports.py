"""``report build``: the PDF, whole or not at all, and what is missing by name. ``report check``: a copy of one."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from command_line import Program
from pypdf import PdfReader

from surveyapp import create_app
from surveyapp.core.audit import Actor
from surveyapp.core.db import db, utcnow
from surveyapp.interviews.recording.queries import get_round
from surveyapp.processes import rendering
from surveyapp.report.building import jobs
from surveyapp.report.editions import queries as edition_queries
from surveyapp.report.overruling_editing.operations import findings_now, overrule
from surveyapp.report.texts import operations


def words_of(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(path.read_bytes())).pages)


def test_a_draft_is_written_and_says_so(fielded: Program, tmp_path: Path) -> None:
    output = tmp_path / "rapport.pdf"
    out = fielded.ok("report", "build", "--round", "2018", "--draft", "--output", output)
    pages = len(PdfReader(BytesIO(output.read_bytes())).pages)
    assert out == f"{output}: {pages} bladzijden, concept\n"
    assert "verslag nog niet verstuurd" in words_of(output).replace("\n", " ")


@pytest.mark.parametrize(
    ("name", "options", "begins", "says"),
    [
        ("r.docx", (), b"PK", "Word"),
        ("r.html", (), b"<!doctype html>", "Webpagina (HTML)"),
        ("r.txt", ("--format", "md"), b"# ", "Markdown"),
    ],
)
def test_other_forms_follow_from_the_name_or_are_asked_for(
    fielded: Program, tmp_path: Path, name: str, options: tuple[str, ...], begins: bytes, says: str
) -> None:
    output = tmp_path / name
    out = fielded.ok("report", "build", "--round", "2018", "--draft", "--output", output, *options)
    assert out == f"{output}: {says}, concept\n"
    assert output.read_bytes().lstrip().startswith(begins)


def test_data_are_written_in_the_form_that_the_name_says(fielded: Program, tmp_path: Path) -> None:
    for form, begins in (("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("qdpx", b"PK")):
        output = tmp_path / f"antwoorden.{form}"
        out = fielded.ok("report", "data", "--round", "2018", "--output", output)
        assert re.fullmatch(r"\d+ rij(en)?, \d+ antwoord(en)? met tekst", out.removeprefix(f"{output}: ").strip())
        assert output.read_bytes().startswith(begins)
    output = tmp_path / "antwoorden.txt"
    assert "noem de vorm met --format" in fielded.refuses(1, "report", "data", "--round", "2018", "--output", output)
    assert not output.exists()


def test_a_final_report_is_refused_with_all_that_is_missing(fielded: Program, tmp_path: Path) -> None:
    output = tmp_path / "rapport.pdf"
    ran = fielded("report", "build", "--round", "2018", "--output", output)
    assert ran.code == 2
    assert "  oost-drenthe: " in ran.err
    assert "  de-marne: " in ran.err
    assert not output.exists()


def test_what_may_stay_open_is_named_by_key(fielded: Program, tmp_path: Path) -> None:
    output = tmp_path / "rapport.pdf"
    ran = fielded("report", "build", "--round", "2018", "--output", output)
    keys = [line.split(":")[0].strip() for line in ran.err.splitlines() if line.startswith("  ")]
    options = [part for key in keys for part in ("--leave-open", key)]
    assert fielded.ok("report", "build", "--round", "2018", "--output", output, *options).endswith("definitief\n")
    assert "oost-drenthe, " in fielded.refuses(
        1, "report", "build", "--round", "2018", "--output", output, "--leave-open", "atlantis"
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--round", "2019", "--draft"), "Bekend: 2018"),
        (("--round", "2018", "--draft", "--chapter", "geen"), "Hoofdstuk: geen bestaat niet"),
        (("--draft",), "--round ontbreekt"),
    ],
)
def test_what_is_not_there_is_named(fielded: Program, tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    output = tmp_path / "rapport.pdf"
    assert words in fielded.refuses(1, "report", "build", *arguments, "--output", output)
    assert not output.exists()


def test_the_place_is_checked_before_the_work(fielded: Program, tmp_path: Path) -> None:
    draft = ("report", "build", "--round", "2018", "--draft", "--output")
    assert "een map die er is" in fielded.refuses(1, *draft, tmp_path / "missing" / "rapport.pdf")
    assert "een map die er is" in fielded.refuses(1, *draft, tmp_path)


def test_a_failure_leaves_the_report_of_yesterday(
    fielded: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "rapport.pdf"
    output.write_text("van gisteren")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device", str(output))

    monkeypatch.setattr("surveyapp.core.files.os.fsync", full)
    draft = ("report", "build", "--round", "2018", "--draft", "--output")
    assert "No space left" in fielded.refuses(3, *draft, output)
    assert output.read_text() == "van gisteren"


@pytest.fixture
def without_pango(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A computer where WeasyPrint finds no Pango."""
    start = f"import sys; sys.modules['weasyprint'] = None; {rendering._START}"
    monkeypatch.setattr(rendering, "_START", start)
    rendering.reports.stop()
    yield
    rendering.reports.stop()


@pytest.mark.usefixtures("without_pango")
def test_without_pango_the_packages_are_named(fielded: Program, tmp_path: Path) -> None:
    output = tmp_path / "rapport.pdf"
    line = fielded.refuses(3, "report", "build", "--round", "2018", "--draft", "--output", output)
    assert "apt-get install libpango-1.0-0" in line
    assert not output.exists()


def test_a_copy_of_an_edition_is_checked_and_found_out(fielded: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "render_edition", lambda *_given: b"%PDF-1.7")
    app = create_app()
    with app.app_context():
        round_ = get_round(db.session, "2018")
        tokens = [one.subject.token for one in findings_now(db.session, round_)[0] if one.subject]
        overrule(db.session, Actor.system(), round_, tokens, reason="De redactie wacht hier niet op.", at=utcnow())
        operations.request_build(db.session, Actor.system(), round_, draft=False, publish=True, at=utcnow())
        db.session.commit()
        jobs.run_next_build(app)
        edition = edition_queries.find_newest_edition(db.session, round_)
        assert edition
        manifest = edition.manifest
        db.engine.dispose()
    said = fielded.ok("report", "check", fielded.write("e.json", manifest))
    assert "Dit is editie 1, ongewijzigd." in said
    assert "Reden: De redactie wacht hier niet op." in said
    ran = fielded("report", "check", fielded.write("f.json", manifest.replace("Rapportage 2018", "Rapportage 2019")))
    assert (ran.code, ran.err) == (1, "")
    assert "    De titel is anders dan gepubliceerd." in ran.out
    assert "geen gepubliceerd rapport" in fielded.refuses(2, "report", "check", fielded.write("g.txt", "Iets."))
    assert "kan niet worden gelezen" in fielded.refuses(1, "report", "check", fielded.instance / "nergens.pdf")


def test_an_outline_is_printed_and_replaced(fielded: Program) -> None:
    printed = fielded.ok("report", "outline", "--round", "2018")
    assert printed.startswith("chapters:\n- key: inleiding\n")
    file = fielded.write("indeling.yaml", printed.replace("title: Leeswijzer", "title: Hoe u dit leest"))
    replaced = fielded.ok("report", "outline", "--round", "2018", "--from", file)
    assert replaced == "‘Leeswijzer’ heet nu ‘Hoe u dit leest’.\n"
    assert "title: Hoe u dit leest" in fielded.ok("report", "outline", "--round", "2018")
    assert fielded.ok("report", "outline", "--round", "2018", "--from", file) == "Er is niets gewijzigd.\n"


@pytest.mark.parametrize(
    ("source", "code", "words"),
    [
        ("chapters: []", 1, "indeling.yaml, regel 1, chapters"),
        (f"chapters: [{{key: a, title: {'x' * 201}, text: true}}]", 2, "Maak de titel korter"),
    ],
)
def test_an_outline_that_is_none_replaces_nothing(fielded: Program, source: str, code: int, words: str) -> None:
    file = fielded.write("indeling.yaml", source)
    assert words in fielded.refuses(code, "report", "outline", "--round", "2018", "--from", file)
    assert fielded.ok("report", "outline", "--round", "2018").startswith("chapters:\n- key: inleiding\n")
