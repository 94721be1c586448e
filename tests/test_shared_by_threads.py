"""What threads share: eight of them get what one alone gets, from every public function that reads texts."""

import importlib.util
import inspect
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from types import ModuleType

import pytest
from markdown_it.token import Token

from surveyapp.core import dutch, workdays
from surveyapp.evidence.visible import lines, wanted
from surveyapp.exchange.papers import blocks, markdown
from surveyapp.mail.texts import rules as wording_rules
from surveyapp.report.citations import quotations
from surveyapp.report.data_formats import qdpx
from surveyapp.report.formats import pieces
from surveyapp.report.material import passages
from surveyapp.text import differences, likeness, marks, markup, merging
from surveyapp.text import words as texts
from surveyapp.verification.proposals import rules

THREADS = 8
TURNS = 6
NOTED = "De regio *groeit* met 2*500.000.[^1]\n\n- een;\n- **twee**;\n  1. dieper\n\n> Citaat.\n\n[^1]: Bron: _CBS_."
TABLE = "Eerst.[^1]\n\n| Regio | Aantal |\n|---|--:|\n| Emmen | 300 |\n\n::: Kader\nWoorden.\n:::\n\n[^1]: Noot."
LISTED = "1. een\n2. twee\n\n   hoort bij twee\n\n3. drie\n\n2018. Dat jaar\n\nZie [de visie](https://example.org/a_b)."
SAMPLES = [NOTED, TABLE, LISTED, NOTED + "\n\n" + LISTED]
NOON = datetime(2018, 4, 12, 12, 3, tzinfo=UTC)

Call = Callable[[], object]


def calls() -> Iterator[tuple[str, Call]]:
    """Every public function of the text modules on every sample, by name."""
    for sample in SAMPLES:
        for name, function in ON_ONE_TEXT.items():
            yield name, lambda function=function, sample=sample: function(sample)
        for name, function in ON_TWO_TEXTS.items():
            yield name, lambda function=function, sample=sample: function(sample, sample.replace("e", "a", 3))
    for name, function in ON_NOTHING.items():
        yield name, function


def _for_any_reader(sample: str) -> object:
    notes: list[str] = []
    return markdown.for_any_reader(markdown.to_blocks(sample), notes), markdown.definitions(notes)


def _block_forms(sample: str) -> object:
    found = markdown.to_blocks(sample)
    return blocks.tidy(found), blocks.tidy_runs(found[0].runs)


def _told(tokens: Sequence[Token]) -> list[object]:
    return [one.as_dict() for one in tokens]


ON_ONE_TEXT: dict[str, Callable[[str], object]] = {
    "words.normalise": texts.normalise,
    "words.normalised": texts.normalised,
    "words.without_controls": texts.without_controls,
    "words.fingerprint": lambda sample: texts.fingerprint(text=sample),
    "words.short_fingerprint": texts.short_fingerprint,
    "words.paragraphs": texts.paragraphs,
    "words.to_html": lambda sample: (texts.to_html(sample, prefix="a-"), texts.to_html(sample, rich=True)),
    "words.to_print_html": lambda sample: (texts.to_print_html(sample), texts.to_print_html(sample, rich=True)),
    "words.to_plain": texts.to_plain,
    "words.to_mail": texts.to_mail,
    "words.footnotes": texts.footnotes,
    "words.without_footnotes": texts.without_footnotes,
    "words.count_words": texts.count_words,
    "words.split_footnotes": texts.split_footnotes,
    "words.with_footnotes": lambda sample: texts.with_footnotes(sample[:40], texts.split_footnotes(sample)[1]),
    "markup.tokens": lambda sample: _told(markup.tokens(sample)) + _told(markup.tokens(sample, rich=True)),
    "markup.heading_tokens": lambda sample: _told(markup.heading_tokens(sample)),
    "markup.commonmark_tokens": lambda sample: _told(markup.commonmark_tokens(sample)),
    "markup.footnote_lines": markup.footnote_lines,
    "marks.guarded_quote": marks.guarded_quote,
    "differences.split_words": differences.split_words,
    "exchange.markdown.canonical": markdown.canonical,
    "exchange.markdown.to_blocks": markdown.to_blocks,
    "exchange.markdown.to_markdown": lambda sample: markdown.to_markdown(markdown.to_blocks(sample)),
    "exchange.markdown.for_any_reader": _for_any_reader,
    "exchange.markdown.definitions": lambda sample: markdown.definitions([sample]),
    "exchange.blocks.tidy": _block_forms,
    "exchange.blocks.tidy_runs": _block_forms,
    "exchange.blocks.printable": blocks.printable,
    "report.pieces.pieces": pieces.pieces,
    "report.pieces.flat": lambda sample: list(pieces.flat(pieces.pieces(sample))),
    "report.passages.passages_of": passages.passages_of,
    "report.passages.together": lambda sample: passages.together(sample, (0,)),
    "report.citations.quotations.quoted": lambda sample: list(quotations.quoted(sample)),
    "report.qdpx.plain_words": qdpx.plain_words,
    "evidence.squeezed": lines.squeezed,
    "evidence.passages": lambda sample: wanted.passages(wanted.Wanted(sample, "vraag 1", wanted.Form.RICH)),
    "wording.blocks_of": lambda sample: wording_rules.blocks_of(f"## Kop {{naam}}\n\n{sample}", {"naam": "Jan"}),
    "wording.plain_of": lambda sample: wording_rules.plain_of(wording_rules.blocks_of(sample, {})),
}
ON_TWO_TEXTS: dict[str, Callable[[str, str], object]] = {
    "differences.word_difference": differences.word_difference,
    "differences.difference_html": differences.difference_html,
    "differences.changes_html": lambda old, new: differences.changes_html(differences.word_difference(old, new)),
    "differences.changes_around": lambda old, new: differences.changes_around(differences.word_difference(old, new)),
    "merging.merge": lambda old, new: merging.merge(old, new, old + "\n\nErbij."),
    "merging.clash": lambda old, new: merging.clash(old, new, old + "\n\nErbij."),
    "proposals.slips": rules.slips,
    "likeness.likeness": likeness.likeness,
}
ON_NOTHING: dict[str, Call] = {
    "dutch.local": lambda: dutch.local(NOON),
    "dutch.moment": lambda: dutch.moment(date(2018, 4, 12), time(14, 3)),
    "dutch.long_date": lambda: [dutch.long_date(date(2018, month, 12)) for month in range(1, 13)],
    "dutch.month_and_year": lambda: dutch.month_and_year(NOON),
    "dutch.short_date": lambda: dutch.short_date(NOON),
    "dutch.up_to": lambda: [dutch.up_to(date(2018, month, 12)) for month in range(1, 13)],
    "dutch.up_to_short": lambda: dutch.up_to_short(date(2018, 5, 12)),
    "dutch.weekday_date": lambda: [dutch.weekday_date(date(2018, 4, day)) for day in range(1, 28)],
    "dutch.short_weekday_date": lambda: dutch.short_weekday_date(NOON),
    "dutch.week_day": lambda: dutch.week_day(date(2018, 4, 12)),
    "dutch.clock": lambda: dutch.clock(NOON),
    "dutch.field_moment": lambda: dutch.field_moment(NOON),
    "dutch.hours": lambda: dutch.hours(NOON, NOON),
    "dutch.number_word": lambda: dutch.number_word(3),
    "dutch.capital": lambda: dutch.capital("één"),
    "dutch.listed": lambda: dutch.listed(["2b", "3a"]),
    "dutch.counted": lambda: dutch.counted(3, "antwoord", "antwoorden"),
}


