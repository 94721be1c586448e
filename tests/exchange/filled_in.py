"""Files as people get and give them: made by the product, and changed with the libraries that others use."""

import zipfile
from collections.abc import Callable, Mapping
from functools import lru_cache
from io import BytesIO
from typing import Any

import docx
import openpyxl
from docx.document import Document
from docx.table import _Cell

from surveyapp.core.config import resource_dir
from surveyapp.exchange.files.reader import Expected
from surveyapp.exchange.papers.paper import Paper, Printed
from surveyapp.exchange.papers.rules import FilledIn, Reply, Stamp
from surveyapp.exchange.sheets import spreadsheet
from surveyapp.exchange.word import reader, writer
from surveyapp.questionnaires.rules import Questionnaire, content_hash, parse

FILE = "0123456789abcdef"
RICH = """\
Er zijn **drie** sporen, *geen* vierde, ***nooit***:

- sloop van particuliere woningen[^1]
- nieuwbouw
  - in Emmen
  - in [Coevorden](https://example.org/coevorden)

3. eerst dit
4. dan dat

   met een toelichting

> Een citaat van de wethouder.

Regel een
regel twee.

[^1]: Zie de *Woonvisie* op [de site](https://example.org/)."""


@lru_cache
def questionnaire(key: str = "regio") -> tuple[Questionnaire, str]:
    """One of the product's own, with its hash."""
    source = (resource_dir("questionnaires") / f"{key}.yaml").read_text("utf-8")
    return parse(source, f"{key}.yaml"), content_hash(source)


def paper(answers: Mapping[str, str] | None = None, key: str = "regio", base: int = 1) -> Paper:
    """A questionnaire for Oost-Drenthe with some answers."""
    found, digest = questionnaire(key)
    printed = {item: Printed(base, text) for item, text in (answers or {}).items()}
    facts = {"Organisatie": "Regio Oost-Drenthe", "Ronde": "2018", "Datum": "12 april 2018"}
    return Paper(found, Stamp(key, digest[:12], "2018", "oost-drenthe", FILE), facts, printed)


def expected(key: str = "regio") -> Expected:
    """The interview that ``paper`` is for."""
    found, digest = questionnaire(key)
    return Expected(found, digest, "2018", "oost-drenthe", "Regio Oost-Drenthe")


def word(made: Paper, change: Callable[[Document], object] = lambda _document: None) -> bytes:
    """The product's Word file, changed by hand and saved by python-docx."""
    document = docx.Document(BytesIO(writer.write(made)))
    change(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def table(made: Paper, change: Callable[[Any], object] = lambda _sheet: None) -> bytes:
    """The product's spreadsheet, its first sheet changed by hand and saved by openpyxl."""
    workbook = openpyxl.load_workbook(BytesIO(spreadsheet.write(made)))
    change(workbook.worksheets[0])
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def box(document: Document, item: str) -> _Cell:
    """The cell to write in."""
    found = [one for one in document.tables if one.rows[0].cells[0].text.split(",")[0] == f"Antwoord op vraag {item}"]
    return found[0].rows[1].cells[0]


def read_word(content: bytes, key: str = "regio") -> FilledIn:
    """What the product reads in a Word file."""
    return reader.read(content, questionnaire(key)[0])


def reply(filled: FilledIn, item: str) -> Reply:
    """The reply to one item."""
    return {one.item: one for one in filled.replies}[item]


def repacked(content: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    """The same archive with other entries."""
    with zipfile.ZipFile(BytesIO(content)) as found:
        entries = {name: found.read(name) for name in found.namelist()}
    change(entries)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, held in entries.items():
            made.writestr(name, held)
    return out.getvalue()
