"""Recognise personal data in a text: BSN, telephone, e-mail, bank account, home address.

Interviews are full of figures: amounts, years, dates, numbers of Kamerstukken. To tell these from personal data, a
number counts only when it stands alone, in a form in which people write it, and passes its check digit.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class PrivateKind(StrEnum):
    """Kinds of personal data."""

    EMAIL = "email"
    IBAN = "iban"
    TELEPHONE = "telephone"
    BSN = "bsn"
    ADDRESS = "address"

    @property
    def label(self) -> str:
        """Return the Dutch name."""
        return {
            "email": "e-mailadres",
            "iban": "bankrekening",
            "telephone": "telefoonnummer",
            "bsn": "burgerservicenummer",
            "address": "adres",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Private:
    """A part of a text that looks like personal data, as typed."""

    kind: PrivateKind
    text: str


_START = r"(?<![\w.,/+-])(?<!€)(?<!€[ \u00a0])"
_END = r"(?![.,/-]?\w)(?!\s?(?:euro|miljoen|miljard|inwoners|woningen|banen|hectare|m²))"
_POSTCODE = r"[1-9]\d{3} ?(?!S[ADS])[A-Z]{2}(?![\w-])"
_YEAR = r"(?:19|20)\d\d"

_URL = re.compile(r"https?://[^\s)>\]]+", re.IGNORECASE)
_DATE = re.compile(rf"\d\d([-. ])\d\d\1{_YEAR}")


def is_bsn(digits: str) -> bool:
    """Return whether nine digits pass the "elfproef": 9, 8, ... 2 times each, minus the last, is a multiple of 11."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True))
    return int(digits) > 0 and total % 11 == 0


def is_iban(text: str) -> bool:
    """Return whether an account number passes its check digits (ISO 13616, modulo 97)."""
    compact = text.replace(" ", "")
    turned = compact[4:] + compact[:4]
    return 15 <= len(compact) <= 34 and int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def _is_telephone(text: str) -> bool:
    """Return whether ten digits are grouped as a telephone number: 06, an area code of three or four, or no group."""
    if not text.startswith(("0", "(0")) or text.startswith("0031"):
        return True
    first = re.split(r"\D+", text.lstrip("("))[0]
    return (len(first) in {3, 4, 10} or first.startswith("06")) and not _DATE.match(text)


def _always(_text: str) -> bool:
    return True


_PATTERNS: tuple[tuple[PrivateKind, re.Pattern[str], Callable[[str], bool]], ...] = (
    (PrivateKind.EMAIL, re.compile(r"(?<![\w.+-])[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE), _always),
    (PrivateKind.IBAN, re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"), is_iban),
    (
        PrivateKind.TELEPHONE,
        re.compile(rf"{_START}(?:(?:\+|00)31[ -]?(?:\(0\) ?)?|\(?0)[1-8](?:(?:[ .-]|\)[ -]?| - )?\d){{8}}{_END}"),
        _is_telephone,
    ),
    (
        PrivateKind.BSN,
        re.compile(rf"{_START}(?:\d{{9}}|\d{{4}}\.\d\d\.\d{{3}}|\d{{3}} \d{{3}} \d{{3}}){_END}"),
        lambda text: is_bsn(re.sub(r"\D", "", text)),
    ),
    (
        PrivateKind.ADDRESS,
        re.compile(rf"\b[A-Z][\w’'-]+ \d{{1,4}} ?[a-z]?,? {_POSTCODE}|\b(?!{_YEAR}){_POSTCODE},? \d{{1,4}}\b"),
        _always,
    ),
)
"""Searched in this order. Matches are not searched again (an IBAN contains ten digits)."""


def private_data(text: str) -> Iterator[Private]:
    """Yield what looks like personal data, by kind. Addresses of websites are skipped: they hold many numbers."""
    rest = _URL.sub(" ", text)
    for kind, pattern, fits in _PATTERNS:
        yield from (Private(kind, match[0]) for match in pattern.finditer(rest) if fits(match[0]))
        rest = pattern.sub(" | ", rest)
