"""Whether mail can be sent with the settings: whether there is a server, and whether links open elsewhere.

The demo needs neither: its mails are files, and its links are opened on the same computer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from surveyapp.core.errors import Refused

NO_SERVER = (
    "Er is geen mailserver ingesteld. Er gaat geen mail weg, en er loopt geen termijn. Wat wacht, gaat vanzelf weg"
    " zodra de mailserver er is. Vraag uw beheerder om de instelling smtp_url."
)
UNREACHABLE = (
    "Links in mails zouden beginnen met {}. Dat adres kan alleen deze computer openen. Er gaat daarom niets naar"
    " respondenten. Vraag uw beheerder om de instelling base_url."
)


@dataclass(frozen=True, slots=True)
class WayOut:
    """The reasons why mail cannot be sent, each in Dutch sentences; "" for none."""

    no_server: str = ""
    unreachable: str = ""

    @property
    def hindrance(self) -> str:
        """Return why mail to respondents cannot be sent, the missing server first; "" when it can."""
        return self.no_server or self.unreachable


def way_out(config: Mapping[str, Any]) -> WayOut:
    """Return why mail cannot be sent with these settings."""
    if config["DEMO"]:
        return WayOut()
    base_url = str(config["BASE_URL"])
    return WayOut(
        no_server="" if config["SMTP_URL"] else NO_SERVER,
        unreachable=UNREACHABLE.format(base_url) if is_of_this_computer(base_url) else "",
    )


def is_of_this_computer(base_url: str) -> bool:
    """Return whether an address only opens on the server's own computer: a loopback address or name."""
    host = (urlsplit(base_url).hostname or "").rstrip(".").lower()
    try:
        address = ip_address(host)
    except ValueError:
        return host in {"", "localhost"} or host.endswith(".localhost")
    return address.is_loopback or address.is_unspecified


def way_out_of(session: Session) -> WayOut:
    """Return why mail cannot be sent. ``jobs.check`` gives the settings to each session."""
    return way_out(session.info["mail_settings"])


def require_way_out(session: Session) -> None:
    """Raise Refused when no mail with a link can leave now."""
    if reason := way_out_of(session).hindrance:
        raise Refused(reason)