@pytest.fixture
def _switching_often() -> Iterator[None]:
    """Threads that take turns every few bytecodes, so that what they share is met half done."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("_switching_often")
def test_eight_threads_get_what_one_thread_gets() -> None:
    work = list(calls())
    alone = [call() for _, call in work]
    wrong: list[str] = []
    start = threading.Barrier(THREADS)

    def turn(first: int) -> None:
        start.wait()
        for place in range(first, first + TURNS * len(work)):
            name, call = work[place % len(work)]
            try:
                if call() != alone[place % len(work)]:
                    wrong.append(f"{name}: another result")
            except Exception as error:  # noqa: BLE001  (whatever went wrong is told)
                wrong.append(f"{name}: {error!r}")

    several = [threading.Thread(target=turn, args=(number * 7,)) for number in range(THREADS)]
    for one in several:
        one.start()
    for one in several:
        one.join()
    assert not wrong, sorted(set(wrong))


@pytest.mark.usefixtures("_switching_often")
def test_eight_threads_may_use_parsers_that_nobody_used_before() -> None:
    alone = _told(markup.tokens(NOTED))
    for _ in range(40):
        new = _new_markup()
        assert all(found == alone for found in together(lambda new=new: _told(new.tokens(NOTED))))


def _new_markup() -> ModuleType:
    spec = importlib.util.spec_from_file_location("another_markup", markup.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def together(call: Call) -> list[object]:
    """What eight threads get that begin at one moment; an error stands for itself."""
    found: list[object] = []
    start = threading.Barrier(THREADS)

    def turn() -> None:
        start.wait()
        try:
            found.append(call())
        except Exception as error:  # noqa: BLE001  (whatever went wrong is told)
            found.append(error)

    several = [threading.Thread(target=turn) for _ in range(THREADS)]
    for one in several:
        one.start()
    for one in several:
        one.join()
    return found


@pytest.mark.usefixtures("_switching_often")
def test_eight_threads_know_the_holidays_of_a_year_that_nobody_asked_for_yet() -> None:
    wrong: list[date] = []
    start = threading.Barrier(THREADS)

    def turn() -> None:
        for year in range(1990, 2090):
            start.wait()
            if workdays.is_working_day(day := date(year, 12, 25)):
                wrong.append(day)

    several = [threading.Thread(target=turn) for _ in range(THREADS)]
    for one in several:
        one.start()
    for one in several:
        one.join()
    assert not wrong


@pytest.mark.parametrize("module", [texts, markup, differences, merging, dutch])
def test_no_public_function_of_the_text_modules_is_left_out(module: ModuleType) -> None:
    short = module.__name__.rpartition(".")[2]
    known = {name for several in (ON_ONE_TEXT, ON_TWO_TEXTS, ON_NOTHING) for name in several}
    there = {
        f"{short}.{name}"
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }
    assert there <= known
