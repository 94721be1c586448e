"""One function words a deadline, and the last day always counts."""

import re
from datetime import date
from pathlib import Path

import surveyapp
from surveyapp.core.dutch import up_to, up_to_short

PACKAGE = Path(surveyapp.__file__).parent
TEMPLATES = PACKAGE.parent / "templates"
BEFORE_A_DATE = re.compile(
    r"\b(?:voor|vóór|uiterlijk|tot|t/m|tot en met)\s+(?:<b>)?"
    r"\{\{?\s*[^{}]*?(?:short_date|long_date|weekday_date)[^{}]*\}"
)
NO_DEADLINE = ("closes_at", "expires_at", "kept.until", "self.until")
"""The moment at which a link stops working, and how long names are kept: nobody is asked anything until then."""


def _found() -> list[str]:
    files = [*TEMPLATES.rglob("*.*"), *PACKAGE.rglob("*.py")]
    texts = {path: path.read_text("utf-8") for path in files if path.suffix in {".html", ".txt", ".py"}}
    return [
        f"{path.name}: {one[0]}"
        for path, text in texts.items()
        for one in BEFORE_A_DATE.finditer(text)
        if path.name != "dutch.py" and not any(name in one[0] for name in NO_DEADLINE)
    ]


def test_the_last_day_counts() -> None:
    assert up_to(date(2026, 12, 14)) == "tot en met maandag 14 december 2026"
    assert up_to_short(date(2026, 12, 14)) == "tot en met 14 december"


def test_no_page_or_mail_words_a_deadline_by_itself() -> None:
    assert _found() == []
