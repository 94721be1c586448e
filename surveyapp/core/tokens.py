"""Secrets of readers without an account: the token in a personal link, and the code that opens the same record."""

import hmac
from base64 import b32encode, urlsafe_b64encode
from hashlib import sha256

TOKEN_LENGTH = 43
"""Characters of a token: 256 bits as URL-safe base64."""


def link_token(key: bytes, nonce: str) -> str:
    """Return the secret part of a link: 256 bits that need both the stored nonce and the key outside the database.

    So the outbox can refer to a link without holding it, and a copy of the database opens no record.
    """
    return urlsafe_b64encode(hmac.digest(key, nonce.encode(), "sha256")).rstrip(b"=").decode()


def token_hash(token: str) -> str:
    """Return the hash of a token that the database keeps."""
    return sha256(token.encode()).hexdigest()


CODE_LENGTH = 12
"""Letters and digits of a code: 60 bits, to be typed from a mail or from paper."""


def link_code(key: bytes, nonce: str) -> str:
    """Return the code that opens the same record without clicking a link: "KQ2F-7XHB-MNEA".

    Derived as in ``link_token``.
    """
    code = b32encode(hmac.digest(key, b"code:" + nonce.encode(), "sha256")).decode()[:CODE_LENGTH]
    return "-".join(code[place : place + 4] for place in range(0, CODE_LENGTH, 4))


def code_hash(key: bytes, typed: str) -> str:
    """Return the hash of a code that the database keeps, whatever spaces and case were typed.

    Keyed, because a code is short enough to guess.
    """
    code = "".join(sign for sign in typed.upper().translate(_MISREAD) if sign.isalnum())
    return hmac.digest(key, b"code-hash:" + code.encode(), "sha256").hex()


_MISREAD = str.maketrans("01", "OI")
"""Codes hold no 0 and no 1, so a typed 0 or 1 is a misread letter."""
