"""Receipts, agreed texts and dossiers as PDF, with their facts enclosed for the check."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.core import dutch
from surveyapp.core.db import secrets_of
from surveyapp.evidence.documents import facts as documents
from surveyapp.evidence.documents import queries
from surveyapp.evidence.documents.models import Completion
from surveyapp.interviews.recording.rules import AnswerStatus, InterviewState
from surveyapp.mail.message.enclosures import EnclosedFile, Enclosure, EnclosureGone
from surveyapp.mail.outbox.rules import Standing
from surveyapp.protection.sealing import Facts, sealed_pdf
from surveyapp.verification.enclosing.enclosures import FOOT, paper_templates
from surveyapp.verification.letters.mails import receipt_number
from surveyapp.verification.records.models import Verification
from surveyapp.verification.records.queries import get_verification
from surveyapp.verification.records.rules import Channel, DecisionKind, Reach, ReactionKind, Use, notice_words

CSS = (
    FOOT
    + """
.facts { break-inside: avoid; }
.facts dt { clear: left; float: left; width: 30mm; }
.facts dd { margin-left: 32mm; min-height: 11pt; font: 8.5pt/13pt "Noto Sans", sans-serif; }
.entry { margin-top: 5mm; }
.log td:first-child, .log th:first-child { width: 42mm; }
"""
)


def receipt_pdf(session: Session, verification: Verification, publisher: str) -> bytes:
    """Return the receipt for a respondent as PDF."""
    return _pdf(session, "receipt", documents.receipt_facts(session, verification), publisher)


def agreed_pdf(session: Session, completion: Completion, publisher: str) -> bytes:
    """Return every agreed text of an interview as PDF."""
    return _pdf(session, "agreed", documents.agreed_facts(session, completion), publisher)


def dossier_pdf(session: Session, facts: Facts, publisher: str) -> bytes:
    """Return the dossier as PDF, with its facts enclosed."""
    return _pdf(session, "dossier", facts, publisher)


def record_pdf(session: Session, verification: Verification, html: str) -> bytes:
    """Return the record for a mail as PDF, with its facts enclosed."""
    return sealed_pdf(secrets_of(session).evidence, html, documents.sent_facts(session, verification), css=FOOT)


def _pdf(session: Session, template: str, facts: Facts, publisher: str) -> bytes:
    return sheet(session, f"evidence/print_{template}.html", facts, publisher, words=WORDS, log=log)


def sheet(session: Session, template: str, facts: Facts, publisher: str, **shown: Any) -> bytes:
    """Return a document made from its facts as a sealed PDF that contains them."""
    shown = {"facts": facts, "publisher": publisher, "agreed_words": agreed_words, "when": when} | shown
    html = paper_templates().get_template(template).render(**shown)
    return sealed_pdf(secrets_of(session).evidence, html, facts, css=CSS)


def agreed_words(agreement: Mapping[str, Any]) -> str:
    """Return who agreed and how: "J. Jansen, wethouder, per brief op 3 mei 2018, genoteerd door ..."."""
    channel = Channel(agreement["channel"])
    who = ", ".join(filter(None, (agreement["name"], agreement["function"])))
    if channel.by_respondent:
        told = Reach(agreement.get("reach", Reach.OWN)).label or channel.label
        return f"{who}, {told} op {when(agreement['given_at'])}"
    noted = channel.noted(agreement["noted_by"], dutch.long_date(date.fromisoformat(agreement["said_on"])))
    standing = agreement.get("notice")
    return "; ".join(filter(None, (f"{who}, {noted}", notice_words(Standing(standing) if standing else None))))


def when(value: str | None) -> str:
    """Return a moment or date of the facts in Dutch, or ""."""
    if not value:
        return ""
    if "T" not in value:
        return dutch.long_date(date.fromisoformat(value))
    instant = datetime.fromisoformat(value)
    return f"{dutch.long_date(instant)} om {dutch.clock(instant)}"


def log(events: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """Return (when, what, by whom) for each event, in Dutch. Repetitions within a minute are joined on one line."""
    lines = [(when(event["at"]), ACTIONS.get(event["action"], event["action"]), event["by"]) for event in events]
    grouped = [(line, len(list(same))) for line, same in groupby(lines)]
    return [(at, f"{what} ({count} keer)" if count > 1 else what, by) for (at, what, by), count in grouped]


ACTIONS = {
    "alignment.settle": "Besluit over een reactie op de passages",
    "alignment.undo": "Besluit over een reactie op de passages ongedaan gemaakt",
    "alignment_reading.open": "Passages geopend",
    "alignment_reading.relink": "Nieuwe link naar de passages gemaakt",
    "alignment_reading.remind": "Herinnering aan de passages verstuurd",
    "alignment_reading.revoke": "Link naar de passages ingetrokken",
    "alignment_reading.submit": "Reactie op de passages verstuurd",
    "alignment_reading.take_over": "Passages aan een opvolger voorgelegd",
    "alignment_reading.tell": "Teruggemeld wat met de reactie is gedaan",
    "answer.reopen": "Antwoord heropend",
    "answer.restore": "Eerdere versie teruggezet",
    "answer.save": "Antwoord opgeslagen",
    "conversation.begin": "Gesprek begonnen",
    "conversation.end": "Gesprek afgelopen",
    "approval.give": "Akkoord gegeven",
    "attachment.add": "Bijlage toegevoegd",
    "attachment.remove": "Bijlage verwijderd",
    "extension.ask": "Om meer tijd gevraagd",
    "extension.give": "Meer tijd gegeven",
    "extension.refuse": "Geen extra tijd gegeven",
    "interview.hand_over": "Overgedragen aan een collega",
    "interview.change": "Gegevens van het interview gewijzigd",
    "interview.complete": "Alles is akkoord",
    "interview.create": "Interview aangemaakt",
    "mail.retry": "Mail opnieuw verstuurd",
    "passages.tag": "Thema’s gekozen",
    "progress.mark": "Voortgang aangegeven",
    "reaction.decide": "Besluit over een reactie",
    "reaction.note": "Reactie per telefoon genoteerd",
    "reaction.undo": "Besluit ongedaan gemaakt",
    "record.send": "Verslag verstuurd",
    "record.send_later": "Verslag alsnog aan iemand verstuurd",
    "respondent.add": "Respondent toegevoegd",
    "respondent.change": "Gegevens van een respondent gewijzigd",
    "respondent.erase": "Naam en adres gewist",
    "respondent.leave": "Respondent doet niet meer mee",
    "verification.allow": "Gebruik van alle antwoorden gekozen",
    "verification.open": "Verslag geopend",
    "verification.relink": "Nieuwe link gemaakt",
    "verification.remind": "Herinnering verstuurd",
    "verification.revoke": "Link ingetrokken",
    "verification.submit": "Reactie verstuurd",
}
"""Dutch descriptions of audit actions. An action that is missing here is shown by its own name."""

WORDS: dict[str, dict[str, str]] = {
    "use": {use.value: use.for_staff for use in Use},
    "reach": {reach.value: reach.label for reach in Reach},
    "kind": {kind.value: kind.label for kind in ReactionKind},
    "decision": {decision.value: decision.label for decision in DecisionKind},
    "state": {state.value: state.label for state in InterviewState},
    "mail": {standing.value: standing.label for standing in Standing},
    "status": {
        AnswerStatus.TEXT.value: "",
        AnswerStatus.NOT_DISCUSSED.value: "niet besproken",
        AnswerStatus.NOT_APPLICABLE.value: "niet van toepassing",
        AnswerStatus.WITHDRAWN.value: "ingetrokken",
    },
    "person": {
        "name": "Naam gewijzigd",
        "function": "Functie gewijzigd",
        "email": "E-mailadres gewijzigd",
        "role": "Rol gewijzigd",
        "joined": "Doet mee",
        "left": "Doet niet meer mee",
        "erased": "Gegevens gewist",
    },
}
"""Dutch words for the codes in facts."""


def receipt_enclosure(session: Session, verification_id: int, config: Mapping[str, Any]) -> Enclosure:
    """Return the enclosure of the mail with a receipt. Raises EnclosureGone."""
    verification = get_verification(session, verification_id)
    if verification is None or verification.submitted_at is None:
        raise EnclosureGone("Deze reactie is er niet meer.")
    return _file(receipt_name(verification), receipt_pdf(session, verification, config["PUBLISHER"]))


def receipt_name(verification: Verification) -> str:
    """Return the file name of a receipt without extension: "bewijs-2018-0147"."""
    return f"bewijs-{receipt_number(verification)}"


def agreed_enclosure(session: Session, completion_id: int, config: Mapping[str, Any]) -> Enclosure:
    """Return the enclosure of the mail "Alles is akkoord". Raises EnclosureGone."""
    completion = queries.get_completion(session, completion_id)
    if completion is None:
        raise EnclosureGone("Dit interview is er niet meer.")
    name = f"akkoord-{completion.interview.round.name}-{completion.interview.organisation.key}"
    return _file(name, agreed_pdf(session, completion, config["PUBLISHER"]))


def _file(name: str, content: bytes) -> Enclosure:
    return Enclosure(files=(EnclosedFile(f"{name}.pdf", "application/pdf", content),))
