"""Rules for the key and the citation of a source, following Dutch parliamentary papers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from surveyapp.core.dutch import long_date, month_and_year
from surveyapp.interviews.recording.rules import organisation_key
from surveyapp.text.marks import as_words
from surveyapp.text.words import normalise

MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)
MAX_KEY = 40

_PAPER = re.compile(
    r"^(?:kst-|kamerstuk(?:ken)?\s*)?(?:(?P<chamber>I{1,2})\b\s*)?(?:(?P<year>\d{4}/\d{2,4})\s*,?\s*)?"
    r"(?P<dossier>\d{2}\s?\d{3})(?:[\s-]+(?P<chapter>[IVXLC]+|\(R\d+\)))?\s*(?:,\s*(?:nr\.?\s*)?|\s+nr\.?\s*|-)"
    r"(?P<number>\d+[a-z]?|[A-Z]{1,3}(?:/[A-Z])?)\.?$",
    re.IGNORECASE,
)


class BadSource(ValueError):
    """The data is not a valid source. ``field`` is the wrong field; the message says in Dutch what to do."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Paper:
    """A parliamentary paper: dossier 29697 (or a budget chapter, "34775 VII") and number, 42 or "A"."""

    dossier: str
    number: str
    chamber: str = ""
    year: str = ""
    """Parliamentary year, "2017/18"."""

    @property
    def key(self) -> str:
        """Key as on officielebekendmakingen.nl: "kst-29697-42"."""
        return f"kst-{self.dossier}-{self.number}".replace(" ", "-").replace("/", "-").lower()

    def __str__(self) -> str:
        """Return "Kamerstukken II 2017/18, 29697, nr. 42"; papers of the Eerste Kamer have letters, without "nr."."""
        number = f"nr. {self.number}" if self.number[0].isdigit() else self.number
        return f"Kamerstukken {self.chamber} {self.year}, {self.dossier}, {number}"


def parliamentary_year(day: date) -> str:
    """Return the year of the Staten-Generaal of a date. It begins on the third Tuesday of September."""
    first = day.year if day >= _opening(day.year) else day.year - 1
    return f"{first}/{(first + 1) % 100:02}"


def _opening(year: int) -> date:
    first = date(year, 9, 1)
    return first + timedelta(days=(1 - first.weekday()) % 7 + 14)


def parse_paper(text: str, dated: str) -> Paper | None:
    """Return the Kamerstuk in a text in full, "29697, nr. 42" or "kst-29697-42"; None for an empty text.

    The date determines a missing parliamentary year, and the number a missing chamber. Raises BadSource.
    """
    words = " ".join(text.split())
    if not words:
        return None
    match = _PAPER.match(words)
    if not match:
        raise BadSource("number", "Schrijf het nummer zo: 29697, nr. 42.")
    number = match["number"].upper() if match["number"][0].isalpha() else match["number"].lower()
    chapter = f" {match['chapter'].upper()}" if match["chapter"] else ""
    year = _year(match["year"]) if match["year"] else ""
    if not year:
        if len(dated) < len("2018-07-14"):
            raise BadSource(
                "number", "Vul ook het vergaderjaar in, zoals 2017/18, 29697, nr. 42. Of vul de hele datum in."
            )
        year = parliamentary_year(date.fromisoformat(dated))
    chamber = (match["chamber"] or ("I" if number[0].isalpha() else "II")).upper()
    return Paper(match["dossier"].replace(" ", "") + chapter, number, chamber, year)


def _year(text: str) -> str:
    first, second = text.split("/")
    if int(second) % 100 != (int(first) + 1) % 100:
        raise BadSource("number", f"{text} is geen vergaderjaar. Schrijf bijvoorbeeld 2017/18.")
    return f"{first}/{second[-2:]}"


def parse_dated(text: str) -> str:
    """Return a Dutch day, month or year in ISO format, with the same precision: "2018-07-14" or "2018".

    Raises BadSource.
    """
    words = " ".join(text.lower().replace(".", " ").split())
    if not words:
        return ""
    if re.fullmatch(r"\d{4}", words):
        return words
    match = re.fullmatch(r"(?:(\d{1,2})[ /-])?(\d{1,2}|[a-z]+)[ /-](\d{4})", words)
    iso = re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", words)
    day, month, year = (match[1], match[2], match[3]) if match else (iso[3], iso[2], iso[1]) if iso else ("", "", "")
    number = _month(month)
    try:
        whole = date(int(year), number, int(day or 1))
    except ValueError:
        raise BadSource("dated", "Schrijf de datum zo: 14 juli 2017, juli 2017 of 2017.") from None
    return whole.isoformat() if day else whole.isoformat()[:7]


