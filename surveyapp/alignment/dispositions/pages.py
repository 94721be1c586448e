"""The table of dispositions: the reactions to each passage, and what was done with them."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from surveyapp.alignment.paragraphs.rules import SendableChapter, present
from surveyapp.alignment.passages.models import AlignedPassage, Alignment, AlignmentReading
from surveyapp.alignment.passages.rules import Opinion
from surveyapp.alignment.settling.operations import to_settle
from surveyapp.exchange.sheets.csv_writer import csv_file
from surveyapp.exchange.sheets.spreadsheet import head_format, new_workbook
from surveyapp.report.compiling.use import SOMEBODY
from surveyapp.text.words import to_mail

COLUMNS = (
    ("Afstemming", 12),
    ("Paragraaf", 26),
    ("Passage", 60),
    ("Wie", 30),
    ("Reactie", 22),
    ("Toelichting", 50),
    ("Wat ermee is gedaan", 20),
    ("Reden", 50),
    ("Tekst nu", 60),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A reaction in the table. ``now`` is the present text in the passage's place; "" when there is none."""

    alignment: int
    heading: str
    section: str
    text: str
    now: str
    who: str
    opinion: Opinion
    words: str
    settled: str
    """The Dutch label; "" for an open reaction and for an agreement."""
    reason: str

    @property
    def changed(self) -> bool:
        """Return whether the text changed since it was sent."""
        return self.now != self.text


def texts_now(chapters: Sequence[SendableChapter]) -> dict[str, list[str]]:
    """Return the present texts of the passages, per section."""
    return {
        section.key: [passage.text for passage in section.passages]
        for chapter in chapters
        for section in chapter.sections
    }


def lines_of(alignments: Sequence[Alignment], now: Mapping[str, Sequence[str]]) -> tuple[Line, ...]:
    """Return a line per reaction that asks something, by alignment and in the order of the text."""
    ordered = sorted(alignments, key=lambda alignment: alignment.number)
    return tuple(line for alignment in ordered for line in _lines(alignment, now))


def _lines(alignment: Alignment, now: Mapping[str, Sequence[str]]) -> Iterator[Line]:
    said = [(reaction, reading) for reading in alignment.readings for reaction in to_settle(reading)]
    passages = {passage.id: passage for passage in alignment.passages}
    for reaction, reading in sorted(said, key=lambda pair: (passages[pair[0].passage_id].position, pair[0].id)):
        passage, done = passages[reaction.passage_id], reaction.disposition
        yield Line(
            alignment.number,
            passage.heading,
            passage.section,
            passage.text,
            present(passage.text, now.get(passage.section, ())),
            who(reading, passage),
            reaction.opinion,
            reaction.words,
            done.settled.label if done else "",
            done.reason if done else "",
        )


def who(reading: AlignmentReading, passage: AlignedPassage) -> str:
    """Return a reader's function and organisation, or "een regio" where their answer is used without name.

    What is known of who could open their link is added.
    """
    organisation = reading.respondent.interview.organisation
    unnamed = any(concern.unnamed for concern in reading.concerns if concern.passage_id == passage.id)
    named = f"{reading.respondent.function}, {organisation.label}"
    return " ".join(filter(None, (SOMEBODY[organisation.kind] if unnamed else named, _reach(reading))))


def _reach(reading: AlignmentReading) -> str:
    return f"({reading.reach.label})" if reading.reach.label else ""


def _cells(line: Line) -> tuple[str, ...]:
    return (
        str(line.alignment),
        line.heading,
        to_mail(line.text),
        line.who,
        line.opinion.label,
        line.words,
        line.settled or "nog open",
        line.reason,
        to_mail(line.now) if line.changed else "",
    )


def as_csv(lines: Sequence[Line]) -> bytes:
    """Return the table as a CSV file."""
    return csv_file([name for name, _ in COLUMNS], map(_cells, lines))


def as_xlsx(lines: Sequence[Line], title: str) -> bytes:
    """Return the table as a workbook. Every cell is text, also when it looks like a formula."""
    out = io.BytesIO()
    workbook = new_workbook(out, title)
    sheet = workbook.add_worksheet("Afstemming")
    head = head_format(workbook)
    cell = workbook.add_format({"text_wrap": True, "valign": "top", "border": 1, "border_color": "#D9DDD8"})
    for column, (name, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, head)
    for row, line in enumerate(lines, 1):
        for column, words in enumerate(_cells(line)):
            sheet.write_string(row, column, words, cell)
    sheet.freeze_panes(1, 0)
    workbook.close()
    return out.getvalue()
