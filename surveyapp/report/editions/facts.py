"""Manifest of an edition: its words, and who agreed to each answer that it quotes.

Plain values, to be sealed. Words used without name are in it as printed, with nothing that tells whose they are.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from surveyapp.protection.sealing import Facts
from surveyapp.report.material.decisions import Decided
from surveyapp.report.material.tree import (
    Block,
    CitationRow,
    EditorText,
    Figure,
    Gap,
    InterviewRow,
    Picture,
    Quotation,
    Report,
    Section,
)

EDITION = "surveyapp/edition"
VERSION = 1
"""Version of the manifest's format; see docs/een-rapport-controleren.md."""

PARTS = {
    "sections": ("key", "De paragraaf"),
    "citations": ("code", "De aanhaling"),
    "interviews": ("organisation", "Het interview met"),
    "decisions": ("number", "Besluit"),
}
"""Lists in a manifest: the field that identifies an entry, and its Dutch noun."""
NAMELESS = "Een plaats met een antwoord zonder naam"
"""Description of a decision on an answer without name: more could tell whose it is."""
HEADS = {
    "title": "De titel",
    "subtitle": "De ondertitel",
    "publisher": "De uitgever",
    "dated": "De datum",
    "edition": "Het nummer van de editie",
    "erratum": "Wat er anders is dan in de vorige editie",
    "replaces": "Welke editie zij vervangt",
    "left_open": "Wat is opengelaten",
    "html": "De vingerafdruk van de webpagina",
    "log": "Het zegel van het logboek",
}


def edition_facts(report: Report, *, origin: str, round_name: str, replaces: str, html: str, log: str) -> Facts:
    """Return the manifest of an edition's report.

    ``origin`` identifies the database, ``replaces`` is the SHA-256 of the previous edition or "", ``html`` that of the
    web page, ``log`` the last seal of the audit log. Raises ValueError for a report without an edition number.
    """
    if report.edition is None:
        raise ValueError("only an edition has a manifest")
    return {
        "format": EDITION,
        "version": VERSION,
        "origin": origin,
        "round": round_name,
        "edition": report.edition.number,
        "erratum": report.edition.erratum,
        "replaces": replaces,
        "title": report.title,
        "subtitle": report.subtitle,
        "publisher": report.publisher,
        "dated": report.dated.isoformat(),
        "left_open": sorted(decision.key for decision in report.decisions if decision.key),
        "html": html,
        "log": log,
        "sections": [_section(section) for chapter in report.chapters for section in _all(chapter)],
        "interviews": [_interview(interview) for interview in report.interviews],
        "citations": [_citation(citation) for citation in report.citations],
        "decisions": [_decision(number, decision) for number, decision in enumerate(report.decisions, 1)],
    }


def _all(section: Section) -> Iterator[Section]:
    yield section
    for child in section.sections:
        yield from _all(child)


def _section(section: Section) -> Facts:
    blocks = [_block(block) for block in section.blocks]
    return {"key": section.key, "number": section.number, "title": section.title, "blocks": blocks}


def _block(block: Block) -> Facts:
    match block:
        case EditorText(markdown):
            return {"kind": "text", "markdown": markdown}
        case Gap(reason):
            return {"kind": "gap", "reason": reason}
        case Quotation(code=code, markdown=markdown, attribution=somebody):
            return {"kind": "quotation", "source": somebody or code, "markdown": markdown}
        case Picture(number=number, caption=caption, alternative=alternative):
            said = {"kind": "picture", "number": number, "caption": caption, "alternative": alternative}
            return said | _figure(block.subject) if isinstance(block.subject, Figure) else said


def _figure(figure: Figure) -> Facts:
    """Return the fields of an editor's figure, with the SHA-256 of its image."""
    return {"name": figure.name, "source": figure.source, "image": figure.hash}


def _interview(row: InterviewRow) -> Facts:
    return {
        "organisation": row.organisation,
        "functions": list(row.functions),
        "held_on": _day(row.held_on),
        "records_sent_on": [day.isoformat() for day in row.records_sent_on],
        "approved_on": _day(row.approved_on),
        "missing": row.missing,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _citation(row: CitationRow) -> Facts:
    return {
        "code": row.code,
        "organisation": row.organisation,
        "item": row.item,
        "version": row.revision,
        "approved_on": row.approved_on.isoformat(),
        "approved_by": row.approved_by,
        "fingerprint": row.fingerprint,
    }


def _decision(number: int, decision: Decided) -> Facts:
    """Return what was decided, why and by whom; for words without name only that there was a decision."""
    said = {"what": NAMELESS, "why": None} if decision.secret else {"what": decision.what, "why": decision.why}
    return {"number": number, **said, "by": decision.by, "on": decision.on.isoformat()}


def differences(brought: Facts, published: Facts) -> Iterator[str]:
    """Yield the differences between a copy's manifest and the published one, as Dutch sentences with the place."""
    for key, words in HEADS.items():
        if brought.get(key) != published.get(key):
            yield f"{words} is anders dan gepubliceerd."
    for part, (key, words) in PARTS.items():
        theirs, ours = (_by(key, facts.get(part)) for facts in (brought, published))
        for name in {**ours, **theirs}:
            if name not in theirs:
                yield f"{words} {name} ontbreekt."
            elif name not in ours:
                yield f"{words} {name} is niet gepubliceerd."
            elif theirs[name] != ours[name]:
                yield f"{words} {name} is anders dan gepubliceerd."


def _by(key: str, entries: Any) -> dict[str, Facts]:
    if not isinstance(entries, list):
        return {}
    return {str(entry.get(key)): entry for entry in entries if isinstance(entry, dict)}
