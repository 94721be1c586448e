"""Rules for settings: each returns what is wrong with a value, in Dutch, or ""."""

import re
from collections.abc import Callable, Mapping
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

HOST = re.compile(r"\.?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")
ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")
DATABASES = {"sqlite", "sqlite+pysqlite", "postgresql", "postgresql+psycopg", "postgresql+psycopg2"}
"""Accepted URL schemes. psycopg2 is refused later, with advice on the driver to install instead."""
LONGEST = 3650
"""In days or seconds: a higher number is taken for a typing error."""


def complaint(settings: Mapping[str, Any]) -> str:
    """Return the first invalid setting and the reason, as "name: reason"; "" when all are valid."""
    for key, rule in RULES.items():
        if reason := rule(settings[key]):
            return f"{key.lower()}: {reason}"
    return _own_name_missing(settings["BASE_URL"], settings["TRUSTED_HOSTS"])


def hosts(value: str) -> list[str]:
    """Return the names in ``trusted_hosts``."""
    return [host.strip() for host in value.split(",") if host.strip()]


def _base_url(value: str) -> str:
    example = "https://wederhoor.example.org"
    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"http", "https"} and HOST.fullmatch(_host(value)) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.username is not None or re.search(r"\s", value):
        return f"geen webadres: {value!r}. Verwacht bijvoorbeeld {example}"
    if parts.path.strip("/") or parts.query or parts.fragment:
        return f"surveyapp werkt niet onder een pad ({value}). Geef het een eigen naam, bijvoorbeeld {example}"
    return ""


def _host(url: str) -> str:
    """Return the host of a URL, with the brackets of IPv6."""
    host = urlsplit(url).hostname or ""
    return f"[{host}]" if ":" in host else host


def _database_url(value: str) -> str:
    scheme, separator, _rest = value.partition("://")
    if separator and scheme not in DATABASES:
        return f"kent {scheme}:// niet. Verwacht sqlite:// of postgresql+psycopg://"
    return ""


def _mailbox(value: str) -> str:
    """Check an address, with or without a display name."""
    plain = parseaddr(value)[1] if value.isprintable() else ""
    return "" if ADDRESS.fullmatch(plain) else f"geen e-mailadres: {value!r}. Verwacht bijvoorbeeld post@example.org"


def _address(value: str) -> str:
    return "" if ADDRESS.fullmatch(value) else f"geen e-mailadres: {value!r}. Verwacht bijvoorbeeld post@example.org"


def _whole(least: int) -> Callable[[int], str]:
    def rule(value: int) -> str:
        return (
            "" if least <= value <= LONGEST else f"verwacht een geheel getal van {least} t/m {LONGEST}, kreeg {value}"
        )

    return rule


def _trusted_hosts(value: str) -> str:
    wrong = [host for host in hosts(value) if not HOST.fullmatch(host)]
    return f"{wrong[0]!r} is geen naam van een server. Verwacht bijvoorbeeld wederhoor.example.org" if wrong else ""


def _own_name_missing(base_url: str, trusted: str) -> str:
    own, names = _host(base_url).lower(), [host.lower() for host in hosts(trusted)]
    known = any(own == name or (name.startswith(".") and own.endswith(name)) for name in names)
    if not names or known or own == "127.0.0.1":
        return ""
    return f"trusted_hosts: {own} uit base_url staat er niet bij. Dan opent geen enkele link in een mail."


def _file(value: str) -> str:
    return "" if not value or Path(value).is_file() else f"het bestand {value} is er niet"


RULES: dict[str, Callable[[Any], str]] = {
    "BASE_URL": _base_url,
    "CONTACT_EMAIL": _address,
    "DATABASE_URL": _database_url,
    "IMAP_TIMEOUT": _whole(1),
    "LINK_DAYS": _whole(1),
    "MAIL_FROM": _mailbox,
    "PROXIES": _whole(0),
    "SEAL_FILE": _file,
    "SMTP_TIMEOUT": _whole(1),
    "TRUSTED_HOSTS": _trusted_hosts,
}
"""A rule for each setting. ``smtp_url`` and ``imap_url`` are checked by the packages that use them, at start-up."""
