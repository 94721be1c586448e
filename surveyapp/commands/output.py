"""Checks on output files."""

from pathlib import Path

from surveyapp.commands.opening import InputError


def check_place(output: Path) -> None:
    """Check the place of an output file before the work starts. Raises InputError."""
    if output.is_dir() or not output.parent.is_dir():
        raise InputError(f"{output}: geef een bestand in een map die er is.")
