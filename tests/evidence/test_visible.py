"""Which words stand on the pages of a copy, and which only seem to."""

from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest

from surveyapp.evidence.documents.rules import Unreadable
from surveyapp.evidence.visible.lines import UNREADABLE, pages_of, squeezed
from surveyapp.evidence.visible.search import unseen
from surveyapp.evidence.visible.wanted import Form, Wanted, passages
from surveyapp.pdf import document as pdf_document

SENTENCES = [f"Zin {number} gaat over de woningen in de kern, en over wat daar wordt gebouwd." for number in range(120)]
LONG = " ".join(SENTENCES)
SHORT = "Er is gesloopt in Emmen.\n\nEr is gebouwd in Coevorden."


def printed(body: str, css: str = "", head: str = "") -> bytes:
    """A document of these paragraphs, with a foot."""
    foot = "@page { @bottom-right { content: 'Blad ' counter(page) ' van ' counter(pages) } }"
    return pdf_document.render_html(f'<html lang="nl"><title>T</title><style>{foot}{css}</style>{head}{body}</html>')


def paragraphs(text: str) -> str:
    """Plain Markdown paragraphs as HTML."""
    return "".join(f"<p>{one}</p>" for one in text.split("\n\n"))


def edited(content: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """The same with something done to it."""
    out = BytesIO()
    with pikepdf.open(BytesIO(content)) as document:
        change(document)
        document.save(out)
    return out.getvalue()


def differences(content: bytes, text: str = SHORT, form: Form = Form.MARKDOWN) -> list[str]:
    """What is said of one answer."""
    return unseen(content, [Wanted(text, "vraag 1", form)])


def test_a_text_over_pages_and_columns_is_the_same() -> None:
    for css in ("", "body { columns: 2 }", "p { text-align: justify; hyphens: auto }"):
        assert differences(printed(paragraphs(LONG), css), LONG) == []


def test_a_head_on_one_page_only_is_no_part_of_a_sentence() -> None:
    css = "@page { @top-left { content: 'Alleen hier' } } @page :first { @top-left { content: none } }"
    content = printed(paragraphs(LONG), css)
    assert pages_of(content).count == 2
    assert differences(content, LONG) == []


def test_a_page_that_ends_in_a_hyphen_is_read_on_behind_its_foot() -> None:
    text = "Over de Noord-Nederlandse gemeenten."
    body = '<p>Over de Noord-</p><p style="break-before: page">Nederlandse gemeenten.</p>'
    assert differences(printed(body), text) == []


def test_a_figure_between_the_lines_of_a_sentence_in_two_columns() -> None:
    figure = '<svg width="200" height="80"><text x="5" y="40">Een label van de figuur</text></svg>'
    words = LONG.split()
    body = f"<p>{' '.join(words[:300])}</p><div>{figure}</div><p>{' '.join(words[300:])}</p>"
    assert differences(printed(body, "body { columns: 2 }"), LONG) == []


def test_notes_in_the_middle_of_a_sentence() -> None:
    text = LONG.replace("Zin 40 gaat", "Zin 40[^1] gaat") + "\n\n[^1]: Zie de woonvisie."
    note = '<span class="fn">Zie de woonvisie.</span>'
    content = printed(paragraphs(LONG.replace("Zin 40 gaat", f"Zin 40{note} gaat")))
    assert differences(content, text) == []
    changed = content and printed(paragraphs(LONG.replace("Zin 40 gaat", f"Zin 40{note.replace('woon', 'weg')} gaat")))
    (said,) = differences(changed, text)
    assert said == "Op bladzijde 1, bij vraag 1, staat ‘wegvisie.’ in plaats van ‘woonvisie.’."


@pytest.mark.parametrize(
    ("said", "remark"),
    [
        ("Er is gesloopt in Assen.", "Op bladzijde 1, bij vraag 1, staat ‘Assen.’ in plaats van ‘Emmen.’."),
        ("Er is niet gesloopt in Emmen.", "Op bladzijde 1, bij vraag 1, staat ook ‘niet’."),
        ("Er is gesloopt.", "Op bladzijde 1, bij vraag 1, ontbreekt ‘in Emmen.’."),
        ("Heel iets anders.", "Niet gevonden bij vraag 1: ‘Er is gesloopt in Emmen.’."),
    ],
)
def test_another_word_one_more_and_one_less_are_named(said: str, remark: str) -> None:
    assert differences(printed(paragraphs(SHORT.replace("Er is gesloopt in Emmen.", said)))) == [remark]


def test_another_number_is_named_when_only_its_comma_is_gone() -> None:
    text = "Dat kost 2,5 miljoen. In 2018. 12 mei was het 1.250 euro, waarvan 25% voor Emmen."
    assert differences(printed(paragraphs(text)), text) == []
    assert differences(printed(paragraphs(text.replace("2,5", "25"))), text) == [
        "Op bladzijde 1, bij vraag 1, staat ‘25’ in plaats van ‘2,5’."
    ]


def test_a_paragraph_put_in_between_is_named() -> None:
    content = printed(paragraphs(SHORT.replace("\n\n", "\n\nDaar zijn wij tegen.\n\n")))
    assert differences(content) == ["Op bladzijde 1, bij vraag 1, staat ook ‘Daar zijn wij tegen.’."]


HIDING = {
    "white": "color: white",
    "transparent": "opacity: 0",
    "covered": "position: relative",
    "outside": "position: absolute; left: -90mm",
}


@pytest.mark.parametrize("how", HIDING)
def test_words_that_cannot_be_seen_do_not_count(how: str) -> None:
    cover = '<i style="position: absolute; inset: -2pt; background: white"></i>' if how == "covered" else ""
    hidden = f'<span style="{HIDING[how]}">gesloopt{cover}</span>'
    found = differences(printed(paragraphs(SHORT.replace("gesloopt", hidden))))
    assert found == [
        "Op bladzijde 1, bij vraag 1, ontbreekt ‘gesloopt’.",
        "Op deze bladzijden staan letters die niet te zien zijn: 1.",
    ]


def test_text_that_became_a_picture_is_called_unreadable() -> None:
    def drawn(document: pikepdf.Pdf) -> None:
        for page in document.pages:
            page.Contents = document.make_stream(b"0 0 0 rg 80 600 200 12 re f")

    found = differences(edited(printed(paragraphs(SHORT)), drawn))
    assert found[0] == "Niet gevonden bij vraag 1: ‘Er is gesloopt in Emmen.’."
    assert found[-1] == "Op deze bladzijden staan geen letters die te lezen zijn: 1."


def test_pages_taken_out_or_put_in_are_counted() -> None:
    content = printed(paragraphs(LONG))
    short = edited(content, lambda document: document.pages.remove(p=2))
    assert "Het bestand heeft 1 bladzijden. Het hoort er 2 te hebben." in differences(short, LONG)
    more = edited(content, lambda document: document.add_blank_page())
    assert differences(more, LONG) == ["Het bestand heeft 3 bladzijden. Het hoort er 2 te hebben."]


def test_beside_the_original_other_words_of_its_own_are_named_too() -> None:
    body = f"<h1>De kop</h1>{paragraphs(SHORT)}<table><tr><td>Drenthe</td><td>12 mei</td></tr></table>"
    original = printed(body)
    wanted = [Wanted(SHORT, "‘1.1 Wonen’", Form.RICH)]
    assert unseen(original, wanted, pages_of(original)) == []
    other_order = body.replace("Emmen", "X").replace("Coevorden", "Emmen").replace("X", "Coevorden")
    other_order = other_order.replace("gesloopt", "X").replace("gebouwd", "gesloopt").replace("X", "gebouwd")
    for changed, remark in (
        (body.replace("12 mei", "13 mei"), "Op bladzijde 1 staat ‘13’ in plaats van ‘12’."),
        (body.replace("</h1>", "</h1><p>Wij zijn tegen.</p>"), "Op bladzijde 1 staat ook ‘Wij zijn tegen.’. Dat hoort"),
        (other_order, "Op bladzijde 1 staan regels in een andere volgorde."),
    ):
        (said,) = unseen(printed(changed), wanted, pages_of(original))
        assert said.startswith(remark)


def test_a_ligature_of_which_the_letters_are_not_told_is_no_other_word() -> None:
    def muddled(document: pikepdf.Pdf) -> None:
        for one in document.objects:
            if isinstance(one, pikepdf.Dictionary) and "/ToUnicode" in one:
                table = one.ToUnicode.read_bytes()
                one.ToUnicode.write(
                    table.replace(b"<006600660069>", b"<6600CF00>").replace(b"<00660066>", b"<66006600>")
                )

    text = "Een efficiënte offerte voor Coevorden."
    content = edited(printed(paragraphs(text)), muddled)
    assert UNREADABLE not in pages_of(content).lines[0].letters
    assert "efficiënteofferte" not in pages_of(content).lines[0].letters
    assert differences(content, text) == []
    assert differences(content, text.replace("Coevorden", "Emmen")) == [
        "Op bladzijde 1, bij vraag 1, staat ‘Coevorden.’ in plaats van ‘Emmen.’."
    ]


def test_tables_boxes_lists_and_notes_are_passages_of_their_own() -> None:
    text = "1. Eerst[^1]\n2. dan\n\n| A | B |\n|---|---|\n| c d | e |\n\n::: Titel\nIn de doos\n:::\n\n[^1]: Noot."
    found = passages(Wanted(text, "vraag 1", Form.RICH))
    assert [(one.words, one.flows) for one in found] == [
        ("Eerst", True),
        ("dan", True),
        ("A", False),
        ("B", False),
        ("c d", False),
        ("e", False),
        ("Titel", True),
        ("In de doos", True),
        ("Noot.", False),
    ]


def test_letters_are_compared_and_nothing_else() -> None:
    assert squeezed("Eén «Noord-Holland», ﬁets 12½ m².") == "EénNoordHollandfiets1212m2"


def test_pages_that_cannot_be_read_say_why() -> None:
    with pytest.raises(Unreadable, match="De bladzijden van het PDF-bestand zijn beschadigd"):
        pages_of(b"%PDF-")
