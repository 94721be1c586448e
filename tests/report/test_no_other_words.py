"""Only agreed words are in any form of the report or of the data: all of them are searched for marked sentences."""

import zipfile
from collections.abc import Mapping
from datetime import date
from io import BytesIO

import pytest
from agreed_round import NOW, SYSTEM, AgreedRound
from deciding import overrule_missing
from flask import Flask
from pypdf import PdfReader
from sqlalchemy.orm import Session

from surveyapp.interviews.recording import operations as recording
from surveyapp.interviews.recording.models import AnswerRevision, Interview, NoteRevision
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.report.building import jobs
from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.data import queries as data_queries
from surveyapp.report.data_formats.formats import DataFormat, written
from surveyapp.report.editions import queries as edition_queries
from surveyapp.report.formats.kinds import Format, rendered
from surveyapp.report.material.rules import CitationsUnresolved
from surveyapp.report.rounds import queries
from surveyapp.report.texts import operations
from surveyapp.verification.keeping.operations import seen_now
from surveyapp.verification.reacting import operations as reacting_operations
from surveyapp.verification.records.rules import Use

AGREED, CITED, UNNAMED = "Merkwoordakkoord", "Merkwoordaangehaald", "Merkwoordnaamloos"
HIDDEN = {
    "not agreed": "Merkwoordwacht",
    "changed after it was agreed": "Merkwoordgewijzigd",
    "background": "Merkwoordachtergrond",
    "withdrawn": "Merkwoordingetrokken",
    "private note": "Merkwoordnotitie",
}
OUTLINE = """
chapters:
  - key: inleiding
    title: Inleiding
    sections:
      - {key: methodiek, title: Methodiek, text: true}
      - {key: aanpak, title: Aanpak, feeds: aanpak, of: [region, province]}
      - {key: samenwerking, title: Samenwerking, feeds: samenwerking, of: [region]}
      - {key: uitkering, title: Uitkering, feeds: decentralisatie-uitkering, of: [region, province]}
"""


@pytest.fixture
def made(session: Session) -> AgreedRound:
    made = AgreedRound.of(session)
    made.begin_with(OUTLINE)
    region = made.agreed(made.organisation("Oost-Drenthe", short="OD"), {"1": f"{AGREED}.", "2b": f"{CITED}."})
    made.answer(region, "2c", f"{HIDDEN['not agreed']}.")
    recording.save_note(session, SYSTEM, region, "1", text=HIDDEN["private note"], base=0, at=NOW)
    _withdrawn(made, made.organisation("Eemsdelta", short="ED").key)
    _limited(made, "Noordoost-Fryslân", f"{HIDDEN['background']}.", Use.BACKGROUND)
    _limited(made, "Noordwest-Fryslân", f"{UNNAMED}.", Use.UNNAMED)
    changed = made.agreed(made.organisation("De Marne", short="DM"), {"1": "Eerst was dit akkoord."})
    made.answer(changed, "1", f"{HIDDEN['changed after it was agreed']}.", base=1)
    save(made, "Redactiezin [[od.2b]].")
    overrule_missing(session, made.round)
    session.commit()
    return made


def _withdrawn(made: AgreedRound, key: str) -> None:
    region = made.interview(made.organisation("Eemsdelta", short="ED"), {"1": f"{HIDDEN['withdrawn']}."})
    recording.save_answer(made.session, SYSTEM, region, "1", text="", status=AnswerStatus.WITHDRAWN, base=1, at=NOW)
    assert region.organisation.key == key


def _limited(made: AgreedRound, name: str, text: str, use: Use) -> Interview:
    region = made.interview(made.organisation(name), {"1": text})
    for one in made.send(region):
        reacting_operations.agree_to_rest(made.session, one, at=NOW)
        seen = seen_now(made.session, one)
        reacting_operations.allow(made.session, SYSTEM, one, use, before=Use.NAMED, seen=seen, at=NOW)
        made.agree(one)
    return region


