"""Checks of a document against the database: its seals, and each answer in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.core.audit import holds_seal
from surveyapp.core.db import secrets_of
from surveyapp.core.dutch import long_date
from surveyapp.core.events import wired
from surveyapp.evidence.documents import facts as documents
from surveyapp.evidence.documents import queries
from surveyapp.evidence.documents.events import EvidenceEvents
from surveyapp.evidence.documents.reader import Brought
from surveyapp.evidence.documents.rules import (
    FORMATS,
    PAGES,
    RESAVED,
    Finding,
    Outcome,
    Unreadable,
    Verdict,
    objects_in,
)
from surveyapp.evidence.visible.search import unseen
from surveyapp.evidence.visible.stated import wanted_in
from surveyapp.interviews.recording.models import AnswerRevision, Interview
from surveyapp.interviews.recording.queries import newest_revisions
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.processes.limited import colleagues
from surveyapp.protection import sealing
from surveyapp.protection.sealing import Facts
from surveyapp.verification.checks.operations import mistakes_of, of_interview
from surveyapp.verification.records.models import Approval, Reaction, Reopening
from surveyapp.verification.records.queries import records_of
from surveyapp.verification.records.rules import Reach

LARGEST = 2**31 - 1
"""Largest value of an integer column."""

WHOLE = "Het zegel is heel."
BROKEN = "Het zegel is verbroken: deze gegevens zijn na het maken gewijzigd."
NOT_COMPARED = (
    "Een ander programma heeft dit bestand opgeslagen. De bladzijden zijn niet vergeleken, omdat de gegevens in het"
    " bestand zijn gewijzigd."
)
FIELDS = {
    "function": "functie",
    "channel": "hoe het akkoord kwam",
    "reach": "wie de link kon openen",
    "use": "gebruik",
    "given_at": "tijd van het akkoord",
    "said_on": "dag van het akkoord",
    "noted_by": "wie het noteerde",
    "kind": "soort reactie",
    "proposal": "voorstel",
    "remark": "toelichting",
}
"""Dutch names of the parts of approvals and reactions."""


@dataclass(frozen=True, slots=True)
class Known:
    """Rows of the database that a document refers to, loaded at once."""

    versions: Mapping[object, AnswerRevision]
    newest: Mapping[str, AnswerRevision]
    reopenings: Mapping[int, Reopening]
    approvals: Mapping[object, Approval]
    reactions: Mapping[object, Reaction]
    names: Mapping[int, set[str]]
    """Every name that each respondent had, by id."""

    @classmethod
    def of(cls, session: Session, interview: Interview, facts: Facts) -> "Known":
        """Return the rows that a document may refer to, in a number of queries that does not depend on its answers."""
        named = set(filter(None, map(_version, objects_in(facts.get("answers")))))
        versions = queries.versions_of(session, interview, named)
        return cls(
            versions,
            newest_revisions(session, [interview.id])[interview.id],
            queries.reopenings_of(session, [revision.id for revision in versions.values()]),
            queries.approvals_of(session, interview),
            queries.reactions_of(session, interview),
            queries.names_of(session, interview.everybody),
        )


def _version(answer: Facts) -> tuple[str, int] | None:
    """Return the item and version that a document names; None when no version can have them."""
    item, number = answer.get("item"), answer.get("version")
    return (item, number) if isinstance(item, str) and isinstance(number, int) and 0 < number <= LARGEST else None


def _number(value: object) -> int:
    """Return a number from a document; 0, which no row has, for anything else."""
    return value if isinstance(value, int) else 0


def check(session: Session, brought: Brought) -> Verdict:
    """Compare a document with the database. Raises Unreadable when it belongs to another database."""
    facts = brought.facts
    interview = queries.find_interview(session, facts.get("interview"))
    if facts.get("origin") != queries.origin(session) or interview is None:
        raise Unreadable("Dit document hoort bij een andere database.")
    known = Known.of(session, interview, facts)
    findings = [
        *_seals(session, brought),
        *_frame(session, interview, facts, known),
        *(_answer(known, answer) for answer in objects_in(facts.get("answers"))),
        _proved(session, interview, facts),
        *_reactions(known, facts),
        *_findings_of_others(session, facts),
    ]
    title = f"{FORMATS[facts['format']]}, {interview.organisation.label}, ronde {interview.round.name}"
    return Verdict(facts["format"], title, tuple(findings))


def _findings_of_others(session: Session, facts: Facts) -> Iterator[Finding]:
    check_more = wired(session, EvidenceEvents).document_checked.get(facts["format"])
    if check_more:
        yield from check_more(session, facts)


def _seals(session: Session, brought: Brought) -> Iterator[Finding]:
    key, facts = secrets_of(session).evidence, brought.facts
    subject = "De gegevens in het bestand"
    whole = sealing.is_ours(key, facts) and sealing.is_whole(facts)
    if whole:
        yield Finding(subject, Outcome.MATCHES, (WHOLE,))
    else:
        yield Finding(subject, Outcome.DIFFERS, (BROKEN,))
    if brought.pdf:
        yield _pages(key, brought, compared=whole)


def _pages(key: bytes, brought: Brought, *, compared: bool) -> Finding:
    """Check that the pages show what the facts say. ``compared`` is whether the facts themselves are genuine."""
    if sealing.is_our_pdf(key, brought.pdf):
        return Finding(PAGES, Outcome.MATCHES, (WHOLE,))
    if not compared:
        return Finding(PAGES, Outcome.DIFFERS, (NOT_COMPARED,))
    different = colleagues.call(unseen, brought.pdf, list(wanted_in(brought.facts)), refusal=Unreadable)
    return Finding(PAGES, Outcome.DIFFERS if different else Outcome.RESAVED, tuple(different) or (RESAVED,))


def _proved(session: Session, interview: Interview, facts: Facts) -> Finding:
    """Check the rows of this interview against the audit log, and the log itself."""
    wrong = list(map(str, mistakes_of(session, of_interview(interview.id))))
    if (seal := facts.get("log")) and not holds_seal(session, str(seal)):
        wrong.append("Het zegel uit het logboek, dat in dit document staat, is daar niet meer: er is een stuk weg.")
    return Finding("De database naast het logboek", _outcome(wrong), tuple(wrong))


def _frame(session: Session, interview: Interview, facts: Facts, known: Known) -> Iterator[Finding]:
    """Yield findings on the round, organisation, questionnaire and records."""
    now = documents.head(session, str(facts.get("format")), interview)
    names = {"round": "ronde", "organisation": "organisatie", "questionnaire": "vragenlijst"}
    wrong = [f"De {words} is anders dan in de database." for key, words in names.items() if facts.get(key) != now[key]]
    wrong += _person(interview, facts.get("respondent"), known)
    known_records = [documents.record_facts(record) for record in records_of(session, interview)]
    for record in [facts.get("record"), *objects_in(facts.get("records"))]:
        if not isinstance(record, dict):
            continue
        real = next(
            (known_record for known_record in known_records if known_record["number"] == record.get("number")), None
        )
        if real is None:
            wrong.append(f"Verslag {record.get('number')} is er niet.")
        else:
            wrong += [
                f"{words} van verslag {real['number']} is anders dan in de database."
                for key, words in (("hash", "De vingerafdruk"), ("sent_at", "De dag van verzending"))
                if record.get(key) != real[key]
            ]
    yield Finding("Ronde, organisatie, vragenlijst en verslag", _outcome(wrong), tuple(wrong))


def _person(interview: Interview, said: object, known: Known) -> list[str]:
    if not isinstance(said, dict):
        return []
    person = next((person for person in interview.everybody if person.id == said.get("id")), None)
    if person is None:
        return ["De respondent hoort niet bij dit interview."]
    if person.erased_at is None and said.get("name") not in known.names[person.id]:
        return [f"De naam is anders: in het document ‘{said.get('name')}’, in de database ‘{person.name}’."]
    return []


def _answer(known: Known, said: Facts) -> Finding:
    subject = f"Vraag {said.get('item')}, versie {said.get('version')}"
    revision = known.versions.get(_version(said))
    if revision is None:
        return Finding(subject, Outcome.DIFFERS, ("Deze versie staat niet in de database.",))
    wrong = []
    if said.get("text") != revision.text:
        wrong.append("De tekst is anders dan in de database.")
    if said.get("fingerprint") != revision.fingerprint:
        wrong.append("De vingerafdruk is anders dan in de database.")
    erased = []
    for agreement in objects_in(said.get("agreements")):
        approval = known.approvals.get(_number(agreement.get("id")))
        wrong += _agreement(revision, approval, agreement, known)
        if approval and approval.respondent.erased_at:
            erased.append("De naam is in de database gewist; functie en organisatie kloppen.")
    if wrong:
        return Finding(subject, Outcome.DIFFERS, tuple(wrong))
    later = tuple(_overtaken(revision, known))
    return Finding(subject, Outcome.OVERTAKEN if later else Outcome.MATCHES, (*later, *dict.fromkeys(erased)))


def _agreement(revision: AnswerRevision, approval: Approval | None, said: Facts, known: Known) -> Iterator[str]:
    if approval is None or approval.revision_id != revision.id:
        yield "Dit akkoord staat niet in de database."
        return
    real = documents.approval_facts(approval)
    keys = ("function", "channel", "reach", "use", "given_at", "said_on", "noted_by")
    yield from _differences({"reach": Reach.OWN.value} | said, real, keys)
    name, person = said.get("name"), approval.respondent
    if name and person.erased_at is None and name not in known.names[person.id]:
        yield f"De naam is anders: in het document ‘{name}’, in de database ‘{person.name}’."


def _differences(said: Mapping[str, Any], real: Mapping[str, Any], keys: Sequence[str]) -> Iterator[str]:
    for key in keys:
        if said.get(key) != real[key]:
            yield f"Anders: {FIELDS[key]} (in het document ‘{said.get(key)}’, in de database ‘{real[key]}’)."


def _overtaken(revision: AnswerRevision, known: Known) -> Iterator[str]:
    """Yield Dutch remarks on what happened to an answer since: reopened, changed or withdrawn."""
    if reopened := known.reopenings.get(revision.id):
        yield f"Heropend op {long_date(reopened.reopened_at)}: {reopened.reason}"
    newest = known.newest[revision.answer.item]
    if newest.id == revision.id:
        return
    if newest.status is AnswerStatus.WITHDRAWN:
        yield f"De respondent trok dit antwoord in op {long_date(newest.created_at)}."
    else:
        yield f"Er is een nieuwere versie: versie {newest.number} van {long_date(newest.created_at)}."


def _reactions(known: Known, facts: Facts) -> Iterator[Finding]:
    """Yield findings on the reactions: with each answer in a receipt, with each reader in a dossier."""
    said = [
        answer["reaction"] for answer in objects_in(facts.get("answers")) if isinstance(answer.get("reaction"), dict)
    ]
    for record in objects_in(facts.get("records")):
        for reader in objects_in(record.get("readers")):
            said += objects_in(reader.get("reactions"))
    wrong: list[str] = []
    for reaction in said:
        wrong += _reaction(known.reactions.get(_number(reaction.get("id"))), reaction)
    if said:
        yield Finding("Reacties", _outcome(wrong), tuple(wrong))


def _reaction(reaction: Reaction | None, said: Facts) -> Iterator[str]:
    if reaction is None:
        yield "Een reactie staat niet in de database."
        return
    item = reaction.revision.answer.item
    real = documents.reaction_facts(reaction)
    for remark in _differences(said, real, ("kind", "proposal", "remark", "use", "noted_by")):
        yield f"Vraag {item}. {remark}"


def _outcome(wrong: Sequence[str]) -> Outcome:
    return Outcome.DIFFERS if wrong else Outcome.MATCHES
