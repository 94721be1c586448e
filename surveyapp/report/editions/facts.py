"""What a published edition carries of itself: its words, and for each answer that it quotes who agreed to what.

Plain values, to be sealed. Words that are used without name stand here as they are printed: with nothing that says
whose they are.
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
"""Of the shape of the manifest; see docs/een-rapport-controleren.md."""

PARTS = {
    "sections": ("key", "De paragraaf"),
    "citations": ("code", "De aanhaling"),
    "interviews": ("organisation", "Het interview met"),
    "decisions": ("number", "Besluit"),
}
"""The lists in a manifest: what tells their entries apart, and what Dutch calls one."""
NAMELESS = "Een plaats met een antwoord zonder naam"
"""What a decision on such words is called: anything more could tell whose they are."""
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
    """The manifest of a report that has an edition's number.

    ``origin`` tells its database from any other, ``replaces`` is the SHA-256 of the edition before it, or "", and
    ``html`` that of its web page, ``log`` the last seal of the audit log.
    Raises ValueError for a report without a number.
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
        "left_open": sorted(one.key for one in report.decisions if one.key),
        "html": html,
        "log": log,
        "sections": [_section(one) for chapter in report.chapters for one in _all(chapter)],
        "interviews": [_interview(one) for one in report.interviews],
        "citations": [_citation(one) for one in report.citations],
        "decisions": [_decision(number, one) for number, one in enumerate(report.decisions, 1)],
    }


def _all(section: Section) -> Iterator[Section]:
    yield section
    for one in section.sections:
        yield from _all(one)


def _section(section: Section) -> Facts:
    blocks = [_block(one) for one in section.blocks]
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
    """What a figure of the editors adds: its image by its SHA-256."""
    return {"name": figure.name, "source": figure.source, "image": figure.hash}


def _interview(row: InterviewRow) -> Facts:
    return {
        "organisation": row.organisation,
        "functions": list(row.functions),
        "held_on": _day(row.held_on),
        "records_sent_on": [one.isoformat() for one in row.records_sent_on],
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


def _decision(number: int, one: Decided) -> Facts:
    """What, why and by whom; of words without name only that there was one."""
    said = {"what": NAMELESS, "why": None} if one.secret else {"what": one.what, "why": one.why}
    return {"number": number, **said, "by": one.by, "on": one.on.isoformat()}


def differences(brought: Facts, published: Facts) -> Iterator[str]:
    """What a manifest says otherwise than the published one, in Dutch sentences that name the place."""
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
    return {str(one.get(key)): one for one in entries if isinstance(one, dict)}
