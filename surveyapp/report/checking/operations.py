"""Check of a copy of a published report: whether it is unaltered, and whether its citations rest on agreement."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.core.dutch import counted, long_date
from surveyapp.evidence.documents.queries import approvals_to, origin, reopenings_of
from surveyapp.evidence.documents.reader import Brought, Known, is_pdf, read
from surveyapp.evidence.documents.rules import PAGES, RESAVED, Finding, Outcome, Unreadable
from surveyapp.evidence.visible.lines import pages_of
from surveyapp.evidence.visible.search import most_like, unseen
from surveyapp.evidence.visible.wanted import Form, Wanted
from surveyapp.interviews.recording.models import AnswerRevision, Interview, Round
from surveyapp.interviews.recording.queries import newest_revisions
from surveyapp.processes.limited import strangers
from surveyapp.protection.sealing import Facts, parsed
from surveyapp.report.checks.operations import of_editions, of_overrulings
from surveyapp.report.editions import queries as edition_queries
from surveyapp.report.editions.facts import EDITION, VERSION, differences
from surveyapp.report.material.rules import EditionVerdict
from surveyapp.report.tables.models import Edition, StoredOverruling
from surveyapp.report.text_checks.operations import of_written
from surveyapp.report.unpublished.queries import NotPublished, Unpublished, kind_of_page, kind_of_pdf
from surveyapp.verification.checks.operations import mistakes_of

CHANGED_PAGE = (
    "Zo is hier geen webpagina gepubliceerd. Van een webpagina is alleen te zien of zij ongewijzigd is; breng de PDF om"
    " na te gaan wat er anders is."
)
RECOGNISED = 10
"""Number of newest editions that a file without its manifest is compared with."""
KNOWN = Known(
    "gepubliceerd rapport", (EDITION,), VERSION, "Het gepubliceerde bestand krijgt u van wie het rapport uitgaf."
)


def check(session: Session, content: bytes) -> EditionVerdict:
    """Compare a copy of an edition, a PDF or its manifest, with what was published, and return the verdict.

    The published files themselves, the web page included, are recognised by their hashes and not opened. A PDF without
    its manifest is recognised by its words. Raises Unreadable when nothing like it was published here, and NotPublished
    for a report that is marked as a draft, or is of no edition.
    """
    edition = edition_queries.find_edition_with(session, sha256(content).hexdigest())
    if edition is None and content[:200].lstrip().lower().startswith(b"<!doctype html"):
        if kind := kind_of_page(content):
            raise NotPublished(kind)
        raise Unreadable(CHANGED_PAGE)
    brought, edition = (Brought(parsed(edition.manifest), content), edition) if edition else _read(session, content)
    published = parsed(edition.manifest)
    copy = [*_file(brought, edition, published), _manifest(brought.facts, published)]
    findings = [
        *copy,
        _newest(session, edition),
        *_decisions(published),
        *_proved(session, edition, published),
    ]
    title = f"{published['title']}, editie {edition.number} van {long_date(edition.published_at)}"
    intact = all(finding.outcome in {Outcome.MATCHES, Outcome.RESAVED} for finding in copy)
    return EditionVerdict(EDITION, title, tuple(findings), edition.number, intact)


def _read(session: Session, content: bytes) -> tuple[Brought, Edition]:
    """Return the copy and its edition, recognised by the manifest, or by its words when a program removed that."""
    try:
        brought = read(content, KNOWN, strangers)
    except Unreadable as reason:
        if not is_pdf(content):
            raise
        _refuse_unpublished(session, content, reason)
        editions = edition_queries.newest_editions(session, RECOGNISED)
        words = [_known_by(parsed(edition.manifest)) for edition in editions]
        try:
            index = strangers.call(most_like, content, words, refusal=Unreadable)
        except Unreadable:
            raise reason from None
        if index is None:
            raise
        return Brought({}, content), editions[index]
    return brought, _said_to_be(session, brought.facts)


def _refuse_unpublished(session: Session, content: bytes, unreadable: Unreadable) -> None:
    """Raise NotPublished for an unpublished report, recognised by its bytes or by the text of its pages."""
    build = edition_queries.find_unpublished(session, content)
    try:
        by_its_pages = None if build else strangers.call(kind_of_pdf, content, refusal=Unreadable)
    except Unreadable:
        raise unreadable from None
    if build or by_its_pages:
        made_here = Unpublished.DRAFT if build and build.draft else Unpublished.FINAL
        raise NotPublished(by_its_pages or made_here)


def _known_by(published: Facts) -> list[Wanted]:
    """Return the words by which an edition is recognised, among editions of the same report too."""
    number = Wanted(f"Dit is editie {published['edition']}.", "")
    return [number, Wanted(published["erratum"], ""), Wanted(published["title"], ""), *_wanted(published)]


def _said_to_be(session: Session, facts: Facts) -> Edition:
    if facts.get("origin") != origin(session):
        raise Unreadable("Dit rapport is niet met dit systeem gepubliceerd.")
    edition = edition_queries.find_edition(session, facts.get("round"), facts.get("edition"))
    if edition is None:
        raise Unreadable(f"Editie {facts.get('edition')} van ronde {facts.get('round')} is hier niet gepubliceerd.")
    return edition


def _file(brought: Brought, edition: Edition, published: Facts) -> Iterator[Finding]:
    if not brought.pdf:
        return
    hash_ = sha256(brought.pdf).hexdigest()
    subject = "De webpagina" if hash_ == edition.html_hash else "Het PDF-bestand"
    if hash_ in {edition.hash, edition.html_hash}:
        yield Finding(subject, Outcome.MATCHES, ("Het is byte voor byte het gepubliceerde bestand.",))
        return
    original = strangers.call(pages_of, edition.content, refusal=Unreadable)
    different = strangers.call(unseen, brought.pdf, _wanted(published), original, refusal=Unreadable)
    if different:
        yield Finding(PAGES, Outcome.DIFFERS, tuple(different))
    else:
        yield Finding(PAGES, Outcome.RESAVED, (RESAVED,))


def _wanted(published: Facts) -> list[Wanted]:
    """Return the published words, each with its section's number and title as place."""
    forms = {"text": Form.RICH, "quotation": Form.MARKDOWN}
    return [
        Wanted(block["markdown"], _place(section, block), forms.get(block["kind"], Form.PLAIN))
        for section in published["sections"]
        for block in section["blocks"]
        if "markdown" in block
    ]


