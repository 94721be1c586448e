"""Where a command may write what it makes."""

from pathlib import Path

from surveyapp.commands.opening import InputError


def check_place(output: Path) -> None:
    """Before the work, not after it. Raises InputError."""
    if output.is_dir() or not output.parent.is_dir():
        raise InputError(f"{output}: geef een bestand in een map die er is.")
