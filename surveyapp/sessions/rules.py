"""Keys of sessions, and how long their rows are kept."""

import secrets
from datetime import timedelta
from hashlib import sha256

KEPT = timedelta(days=2)
"""How long a row is kept: longer than any session lasts."""


def new_key() -> str:
    """Return an unguessable key: 192 random bits."""
    return secrets.token_urlsafe(24)


def key_hash(key: str) -> str:
    """Return the hash of a key that the database keeps."""
    return sha256(key.encode()).hexdigest()