def _place(section: Facts, block: Facts) -> str:
    title = " ".join(filter(None, (section["number"], section["title"])))
    return f"‘{title}’ ({block['source']})" if "source" in block else f"‘{title}’"


def _manifest(brought: Facts, published: Facts) -> Finding:
    """Return a finding on the manifest in the file, compared with the published one."""
    subject = "De gegevens in het bestand"
    if not brought:
        return Finding(subject, Outcome.RESAVED, ("Een ander programma heeft ze weggelaten. De tekst is herkend.",))
    if brought == published:
        return Finding(subject, Outcome.MATCHES, ("Ze zijn zoals ze zijn gepubliceerd.",))
    remarks = tuple(differences(brought, published))
    return Finding(subject, Outcome.DIFFERS, remarks or ("Ze zijn na de publicatie gewijzigd.",))


def _newest(session: Session, edition: Edition) -> Finding:
    newest = edition_queries.find_newest_edition(session, edition.round)
    if newest is None or newest.number == edition.number:
        return Finding("De editie", Outcome.MATCHES, ("Er is geen nieuwere editie.",))
    words = f"Er is een nieuwere: editie {newest.number} van {long_date(newest.published_at)}. {newest.erratum}"
    return Finding("De editie", Outcome.OVERTAKEN, (words,))


