"""From a row of the outbox to a mail as RFC 5322 has it."""

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
    """No server can deliver this mail as it is. The message says why, in Dutch."""


def with_link(mail: OutboxMail, enclosure: Enclosure) -> tuple[str, str]:
    """The plain text and the HTML, with link and code in their place. Raises Undeliverable."""
    if not enclosure.link and (holds(mail.text, LINK) or holds(mail.html, LINK)):
        raise Undeliverable("De mail vraagt om een link, maar er is geen link.")
    return filled_in(mail.text, enclosure), filled_in(mail.html, enclosure, escape)


def compose(mail: OutboxMail, enclosure: Enclosure, config: Mapping[str, Any]) -> EmailMessage:
    """The whole mail. The same row gives the same Message-ID and Date every time. Raises Undeliverable."""
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
    """From whom all mail comes: ``mail_from``, as "address" or "Name <address>"; ``name`` goes before that.

    Raises Undeliverable.
    """
    configured, address = parseaddr(config["MAIL_FROM"])
    return _address(name or configured or config["PUBLISHER"], address or config["MAIL_FROM"])


def _answers_to(reply_to: str, config: Mapping[str, Any]) -> tuple[Address, ...]:
    """The person who is asked; and the sender's mailbox too when the product reads it."""
    person, ours = _address("", reply_to), sender(config)
    return (person, ours) if config["IMAP_URL"] and ours.addr_spec != person.addr_spec else (person,)


def _address(name: str, address: str) -> Address:
    """Exactly one address. ``EmailMessage`` by itself would accept two in one field.

    A name that a reader of the header could take for an address, or for part of one, is left out.
    """
    try:
        found = validate_email(address, check_deliverability=False, allow_display_name=False)
    except EmailNotValidError as error:
        raise Undeliverable(f"‘{address}’ is geen geldig e-mailadres.") from error
    if not found.ascii_email:
        raise Undeliverable(f"‘{address}’ heeft tekens die niet elke mailserver aankan.")
    named = Address(display_name=_one_line(name), addr_spec=found.ascii_email)
    return named if _is_one_address(named) else Address(addr_spec=found.ascii_email)


def _is_one_address(made: Address) -> bool:
    """Whether readers see this address alone: those that follow the rules, and those that decode words first."""
    try:
        proof = EmailMessage(policy=SMTP)
        proof["To"] = made
        read = message_from_bytes(proof.as_bytes(), policy=default)["To"]
    except (ValueError, LookupError):
        return False
    loosely = [address for _, address in getaddresses([f"{made.display_name} <{made.addr_spec}>"])]
    strictly = [(one.display_name, one.addr_spec) for one in read.addresses]
    quoted = str(made).startswith('"') and made.display_name.isascii()
    return strictly == [(made.display_name, made.addr_spec)] and (quoted or loosely == [made.addr_spec])


def _one_line(text: str) -> str:
    """Words for a header, without controls and as nothing that a reader would decode ("=?utf-8?q?...?=")."""
    return " ".join(texts.without_controls(text.replace("\n", " ").replace("\r", " ")).split()).replace(
        "=?", "=\u2060?"
    )
