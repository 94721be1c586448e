"""Hostile files, each of a size that can be chosen."""

import io
import json
import struct
import zipfile
import zlib

from docx import Document
from openpyxl import Workbook
from openpyxl.comments import Comment

from surveyapp.evidence.documents.rules import RECEIPT, VERSION
from surveyapp.pdf import document
from surveyapp.pdf.document import Embedded
from surveyapp.protection.sealing import ATTACHMENT

PAGE = '<!doctype html><html lang="nl"><head><title>T</title></head><body><p>Een woord</p></body></html>'


def pdf_with_facts(facts: bytes) -> bytes:
    """A PDF that carries facts."""
    return document.render_html(PAGE, embedded=[Embedded(ATTACHMENT, "Gegevens", facts)])


def receipt(text: str, **more: object) -> bytes:
    """The facts of a receipt with one answer."""
    return json.dumps(
        {"format": RECEIPT, "version": VERSION, "answers": [{"item": "1", "text": text}], **more}
    ).encode()


def raw_pdf(streams: list[bytes], pages: int = 1) -> bytes:
    """A PDF whose pages share these compressed streams."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>"]
    kids = b" ".join(b"%d 0 R" % (4 + one) for one in range(pages))
    objects.append(b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages))
    objects.append(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    first = 4 + pages
    contents = b" ".join(b"%d 0 R" % (first + one) for one in range(len(streams)))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]/Resources<</Font<</F 3 0 R>>>>/Contents[%s]>>" % contents
    objects += [page] * pages
    for stream in streams:
        packed = zlib.compress(stream, 9)
        objects.append(b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed))
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.7\n")
    for number, one in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj%s\nendobj\n" % (number, one))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return out.getvalue()


def pdf_of_words(letters: int) -> bytes:
    """A small PDF with many letters."""
    return raw_pdf([b"BT /F 1 Tf (" + b"a1" * (letters // 2) + b") Tj ET"])


def pdf_of_pages(pages: int) -> bytes:
    """A small PDF with many pages of many letters."""
    return raw_pdf([b"BT /F 1 Tf (" + b"a" * 20_000 + b") Tj ET"], pages)


def pdf_of_objects(count: int) -> bytes:
    """A PDF without an index, of which every object has to be looked for."""
    return (
        b"%PDF-1.7\n"
        + b"".join(b"%d 0 obj<</A[[[]]]>>endobj\n" % one for one in range(count))
        + b"trailer<</Root 1 0 R>>"
    )


def archive(parts: dict[str, bytes]) -> bytes:
    """A ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def zeros(size: int) -> bytes:
    """A Word file that holds this many zeros."""
    return archive({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>", "word/media/a.png": b"\0" * size})


def word(body: str) -> bytes:
    """A Word file with this XML as its body."""
    out = io.BytesIO()
    Document().save(out)
    with zipfile.ZipFile(out) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    begin, _, end = parts["word/document.xml"].decode().partition("<w:body>")
    parts["word/document.xml"] = f"{begin}<w:body>{body}{end}".encode()
    return archive(parts)


def word_of_rows(size: int) -> bytes:
    """A Word file with a table of many rows."""
    row = "<w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr>"
    return word(f"<w:tbl>{row * (size // len(row))}</w:tbl>")


def word_of_paragraphs(size: int) -> bytes:
    """A Word file with many paragraphs."""
    one = "<w:p><w:r><w:t>a</w:t></w:r></w:p>"
    return word(one * (size // len(one)))


def word_of_depth(size: int) -> bytes:
    """A Word file with tables in tables."""
    deep = size // 100
    return word("<w:tbl><w:tr><w:tc>" * deep + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * deep)


def sheet_of_cells(size: int) -> bytes:
    """A spreadsheet with many rows."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for _ in range(size // 60):
        sheet.append(["Vraag", "Antwoord"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def png(side: int) -> bytes:
    """A PNG of a few bytes with this many dots on each side."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    dots = zlib.compress((b"\0" + b"\0" * (side * 3)) * side, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", dots) + chunk(b"IEND", b"")


def html_mail(piece: bytes, size: int) -> bytes:
    """An HTML mail."""
    return b"Content-Type: text/html\n\n" + piece * (size // len(piece))


def mail_of_parts(count: int) -> bytes:
    """A mail with many parts."""
    return b'Content-Type: multipart/mixed; boundary="x"\n\n' + b"--x\n\na\n" * count


def mail_of_depth(count: int) -> bytes:
    """A mail with parts in parts."""
    return b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (one, one) for one in range(count))


def word_of_fields(size: int) -> bytes:
    """A Word file with an answer of fields in fields, none of which ends, each with a remark that is nowhere."""
    one = (
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>HYPERLINK "a"</w:instrText><w:t>a</w:t></w:r>'
        '<w:r><w:commentReference w:id="1"/></w:r>'
    )
    row = "<w:tr><w:tc><w:p>{}</w:p></w:tc></w:tr>"
    rows = row.format("<w:r><w:t>Antwoord op vraag 2b</w:t></w:r>") + row.format(one * (size // len(one)))
    return word(f"<w:tbl>{rows}</w:tbl>")


def word_of_items(size: int) -> bytes:
    """A Word file with an answer of list items, each in a numbering of its own."""
    item = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="8"/><w:numId w:val="{}"/></w:numPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p>'
    )
    items = "".join(item.format(one) for one in range(size // len(item)))
    title = "<w:tr><w:tc><w:p><w:r><w:t>Antwoord op vraag 2b</w:t></w:r></w:p></w:tc></w:tr>"
    content = word(f"<w:tbl>{title}<w:tr><w:tc>{items}</w:tc></w:tr></w:tbl>")
    level = '<w:lvl w:ilvl="8"><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%9%9%9%9"/></w:lvl>'
    nums = "".join(
        f'<w:abstractNum w:abstractNumId="{one}">{level}</w:abstractNum>'
        f'<w:num w:numId="{one}"><w:abstractNumId w:val="{one}"/></w:num>'
        for one in range(size // 400)
    )
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    numbering = parts["word/numbering.xml"].decode()
    parts["word/numbering.xml"] = numbering.replace("</w:numbering>", f"{nums}</w:numbering>").encode()
    return archive(parts)


def open_sheet(size: int) -> bytes:
    """An OpenDocument spreadsheet with rows and cells that say that they are many."""
    names = "".join(
        f' xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text")
    )
    cell = (
        '<table:table-cell table:number-columns-repeated="999999"><text:p>a<text:s text:c="9999999"/></text:p>'
        "</table:table-cell>"
    )
    row = f'<table:table-row table:number-rows-repeated="999999">{cell}</table:table-row>'
    table = f"<table:table>{row * (size // len(row))}</table:table>"
    return archive(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": b"<m/>",
            "content.xml": f"<office:document{names}>{table}</office:document>".encode(),
        }
    )


def sheet_of_notes(size: int) -> bytes:
    """A spreadsheet with cells that are joined, hidden, computed and written about."""
    book = Workbook()
    sheet = book.worksheets[0]
    for number in range(1, size // 400):
        sheet.cell(number, 3).value = "=1+1"
        sheet.cell(number, 3).comment = Comment("a" * 50, "A")
        sheet.row_dimensions[number].hidden = True
        sheet.merge_cells(start_row=number, end_row=number, start_column=4, end_column=9)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bounce(piece: bytes, size: int) -> bytes:
    """A mail of a mail server."""
    return b"From: MAILER-DAEMON@a.example\nSubject: Undelivered\n\n" + piece * (size // len(piece))
