"""Text in the facts of a document that its pages must show. The facts may have been tampered with."""

from collections.abc import Iterator
from datetime import date, datetime

from surveyapp.core.dutch import long_date
from surveyapp.evidence.documents.rules import DOSSIER, objects_in
from surveyapp.evidence.visible.wanted import Form, Wanted
from surveyapp.protection.sealing import Facts
from surveyapp.text.words import short_fingerprint


def wanted_in(facts: Facts) -> Iterator[Wanted]:
    """Yield the texts that people gave, and what identifies them."""
    for answer in objects_in(facts.get("answers")):
        yield from _answer(answer, f"vraag {answer.get('item')}")
    for number, passage in enumerate(objects_in(facts.get("passages")), 1):
        yield from _passage(passage, f"passage {number}")
    if facts.get("format") != DOSSIER:
        return
    for record in objects_in(facts.get("records")):
        for reader in objects_in(record.get("readers")):
            for reaction in objects_in(reader.get("reactions")):
                if reaction.get("kind") != "agree":
                    yield from _reaction(reaction, f"vraag {reaction.get('item')}")
    for alignment in objects_in(facts.get("alignments")):
        for passage in objects_in(alignment.get("passages")):
            yield from _passage(passage, f"afstemming {alignment.get('number')}")


def _answer(answer: Facts, place: str) -> Iterator[Wanted]:
    digest = str(answer.get("fingerprint") or "")
    yield Wanted(str(answer.get("text") or ""), place, Form.MARKDOWN)
    yield Wanted(digest, place, other=short_fingerprint(digest))
    for agreement in objects_in(answer.get("agreements")):
        for words in (agreement.get("name"), agreement.get("function"), _day_of(agreement)):
            yield Wanted(str(words or ""), place)
    reaction = answer.get("reaction")
    if isinstance(reaction, dict):
        yield from _reaction(reaction, place)


def _reaction(reaction: Facts, place: str) -> Iterator[Wanted]:
    for words in (reaction.get("proposal"), reaction.get("remark")):
        yield Wanted(str(words or ""), place, Form.MARKDOWN)


def _passage(passage: Facts, place: str) -> Iterator[Wanted]:
    yield Wanted(str(passage.get("text") or ""), place, Form.MARKDOWN)
    reaction = passage.get("reaction")
    if isinstance(reaction, dict):
        yield Wanted(str(reaction.get("words") or ""), place, Form.MARKDOWN)


def _day_of(agreement: Facts) -> str:
    try:
        said, given = agreement.get("said_on"), agreement.get("given_at")
        return long_date(date.fromisoformat(str(said)) if said else datetime.fromisoformat(str(given)))
    except ValueError:
        return ""
