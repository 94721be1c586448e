"""Build a mail as an RFC 5322 message from a row of the outbox."""

from collections.abc import Mapping
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime, getaddresses, parseaddr
from html import escape
from typing import Any

from email_validator import EmailNotValidError, validate_email

from surveyapp.mail.message.enclosures import Enclosure
from surveyapp.mail.message.marks import LINK, filled_in, holds
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.text import words as texts

ADDRESSED = ("From", "To", "Reply-To")


class Undeliverable(Exception):
    """No server can deliver this mail. The message says why, in Dutch."""


def with_link(mail: OutboxMail, enclosure: Enclosure) -> tuple[str, str]:
    """Return the plain text and the HTML, with link and code filled in. Raises Undeliverable."""
    if not enclosure.link and (holds(mail.text, LINK) or holds(mail.html, LINK)):
        raise Undeliverable("De mail vraagt om een link, maar er is geen link.")
    return filled_in(mail.text, enclosure), filled_in(mail.html, enclosure, escape)


def compose(mail: OutboxMail, enclosure: Enclosure, config: Mapping[str, Any]) -> EmailMessage:
    """Return the whole mail. The same row always gives the same Message-ID and Date. Raises Undeliverable."""
    plain, html = with_link(mail, enclosure)
    try:
        return _composed(mail, plain, html, enclosure, config)
    except (ValueError, LookupError, TypeError) as error:
        raise Undeliverable(f"Van deze mail kan geen bericht worden gemaakt: {error}") from error


def _composed(mail: OutboxMail, plain: str, html: str, enclosure: Enclosure, config: Mapping[str, Any]) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = sender(config, mail.from_name)
    message["To"] = _address(mail.to_name, mail.to_address)
    if mail.reply_to:
        message["Reply-To"] = _answers_to(mail.reply_to, config)
    message["Subject"] = _one_line(mail.subject)
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "nl"
    message.set_content(plain)
    if html:
        message.add_alternative(html, subtype="html")
    if part := enclosure.calendar:
        message.add_alternative(part.text, subtype="calendar", params={"method": part.method})
    for file in enclosure.files:
        main, _, sub = file.mimetype.partition("/")
        message.add_attachment(file.content, maintype=main, subtype=sub, filename=file.filename)
    return message


def sender(config: Mapping[str, Any], name: str = "") -> Address:
    """Return the sender of all mails, from ``mail_from``: "address" or "Name <address>"; ``name`` replaces the name.

    Raises Undeliverable.
    """
    configured, address = parseaddr(config["MAIL_FROM"])
    return _address(name or configured or config["PUBLISHER"], address or config["MAIL_FROM"])


def _answers_to(reply_to: str, config: Mapping[str, Any]) -> tuple[Address, ...]:
    """Return the addresses for replies: the person, and also the sender's mailbox when the application reads it."""
    person, ours = _address("", reply_to), sender(config)
    return (person, ours) if config["IMAP_URL"] and ours.addr_spec != person.addr_spec else (person,)


def _address(name: str, address: str) -> Address:
    """Return exactly one address; ``EmailMessage`` would accept two in a field. Raises Undeliverable.

    A name that a reader of the header could take for an address, or for part of an address, is left out.
    """
    try:
        valid = validate_email(address, check_deliverability=False, allow_display_name=False)
    except EmailNotValidError as error:
        raise Undeliverable(f"‘{address}’ is geen geldig e-mailadres.") from error
    if not valid.ascii_email:
        raise Undeliverable(f"‘{address}’ heeft tekens die niet elke mailserver aankan.")
    named = Address(display_name=_one_line(name), addr_spec=valid.ascii_email)
    return named if _is_one_address(named) else Address(addr_spec=valid.ascii_email)


def _is_one_address(made: Address) -> bool:
    """Return whether all readers see this address alone: strict ones, and those that decode words first."""
    try:
        proof = EmailMessage(policy=SMTP)
        proof["To"] = made
        read = message_from_bytes(proof.as_bytes(), policy=default)["To"]
    except (ValueError, LookupError):
        return False
    loosely = [address for _, address in getaddresses([f"{made.display_name} <{made.addr_spec}>"])]
    strictly = [(reader.display_name, reader.addr_spec) for reader in read.addresses]
    quoted = str(made).startswith('"') and made.display_name.isascii()
    return strictly == [(made.display_name, made.addr_spec)] and (quoted or loosely == [made.addr_spec])


def _one_line(text: str) -> str:
    """Return words for a header, without control characters and anything that readers decode ("=?utf-8?q?...?=")."""
    return " ".join(texts.without_controls(text.replace("\n", " ").replace("\r", " ")).split()).replace(
        "=?", "=\u2060?"
    )
