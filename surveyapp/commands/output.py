"""Files that a command makes: whole or not at all."""

import os
from pathlib import Path

from surveyapp.commands.opening import InputError


def check_place(output: Path) -> None:
    """Before the work, not after it. Raises InputError."""
    if output.is_dir() or not output.parent.is_dir():
        raise InputError(f"{output}: geef een bestand in een map die er is.")


def write_whole(output: Path, content: bytes) -> None:
    """Write a file under another name, and give it its own when all of it is there."""
    unfinished = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(output)
    finally:
        unfinished.unlink(missing_ok=True)
