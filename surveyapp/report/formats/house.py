"""The house style of an organisation: a style sheet of its own for the PDF, and a template of its own for the cover.

Both stand in ``huisstijl/`` in the instance folder, each may be missing. ``rapport.css`` comes after the product's
style; ``omslag.html`` is a Jinja template that gets ``report``, as ``templates/report/print_cover.html`` does. Pictures
stand in them as ``data:`` addresses, since a PDF fetches nothing.
"""

from dataclasses import dataclass
from pathlib import Path

from surveyapp.report.material.rules import ReportError

FOLDER, STYLE, COVER = "huisstijl", "rapport.css", "omslag.html"


class HouseStyleWrong(ReportError):
    """A file of the house style cannot be used. One Dutch sentence with the file and why."""

    def __init__(self, name: str, why: object) -> None:
        super().__init__(f"De huisstijl klopt niet: {FOLDER}/{name}: {why}")


@dataclass(frozen=True, slots=True)
class HouseStyle:
    """What an organisation changes; "" where it changes nothing."""

    css: str = ""
    cover: str = ""

    @classmethod
    def of(cls, instance: str) -> "HouseStyle":
        """The files in this instance folder. Raises HouseStyleWrong."""
        return cls(*(_content(Path(instance) / FOLDER, name) for name in (STYLE, COVER)))


def _content(folder: Path, name: str) -> str:
    try:
        return (folder / name).read_text("utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise HouseStyleWrong(name, getattr(error, "strerror", None) or "geen tekst in UTF-8") from error
