"""Numbers and dates as a spreadsheet shows them, with Dutch signs (ECMA-376, 18.8.31 numFmts)."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction

MAX_CODE = 255
"""Maximum length of a number format, as in Excel."""
MAX_DECIMALS = 30

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
WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")

_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|_(.)|\*(.)|\[\$([^\]-]*)(?:-[^\]]*)?\]|\[([^\]]*)\]|(General|Standaard)|(AM/PM|A/P)'
    r"|(E[+-]0+)|([ymdhs]+)(?:([.,])(0+))?|(.)",
    re.IGNORECASE | re.DOTALL,
)
_DUTCH_DATES = {"mm-dd-yy": "d-m-yyyy", "m/d/yy h:mm": "d-m-yyyy h:mm", "[$-F800]": "dddd d mmmm yyyy"}
"""Formats that every program shows according to its locale."""
_CONDITION = re.compile(r"(<=|>=|<>|=|<|>)(-?\d{1,15}(?:\.\d{1,15})?)")

Token = tuple[str, str]


def shown(value: float | date | time | timedelta, code: str) -> str:
    """Return a value as its cell shows it. ``code`` is the number format, "" for none."""
    code = code[:MAX_CODE]
    if isinstance(value, date | time | timedelta):
        return _moment(value, _tokens(_dutch(code)))
    section, value = _section(value, _sections(code))
    if not section or any(kind == "general" or text == "@" for kind, text in section):
        words = general(value)
        return "".join(words if kind == "general" or text == "@" else text for kind, text in section).strip() or words
    return " ".join(_number(value, section).split())


def general(value: float) -> str:
    """Return a number without a format: up to eleven digits, in scientific notation if it has more."""
    if value == int(value) and abs(value) < 1e11:
        return str(int(value))
    if 1e-9 <= abs(value) < 1e11:
        words = f"{value:.{max(0, 10 - len(str(int(abs(value)))))}f}".rstrip("0").rstrip(".")
        return words.replace(".", ",")
    return f"{value:.5E}".replace(".", ",") if value else "0"


def _dutch(code: str) -> str:
    dutch_code = next((dutch for start, dutch in _DUTCH_DATES.items() if code.startswith(start)), code)
    return dutch_code or "d-m-yyyy"


def _tokens(section: str) -> list[Token]:
    """Return the tokens of a section: literal text, and placeholders for digits or dates. Colours are left out."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(section):
        quoted, escaped, space, _fill, currency, bracket, standard, half, power, letters, point, fraction, sign = (
            match.groups()
        )
        if quoted is not None or escaped is not None or currency is not None:
            tokens.append(("text", quoted or escaped or currency or ""))
        elif space is not None or _fill is not None:
            tokens.append(("text", " "))
        elif bracket is not None:
            tokens.append(("elapsed" if re.fullmatch(r"(?i)h+|m+|s+", bracket) else "bracket", bracket.lower()))
        elif standard:
            tokens.append(("general", ""))
        elif half:
            tokens.append(("half", half))
        elif letters:
            tokens += ((part[0], part[1]) for part in _letters(letters.lower(), point, fraction))
        else:
            tokens.append(("power", power) if power else ("sign", sign))
    return tokens


def _letters(letters: str, point: str | None, fraction: str | None) -> list[Token]:
    """Return a token for each run of one letter: "ddmm" is a day and a month."""
    tokens = [("date", run[0]) for run in re.finditer(r"y+|m+|d+|h+|s+", letters)]
    if fraction and point:
        tokens.append(("fraction", point + fraction) if letters.endswith("s") else ("sign", point))
        tokens += [] if letters.endswith("s") else [("sign", "0")] * len(fraction)
    return tokens


def _sections(code: str) -> list[list[Token]]:
    """Return the sections of a format, split at the semicolons outside literal text."""
    sections: list[list[Token]] = [[]]
    for token in _tokens(code):
        if token == ("sign", ";"):
            sections.append([])
        else:
            sections[-1].append(token)
    return sections


def _section(value: float, sections: Sequence[list[Token]]) -> tuple[list[Token], float]:
    """Return the section for a value, and the value to show: the section for negative values has its own sign."""
    for section in sections:
        for kind, text in section:
            if kind == "bracket" and (match := _CONDITION.fullmatch(text)):
                if _holds(value, match[1], float(match[2])):
                    return section, value
                break
    plain = [
        plain_section
        for plain_section in sections
        if not any(_CONDITION.fullmatch(text) for kind, text in plain_section if kind == "bracket")
    ]
    if not plain:
        return [], value
    if value < 0 and len(plain) > 1:
        return plain[1], -value
    if value == 0 and len(plain) > 2:
        return plain[2], value
    return plain[0], value


def _holds(value: float, sign: str, limit: float) -> bool:
    return {
        "<": value < limit,
        "<=": value <= limit,
        ">": value > limit,
        ">=": value >= limit,
        "=": value == limit,
        "<>": value != limit,
    }[sign]


