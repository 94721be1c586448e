"""Every kind of document that can be checked, of one round, and each again with one other word on its pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from agreed_round import NOW, SYSTEM, AgreedRound
from aligned_round import AlignedRound
from deciding import overrule_missing
from drawn import image
from flask import Flask
from test_seal import PASSPHRASE, a_certificate

from surveyapp.alignment.passages.rules import Opinion
from surveyapp.alignment.receipts import facts as receipts_facts
from surveyapp.evidence.documents import pdf_writer
from surveyapp.evidence.documents.models import Completion
from surveyapp.evidence.dossiers.facts import dossier_facts
from surveyapp.processes.rendering import reports
from surveyapp.protection.sealing import sealed_pdf
from surveyapp.report.building import jobs
from surveyapp.report.editions import queries as edition_queries
from surveyapp.report.figure_editing import operations as figure_operations
from surveyapp.report.figures.image_reader import cleaned
from surveyapp.report.formats import html as report_html
from surveyapp.report.material.figures import FigureData
from surveyapp.report.texts import operations
from surveyapp.verification.enclosing import enclosures
from surveyapp.verification.records import queries as verification

PUBLISHER = "Programma Bevolkingsdaling"
WORD, IN_ALIGNED, OTHER = "Emmermeer", "Oosterveld", "Emmerhout"
"""A word of answer 1, the word of answer 2b that is printed after an alignment, and what either is replaced by."""
NOTES = {3: "[^1]", 20: "[^2]", 21: "[^3]", 40: "[^4]"}


def _long() -> str:
    """An answer over columns and pages, with footnotes, hyphens, ligatures and a list."""
    said = [
        f"In zin {number} staat dat Noord-Nederlandse gemeenten{NOTES.get(number, '')} efficiënt een offerte afwegen."
        for number in range(50)
    ]
    paragraphs = [" ".join(said[begin : begin + 9]) for begin in range(0, 50, 9)]
    listed = "- Eerst **slopen**\n- dan bouwen in-en-om Coevorden"
    notes = [f"{call}: Zie bij {number} de woonvisie van Klazienaveen." for number, call in NOTES.items()]
    return "\n\n".join([*paragraphs, f"Er is gesloopt in {WORD} en daarna gebouwd.", listed, *notes])


ANSWERS = {"1": _long(), "2b": "Er is gesloopt in Barger-Oosterveld.", "9": "Niet veel."}
SECTION = (
    "Een inleiding van de redactie [oost-drenthe.2b], met tabel.\n\n{figuur-kaart}\n\n"
    "In de rest van het land wordt nauwelijks gesloopt.\n\n{figuur-organisaties}\n\nZo staat het er voor."
)


class Documents:
    """Makes each kind. ``changed`` asks for the one with another word on its pages, and the same facts inside."""

    def __init__(self, app: Flask, round_: AlignedRound) -> None:
        self.app, self.round = app, round_
        self.made, self.session = round_.made, round_.session

    @classmethod
    def of(cls, app: Flask, session: Any) -> "Documents":
        """The round with all that its documents rest on."""
        made = AgreedRound.of(session)
        drenthe = made.agreed(made.organisation("Oost-Drenthe"), ANSWERS)
        round_ = AlignedRound(made, drenthe, made.agreed(made.organisation("Een Ander"), {"2b": "Wij bouwen."}))
        self = cls(app, round_)
        said = FigureData("Krimp", "In Drenthe daalt de bevolking.")
        figure_operations.add_figure(session, SYSTEM, self.made.round, "kaart", said, cleaned(image()), at=NOW)
        round_.write(SECTION)
        round_.send()
        round_.submit(round_.readings()[0], (Opinion.CONTEXT, "Sinds 2017 ook in Klazienaveen."))
        session.commit()
        return self

    def make(self, kind: str) -> tuple[bytes, bytes]:
        """The document as people get it, and the same with one other word on its pages, the right facts inside."""
        word = IN_ALIGNED if kind == "aligned" else WORD
        with _printing() as printed:
            content: bytes = getattr(self, f"_{kind}")()
        (key, html, facts), how = printed[-1]
        assert word in html
        if "render" in how:
            how |= {"render": partial(reports.render, archival=True)}
        changed = sealed_pdf(key, html.replace(word, OTHER, 1), facts, **how)
        return content, changed

    def _reader(self) -> Any:
        return verification.records_of(self.session, self.round.drenthe)[0].verifications[0]

    def _receipt(self) -> bytes:
        return pdf_writer.receipt_pdf(self.session, self._reader(), PUBLISHER)

    def _record(self) -> bytes:
        return enclosures.record_pdf(self.session, self._reader(), PUBLISHER)

    def _agreed(self) -> bytes:
        theirs = sa.select(Completion).where(Completion.interview_id == self.round.drenthe.id)
        return pdf_writer.agreed_pdf(self.session, self.session.scalars(theirs).one(), PUBLISHER)

    def _dossier(self) -> bytes:
        facts = dossier_facts(self.session, self.round.drenthe, NOW)
        return pdf_writer.dossier_pdf(self.session, facts, PUBLISHER)

    def _aligned(self) -> bytes:
        return receipts_facts.receipt_pdf(self.session, self.round.readings()[0], PUBLISHER)

    def _sealed(self) -> bytes:
        """The next edition, with the seal of an organisation."""
        certificate = Path(self.app.instance_path) / "zegel.p12"
        a_certificate(certificate)
        self.app.config.update(SEAL_FILE=str(certificate), SEAL_PASSPHRASE=PASSPHRASE)
        return self._edition()

    def _edition(self) -> bytes:
        overrule_missing(self.session, self.made.round)
        operations.request_build(
            self.session, SYSTEM, self.made.round, draft=False, publish=True, erratum="De opmaak.", at=NOW
        )
        self.session.commit()
        jobs.run_next_build(self.app)
        self.session.expire_all()
        newest = edition_queries.find_newest_edition(self.session, self.made.round)
        assert newest
        return edition_queries.get_edition(self.session, newest.id).content


@contextmanager
def _printing() -> Iterator[list[tuple[tuple[Any, ...], dict[str, Any]]]]:
    """Note down what each PDF is made of."""
    printed: list[tuple[tuple[Any, ...], dict[str, Any]]] = []

    def noted(*given: Any, **how: Any) -> bytes:
        printed.append((given, how))
        return sealed_pdf(*given, **how)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf_writer, "sealed_pdf", noted)
        patch.setattr(report_html, "sealed_pdf", noted)
        yield printed