def save(made: AgreedRound, text: str, base: int = 0) -> None:
    operations.save_section_text(made.session, SYSTEM, made.round, "methodiek", text, base=base, at=NOW)


def read(content: bytes) -> str:
    """All that a file holds, as text: unpacked when it is an archive, its pages when it is a PDF."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
    if content.startswith(b"%PDF"):
        pdf = PdfReader(BytesIO(content))
        enclosed = [part.decode() for parts in pdf.attachments.values() for part in parts]
        return "\n".join([*(page.extract_text() for page in pdf.pages), *enclosed])
    return content.decode("utf-8-sig")


def reports(made: AgreedRound, *, draft: bool) -> Mapping[str, bytes]:
    """In every form but PDF, which takes longest: that is searched as an edition."""
    source = queries.round_source(made.session, made.round, publisher="BZK")
    report = compile_report(queries.outline_of(made.round), source, draft=draft, dated=date(2018, 6, 29))
    return {form.value: rendered(report, form) for form in Format if form is not Format.PDF}


def data(made: AgreedRound) -> Mapping[str, bytes]:
    rows = data_queries.data_of(made.session, made.round)
    return {form.value: written(rows, form, "2018", date(2018, 6, 29)) for form in DataFormat}


def edition(app: Flask, made: AgreedRound) -> Mapping[str, bytes]:
    operations.request_build(made.session, SYSTEM, made.round, draft=False, publish=True, at=NOW)
    made.session.commit()
    jobs.run_next_build(app)
    made.session.expire_all()
    newest = edition_queries.find_newest_edition(made.session, made.round)
    assert newest
    found = edition_queries.get_edition(made.session, newest.id)
    assert found.html
    return {"edition.pdf": found.content, "edition.html": found.html.encode(), "manifest.json": found.manifest.encode()}


def assert_only_agreed(files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        text = read(content)
        missing = [one for one in (AGREED, CITED, UNNAMED) if one not in text]
        assert not missing, f"{name} lacks agreed words: {missing}"
        found = [why for why, words in HIDDEN.items() if words in text]
        assert not found, f"{name} holds words that are {found}"


def test_every_form_holds_what_is_agreed_and_nothing_else(app: Flask, made: AgreedRound) -> None:
    assert_only_agreed(reports(made, draft=True))
    assert_only_agreed(data(made))
    published = edition(app, made)
    assert set(published) == {"edition.pdf", "edition.html", "manifest.json"}
    assert_only_agreed(published)
    final = reports(made, draft=False)
    assert_only_agreed(final)
    assert all("Redactiezin" in read(content) for content in (*published.values(), final["docx"], final["md"]))


def test_an_editors_text_that_cites_what_is_not_agreed_stops_every_final_form(made: AgreedRound) -> None:
    save(made, "Redactiezin over wat wacht [[od.2c]].", base=1)
    with pytest.raises(CitationsUnresolved):
        reports(made, draft=False)
    for content in reports(made, draft=True).values():
        assert HIDDEN["not agreed"] not in read(content)
        assert "is geen antwoord met akkoord" in read(content)


def test_words_without_name_stand_beside_no_name(made: AgreedRound) -> None:
    (line,) = [one for one in read(data(made)["csv"]).splitlines() if UNNAMED in one]
    assert line.startswith("een regio;regio;;;;;akkoord;")
    assert "Noordwest" not in line


def test_the_search_finds_what_is_there() -> None:
    with pytest.raises(AssertionError, match="background"):
        assert_only_agreed({"a.csv": f"{AGREED} {CITED} {UNNAMED} {HIDDEN['background']}".encode()})
    with pytest.raises(AssertionError, match="lacks"):
        assert_only_agreed({"a.csv": AGREED.encode()})


def test_the_round_holds_every_marked_sentence(made: AgreedRound) -> None:
    stored = {one.text.removesuffix(".") for kind in (AnswerRevision, NoteRevision) for one in made.session.query(kind)}
    assert set(HIDDEN.values()) <= stored
