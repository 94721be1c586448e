"""The seal of an organisation on a published PDF: any PDF reader can check it, and it spoils nothing."""

import builtins
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from agreed_round import NOW, SYSTEM, AgreedRound
from asn1crypto.x509 import Certificate
from certificate import PASSPHRASE, PUBLISHER, TODAY, a_certificate
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from deciding import overrule_missing
from outloud import check
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader
from report_values import DATED, OUTLINE, a_round
from setting import MakeApp, session_of

from surveyapp.report.building import jobs
from surveyapp.report.checking import operations as checking_operations
from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.editions import queries as edition_queries
from surveyapp.report.formats.html import render_report
from surveyapp.report.sealing.seal import FIELD, Seal, SealUnusable
from surveyapp.report.tables.models import BuildState
from surveyapp.report.texts import operations


def verdict(content: bytes, trusted: x509.Certificate) -> Any:
    """What a PDF reader that trusts this certificate says of the seal."""
    (found,) = PdfFileReader(BytesIO(content)).embedded_signatures
    root = Certificate.load(trusted.public_bytes(Encoding.DER))
    return validate_pdf_signature(found, ValidationContext(trust_roots=[root]))


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render_report(compile_report(OUTLINE, a_round(), draft=False, dated=DATED, chapter="inleiding"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "zegel.p12"


def test_a_reader_sees_whose_it_is_and_that_nothing_changed(pdf: bytes, file: Path) -> None:
    trusted = a_certificate(file)

    sealed = Seal(file, PASSPHRASE).put_on(pdf, publisher=PUBLISHER, at=TODAY)

    said = verdict(sealed, trusted)
    assert said.bottom_line
    assert said.docmdp_ok
    assert sealed.startswith(pdf)
    fields = PdfReader(BytesIO(sealed)).get_fields() or {}
    assert fields[FIELD]["/TU"] == f"Zegel van {PUBLISHER}"


def test_one_byte_changed_is_seen(pdf: bytes, file: Path) -> None:
    trusted = a_certificate(file)
    sealed = bytearray(Seal(file, PASSPHRASE).put_on(pdf, publisher=PUBLISHER, at=TODAY))
    place = sealed.index(b"/Creator") if b"/Creator" in sealed else sealed.index(b"surveyapp")
    sealed[place + 12] ^= 1

    assert not verdict(bytes(sealed), trusted).intact


def test_a_screen_reader_still_hears_all_of_it(pdf: bytes, file: Path, tmp_path: Path) -> None:
    a_certificate(file)
    path = tmp_path / "verzegeld.pdf"
    path.write_bytes(Seal(file, PASSPHRASE).put_on(pdf, publisher=PUBLISHER, at=TODAY))

    assert [one for one in check(str(path)).findings if one.severity == "error"] == []


def test_a_certificate_that_cannot_be_used_says_why(pdf: bytes, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def why(passphrase: str = PASSPHRASE) -> str:
        with pytest.raises(SealUnusable) as caught:
            Seal(file, passphrase).put_on(pdf, publisher=PUBLISHER, at=TODAY)
        return str(caught.value)

    assert why() == f"Het certificaat {file} is niet te lezen (No such file or directory)."
    file.write_bytes(b"niets")
    assert "is geen PKCS#12-bestand met een sleutel, of het wachtwoord klopt niet." in why()
    a_certificate(file)
    assert "of het wachtwoord klopt niet." in why("iets anders")
    a_certificate(file, until=TODAY - timedelta(days=1))
    assert "geldt nu niet; het geldt tot" in why()

    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.startswith("pyhanko"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    assert why() == "Verzegelen kan niet: installeer surveyapp[zegel]."


def test_without_a_file_there_is_no_seal() -> None:
    assert Seal.of("", "") is None


@pytest.mark.parametrize("passphrase", [PASSPHRASE, "verkeerd"])
def test_an_edition_is_sealed_or_not_published(make_app: MakeApp, file: Path, passphrase: str) -> None:
    trusted = a_certificate(file)
    app = make_app(SEAL_FILE=str(file), SEAL_PASSPHRASE=passphrase)
    with session_of(app) as session:
        made = AgreedRound.of(session)
        made.agreed(made.organisation("Oost-Drenthe"), {"1": "Er is gebouwd."})
        overrule_missing(session, made.round)
        build = operations.request_build(session, SYSTEM, made.round, draft=False, publish=True, at=NOW)
        session.commit()
        jobs.run_next_build(app)
        session.expire_all()
        edition = edition_queries.find_newest_edition(session, made.round)

        if passphrase != PASSPHRASE:
            assert edition is None
            assert build.state is BuildState.FAILED
            assert "of het wachtwoord klopt niet" in build.error
            return
        assert edition
        content = edition_queries.get_edition(session, edition.id).content
        assert verdict(content, trusted).bottom_line
        assert checking_operations.check(session, content).matches
