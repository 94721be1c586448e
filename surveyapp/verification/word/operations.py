"""The record as a Word file for a respondent who would rather write in Word, and what came back as reactions.

What differs becomes a proposal; a remark in the margin goes with it, or is a question. What does not differ is no
agreement: that is asked for apart.
"""

import hmac
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.attachments.models import Attachment
from surveyapp.core.audit import Actor, record_event
from surveyapp.core.db import secrets_of
from surveyapp.core.dutch import long_date, up_to
from surveyapp.core.errors import Refused
from surveyapp.exchange.comparing.operations import Compared, compared_apart
from surveyapp.exchange.files import reader, writer
from surveyapp.exchange.papers.archive import FileKind
from surveyapp.exchange.papers.paper import Paper, Printed
from surveyapp.exchange.papers.rules import FileRefused, FilledIn, Reply, Stamp
from surveyapp.interviews.recording.models import AnswerRevision, Interview
from surveyapp.mail.outbox.operations import enqueue
from surveyapp.questionnaires.operations import parsed
from surveyapp.text import words as texts
from surveyapp.verification.keeping.operations import MAX_REMARK, Entered, keep, open_revisions
from surveyapp.verification.notices import mails
from surveyapp.verification.records import digests, queries
from surveyapp.verification.records.models import Reaction, Verification
from surveyapp.verification.records.rules import NOTHING_SEEN, ReactionKind
from surveyapp.verification.sending.operations import refresh_state

TITLE = "Verslag om na te kijken"
INSTRUCTIONS = (
    (
        "Klopt een antwoord niet? Wijzig dan de tekst in het vak. Dat mag met ‘Wijzigingen bijhouden’, of gewoon. Een"
        " vraag of uitleg zet u als opmerking in de kantlijn. Wat klopt, laat u staan."
    ),
    (
        "Stuur dit bestand terug als bijlage bij een antwoord op onze mail. U gaat hiermee nog niet akkoord. Dat vragen"
        " wij u daarna apart. Laat de gekleurde regel boven elk vak staan."
    ),
)


def file_mark(session: Session, verification: Verification) -> str:
    """What a file says of whom it was made for: 16 hexadecimal digits that open nothing."""
    return hmac.digest(secrets_of(session).links, b"word:" + verification.nonce.encode(), "sha256").hex()[:16]


def record_file(session: Session, verification: Verification) -> tuple[str, bytes]:
    """The answers that still ask for a reaction of this respondent, as a Word file: its name and its bytes."""
    record, interview = verification.record, verification.record.interview
    questionnaire, revisions = parsed(interview.questionnaire), open_revisions(session, verification)
    if not revisions:
        raise Refused("Er is geen antwoord meer waar een reactie bij gevraagd wordt.")
    organisation = interview.organisation
    paper = Paper(
        questionnaire,
        Stamp(
            questionnaire.key,
            interview.questionnaire.hash[:12],
            interview.round.name,
            organisation.key,
            file_mark(session, verification),
        ),
        facts={
            "Organisatie": organisation.label,
            "Ronde": interview.round.name,
            "Datum": f"interview op {long_date(interview.held_on)}" if interview.held_on else "",
            "Gesproken met": verification.respondent.function,
            "Verslag": f"{record.number}, reageren kan {up_to(verification.deadline)}",
        },
        answers={one.answer.item: Printed(one.number, one.text) for one in revisions},
        title=TITLE,
        instructions=INSTRUCTIONS,
        asked=frozenset(one.answer.item for one in revisions),
    )
    return f"verslag-{record.number}-{organisation.key}.docx", writer.write(paper, FileKind.WORD)


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer of a file that came back. ``kind`` is None when nothing can be made of it: ``why_not`` says why."""

    item: str
    title: str
    kind: ReactionKind | None
    old: str
    new: str
    remark: str
    why_not: str = ""

    @property
    def ticked(self) -> bool:
        """Whether it is chosen unless somebody says otherwise: an empty box may be a slip."""
        return self.kind is not None and self.kind is not ReactionKind.WITHDRAWAL


@dataclass(frozen=True, slots=True)
class CameBack:
    """What a file would bring in, and what it holds that cannot be."""

    differences: tuple[Difference, ...]
    same: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def offered(self) -> tuple[Difference, ...]:
        """What there is to choose from."""
        return tuple(one for one in self.differences if one.kind)


def read_back(session: Session, verification: Verification, content: bytes) -> CameBack:
    """What a file says that the record does not. Raises FileRefused for one that is not this respondent's file."""
    return _came_back(session, verification, filled_in(session, verification, content))


@dataclass(frozen=True, slots=True)
class Read:
    """What a file holds, and each of its replies compared with what the record says."""

    filled: FilledIn
    compared: Sequence[Compared]


def filled_in(session: Session, verification: Verification, content: bytes) -> Read:
    """What a file holds, read and compared in the process with limits. Raises FileRefused."""
    asked = frozenset(one.answer.item for one in open_revisions(session, verification))
    filled = reader.read_apart(content, _expected(verification.record.interview, asked))
    said = {entry.revision.answer.item: entry.revision.text for entry in verification.record.entries}
    pairs = [(reply.text, said.get(reply.item, reply.text)) for reply in filled.replies]
    return Read(filled, compared_apart(pairs))


