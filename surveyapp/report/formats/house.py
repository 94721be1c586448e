"""House style of the organisation: a style sheet for the PDF and a template for the cover.

Both are in ``huisstijl/`` in the instance folder and optional. ``rapport.css`` is added after the product's style;
``omslag.html`` is a Jinja template that gets ``report``, like ``templates/report/print_cover.html``. Images must be
``data:`` addresses, since a PDF fetches nothing.
"""

from dataclasses import dataclass
from pathlib import Path

from surveyapp.report.material.rules import ReportError

FOLDER, STYLE, COVER = "huisstijl", "rapport.css", "omslag.html"


class HouseStyleWrong(ReportError):
    """A file of the house style cannot be used. The message names the file and the reason, in Dutch."""

    def __init__(self, name: str, why: object) -> None:
        super().__init__(f"De huisstijl klopt niet: {FOLDER}/{name}: {why}")


@dataclass(frozen=True, slots=True)
class HouseStyle:
    """Contents of the house style's files; "" for a file that is absent."""

    css: str = ""
    cover: str = ""

    @classmethod
    def of(cls, instance: str) -> "HouseStyle":
        """Return the house style in this instance folder. Raises HouseStyleWrong."""
        return cls(*(_content(Path(instance) / FOLDER, name) for name in (STYLE, COVER)))


def _content(folder: Path, name: str) -> str:
    try:
        return (folder / name).read_text("utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise HouseStyleWrong(name, getattr(error, "strerror", None) or "geen tekst in UTF-8") from error
