"""What people put into a Word file besides plain words: it comes along, or it is named."""

from collections.abc import Callable

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from filled_in import box, paper, questionnaire, read_word, reply, word

from surveyapp.exchange.papers.rules import FilledIn

W = nsdecls("w")
SHOWN = '<w:r><w:t xml:space="preserve"> de visie</w:t></w:r>'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def filled(change: Callable[[Document], object], text: str = "Er is gesloopt.") -> FilledIn:
    return read_word(word(paper({"2b": text}), change))


def typed(*xml: str) -> Callable[[Document], None]:
    """Runs at the end of the answer to 2b."""

    def type_in(document: Document) -> None:
        for one in xml:
            box(document, "2b").paragraphs[0]._p.append(parse_xml(one.replace(">", f" {W}>", 1)))

    return type_in


def answer(*xml: str) -> str:
    return reply(filled(typed(*xml)), "2b").text


def remarks(*xml: str) -> tuple[str, ...]:
    return reply(filled(typed(*xml)), "2b").remarks


def alternatives(choice: str, fallback: str) -> str:
    """A run with what newer programs show, and what others do."""
    return (
        f'<w:r {MC}><mc:AlternateContent><mc:Choice Requires="w16">{choice}</mc:Choice>'
        f"<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def simple_field(instruction: str) -> str:
    """A field in one element."""
    quoted = instruction.replace('"', "&quot;")
    return f'<w:fldSimple w:instr="{quoted}">{SHOWN}</w:fldSimple>'


# ------------------------------------------------------------------------------------------ remarks in the margin


def remark_at(words: str, said: str = "Klopt dit?") -> Callable[[Document], None]:
    """A remark on the paragraph with these words, wherever it is."""

    def put(document: Document) -> None:
        paragraph = next(
            one
            for one in document.element.body.iter(qn("w:p"))
            if "".join(t.text for t in one.iter(qn("w:t"))) == words
        )
        runs = docx.text.paragraph.Paragraph(paragraph, document._body).runs
        document.add_comment(runs, text=said, author="A")

    return put


WORDING = next(one.wording for one in questionnaire()[0].items if one.number == "2b")


@pytest.mark.parametrize("words", ["Er is gesloopt.", "Antwoord op vraag 2b, versie 1", "2b Wonen", WORDING])
def test_a_remark_on_an_answer_its_line_its_heading_or_its_wording_belongs_to_that_question(words: str) -> None:
    found = filled(remark_at(words))
    assert reply(found, "2b").comments == ("Klopt dit?",)
    assert [one.comments for one in found.replies if one.item != "2b" and one.comments] == []
    assert found.remarks == ()


@pytest.mark.parametrize(
    ("words", "place"),
    [("Vragenlijst Regio", " bij ‘Vragenlijst Regio’"), ("3 Succesfactoren", " bij ‘3 Succesfactoren’")],
)
def test_a_remark_on_anything_else_is_named_with_its_place(words: str, place: str) -> None:
    found = filled(remark_at(words))
    assert found.remarks == (f"Een opmerking in de kantlijn{place} is niet overgenomen: ‘Klopt dit?’",)
    assert not any(one.comments for one in found.replies)


def test_a_remark_on_deleted_words_and_one_without_a_place_are_kept() -> None:
    def change(document: Document) -> None:
        document.add_comment(box(document, "2b").paragraphs[0].runs, text="Weg hiermee", author="A")
        document.add_comment(document.paragraphs[0].runs, text="Zonder plaats", author="A")
        references = list(document.element.body.iter(qn("w:commentReference")))
        gone = parse_xml(f'<w:del {W} w:id="9" w:author="A"/>')
        run = references[0] if references[0].getparent().getparent().xpath("ancestor::w:tbl") else references[1]
        other = references[1] if run is references[0] else references[0]
        other.getparent().remove(other)
        run.getparent().addprevious(gone)
        gone.append(run.getparent())

    found = filled(change)
    assert reply(found, "2b").comments == ("Weg hiermee",)
    assert found.remarks[-1] == "Een opmerking in de kantlijn is niet overgenomen: ‘Zonder plaats’"


# ------------------------------------------------------------------------------------------ symbols


@pytest.mark.parametrize(
    ("font", "code", "sign"),
    [
        ("Symbol", "F0A3", "≤"),
        ("Symbol", "00B3", "≥"),
        ("Symbol", "F0DE", "⇒"),
        ("Symbol", "F06D", "μ"),
        ("Wingdings", "F0E0", "→"),
        ("Wingdings", "F0FC", "✓"),
        ("Wingdings", "F04A", "☺"),
        ("Wingdings 2", "F052", "☑"),
        ("MS Gothic", "2612", "☒"),
        ("Arial", "20AC", "€"),
    ],
)
def test_a_symbol_is_the_character_that_its_font_shows(font: str, code: str, sign: str) -> None:
    assert answer(f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>') == f"Er is gesloopt.{sign}"
    if code.startswith("F0"):
        run = f'<w:r><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr><w:t>&#x{code};</w:t></w:r>'
        assert answer(run) == f"Er is gesloopt.{sign}"
    assert remarks(f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>') == ()


def test_a_symbol_that_nobody_knows_is_shown_as_such_and_named() -> None:
    run = '<w:r><w:sym w:font="Webdings" w:char="F04E"/></w:r>'
    assert answer(run) == "Er is gesloopt.�"
    assert remarks(run) == (
        "Een teken uit het lettertype Webdings (nummer F04E) is niet bekend. In de tekst staat daar ‘�’.",
    )


def test_an_emoji_and_a_ticked_box_come_along() -> None:
    emoji = alternatives("", "<w:t> 😊</w:t>")
    checked = '<w:ffData><w:checkBox><w:default w:val="1"/></w:checkBox></w:ffData>'
    ticked = f'<w:r><w:fldChar w:fldCharType="begin">{checked}</w:fldChar></w:r>'
    assert answer(emoji) == "Er is gesloopt. 😊"
    assert answer(ticked, '<w:r><w:fldChar w:fldCharType="end"/></w:r>') == "Er is gesloopt.☒"
    assert answer(ticked.replace('"1"', '"0"')) == "Er is gesloopt.☐"


# ------------------------------------------------------------------------------------------ links


def field(instruction: str, words: str = " de visie") -> tuple[str, ...]:
    """A field as Word keeps it: its instruction in two runs."""
    middle = len(instruction) // 2
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    told = [
        f'<w:r><w:instrText xml:space="preserve">{part}</w:instrText></w:r>'
        for part in (instruction[:middle], instruction[middle:])
    ]
    return mark.format("begin"), *told, mark.format("separate"), SHOWN.replace(" de visie", words), mark.format("end")


@pytest.mark.parametrize(
    ("instruction", "address"),
    [
        (' HYPERLINK "https://example.org/visie" ', "https://example.org/visie"),
        (
            ' HYPERLINK "https://example.org/visie" \\l "wonen" \\o "Klik hier" \\t "_blank" ',
            "https://example.org/visie#wonen",
        ),
        ("hyperlink https://example.org/visie", "https://example.org/visie"),
        (' HYPERLINK "mailto:a@example.org" ', "mailto:a@example.org"),
    ],
)
def test_a_link_that_word_keeps_as_a_field_keeps_its_address(instruction: str, address: str) -> None:
    after = '<w:r><w:t xml:space="preserve"> en meer</w:t></w:r>'
    assert answer(*field(instruction), after) == f"Er is gesloopt. [de visie]({address}) en meer"
    assert answer(simple_field(instruction), after) == f"Er is gesloopt. [de visie]({address}) en meer"


def test_an_address_that_an_answer_cannot_hold_is_named() -> None:
    instruction = ' HYPERLINK "file:///C:/visie.docx" '
    for xml in (field(instruction), (simple_field(instruction),)):
        assert answer(*xml) == "Er is gesloopt. de visie"
        (said,) = remarks(*xml)
        assert said.startswith("Het adres van een link")
        assert "file:///C:/visie.docx" in said


def test_other_fields_are_the_words_that_they_show_and_one_inside_another_is_followed() -> None:
    assert answer(*field(" DATE \\@ d MMMM ", " 3 mei")) == "Er is gesloopt. 3 mei"
    inner = field(" DOCPROPERTY adres ", "https://onzichtbaar.example")
    begin, *rest = field(' HYPERLINK "https://example.org/a" ')
    assert answer(begin, *inner, *rest) == "Er is gesloopt. [de visie](https://example.org/a)"


# ------------------------------------------------------------------------------------------ lists

LEVEL = (
    '<w:lvl w:ilvl="{level}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
)


def listed(*levels: tuple[str, str], items: str = "000", start: int = 1, link: str = "") -> tuple[str, tuple[str, ...]]:
    """The answer with a list of items, each with its level, in a numbering of these forms and texts."""

    def put(document: Document) -> None:
        root = document.part.numbering_part.element
        made = "".join(
            LEVEL.format(level=n, start=start, form=form, text=text) for n, (form, text) in enumerate(levels)
        )
        abstract = f'<w:abstractNum {W} w:abstractNumId="900">{made}</w:abstractNum>'
        if link:
            abstract = abstract.replace("<w:lvl ", f'<w:styleLink w:val="{link}"/><w:lvl ', 1)
            other = f'<w:abstractNum {W} w:abstractNumId="901"><w:numStyleLink w:val="{link}"/></w:abstractNum>'
            root.insert(0, parse_xml(other))
        root.insert(0, parse_xml(abstract))
        root.append(parse_xml(f'<w:num {W} w:numId="900"><w:abstractNumId w:val="{901 if link else 900}"/></w:num>'))
        for place, level in enumerate(items):
            paragraph = box(document, "2b").add_paragraph(f"punt {place}")
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val, properties.get_or_add_numId().val = int(level), 900

    found = reply(filled(put, ""), "2b")
    return found.text, found.remarks


@pytest.mark.parametrize(
    ("form", "text", "labels"),
    [
        ("lowerLetter", "%1)", "a) b) c)"),
        ("upperLetter", "(%1)", "(A) (B) (C)"),
        ("lowerRoman", "%1.", "i. ii. iii."),
        ("upperRoman", "%1", "I II III"),
        ("decimal", "Stap %1:", "Stap_1: Stap_2: Stap_3:"),
        ("decimalZero", "%1.", "01. 02. 03."),
        ("ordinal", "%1", "1e 2e 3e"),
        ("decimal", "(%1)", "(1) (2) (3)"),
    ],
)
def test_a_list_keeps_the_letters_and_numbers_that_word_shows(form: str, text: str, labels: str) -> None:
    lines = [f"{label.replace('_', ' ')} punt {place}" for place, label in enumerate(labels.split())]
    if form == "decimalZero":
        lines = [f"{place + 1}. punt {place}" for place in range(3)]
        assert listed((form, text)) == ("\n".join(lines), ())
        return
    assert listed((form, text)) == ("\n\n".join(lines), ())
    assert listed((form, text), link="Lijst") == ("\n\n".join(lines), ())


def test_plain_numbers_and_signs_stay_lists_and_letters_under_a_number_stay_with_it() -> None:
    assert listed(("decimal", "%1."))[0] == "1. punt 0\n2. punt 1\n3. punt 2"
    assert listed(("decimal", "%1)"), start=5)[0] == "5. punt 0\n6. punt 1\n7. punt 2"
    assert listed(("bullet", "&#xF0B7;"))[0] == "- punt 0\n- punt 1\n- punt 2"
    found, _ = listed(("decimal", "%1."), ("lowerLetter", "%2)"), items="01101")
    assert found == "1. punt 0\n\n   a) punt 1\n\n   b) punt 2\n\n2. punt 3\n\n   a) punt 4"
    assert (
        listed(("decimal", "%1."), ("decimal", "%1.%2"), items="011")[0]
        == "1. punt 0\n\n   1.1 punt 1\n\n   1.2 punt 2"
    )


def test_a_numbering_that_nobody_knows_is_named() -> None:
    text, said = listed(("cardinalText", "%1."))
    assert text == "1. punt 0\n2. punt 1\n3. punt 2"
    assert said == ("Een lijst heeft een nummering die hier niet kan. Kijk na hoe de nummers zijn overgenomen.",)


# ------------------------------------------------------------------------------------------ what cannot come along

BOX = "<w:txbxContent><w:p><w:r><w:t>In een vak.</w:t></w:r></w:p></w:txbxContent>"


def test_a_text_box_and_a_table_are_named_with_their_words() -> None:
    drawn = alternatives(f"<w:drawing>{BOX}</w:drawing>", f"<w:pict>{BOX}</w:pict>")
    assert remarks(drawn) == ("Een tekstvak is niet overgenomen: ‘In een vak.’",)
    assert remarks("<w:r><w:pict/></w:r>") == ("Een afbeelding is niet overgenomen.",)

    def inner_table(document: Document) -> None:
        box(document, "2b").add_table(1, 2).rows[0].cells[1].text = "42 woningen"

    assert reply(filled(inner_table), "2b").remarks == ("Een tabel is niet overgenomen: ‘42 woningen’",)


def test_words_at_the_top_or_foot_of_the_pages_are_named() -> None:
    def type_in(document: Document) -> None:
        document.sections[0].header.paragraphs[0].text = "Vertrouwelijk"
        document.sections[0].footer.paragraphs[0].add_run(" concept van mei")

    assert filled(type_in).remarks == (
        "Deze tekst staat in de kop of voet van de bladzijden: ‘concept van mei’",
        "Deze tekst staat in de kop of voet van de bladzijden: ‘Vertrouwelijk’",
    )


def test_content_controls_smart_tags_and_moved_words_come_along() -> None:
    found = answer(
        f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{SHOWN}</w:sdtContent></w:sdt>",
        f"<w:smartTag w:element='date'>{SHOWN}</w:smartTag>",
        f"<w:moveTo w:id='1' w:author='A'>{SHOWN}</w:moveTo>",
        f"<w:moveFrom w:id='2' w:author='A'>{SHOWN}</w:moveFrom>",
    )
    assert found == "Er is gesloopt. de visie de visie de visie"
