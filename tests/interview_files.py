"""Interview files to test with: one in our own words for each organisation, and those beside the checkout, if any.

The sample's interviews are longer than those of a real round; ``long_interviews`` has the longest single answers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "surveyapp" / "sample"
ORGANISATIONS = SAMPLE / "organisations.yaml"
LONG = {path.name: path for path in (Path(__file__).parent / "long_interviews").glob("*.yaml")}
OWN = [LONG.get(path.name, path) for path in sorted((SAMPLE / "interviews").glob("*.yaml"))]
"""One file for each of the 32 organisations."""
LONGEST_REGION = SAMPLE / "interviews" / "regio-noordoost-fryslan.yaml"
BESIDE = sorted((ROOT.parent / "shared" / "real-input").glob("*.yaml"))
"""Files with sentences of a published report. They only add to what is tested: a clone alone has none."""
FILES = OWN + BESIDE
SETS = {name: files for name, files in (("own", OWN), ("beside", BESIDE)) if files}
"""Each set of files of one round, by name."""


def file_id(path: Path) -> str:
    """Return the name of a test's parameter, the same on every machine."""
    return path.stem if path in OWN else f"beside-{path.stem}"


@dataclass(frozen=True)
class Written:
    """What an interview file says: the questionnaire's key, the organisation's name, and answers by item."""

    questionnaire: str
    organisation: str
    answers: dict[str, str]
    addresses: tuple[str, ...]


@lru_cache
def written(path: Path) -> Written:
    """Read one file, without the line ends around its answers."""
    found: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    answers = {str(item): text.strip("\n") for item, text in found["answers"].items()}
    addresses = tuple(person["email"] for person in found["respondents"])
    return Written(found["questionnaire"], found["organisation"], answers, addresses)


def all_answers() -> Iterator[tuple[str, str]]:
    """Yield every answer of every file, baselines included, as its place and its text."""
    for path in [*FILES, *sorted((SAMPLE / "baseline").glob("*.yaml"))]:
        for item, text in written(path).answers.items():
            yield f"{path.stem}.{item}", text