def _came_back(session: Session, verification: Verification, read: Read) -> CameBack:
    filled = read.filled
    interview = verification.record.interview
    revisions = {entry.revision.answer.item: entry.revision for entry in verification.record.entries}
    open_items = {one.answer.item for one in open_revisions(session, verification)}
    _check_mark(session, verification, filled.stamp.file)
    said = {one.revision.answer.item: one for one in verification.reactions}
    titles = {one.number: one.title for one in parsed(interview.questionnaire).items}
    differences, same, lost = [], [], list(filled.remarks)
    for reply, compared in zip(filled.replies, read.compared, strict=True):
        lost += [f"Vraag {reply.item}: {remark}" for remark in reply.remarks]
        revision = revisions.get(reply.item)
        if revision is None:
            lost.append(f"Vraag {reply.item} staat niet in dit verslag.")
            continue
        found = _difference(reply, compared, revision, titles[reply.item])
        if found is None:
            same.append(reply.item)
        else:
            differences.append(_possible(found, reply.item in open_items, said.get(reply.item)))
    return CameBack(tuple(differences), tuple(same), tuple(lost))


def _expected(interview: Interview, asked: frozenset[str]) -> reader.Expected:
    return reader.Expected(
        questionnaire=parsed(interview.questionnaire),
        digest=interview.questionnaire.hash,
        round=interview.round.name,
        organisation=interview.organisation.key,
        label=interview.organisation.label,
        asked=asked,
        printed=(TITLE, *INSTRUCTIONS),
    )


def _check_mark(session: Session, verification: Verification, mark: str) -> None:
    if mark == file_mark(session, verification):
        return
    for record in queries.records_of(session, verification.record.interview):
        for other in record.verifications:
            if mark == file_mark(session, other):
                raise FileRefused(
                    f"Dit bestand is van verslag {record.number} voor {other.respondent.name}. Lees het daar in, of"
                    f" vraag om het bestand van verslag {verification.record.number}."
                )
    raise FileRefused("Dit bestand is niet gemaakt om een verslag na te kijken. Vraag de respondent om het goede.")


def _difference(reply: Reply, compared: Compared, revision: AnswerRevision, title: str) -> Difference | None:
    remark = "\n".join(reply.comments)

    def found(kind: ReactionKind | None, new: str = "", why_not: str = "") -> Difference:
        return Difference(reply.item, title, kind, revision.text, new, remark, why_not)

    if len(remark) > MAX_REMARK:
        return found(None, why_not=f"De opmerkingen zijn te lang: er passen {MAX_REMARK} tekens.")
    if len(reply.text) > texts.MAX_CHARACTERS:
        return found(None, why_not=f"De tekst is te lang: er passen {texts.MAX_CHARACTERS} tekens.")
    if compared.same:
        return found(ReactionKind.QUESTION) if remark else None
    if not reply.text.strip():
        return found(ReactionKind.WITHDRAWAL)
    return found(ReactionKind.CORRECTION, compared.text)


def _possible(found: Difference, is_open: bool, said: Reaction | None) -> Difference:
    why_not = ""
    if not is_open:
        why_not = "De respondent ging hiermee al akkoord."
    elif said:
        why_not = f"Bij deze vraag staat al een reactie van de respondent: {said.kind.label.lower()}."
    if not why_not:
        return found
    return Difference(found.item, found.title, None, found.old, found.new, found.remark, why_not)


def bring_in(
    session: Session,
    actor: Actor,
    verification: Verification,
    items: Collection[str],
    attachment: Attachment,
    *,
    filled: Read,
    contact: str,
    at: datetime,
) -> Sequence[Reaction]:
    """Make reactions of what was chosen from a kept file. They count at once, and the respondent is told of them.

    ``filled`` is what ``filled_in`` read of the attachment, before the write transaction. Raises Refused, FileRefused.
    """
    respondent = verification.respondent
    if not queries.link_facts(session, verification).newest_record:
        raise Refused("Er is intussen een nieuwer verslag.")
    if respondent.left_at or respondent.erased_at:
        raise Refused(f"{respondent.name} doet niet meer mee.")
    offered = {one.item: one for one in _came_back(session, verification, filled).offered}
    entered = Entered(actor.user_id, attachment)
    reactions = [_keep(session, verification, offered[item], entered, at) for item in items if item in offered]
    if reactions:
        _tell(session, actor, verification, {one.revision.answer.item: one for one in reactions}, contact, at)
    refresh_state(session, verification.record.interview, at)
    return reactions


def _keep(session: Session, verification: Verification, one: Difference, entered: Entered, at: datetime) -> Reaction:
    if one.kind is None:
        raise Refused(one.why_not)
    return keep(session, verification, one.item, one.kind, one.new, one.remark, None, NOTHING_SEEN, at, entered)


def _tell(
    session: Session,
    actor: Actor,
    verification: Verification,
    reactions: Mapping[str, Reaction],
    contact: str,
    at: datetime,
) -> None:
    for item, reaction in reactions.items():
        record_event(
            session,
            actor,
            "reaction.read_in",
            "reaction",
            reaction.id,
            at,
            interview=verification.record.interview_id,
            item=item,
            kind=reaction.kind.value,
            attachment=reaction.attachment_id,
            digest=digests.of_reaction(reaction),
        )
    enqueue(session, mails.read_in_mail(verification, list(reactions.values()), contact, actor), at)
