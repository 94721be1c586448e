"""Writes files completely or not at all, readable by their owner alone."""

import os
from pathlib import Path


def write_private(path: Path, content: bytes) -> None:
    """Write ``content`` to a temporary file with mode 0600, flush it to disk and rename it to ``path``.

    Raises OSError.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, 0o600)
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
