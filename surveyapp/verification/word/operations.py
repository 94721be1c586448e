"""Write a record as a Word file, and read a returned file as reactions.

A difference becomes a proposal; a comment in the margin is its remark, or a question. An unchanged answer is not an
agreement: that is asked for separately.
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
    """Return a mark that identifies the verification in its file: 16 hexadecimal digits that open nothing."""
    return hmac.digest(secrets_of(session).links, b"word:" + verification.nonce.encode(), "sha256").hex()[:16]


def record_file(session: Session, verification: Verification) -> tuple[str, bytes]:
    """Return name and content of a Word file with the answers that need a reaction of this respondent.

    Raises Refused.
    """
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
        answers={revision.answer.item: Printed(revision.number, revision.text) for revision in revisions},
        title=TITLE,
        instructions=INSTRUCTIONS,
        asked=frozenset(revision.answer.item for revision in revisions),
    )
    return f"verslag-{record.number}-{organisation.key}.docx", writer.write(paper, FileKind.WORD)


@dataclass(frozen=True, slots=True)
class Difference:
    """An answer in a returned file. ``kind`` is None when it cannot become a reaction; ``why_not`` says why."""

    item: str
    title: str
    kind: ReactionKind | None
    old: str
    new: str
    remark: str
    why_not: str = ""

    @property
    def ticked(self) -> bool:
        """Return whether it is chosen by default. A withdrawal is not: an empty box may be a mistake."""
        return self.kind is not None and self.kind is not ReactionKind.WITHDRAWAL


@dataclass(frozen=True, slots=True)
class CameBack:
    """The differences in a returned file, and what it holds that cannot be used."""

    differences: tuple[Difference, ...]
    same: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def offered(self) -> tuple[Difference, ...]:
        """Return the differences that can become reactions."""
        return tuple(difference for difference in self.differences if difference.kind)


def read_back(session: Session, verification: Verification, content: bytes) -> CameBack:
    """Return how a file differs from the record. Raises FileRefused for a file of another respondent."""
    return _came_back(session, verification, filled_in(session, verification, content))


@dataclass(frozen=True, slots=True)
class Read:
    """The content of a file, and each of its replies compared with the record."""

    filled: FilledIn
    compared: Sequence[Compared]


def filled_in(session: Session, verification: Verification, content: bytes) -> Read:
    """Read and compare a file in a separate process with limits. Raises FileRefused."""
    asked = frozenset(revision.answer.item for revision in open_revisions(session, verification))
    filled = reader.read_apart(content, _expected(verification.record.interview, asked))
    said = {entry.revision.answer.item: entry.revision.text for entry in verification.record.entries}
    pairs = [(reply.text, said.get(reply.item, reply.text)) for reply in filled.replies]
    return Read(filled, compared_apart(pairs))


def _came_back(session: Session, verification: Verification, read: Read) -> CameBack:
    filled = read.filled
    interview = verification.record.interview
    revisions = {entry.revision.answer.item: entry.revision for entry in verification.record.entries}
    open_items = {open_revision.answer.item for open_revision in open_revisions(session, verification)}
    _check_mark(session, verification, filled.stamp.file)
    said = {reaction.revision.answer.item: reaction for reaction in verification.reactions}
    titles = {question.number: question.title for question in parsed(interview.questionnaire).items}
    differences, same, lost = [], [], list(filled.remarks)
    for reply, compared in zip(filled.replies, read.compared, strict=True):
        lost += [f"Vraag {reply.item}: {remark}" for remark in reply.remarks]
        revision = revisions.get(reply.item)
        if revision is None:
            lost.append(f"Vraag {reply.item} staat niet in dit verslag.")
            continue
        difference = _difference(reply, compared, revision, titles[reply.item])
        if difference is None:
            same.append(reply.item)
        else:
            differences.append(_possible(difference, reply.item in open_items, said.get(reply.item)))
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

    def difference(kind: ReactionKind | None, new: str = "", why_not: str = "") -> Difference:
        return Difference(reply.item, title, kind, revision.text, new, remark, why_not)

    if len(remark) > MAX_REMARK:
        return difference(None, why_not=f"De opmerkingen zijn te lang: er passen {MAX_REMARK} tekens.")
    if len(reply.text) > texts.MAX_CHARACTERS:
        return difference(None, why_not=f"De tekst is te lang: er passen {texts.MAX_CHARACTERS} tekens.")
    if compared.same:
        return difference(ReactionKind.QUESTION) if remark else None
    if not reply.text.strip():
        return difference(ReactionKind.WITHDRAWAL)
    return difference(ReactionKind.CORRECTION, compared.text)


def _possible(difference: Difference, is_open: bool, said: Reaction | None) -> Difference:
    why_not = ""
    if not is_open:
        why_not = "De respondent ging hiermee al akkoord."
    elif said:
        why_not = f"Bij deze vraag staat al een reactie van de respondent: {said.kind.label.lower()}."
    if not why_not:
        return difference
    return Difference(
        difference.item, difference.title, None, difference.old, difference.new, difference.remark, why_not
    )


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
    """Save the chosen differences of a file as reactions. They count at once, and the respondent gets a mail.

    ``filled`` is the result of ``filled_in``, read before the write transaction. Raises Refused, FileRefused.
    """
    respondent = verification.respondent
    if not queries.link_facts(session, verification).newest_record:
        raise Refused("Er is intussen een nieuwer verslag.")
    if respondent.left_at or respondent.erased_at:
        raise Refused(f"{respondent.name} doet niet meer mee.")
    offered = {difference.item: difference for difference in _came_back(session, verification, filled).offered}
    entered = Entered(actor.user_id, attachment)
    reactions = [_keep(session, verification, offered[item], entered, at) for item in items if item in offered]
    if reactions:
        _tell(
            session,
            actor,
            verification,
            {reaction.revision.answer.item: reaction for reaction in reactions},
            contact,
            at,
        )
    refresh_state(session, verification.record.interview, at)
    return reactions


def _keep(
    session: Session, verification: Verification, difference: Difference, entered: Entered, at: datetime
) -> Reaction:
    if difference.kind is None:
        raise Refused(difference.why_not)
    return keep(
        session,
        verification,
        difference.item,
        difference.kind,
        difference.new,
        difference.remark,
        None,
        NOTHING_SEEN,
        at,
        entered,
    )


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
