"""What a record's mail gets at delivery: the personal link, and the record as a PDF."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy.orm import Session

from surveyapp.core import dutch
from surveyapp.core.config import resource_dir
from surveyapp.core.events import wired
from surveyapp.mail.message.enclosures import EnclosedFile, Enclosure, EnclosureGone
from surveyapp.readings.links.kinds import find_request
from surveyapp.readings.links.operations import personal
from surveyapp.text import words
from surveyapp.text.addresses import printed
from surveyapp.verification.reading import pages
from surveyapp.verification.records import queries
from surveyapp.verification.records.events import VerificationEvents
from surveyapp.verification.records.models import Verification

FOOT = """
body { string-set: foot attr(data-foot); }
@page { @bottom-left { content: string(foot); color: #4c575a; font: 7.5pt "Noto Sans", sans-serif; } }
"""
"""Prints the record's name at the foot of every page, so that a loose sheet can be identified."""


def record_enclosure(session: Session, verification_id: int, config: Mapping[str, Any]) -> Enclosure:
    """Return the link and the PDF of a verification. Raises EnclosureGone when the link opens nothing any more."""
    verification = queries.get_verification(session, verification_id)
    if verification is None:
        raise EnclosureGone("Dit verslag is er niet meer.")
    if verification.revoked_at:
        raise EnclosureGone("De link is ingetrokken.")
    facts = queries.link_facts(session, verification)
    if not facts.newest_record and not facts.submitted:
        raise EnclosureGone("Er is intussen een nieuwer verslag.")
    name = f"verslag-{verification.record.number}-{verification.record.interview.organisation.key}.pdf"
    content = record_pdf(session, verification, config["PUBLISHER"])
    return personal(verification, config, (EnclosedFile(name, "application/pdf", content),))


def reminder_enclosure(session: Session, verification_id: int, config: Mapping[str, Any]) -> Enclosure:
    """Return ``record_enclosure``.

    Raises EnclosureGone also when a reminder is no longer needed: submitted, or time asked.
    """
    verification = queries.get_verification(session, verification_id)
    if verification and verification.submitted_at:
        raise EnclosureGone("De respondent heeft al gereageerd.")
    if verification and find_request(session, verification):
        raise EnclosureGone("De respondent vroeg om meer tijd.")
    return record_enclosure(session, verification_id, config)


def record_pdf(session: Session, verification: Verification, publisher: str) -> bytes:
    """Return the record as a PDF: every answer with its version and fingerprint."""
    page = pages.record_page(session, verification, "")
    template = paper_templates().get_template("verification/print_record.html")
    html = template.render(page=page, publisher=publisher, sent_at=verification.record.sent_at)
    return wired(session, VerificationEvents).printing(session, verification, html)


@lru_cache(maxsize=1)
def paper_templates() -> Environment:
    """Return the Jinja environment of printed documents."""
    environment = Environment(
        loader=FileSystemLoader(resource_dir("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(dutch.FILTERS, print=words.to_print_html, printed=printed)
    environment.filters["short_fingerprint"] = words.short_fingerprint
    return environment