def _decisions(published: Facts) -> Iterator[Finding]:
    """Yield a finding for each editors' decision in the manifest. The first editions have none."""
    for decision in published.get("decisions", []):
        why = f"Reden: {decision['why']}" if decision["why"] else "De reden is alleen bij de redactie bekend."
        decided = f"Besloten op {long_date(date.fromisoformat(decision['on']))}, functie: {decision['by']}."
        yield Finding(f"Besluit {decision['number']}: {decision['what']}", Outcome.MATCHES, (why, decided))


def _proved(session: Session, edition: Edition, published: Facts) -> Iterator[Finding]:
    """Yield findings on the citations, according to the audit log, and on any other mismatch with the log."""
    prints = [citation["fingerprint"] for citation in published["citations"]]
    revisions = {revision.fingerprint: revision for revision in edition_queries.revisions_with(session, prints)}
    mistakes = [
        *of_editions(session, Edition.id == edition.id),
        *of_overrulings(session, StoredOverruling.round_id == edition.round_id),
        *of_written(session, Round.id == edition.round_id),
        *mistakes_of(session, _interviews_of(list(revisions.values()))),
    ]
    cited = {revision.id for revision in revisions.values()}
    wrong: dict[int, list[str]] = {}
    for mistake in mistakes:
        if mistake.revision_id in cited:
            wrong.setdefault(mistake.revision_id, []).append(mistake.words)
    yield from _citations(session, edition, published, revisions, wrong)
    others = tuple(str(mistake) for mistake in mistakes if mistake.revision_id not in cited)
    yield Finding("De database naast het logboek", Outcome.DIFFERS if others else Outcome.MATCHES, others)


def _interviews_of(revisions: list[AnswerRevision]) -> sa.Select[int]:
    return sa.select(Interview.id).where(Interview.id.in_({revision.answer.interview_id for revision in revisions}))


def _citations(
    session: Session,
    edition: Edition,
    published: Facts,
    revisions: Mapping[str, AnswerRevision],
    wrong: Mapping[int, list[str]],
) -> Iterator[Finding]:
    """Yield one finding for all citations that still hold, and one for each other citation."""
    cited = published["citations"]
    approvals = approvals_to(session, [revision.id for revision in revisions.values()])
    later = dict(_later(session, list(revisions.values()), edition.published_at))
    well = 0
    for citation in cited:
        revision = revisions.get(citation["fingerprint"])
        subject = f"Aanhaling {citation['code']}, versie {citation['version']}"
        if revision is None or revision.number != citation["version"]:
            yield Finding(subject, Outcome.DIFFERS, ("Deze versie van het antwoord staat niet in de database.",))
        elif not approvals[revision.id]:
            yield Finding(subject, Outcome.DIFFERS, ("Van dit antwoord is geen akkoord vastgelegd.",))
        elif revision.id in wrong:
            yield Finding(subject, Outcome.DIFFERS, tuple(wrong[revision.id]))
        elif revision.id in later:
            yield Finding(subject, Outcome.OVERTAKEN, (later[revision.id],))
        else:
            well += 1
    if well:
        words = counted(well, "aangehaald antwoord", "aangehaalde antwoorden")
        yield Finding(words, Outcome.MATCHES, ("Elk rust op precies deze woorden, met akkoord.",))


def _later(session: Session, revisions: list[AnswerRevision], published_at: datetime) -> Iterator[tuple[int, str]]:
    """Yield the changes to answers since publication, as revision id and Dutch sentence."""
    reopened = reopenings_of(session, [revision.id for revision in revisions])
    newest = newest_revisions(session, list({revision.answer.interview_id for revision in revisions}))
    for revision in revisions:
        latest = newest[revision.answer.interview_id][revision.answer.item]
        again = reopened.get(revision.id)
        if again and again.reopened_at > published_at:
            yield revision.id, f"Het akkoord gold bij de publicatie. Heropend op {long_date(again.reopened_at)}."
        elif latest.id != revision.id:
            yield revision.id, f"Het akkoord gold bij de publicatie. Gewijzigd op {long_date(latest.created_at)}."
