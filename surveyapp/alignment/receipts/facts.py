"""A reader's receipt as evidence: its facts, its PDF, and the check of them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.alignment.checks.operations import mistakes_of
from surveyapp.alignment.passages import mails, queries
from surveyapp.alignment.passages.models import AlignmentReading
from surveyapp.alignment.passages.rules import Opinion
from surveyapp.alignment.reacting.operations import asked_of
from surveyapp.core.audit import seal_of
from surveyapp.evidence.documents import pdf_writer
from surveyapp.evidence.documents.facts import answer_facts, head, moment, person_facts, with_seal
from surveyapp.evidence.documents.rules import ALIGNED, Finding, Outcome
from surveyapp.mail.message.enclosures import EnclosedFile, Enclosure, EnclosureGone
from surveyapp.protection.sealing import Facts
from surveyapp.verification.checks.operations import of_interview
from surveyapp.verification.records.queries import agreed_by


def receipt_facts(session: Session, reading: AlignmentReading) -> Facts:
    """Return the facts of a reader's receipt: the reaction to each passage, and their answers that it rests on."""
    person, alignment = reading.respondent, reading.alignment
    said = {reaction.passage_id: reaction for reaction in reading.reactions}
    revisions = {concern.revision_id: concern.revision for concern in reading.concerns}
    agreed = agreed_by(session, person, list(revisions))
    passages = [
        {
            "heading": passage.heading,
            "text": passage.text,
            "source": passage.source,
            "reaction": {
                "id": said[passage.id].id,
                "opinion": said[passage.id].opinion.value,
                "words": said[passage.id].words,
            },
        }
        for passage in asked_of(reading)
        if passage.id in said
    ]
    return with_seal(
        session,
        head(session, ALIGNED, person.interview)
        | {
            "number": mails.receipt_number(reading),
            "respondent": person_facts(person),
            "alignment": {
                "number": alignment.number,
                "hash": alignment.hash,
                "sent_at": moment(alignment.sent_at),
            },
            "submitted_at": moment(reading.submitted_at),
            "reach": reading.reach.value,
            "passages": passages,
            "answers": [
                answer_facts(person.interview, revision, [agreed[number]] if number in agreed else ())
                for number, revision in sorted(revisions.items())
            ],
        },
        seal_of(session, "alignment_reading.submit", reading.subject, reading.id),
    )


def receipt_pdf(session: Session, reading: AlignmentReading, publisher: str) -> bytes:
    """Return the receipt as a PDF."""
    opinions = {opinion.value: opinion.label for opinion in Opinion}
    facts = receipt_facts(session, reading)
    return pdf_writer.sheet(
        session,
        "alignment/print_receipt.html",
        facts,
        publisher,
        opinions=opinions,
        words=pdf_writer.WORDS,
        reach=reading.reach.label,
    )


def receipt_name(reading: AlignmentReading) -> str:
    """Return the file name of a receipt: "bewijs-2018-A1-0012.pdf"."""
    return f"bewijs-{mails.receipt_number(reading)}.pdf"


def receipt_enclosure(session: Session, reading_id: int, config: Mapping[str, Any]) -> Enclosure:
    """Return what the mail with a receipt gets at delivery: its PDF. Raises EnclosureGone."""
    reading = queries.get_reading(session, reading_id)
    if reading is None or reading.submitted_at is None:
        raise EnclosureGone("Deze reactie is er niet meer.")
    content = receipt_pdf(session, reading, config["PUBLISHER"])
    return Enclosure(files=(EnclosedFile(receipt_name(reading), "application/pdf", content),))


def check(session: Session, facts: Facts) -> Iterator[Finding]:
    """Yield whether passages and reactions in a receipt match the database and the audit log."""
    passages = facts.get("passages")
    yield checked(session, passages if isinstance(passages, list) else [])
    wrong = tuple(map(str, mistakes_of(session, of_interview(facts["interview"]))))
    yield Finding("De afstemming naast het logboek", Outcome.DIFFERS if wrong else Outcome.MATCHES, wrong)


def checked(session: Session, passages: Iterable[Any]) -> Finding:
    """Return whether these passages and the reactions to them match the database."""
    wrong: list[str] = []
    for place, passage in enumerate(passages, 1):
        said = passage.get("reaction") if isinstance(passage, dict) else None
        reaction = queries.find_reaction(session, said.get("id")) if isinstance(said, dict) else None
        if reaction is None or not isinstance(said, dict):
            wrong.append(f"De reactie bij passage {place} staat niet in de database.")
        elif (passage.get("text"), said.get("opinion"), said.get("words")) != (
            reaction.passage.text,
            reaction.opinion.value,
            reaction.words,
        ):
            wrong.append(f"Passage {place} of de reactie daarop is anders dan in de database.")
    return Finding("Passages en reacties", Outcome.DIFFERS if wrong else Outcome.MATCHES, tuple(wrong))
