"""Questions to the database behind the desk of one section."""

import json
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from surveyapp.interviews.recording.models import Answer, AnswerRevision, Interview, Organisation, Round
from surveyapp.report.rounds.queries import of_section
from surveyapp.report.tables.models import Edition, SectionTextRevision
from surveyapp.text.words import fingerprint


def find_section_text(session: Session, round_: Round, section: str, number: int) -> SectionTextRevision | None:
    """One version of a section's text."""
    return session.scalar(
        sa.select(SectionTextRevision).where(of_section(round_, section), SectionTextRevision.number == number)
    )


def browser_key(round_: Round, section: str) -> str:
    """What a browser keeps a section's text under: no other section has it, nor one of another database."""
    return fingerprint(round=round_.id, made=round_.created_at.isoformat(), section=section)[:20]


@dataclass(frozen=True, slots=True)
class TextBefore:
    """What a section said in the round before. ``edition`` is the number under which that was published, if it was."""

    round: str
    text: str
    edition: int | None
    at: datetime


def find_text_before(session: Session, round_: Round, section: str) -> TextBefore | None:
    """The section with the same key in the round before: as published, or else its newest text."""
    before = round_.previous
    if before is None:
        return None
    edition = session.scalar(
        sa.select(Edition)
        .options(undefer(Edition.manifest))
        .where(Edition.round_id == before.id)
        .order_by(Edition.number.desc())
        .limit(1)
    )
    if edition and (text := _published(edition, section)):
        return TextBefore(before.name, text, edition.number, edition.published_at)
    newest = session.scalar(
        sa.select(SectionTextRevision)
        .where(of_section(before, section))
        .order_by(SectionTextRevision.number.desc())
        .limit(1)
    )
    return TextBefore(before.name, newest.text, None, newest.created_at) if newest and newest.text.strip() else None


def _published(edition: Edition, section: str) -> str:
    """An editor's words in a published section. A group of regions is known by the end of its key."""
    found = [
        block["markdown"]
        for one in json.loads(edition.manifest)["sections"]
        if one["key"] == section or one["key"].endswith(f"/{section}")
        for block in one["blocks"]
        if block["kind"] == "text"
    ]
    return "\n\n".join(found)


def get_newest_revision(session: Session, round_: Round, organisation: str, item: str) -> AnswerRevision:
    """What an organisation's answer says now. Raises NoResultFound when there is none."""
    return session.scalars(
        sa.select(AnswerRevision)
        .join(AnswerRevision.answer)
        .join(Answer.interview)
        .join(Interview.organisation)
        .where(Interview.round_id == round_.id, Organisation.key == organisation, Answer.item == item)
        .order_by(AnswerRevision.number.desc())
        .limit(1)
    ).one()
