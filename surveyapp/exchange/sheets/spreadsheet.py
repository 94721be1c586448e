"""A questionnaire as a spreadsheet to fill in, with a row for each item. Answers are Markdown."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

from surveyapp.core.dutch import listed
from surveyapp.exchange.papers.archive import AGAIN
from surveyapp.exchange.papers.blocks import printable
from surveyapp.exchange.papers.paper import FACTS, Paper, Printed
from surveyapp.exchange.papers.rules import (
    CHOICES,
    STATUS_WORDS,
    FileRefused,
    FilledIn,
    Reply,
    Stamp,
    found_stamp,
    status_of,
)
from surveyapp.exchange.sheets import ods_reader, xlsx_reader
from surveyapp.exchange.sheets.workbook import Cell, Place, Sheet, name_of, remarks_of_row
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.questionnaires.rules import Questionnaire

if TYPE_CHECKING:
    from xlsxwriter import Workbook

COLUMNS = (("Vraag", 8), ("De vraag", 45), ("Antwoord", 80), ("Stand", 16), ("Versie", 8))
CELL = 32_000
"""Characters per cell (a spreadsheet allows 32,767). A longer answer continues in the next row."""
CONTINUED = "vervolg"
ANSWERS, ABOUT = "Antwoorden", "Over dit bestand"
_HELP = (
    "Typ elk antwoord in de kolom Antwoord. Een nieuwe regel in een cel: Alt en Enter (LibreOffice: Ctrl en Enter).",
    "Een lege regel begint een nieuwe alinea. Een regel die begint met een streepje en een spatie is een opsomming.",
    "Tussen *sterretjes* staat cursief, tussen **dubbele sterretjes** vet.",
    "Is een vraag niet besproken of niet van toepassing, kies dat dan in de kolom Stand.",
    "Laat de nummers in de kolommen Vraag en Versie staan; daaraan ziet Wederhoor waar het antwoord hoort.",
)


def write(paper: Paper) -> bytes:
    """Return the bytes of the file. Cells are text, whatever they begin with."""
    out = BytesIO()
    title = ", ".join(filter(None, (paper.questionnaire.title, paper.facts.get("Organisatie"))))
    workbook = new_workbook(out, title)
    _write_answers(workbook, paper)
    _write_about(workbook, paper)
    workbook.close()
    return out.getvalue()


def new_workbook(out: BytesIO, title: str, **properties: object) -> "Workbook":
    """Return an empty workbook that does not turn text into formulas or links."""
    from xlsxwriter import Workbook  # noqa: PLC0415  (few need a spreadsheet)

    workbook = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"title": title, "author": "Wederhoor", "language": "nl-NL", **properties})
    return workbook


def head_format(workbook: "Workbook") -> Any:
    """Return the format of column headings."""
    return workbook.add_format({"bold": True, "bg_color": "#E7EFF0", "font_color": "#0F5260", "border": 1})


def _write_answers(workbook: "Workbook", paper: Paper) -> None:
    sheet = workbook.add_worksheet(ANSWERS)
    head = head_format(workbook)
    cell = {"num_format": "@", "text_wrap": True, "valign": "top", "border": 1, "border_color": "#D9DDD8"}
    soft = {"font_color": "#4C575A"}
    looks = [workbook.add_format(cell | own) for own in ({"bold": True}, soft, {}, {}, soft)]
    for column, (name, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, head)
    rows = list(_rows(paper))
    for number, row in enumerate(rows, 1):
        sheet.set_row(number, _height(row))
        for column, words in enumerate(row):
            if words:
                sheet.write_string(number, column, words, looks[column])
            else:
                sheet.write_blank(number, column, None, looks[column])
    sheet.data_validation(
        1,
        3,
        len(rows),
        3,
        {
            "validate": "list",
            "source": list(CHOICES.values()),
            "ignore_blank": True,
            "error_title": "Stand",
            "error_message": "Kies: niet besproken, n.v.t. of niets.",
        },
    )
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{paper.stamp}&R&P van &N")


def _height(row: Sequence[str]) -> float:
    """Return the height of a row in points, with room for question and answer; a spreadsheet allows 409."""
    lines = max(
        1 + len(row[1]) // 44,
        sum(1 + len(line) // 85 for line in row[2].split("\n")),
        4 if row[1] else 1,
    )
    return min(15.0 * lines + 4, 409)


def _rows(paper: Paper) -> Iterator[tuple[str, str, str, str, str]]:
    stems = {
        part.number: f"{question.wording}\n" for question in paper.questionnaire.questions for part in question.parts
    }
    for question in paper.questionnaire.items:
        printed = paper.answers.get(question.number, Printed(0, ""))
        wording = stems.get(question.number, "") + question.wording
        status = STATUS_WORDS.get(printed.status, "")
        version = str(printed.base) if printed.base else ""
        text = printable(printed.text)
        first, *more = [text[at : at + CELL] for at in range(0, max(len(text), 1), CELL)]
        yield question.number, wording, first, status, version
        for piece in more:
            yield f"{question.number} {CONTINUED}", "", piece, "", ""


def _write_about(workbook: "Workbook", paper: Paper) -> None:
    sheet = workbook.add_worksheet(ABOUT)
    bold, wrap = workbook.add_format({"bold": True, "valign": "top"}), workbook.add_format({"text_wrap": True})
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 100)
    facts = [(label, paper.facts.get(label, "")) for label in FACTS]
    lines = [("Vragenlijst", paper.questionnaire.title), *facts, ("Kenmerk", str(paper.stamp))]
    for row, (label, words) in enumerate([*lines, *(("Zo vult u het in", words) for words in _HELP)]):
        sheet.write_string(row, 0, label if row <= len(lines) else "", bold)
        sheet.write_string(row, 1, words, wrap)


def read(content: bytes, questionnaire: Questionnaire) -> FilledIn:
    """Return the answers in an .xlsx file. Raises FileRefused."""
    return _read(content, questionnaire, xlsx_reader.sheets)


def read_open_document(content: bytes, questionnaire: Questionnaire) -> FilledIn:
    """Return the answers in an .ods file. Raises FileRefused."""
    return _read(content, questionnaire, ods_reader.sheets)


def _read(content: bytes, _questionnaire: Questionnaire, opened: Callable[[bytes], list[Sheet]]) -> FilledIn:
    try:
        sheets = opened(content)
    except Exception as error:  # parsers raise many kinds of errors for a half broken file
        raise FileRefused(f"Deze spreadsheet is beschadigd. {AGAIN}") from error
    stamp = found_stamp(next(filter(None, (Stamp.find(words) for sheet in sheets for words in sheet.words())), None))
    table = next(filter(None, map(_table_in, sheets)), None)
    if table is None:
        names = ", ".join(name for name, _ in COLUMNS)
        raise FileRefused(f"Er is geen blad met de kolommen {names}. Laat de eerste regel van het blad staan.")
    replies: dict[str, Reply] = {}
    remarks: list[str] = []
    for at in range(table.head + 1, len(table.sheet.rows) + 1):
        number, _, goes_on = table.text(at, "Vraag").lower().strip().partition(" ")
        left_out = tuple(remarks_of_row(table.sheet, at, table.columns))
        if not number:
            remarks += [*_without_number(table.text(at, "Antwoord")), *left_out]
            continue
        reply = _reply(number, table, at, left_out)
        replies[number] = _joined(replies[number], reply, direct=bool(goes_on)) if number in replies else reply
    remarks += _of_other_sheets(sheets, table)
    return FilledIn(stamp, tuple(map(_settled, replies.values())), tuple(remarks))


@dataclass(frozen=True, slots=True)
class _Table:
    """The sheet with answers. ``head`` is the row with column headings, ``columns`` the name of each known column."""

    sheet: Sheet
    head: int
    columns: dict[int, str]

    def cell(self, row: int, name: str) -> Cell:
        """Return a cell by the name of its column, or an empty cell."""
        column = next((at for at, known in self.columns.items() if known == name), 0)
        cells = self.sheet.rows[row - 1]
        return cells[column - 1] if 0 < column <= len(cells) else Cell()

    def text(self, row: int, name: str) -> str:
        """Return the text of a cell by the name of its column."""
        return self.cell(row, name).text


def _table_in(sheet: Sheet) -> _Table | None:
    """Return the table below the row with our column headings, or None. Columns may have been moved."""
    for place, row in enumerate(sheet.rows[:20], 1):
        names = [cell.text.strip() for cell in row]
        if {"Vraag", "Antwoord"} <= set(names):
            return _Table(sheet, place, {names.index(name) + 1: name for name, _ in COLUMNS if name in names})
    return None


def _without_number(words: str) -> list[str]:
    words = words.strip()
    return [f"Deze tekst staat in een regel zonder nummer: ‘{words[:80]}’"] if words else []


def _of_other_sheets(sheets: Sequence[Sheet], table: _Table) -> Iterator[str]:
    """Yield remarks on content outside the rows of items that the product did not print."""
    for sheet in sheets:
        if sheet is not table.sheet:
            if sheet.name != ABOUT and any(sheet.words()):
                yield f"Het blad ‘{sheet.name}’ is niet gelezen."
            for place in sorted(sheet.notes):
                yield from (_note(f" op blad ‘{sheet.name}’", place, words) for words in sheet.notes[place])
    for place in sorted(cell for cell in table.sheet.notes if not table.head < cell[0] <= len(table.sheet.rows)):
        yield from (_note("", place, words) for words in table.sheet.notes[place])
    hidden = [name for column, name in table.columns.items() if column in table.sheet.hidden_columns]
    if hidden:
        yield f"Verborgen in het blad, maar wel gelezen: kolom {listed(hidden)}."


def _note(where: str, place: Place, words: str) -> str:
    return f"Een notitie{where} bij cel {name_of(place)} is niet overgenomen: ‘{words}’"


def _reply(number: str, table: _Table, at: int, left_out: tuple[str, ...]) -> Reply:
    answer, version = table.cell(at, "Antwoord"), table.text(at, "Versie").strip()
    given = table.text(at, "Stand").strip()
    status = status_of(given)
    remarks = [answer.remark] if answer.remark else []
    if given and status is AnswerStatus.TEXT:
        remarks.append(f"Stand ‘{given[:40]}’ is niet overgenomen; bekend zijn niet besproken en n.v.t.")
    base = int(version) if version.isdigit() and len(version) < 7 else 0
    return Reply(number, answer.text, status, base, (*remarks, *left_out))


def _joined(first: Reply, second: Reply, *, direct: bool) -> Reply:
    text = ("" if direct else "\n\n").join(filter(None, (first.text, second.text)))
    double = f"Vraag {first.item} staat twee keer in het bestand. Beide teksten staan achter elkaar."
    return replace(first, text=text, remarks=(*first.remarks, *second.remarks, *(() if direct else (double,))))


def _settled(reply: Reply) -> Reply:
    """Resolve a reply with both a status and text; the text wins, with a remark."""
    if reply.status is not AnswerStatus.TEXT and reply.text.strip() and status_of(reply.text) is AnswerStatus.TEXT:
        both = f"De stand is ‘{STATUS_WORDS[reply.status]}’, maar er staat ook tekst. De tekst telt."
        return replace(reply, status=AnswerStatus.TEXT, remarks=(*reply.remarks, both))
    return replace(reply, status=status_of(reply.text)) if reply.text.strip() else reply
