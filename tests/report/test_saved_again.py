"""Documents that other programs saved again: none is accused of other words, and each changed word is named."""

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from checkable import OTHER, Documents
from flask import Flask
from pypdf import PdfWriter
from setting import application, session_of
from sqlalchemy.orm import Session

from surveyapp.evidence.checking import operations as of_evidence
from surveyapp.evidence.documents.reader import read
from surveyapp.evidence.documents.rules import PAGES, Finding, Outcome, Unreadable, Verdict
from surveyapp.report.checking import operations as of_editions

KINDS = ("receipt", "record", "agreed", "dossier", "aligned", "edition", "sealed")


def _by_pikepdf(content: bytes, **how: object) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(content)) as document:
        document.docinfo["/Title"] = "Een andere titel"
        with document.open_metadata() as metadata:
            metadata["dc:title"] = "Een andere titel"
        document.save(out, **how)
    return out.getvalue()


def _by_pypdf(content: bytes) -> bytes:
    writer = PdfWriter(clone_from=BytesIO(content))
    writer.add_metadata({"/Title": "Een andere titel"})
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _by_mupdf(content: bytes) -> bytes:
    with pymupdf.open(stream=content) as document:
        saved: bytes = document.tobytes(garbage=4, deflate=True, clean=True)
        return saved


def _by_ghostscript(content: bytes) -> bytes:
    command = ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pdfwrite", "-o", "-", "-"]
    return subprocess.run(command, input=content, capture_output=True, check=True, timeout=120).stdout


PROGRAMS: dict[str, Callable[[bytes], bytes]] = {
    "qpdf": _by_pikepdf,
    "qpdf-linearised": lambda content: _by_pikepdf(content, linearize=True),
    "qpdf-decompressed": lambda content: _by_pikepdf(
        content,
        compress_streams=False,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        stream_decode_level=pikepdf.StreamDecodeLevel.specialized,
    ),
    "qpdf-encrypted": lambda content: _by_pikepdf(content, encryption=pikepdf.Encryption(owner="eigenaar", user="")),
    "pypdf": _by_pypdf,
    "mupdf": _by_mupdf,
    "ghostscript": _by_ghostscript,
}
"""What becomes of a document, by the program that saves it: all with another title or other metadata."""


@dataclass
class Made:
    """Each document with the same of other words, and the check of its copies."""

    session: Session
    documents: dict[str, tuple[bytes, bytes]]

    def check(self, kind: str, content: bytes) -> Verdict:
        """What the check of that kind says."""
        if kind in {"edition", "sealed"}:
            return of_editions.check(self.session, content)
        return of_evidence.check(self.session, read(content))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Made]:
    instance = tmp_path_factory.mktemp("documents")
    (instance / "surveyapp.sqlite").write_bytes(sqlite_template.read_bytes())
    app: Flask = application(instance, {})
    with session_of(app) as session:
        documents = Documents.of(app, session)
        yield Made(session, {kind: documents.make(kind) for kind in KINDS})


def _by_pdftocairo(content: bytes, folder: Path) -> bytes:
    (folder / "before.pdf").write_bytes(content)
    subprocess.run(["pdftocairo", "-pdf", folder / "before.pdf", folder / "after.pdf"], check=True, timeout=120)
    return (folder / "after.pdf").read_bytes()


@pytest.mark.parametrize("kind", ["edition", "sealed"])
def test_an_edition_of_which_a_program_leaves_out_the_facts_is_known_by_its_words(
    made: Made, tmp_path: Path, kind: str
) -> None:
    content, changed = (_by_pdftocairo(one, tmp_path) for one in made.documents[kind])
    assert _of_pages(made.check(kind, content)).outcome is Outcome.RESAVED
    (remark,) = _of_pages(made.check(kind, changed)).remarks
    assert OTHER in remark


@pytest.mark.parametrize("kind", KINDS[:5])
def test_another_document_of_which_a_program_leaves_out_the_facts_is_asked_for_as_it_was(
    made: Made, tmp_path: Path, kind: str
) -> None:
    with pytest.raises(Unreadable, match=r"heeft de gegevens weggelaten.*Kies het bestand zoals u het kreeg") as said:
        made.check(kind, _by_pdftocairo(made.documents[kind][0], tmp_path))
    assert "Dan heeft deze kopie haar bewijs verloren" in str(said.value)
    assert "met de link in die mail" in str(said.value)
    assert "Een dossier maakt u opnieuw bij het interview." in str(said.value)


def _of_pages(verdict: Verdict) -> Finding:
    (found,) = (one for one in verdict.findings if one.subject == PAGES)
    return found


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_is_saved_by_another_program_with_the_same_text(made: Made, kind: str, program: str) -> None:
    verdict = made.check(kind, PROGRAMS[program](made.documents[kind][0]))
    assert (_of_pages(verdict).outcome, _of_pages(verdict).remarks) == (
        Outcome.RESAVED,
        ("Alle woorden staan er. Afbeeldingen en opmaak zijn niet vergeleken.",),
    )
    assert "opgeslagen door een ander programma" in verdict.words
    assert not any(one.outcome is Outcome.DIFFERS for one in verdict.findings)


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("kind", KINDS)
def test_one_changed_word_is_named_with_its_place(made: Made, kind: str, program: str) -> None:
    place = {"aligned": "vraag 2b", "edition": "(OD 1)", "sealed": "(OD 1)"}.get(kind, "vraag 1")
    found = _of_pages(made.check(kind, PROGRAMS[program](made.documents[kind][1])))
    assert found.outcome is Outcome.DIFFERS
    (remark,) = found.remarks
    assert remark.startswith("Op bladzijde ")
    assert place in remark
    assert OTHER in remark
