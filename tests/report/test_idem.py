"""A note that repeats the source of the note before it says "Idem"; what was agreed to stays word for word."""

import pytest
from report_values import DATED, OUTLINE, a_round, words

from surveyapp.report.citations.idem import with_idem
from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.material.tree import Block, EditorText, Gap, Quotation, Section

PAPER = "Kamerstukken II 2017/18, 29697, nr. 42"


def notes(*texts: str) -> str:
    """An editor's text with these notes."""
    calls = " ".join(f"Zin.[^{number}]" for number, _ in enumerate(texts, 1))
    return "\n\n".join([calls, *(f"[^{number}]: {text}" for number, text in enumerate(texts, 1))])


def chapter(*blocks: Block) -> Section:
    return Section("x", "1", "X", (), tuple(Section(f"x{n}", "", "Y", (one,)) for n, one in enumerate(blocks)))


def said(*chapters: Section) -> list[str]:
    return [
        block.markdown
        for one in with_idem(chapters)
        for section in one.sections
        for block in section.blocks
        if not isinstance(block, Gap) and hasattr(block, "markdown")
    ]


@pytest.mark.parametrize(
    ("before", "after", "short"),
    [
        (f"{PAPER}.", f"{PAPER}.", "Idem."),
        (PAPER, f"{PAPER}. ", "Idem."),
        (f"{PAPER}.", f"{PAPER}, p. 12.", "Idem, p. 12."),
        (f"{PAPER}, p. 3.", f"{PAPER}, p. 12-14.", "Idem, p. 12-14."),
        (f"{PAPER}, p. 3.", f"{PAPER}, p. 3.", "Idem."),
        (f"{PAPER}, p. 3.", f"{PAPER}, bijlage 2.", "Idem, bijlage 2."),
        (f"{PAPER}, p. 3.", f"{PAPER}.", f"{PAPER}."),
        (f"{PAPER}.", "Kamerstukken II 2017/18, 29697, nr. 43.", "Kamerstukken II 2017/18, 29697, nr. 43."),
        (f"{PAPER}.", f"{PAPER}. Daarin staat meer.", f"{PAPER}. Daarin staat meer."),
    ],
)
def test_the_same_source_is_said_once(before: str, after: str, short: str) -> None:
    assert said(chapter(EditorText(notes(before, after)))) == [notes(before, short)]


def test_it_goes_on_over_sections_but_not_over_chapters() -> None:
    text = EditorText(notes(PAPER))

    assert said(chapter(text, text), chapter(text)) == [notes(PAPER), notes("Idem."), notes(PAPER)]


def test_the_notes_of_an_answer_stay_as_they_were_agreed_to() -> None:
    quoted = Quotation("OD 1", "Regio Oost-Drenthe", "1", notes(PAPER))

    assert said(chapter(EditorText(notes(PAPER)), quoted, EditorText(notes(PAPER)))) == [
        notes(PAPER),
        notes(PAPER),
        notes("Idem."),
    ]


def test_a_text_or_an_answer_without_notes_does_not_come_between() -> None:
    between = [Quotation("OD 1", "Regio", "1", "Niets."), EditorText("Niets."), Gap("Ontbreekt.")]

    assert said(chapter(EditorText(notes(PAPER)), *between, EditorText(notes(PAPER))))[-1] == notes("Idem.")


def test_a_note_of_more_paragraphs_and_one_that_is_called_twice_stay_whole() -> None:
    long = f"Zin.[^1] Zin.[^2]\n\n[^1]: {PAPER}\n\n    Nog iets.\n\n[^2]: {PAPER}\n\n    Nog iets."

    assert said(chapter(EditorText(long))) == [long]
    assert said(chapter(EditorText(f"Zin.[^1] Zin.[^1]\n\n[^1]: {PAPER}"))) == [f"Zin.[^1] Zin.[^1]\n\n[^1]: {PAPER}"]


def test_a_report_says_idem() -> None:
    report = compile_report(OUTLINE, a_round(methodiek=notes(PAPER, PAPER)), draft=False, dated=DATED)

    assert notes(PAPER, "Idem.") in words(report)
