"""Seal of the organisation on a published PDF: a PAdES signature that any PDF reader can verify.

The application's own check of an edition needs no certificate; the seal serves readers who have only the file.
"""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

from surveyapp.core.dutch import local, long_date
from surveyapp.report.material.rules import ReportError

FIELD = "Zegel"


class SealUnusable(ReportError):
    """The certificate or the signing library cannot be used. The message is a line that says what to do."""


@dataclass(frozen=True, slots=True)
class Seal:
    """Certificate of the organisation, a PKCS#12 file."""

    file: Path
    passphrase: str

    @classmethod
    def of(cls, file: str, passphrase: str) -> "Seal | None":
        """Return the seal for the configured file; None when none is configured."""
        return cls(Path(file), passphrase) if file else None

    def put_on(self, content: bytes, *, publisher: str, at: datetime) -> bytes:
        """Return the PDF with the signature appended to its bytes. Raises SealUnusable."""
        incremental_writer, signers, fields = _pyhanko()
        from surveyapp.report.sealing import seal_field  # noqa: PLC0415  (needs pyHanko, an extra)

        signer = self._signer(signers, at)
        writer = incremental_writer.IncrementalPdfFileWriter(BytesIO(content))
        seal_field.add(writer, FIELD, f"Zegel van {publisher}")
        metadata = signers.PdfSignatureMetadata(
            field_name=FIELD,
            name=publisher,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        )
        sealed = BytesIO()
        signers.PdfSigner(metadata, signer).sign_pdf(writer, existing_fields_only=True, output=sealed)
        return sealed.getvalue()

    def _signer(self, signers: ModuleType, at: datetime) -> Any:
        try:
            signer = signers.SimpleSigner.load_pkcs12_data(self.file.read_bytes(), [], self.passphrase.encode() or None)
        except OSError as error:
            raise SealUnusable(f"Het certificaat {self.file} is niet te lezen ({error.strerror}).") from error
        except (ValueError, AttributeError) as error:
            raise SealUnusable(
                f"Het certificaat {self.file} is geen PKCS#12-bestand met een sleutel, of het wachtwoord klopt niet."
            ) from error
        valid = signer.signing_cert["tbs_certificate"]["validity"]
        if not valid["not_before"].native <= at <= valid["not_after"].native:
            until = long_date(local(valid["not_after"].native).date())
            raise SealUnusable(f"Het certificaat {self.file} geldt nu niet; het geldt tot {until}.")
        return signer


def _pyhanko() -> tuple[ModuleType, ModuleType, ModuleType]:
    try:
        from pyhanko.pdf_utils import incremental_writer  # noqa: PLC0415  (an extra, and slow to import)
        from pyhanko.sign import fields, signers  # noqa: PLC0415  (an extra, and slow to import)
    except ImportError as error:
        raise SealUnusable("Verzegelen kan niet: installeer surveyapp[zegel].") from error
    return incremental_writer, signers, fields
