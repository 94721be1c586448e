"""History of an answer or a private note: versions with author and time, and restoring an older version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from markupsafe import Markup
from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor, record_event
from surveyapp.core.errors import NotFound
from surveyapp.core.revisions import with_before
from surveyapp.interviews.recording import queries
from surveyapp.interviews.recording.models import AnswerRevision, Interview, NoteRevision
from surveyapp.interviews.recording.operations import save_answer, save_note
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.text import differences
from surveyapp.text import words as texts

R = TypeVar("R", AnswerRevision, NoteRevision)
PAGE = 25
"""Versions on one page. Autosave makes hundreds while an interviewer types during a conversation."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a text. ``difference`` is the text with its changes marked; None for the first version."""

    number: int
    text: str
    status: AnswerStatus
    at: datetime
    by: str
    fingerprint: str
    """Fingerprint for approvals; "" for a note, which is not approved."""
    difference: Markup | None
    added: int
    removed: int

    @property
    def told(self) -> str:
        """Number of words added and removed, in Dutch: "2 woorden erbij, 1 eraf"."""
        if not self.added and not self.removed:
            return "geen ander woord"
        came = f"{self.added} {'woord' if self.added == 1 else 'woorden'} erbij" if self.added else ""
        went = f"{self.removed} {'eraf' if came else 'woord eraf' if self.removed == 1 else 'woorden eraf'}"
        return ", ".join(filter(None, [came, went if self.removed else ""]))


@dataclass(frozen=True, slots=True)
class History:
    """A page of versions, newest first. ``newest`` is the number of the current text (0 for none)."""

    versions: tuple[Version, ...]
    newest: int
    older: int
    """Number below which the next page of versions starts; 0 when there are none."""


def history_of(revisions: Sequence[R], below: int = 0) -> History:
    """Return a page of the versions below a number (0: from the newest on), given all revisions, newest first."""
    pairs = [pair for pair in with_before(revisions) if not below or pair[0].number < below]
    shown = tuple(_version(revision, before) for revision, before in pairs[:PAGE])
    return History(
        versions=shown,
        newest=revisions[0].number if revisions else 0,
        older=shown[-1].number if len(pairs) > PAGE else 0,
    )


def _version(revision: AnswerRevision | NoteRevision, before: AnswerRevision | NoteRevision | None) -> Version:
    changes = differences.word_difference(before.text if before else "", revision.text)
    return Version(
        number=revision.number,
        text=revision.text,
        status=revision.status if isinstance(revision, AnswerRevision) else AnswerStatus.TEXT,
        at=revision.created_at,
        by=revision.author.name if revision.author else "",
        fingerprint=revision.fingerprint if isinstance(revision, AnswerRevision) else "",
        difference=differences.changes_html(changes) if before else None,
        added=sum(texts.count_words(change.text) for change in changes if change.kind == "insert"),
        removed=sum(texts.count_words(change.text) for change in changes if change.kind == "delete"),
    )


def restore_answer(
    session: Session, actor: Actor, interview: Interview, item: str, *, number: int, base: int, at: datetime
) -> AnswerRevision:
    """Save the text of an older revision as a new revision. Nothing is lost.

    ``base`` is the newest revision that the user saw. Raises NotFound, and as ``save_answer``.
    """
    old = queries.find_revision(session, interview, item, number)
    if old is None:
        raise NotFound("Deze versie is er niet.")
    saved = save_answer(session, actor, interview, item, text=old.text, status=old.status, base=base, at=at)
    if saved.number > base:
        record_event(session, actor, "answer.restore", "answer", saved.answer_id, at, number=saved.number, as_in=number)
    return saved


def restore_note(
    session: Session, actor: Actor, interview: Interview, item: str, *, number: int, base: int, at: datetime
) -> NoteRevision:
    """Save the text of an older revision of a private note as a new revision. Raises as ``restore_answer``."""
    old = next(
        (revision for revision in queries.note_revisions_of(session, interview, item) if revision.number == number),
        None,
    )
    if old is None:
        raise NotFound("Deze versie is er niet.")
    return save_note(session, actor, interview, item, text=old.text, base=base, at=at)
