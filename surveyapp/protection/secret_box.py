"""The secret key in a backup: in plain text, or encrypted with a passphrase (scrypt, then AES-256-GCM)."""

import hashlib
import os
from importlib.util import find_spec

from surveyapp.core.errors import Refused

PLAIN, LOCKED = b"plain:", b"scrypt-aes256gcm:"
SALT, NONCE = 16, 12
"""Sizes in bytes."""
COST = {"n": 2**15, "r": 8, "p": 1, "maxmem": 2**26}
"""Parameters of scrypt: a guess takes a tenth of a second and 32 MB."""
MIN_PASSPHRASE = 12


def pack(key: str, passphrase: str | None) -> bytes:
    """Return the key as stored in a backup.

    Raises Refused without the library for passphrases, or for a short passphrase.
    """
    if passphrase is None:
        return PLAIN + key.encode()
    if len(passphrase) < MIN_PASSPHRASE:
        raise Refused(f"De wachtwoordzin is te kort: minstens {MIN_PASSPHRASE} tekens.")
    require_library()
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415  (comes with surveyapp[zegel])

    salt, nonce = os.urandom(SALT), os.urandom(NONCE)
    return LOCKED + salt + nonce + AESGCM(_derived(passphrase, salt)).encrypt(nonce, key.encode(), LOCKED)


def is_locked(content: bytes) -> bool:
    """Return whether a passphrase is needed."""
    return content.startswith(LOCKED)


def unpack(content: bytes, passphrase: str) -> str:
    """Return the key from a backup. Raises Refused when the passphrase is wrong."""
    if not is_locked(content):
        return content.removeprefix(PLAIN).decode()
    require_library()
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    rest = content.removeprefix(LOCKED)
    salt, nonce, locked = rest[:SALT], rest[SALT : SALT + NONCE], rest[SALT + NONCE :]
    try:
        return AESGCM(_derived(passphrase, salt)).decrypt(nonce, locked, LOCKED).decode()
    except InvalidTag:
        raise Refused("De wachtwoordzin opent de sleutel in deze kopie niet. Er is niets gewijzigd.") from None


def require_library() -> None:
    """Raise Refused when the library for passphrases is not installed."""
    if find_spec("cryptography") is None:
        raise Refused("Voor een wachtwoordzin is meer nodig: pip install 'surveyapp[zegel]'")


def _derived(passphrase: str, salt: bytes) -> bytes:
    return hashlib.scrypt(passphrase.encode(), salt=salt, dklen=32, **COST)
