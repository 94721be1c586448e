"""What is typed is what is seen: any text in every form that an answer takes."""

import re
import subprocess
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import docx
import pytest
from as_typed import pattern, squeezed, typed, without_definitions, words_of_html
from docx.oxml.ns import qn
from filled_in import paper
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from surveyapp.exchange.papers.markdown import canonical, for_any_reader, to_blocks, to_markdown
from surveyapp.exchange.word import writer
from surveyapp.mail.message.templating import written
from surveyapp.mail.texts.rules import blocks_of, plain_of
from surveyapp.processes.rendering import papers
from surveyapp.text.markup import commonmark_tokens
from surveyapp.text.plain import plain_text
from surveyapp.text.words import normalise, to_html, to_mail, to_plain, to_print_html

plain_typed = typed.map(without_definitions)
QUOTED = re.compile(r"(?m)^((?:[-*] +|\d+[.)] +| +)*)(?:> )+")
"""What a mail in plain text puts before every line of a quotation, also before one that was typed without it."""
many = settings(max_examples=200, deadline=None)


@many
@given(plain_typed)
def test_the_screen_paper_and_plain_text_show_every_sign(text: str) -> None:
    wanted = pattern(text)
    mail = to_mail(text)
    assert any(wanted.fullmatch(squeezed(form)) for form in (mail, QUOTED.sub(r"\1", mail))), mail
    for form in (words_of_html(to_html(text)), words_of_html(to_print_html(text)), to_plain(text)):
        assert wanted.fullmatch(squeezed(form)), form
    assert squeezed(words_of_html(to_html(text))) == squeezed(to_plain(text))
    assert squeezed(words_of_html(to_print_html(text))) == squeezed(to_plain(text))


@many
@given(plain_typed)
def test_what_every_form_shows_is_the_same(text: str) -> None:
    shown = squeezed(to_plain(text))
    blocks = to_blocks(text)
    assert squeezed("".join(run.text for block in blocks for run in block.runs)) == shown
    assert squeezed(to_plain(normalise(to_markdown(blocks)))) == shown, "through Word and back"
    other = plain_text(commonmark_tokens(for_any_reader(blocks, [])), marks=False)
    assert squeezed(other) == shown, "the Markdown report, to any reader"
    assert canonical(canonical(text)) == canonical(text)


@many
@given(plain_typed)
def test_the_words_of_a_mail_show_every_sign(text: str) -> None:
    text = without_headings(text)
    wanted = pattern(text.replace("](", "] ("))
    blocks = blocks_of(text, {})
    assert wanted.fullmatch(
        squeezed(words_of_html(str(Markup("").join(one for block in blocks for one in block.lines))))
    )
    assert wanted.fullmatch(squeezed(plain_of(blocks)))


def without_headings(text: str) -> str:
    """Nor placeholders: what an administrator can write in a mail and a respondent cannot."""
    return text.replace("#", "").replace("{", "").replace("}", "")


@settings(max_examples=40, deadline=None)
@given(plain_typed)
@example("> a_b_c\n2*500.000")
def test_a_whole_mail_shows_every_sign(text: str) -> None:
    answer = SimpleNamespace(answer=SimpleNamespace(item="1"), number=1, text=text, fingerprint="0" * 64)
    plain, html = written(
        "noted",
        heading="Kop",
        above=(),
        below=(),
        signature=(),
        plain_of=plain_of,
        agreed=[answer],
        use=SimpleNamespace(label="x"),
        values={"ronde": "2018", "rapport": "r", "contact": "c"},
    )
    assert any(_shows(form, text) for form in (plain, QUOTED.sub(r"\1", plain)))
    assert _shows(words_of_html(html), text)


def _shows(mail: str, text: str) -> bool:
    words = squeezed(mail)
    begin = words.index("versie1") + len("versie1")
    return pattern(text).fullmatch(words[begin : words.index("Vingerafdruk", begin)]) is not None


@settings(max_examples=40, deadline=None)
@given(plain_typed)
def test_word_shows_every_sign(text: str) -> None:
    document = docx.Document(BytesIO(writer.write(paper({"1": text}))))
    cell = document.tables[1].rows[1].cells[0]
    shown = "".join(one.text or "" for one in cell._tc.iter(qn("w:t")))
    assert pattern(text).fullmatch(squeezed(shown))
    assert squeezed(shown) == squeezed(to_plain(text))


@settings(max_examples=4, deadline=None)
@given(st.lists(plain_typed, min_size=12, max_size=12))
def test_a_pdf_shows_every_sign(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    parts = "".join(f"<div>BEGIN{to_print_html(text)}EINDE</div>" for text in texts)
    words = words_of_pdf(tmp_path_factory.mktemp("pdf"), f'<html lang="nl"><title>t</title><body>{parts}</body></html>')
    shown = re.findall("BEGIN(.*?)EINDE", squeezed(words))
    assert len(shown) == len(texts)
    for text, found in zip(texts, shown, strict=True):
        assert pattern(text).fullmatch(found), (text, found)


def test_a_pdf_shows_the_numbers_that_were_typed(tmp_path: Path) -> None:
    html = to_print_html("3. drie\n7. zeven\n8. acht\n\nTussen.\n\n1. een\n1. nog een\n\n2018. Dat jaar")
    words = words_of_pdf(tmp_path, f'<html lang="nl"><title>t</title><body>{html}</body></html>')
    assert re.findall(r"(?<!\S)\d\.", words) == ["3.", "7.", "8.", "1.", "1."]
    assert "2018. Dat jaar" in words


def words_of_pdf(folder: Path, html: str) -> str:
    """Its words, without the number of each page and without hyphenation, as pdftotext reads them."""
    file, css = folder / "a.pdf", "html { hyphens: manual } @page { @bottom-right { content: none } }"
    file.write_bytes(papers.render(html, css=css))
    return subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, check=True, text=True).stdout