def _month(word: str | None) -> int:
    if not word:
        return 0
    if word.isdigit():
        return int(word)
    fitting = [place for place, month in enumerate(MONTHS, 1) if len(word) >= 3 and month.startswith(word)]
    return fitting[0] if len(fitting) == 1 else 0


def dated_words(dated: str) -> str:
    """Return "14 juli 2017", "juli 2017" or "2017"."""
    if len(dated) == len("2018-07-14"):
        return long_date(date.fromisoformat(dated))
    if len(dated) == len("2018-07"):
        return month_and_year(date.fromisoformat(f"{dated}-01"))
    return dated


def parse_link(text: str) -> str:
    """Return a web address, "" for an empty text. Raises BadSource."""
    link = text.strip()
    if not link:
        return ""
    try:
        parts = urlsplit(link)
        fits = parts.scheme in {"http", "https"} and "." in (parts.hostname or "") and not parts.username
    except ValueError:
        fits = False
    if not fits or re.search(r"[\s<>\"'`\\]", link):
        raise BadSource("link", "Dit is geen webadres. Een webadres begint met https://.")
    return link


@dataclass(frozen=True, slots=True)
class SourceData:
    """Data of a policy document. ``number`` is a Kamerstuk in full, ``dated`` a result of ``parse_dated``."""

    title: str
    publisher: str = ""
    number: str = ""
    dated: str = ""
    link: str = ""

    @classmethod
    def of(cls, *, title: str, publisher: str = "", number: str = "", dated: str = "", link: str = "") -> "SourceData":
        """Return the source for the data of a form. Raises BadSource."""
        title, publisher = (" ".join(normalise(words).split()).strip(" ,") for words in (title, publisher))
        if not title:
            raise BadSource("title", "Vul een titel in.")
        iso = parse_dated(dated)
        paper = parse_paper(number, iso)
        return cls(title, publisher, str(paper or ""), iso, parse_link(link))

    @property
    def citation(self) -> str:
        """Text of the footnote, as Markdown.

        A Kamerstuk: "Actieplan Bevolkingsdaling, Kamerstukken II 2017/18, 29697, nr. 42." Anything else: "Provincie
        Fryslân, *Perspectief voor basisonderwijs*, maart 2018, <https://…>."
        """
        title, publisher = map(as_words, (self.title, self.publisher))
        if self.number:
            return f"{title.rstrip('.')}, {self.number}."
        parts = [publisher, f"*{title}*", dated_words(self.dated), f"<{self.link}>" if self.link else ""]
        return ", ".join(filter(None, parts)) + "."

    @property
    def wanted_key(self) -> str:
        """Preferred key: of the Kamerstuk, or the first words of the title with the year."""
        if paper := parse_paper(self.number, self.dated):
            return paper.key
        words, year = organisation_key(self.title).split("-"), self.dated[:4]
        key = words[0][:MAX_KEY]
        for word in words[1:]:
            if len(f"{key}-{word}") > MAX_KEY:
                break
            key = f"{key}-{word}"
        return "-".join(filter(None, [key, year if year not in key else ""])) or "bron"


def free_key(wanted: str, taken: Iterable[str]) -> str:
    """Return the key, with the first free number if it is taken: "agenda-2020-2"."""
    used, key, number = set(taken), wanted, 2
    while key in used:
        key, number = f"{wanted}-{number}", number + 1
    return key


def call_of(key: str) -> str:
    """Return the reference to a source in a text."""
    return f"[^{key}]"


def definition_of(key: str, citation: str) -> str:
    """Return the footnote at the end of a text."""
    return f"[^{key}]: {citation}"


def matches(words: str, search: str) -> bool:
    """Return whether the words contain every part of the search, ignoring case and accents."""
    held = organisation_key(words)
    return all(part in held for part in organisation_key(search).split("-"))
