"""A certificate to seal with, as an organisation has one."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

TODAY = datetime.now(UTC)
PASSPHRASE = "een wachtwoord"
PUBLISHER = "Ministerie van Proeven"


def a_certificate(path: Path, *, until: datetime = TODAY + timedelta(days=30)) -> x509.Certificate:
    """Signed by itself, with its key in a PKCS#12 file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, PUBLISHER)])
    usage = dict.fromkeys(
        ["key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign", "encipher_only"], False
    )
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, TODAY - timedelta(days=60), until)
        .add_extension(
            x509.KeyUsage(digital_signature=True, content_commitment=True, decipher_only=False, **usage), critical=True
        )
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(b"zegel", key, made, None, BestAvailableEncryption(PASSPHRASE.encode()))
    )
    return made