def _number(value: float, section: Sequence[Token]) -> str:
    """Return a number formatted by its section: literal text, digits, decimals and thousands."""
    digits = "0123456789#?" if ("sign", "/") in section else "0#?"
    places = [at for at, (kind, text) in enumerate(section) if kind == "sign" and text in digits]
    if not places:
        return "".join(text for kind, text in section if kind in {"text", "sign"})
    first, last = places[0], places[-1]
    body = [text for kind, text in section[first : last + 1] if kind == "sign"]
    after = [text for kind, text in section[last + 1 :] if kind == "sign"]
    percent = sum(text == "%" for kind, text in section if kind == "sign")
    scale = len(after) - len("".join(after).lstrip(","))
    minus = "-" if value < 0 else ""
    shown_digits = _digits(abs(Decimal(repr(float(value)))).scaleb(2 * percent - 3 * scale), "".join(body), section)
    head = "".join(text for kind, text in section[:first] if kind in {"text", "sign"})
    tail = "".join(text for kind, text in section[last + 1 :] if kind in {"text", "sign"}).lstrip(",")
    return f"{minus}{head}{shown_digits}{tail}"


def _digits(value: Decimal, body: str, section: Sequence[Token]) -> str:
    power = next((text for kind, text in section if kind == "power"), "")
    if "/" in body:
        return _fraction(value, body)
    whole, _, decimals = body.partition(".")
    most, least = min(sum(decimals.count(mark) for mark in "0#?"), MAX_DECIMALS), decimals.count("0")
    exponent = value.adjusted() if power and value else 0
    try:
        rounded = value.scaleb(-exponent).quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP)
    except InvalidOperation:
        return general(float(value))
    integer, _, rest = f"{rounded:f}".partition(".")
    integer = integer.zfill(whole.count("0"))
    if integer == "0" and "0" not in whole:
        integer = ""
    if "," in whole:
        integer = f"{int(integer or 0):,}".replace(",", ".").rjust(len(integer), "0") if integer else ""
    rest = rest[:least] + rest[least:].rstrip("0")
    sign = "-" if exponent < 0 else "+" if power[1:2] == "+" else ""
    tail = f"E{sign}{abs(exponent):0{len(power) - 2}d}" if power else ""
    return integer + (f",{rest}" if rest else "") + tail


def _fraction(value: Decimal, body: str) -> str:
    """Return a number as a fraction, "2 1/4"."""
    before, _, below = body.partition("/")
    bottom = below.strip("?# ")
    if bottom.isdigit() and int(bottom):
        below_line, above = int(bottom), round(value * int(bottom))
    else:
        fraction = Fraction(value).limit_denominator(max(10 ** min(len(below.strip()), 4) - 1, 1))
        above, below_line = fraction.numerator, fraction.denominator
    whole, above = divmod(above, below_line) if len(before.split()) > 1 or " " in before else (0, above)
    over = f"{above}/{below_line}" if above else ""
    return " ".join(filter(None, [str(whole) if whole or not over else "", over]))


def _moment(value: date | time | timedelta, tokens: Sequence[Token]) -> str:
    """Return a date or time by its format."""
    if not any(kind in {"date", "elapsed"} for kind, _ in tokens):
        tokens = _tokens("d-m-yyyy" if isinstance(value, date) else "h:mm")
    half = any(kind == "half" for kind, _ in tokens)
    pieces: list[str] = []
    for at, (kind, text) in enumerate(tokens):
        if kind == "date":
            pieces.append(_part(value, _minutes(text, tokens, at), half=half))
        elif kind == "elapsed":
            pieces.append(str(int(_seconds(value) // {"h": 3600, "m": 60, "s": 1}[text[0]])).zfill(len(text)))
        elif kind == "half":
            pieces.append("am" if _seconds(value) % 86_400 < 43_200 else "pm")
        elif kind in {"text", "sign"}:
            pieces.append("-" if text == "/" else text)
    return " ".join("".join(pieces).partition(";")[0].split())


def _minutes(text: str, tokens: Sequence[Token], at: int) -> str:
    """Return "n" for "m" when it means minutes, which is after hours or before seconds."""
    if not text.startswith("m") or len(text) > 2:
        return text
    before = next((token for kind, token in reversed(tokens[:at]) if kind in {"date", "elapsed"}), "")
    after = next((token for kind, token in tokens[at + 1 :] if kind in {"date", "elapsed"}), "")
    return "n" * len(text) if before.startswith("h") or after.startswith("s") else text


def _seconds(value: date | time | timedelta) -> float:
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, time | datetime):
        return value.hour * 3600 + value.minute * 60 + value.second
    return 0


def _part(value: date | time | timedelta, run: str, *, half: bool) -> str:
    seconds = _seconds(value)
    hours = int(seconds // 3600) % 24
    clock = {"h": (hours - 1) % 12 + 1 if half else hours, "n": int(seconds // 60) % 60, "s": int(seconds) % 60}
    if run[0] in clock:
        return str(clock[run[0]]).zfill(min(len(run), 2))
    if not isinstance(value, date):
        return ""
    if run[0] == "y":
        return str(value.year) if len(run) > 2 else f"{value.year % 100:02d}"
    number = value.day if run[0] == "d" else value.month
    if len(run) <= 2:
        return str(number).zfill(len(run))
    name = WEEKDAYS[value.weekday()] if run[0] == "d" else MONTHS[value.month - 1]
    short = name[:2] if run[0] == "d" else "mrt" if name == "maart" else name[:3]
    return short if len(run) == 3 else name[:1] if len(run) == 5 else name
