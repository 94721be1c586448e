"""Change the words of a mail in a round."""

from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor, record_event
from surveyapp.core.errors import Refused
from surveyapp.core.revisions import append
from surveyapp.interviews.recording.models import Round
from surveyapp.mail.texts.models import MailTextRevision
from surveyapp.mail.texts.rules import MAX_SUBJECT, MAX_WORDS, SENDER, MailKind, Words, problems
from surveyapp.text import words as texts

NOTHING = Words("", "", "")


def checked(kind: MailKind, words: Words) -> dict[str, str]:
    """Return the problems, by the part of the words: "subject", "above" or "below"."""
    wrong = {
        part: in_part[0] for part in ("subject", "above", "below") if (in_part := problems(kind, getattr(words, part)))
    }
    if not words.subject and kind.key != SENDER:
        wrong["subject"] = "Vul een onderwerp in."
    if not words.above:
        wrong["above"] = "Vul een tekst in."
    if len(words.subject) > MAX_SUBJECT:
        wrong["subject"] = f"Dit is te lang: {len(words.subject)} tekens. Er passen er {MAX_SUBJECT}."
    for part in ("above", "below"):
        if len(getattr(words, part)) > MAX_WORDS:
            wrong[part] = f"De tekst is te lang: {len(getattr(words, part))} tekens. Er passen er {MAX_WORDS}."
    return wrong


def normalised(words: Words) -> Words:
    """Return the stored form of the words."""
    subject = " ".join(texts.without_controls(words.subject).split())
    above, below = (texts.normalise(text[: 2 * MAX_WORDS]).strip() for text in (words.above, words.below))
    return Words(subject, above, below)


def save_words(
    session: Session, actor: Actor, round_: Round, kind: MailKind, words: Words, *, base: int, at: datetime
) -> MailTextRevision:
    """Save the words for the mails of this round from now on.

    ``base`` is the revision that the writer saw, 0 for none. Words equal to the standard follow the standard from then
    on. Raises Refused and SaveConflict.
    """
    words = normalised(words)
    if wrong := checked(kind, words):
        raise Refused(next(iter(wrong.values())))
    return _append(session, actor, round_, kind, NOTHING if words == kind.standard else words, base, at)


def back_to_standard(
    session: Session, actor: Actor, round_: Round, kind: MailKind, *, base: int, at: datetime
) -> MailTextRevision:
    """Return to the standard words. Earlier words stay in the history. Raises SaveConflict."""
    return _append(session, actor, round_, kind, NOTHING, base, at)


def _append(
    session: Session, actor: Actor, round_: Round, kind: MailKind, words: Words, base: int, at: datetime
) -> MailTextRevision:
    revision = MailTextRevision(
        round_id=round_.id,
        mail=kind.key,
        subject=words.subject,
        text=words.above,
        below=words.below,
        author_id=actor.user_id,
        created_at=at,
        key=None,
    )
    saved = append(session, revision, base=base)
    if saved is revision:
        record_event(
            session,
            actor,
            "mail_texts.save",
            "mail_text",
            saved.id,
            at,
            round=round_.name,
            mail=kind.key,
            number=saved.number,
            standard=not words.above,
        )
    return saved
