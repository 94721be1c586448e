"""Queries behind the desk of a section."""

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
    """Return a revision of a section's text by its number, or None."""
    return session.scalar(
        sa.select(SectionTextRevision).where(of_section(round_, section), SectionTextRevision.number == number)
    )


def browser_key(round_: Round, section: str) -> str:
    """Return the key under which browsers keep a section's unsaved text; unique over databases."""
    return fingerprint(round=round_.id, made=round_.created_at.isoformat(), section=section)[:20]


@dataclass(frozen=True, slots=True)
class TextBefore:
    """Text of a section in the previous round. ``edition`` is the number of its edition, None when unpublished."""

    round: str
    text: str
    edition: int | None
    at: datetime


def find_text_before(session: Session, round_: Round, section: str) -> TextBefore | None:
    """Return the text of the same section in the previous round: as published, otherwise the newest, or None."""
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
    """Return the editors' text of a published section. The key of a group is the last part of a section's key."""
    texts = [
        block["markdown"]
        for printed in json.loads(edition.manifest)["sections"]
        if printed["key"] == section or printed["key"].endswith(f"/{section}")
        for block in printed["blocks"]
        if block["kind"] == "text"
    ]
    return "\n\n".join(texts)


def get_newest_revision(session: Session, round_: Round, organisation: str, item: str) -> AnswerRevision:
    """Return the newest revision of an organisation's answer. Raises NoResultFound."""
    return session.scalars(
        sa.select(AnswerRevision)
        .join(AnswerRevision.answer)
        .join(Answer.interview)
        .join(Interview.organisation)
        .where(Interview.round_id == round_.id, Organisation.key == organisation, Answer.item == item)
        .order_by(AnswerRevision.number.desc())
        .limit(1)
    ).one()
