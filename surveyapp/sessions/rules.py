"""Keys of sessions, and how long their rows are kept."""

import secrets
from datetime import timedelta
from hashlib import sha256

KEPT = timedelta(days=2)
"""Longer than any session lasts; then its row is removed."""


def new_key() -> str:
    """Return an unguessable key: 192 random bits."""
    return secrets.token_urlsafe(24)


def key_hash(key: str) -> str:
    """Return what the database keeps of a key."""
    return sha256(key.encode()).hexdigest()
