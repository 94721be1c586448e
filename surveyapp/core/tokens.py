"""The secrets of readers without an account: the token in a personal link, and the code that opens the same."""

import hmac
from base64 import b32encode, urlsafe_b64encode
from hashlib import sha256

TOKEN_LENGTH = 43
"""Characters of a token: 256 bits as URL-safe base64."""


def link_token(key: bytes, nonce: str) -> str:
    """The secret part of a link: 256 bits that need both the stored nonce and the key outside the database.

    So the outbox can name a link without holding it, and a copy of the database opens no record.
    """
    return urlsafe_b64encode(hmac.digest(key, nonce.encode(), "sha256")).rstrip(b"=").decode()


def token_hash(token: str) -> str:
    """What the database keeps of a token."""
    return sha256(token.encode()).hexdigest()


CODE_LENGTH = 12
"""Letters and digits of a code: 60 bits, to be typed from a mail or from paper."""


def link_code(key: bytes, nonce: str) -> str:
    """What opens the same record where links are not clicked: "KQ2F-7XHB-MNEA". Made as ``link_token`` is."""
    code = b32encode(hmac.digest(key, b"code:" + nonce.encode(), "sha256")).decode()[:CODE_LENGTH]
    return "-".join(code[place : place + 4] for place in range(0, CODE_LENGTH, 4))


def code_hash(key: bytes, typed: str) -> str:
    """What the database keeps of a code, however it is typed. Keyed, because a code is short enough to be guessed."""
    code = "".join(one for one in typed.upper().translate(_MISREAD) if one.isalnum())
    return hmac.digest(key, b"code-hash:" + code.encode(), "sha256").hex()


_MISREAD = str.maketrans("01", "OI")
"""Codes hold no 0 and no 1; who types one read the letter."""
