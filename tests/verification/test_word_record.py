"""A record to Word and back: differences become proposals, silence does not become agreement."""

from collections.abc import Callable
from io import BytesIO

import docx
import pytest
import sqlalchemy as sa
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from recorded import ADVISER, NOW, SYSTEM
from setting import MakeUser
from sqlalchemy.orm import Session
from verified import CONTACT, Verified

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.attachments.models import Attachment
from surveyapp.attachments.operations import CheckedFile, attach, detach
from surveyapp.core.audit import Actor
from surveyapp.core.errors import Refused
from surveyapp.exchange.papers.rules import FileRefused
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.interviews.recording.rules import InterviewState
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.verification.records import queries
from surveyapp.verification.records.models import Approval, Verification
from surveyapp.verification.records.rules import ReactionKind
from surveyapp.verification.word import operations

COLLEAGUE = RespondentData("Collega", "wethouder", "collega@example.org")
ANSWERS = {
    "1": "Er is gewerkt.",
    "2b": "Er is **gesloopt**.\n\nEr is gebouwd.[^1]\n\n[^1]: Zie de visie.",
    "9": "Veel.",
}


@pytest.fixture
def made(session: Session) -> Verified:
    return Verified.of(session)


def by_staff(interview: Interview) -> Actor:
    return Actor("staff", interview.interviewers[0].id)


@pytest.fixture
def interview(made: Verified, staff: MakeUser) -> Interview:
    """Sent to two people."""
    interview = made.interview(by=[staff(RoleName.INTERVIEWER)], respondents=(ADVISER, COLLEAGUE))
    for item, text in ANSWERS.items():
        made.save(interview, item, text)
    made.send(interview)
    return interview


def changed(made: Verified, reader: Verification, change: Callable[[Document], None] = lambda _document: None) -> bytes:
    """The respondent's file, after they worked in it."""
    document = docx.Document(BytesIO(operations.record_file(made.session, reader)[1]))
    change(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def box(document: Document, item: str) -> docx.table._Cell:
    """Where the answer stands."""
    found = next(table for table in document.tables if f"vraag {item}" in table.rows[0].cells[0].text)
    return found.rows[1].cells[0]


def kept(made: Verified, interview: Interview, content: bytes) -> Attachment:
    return attach(made.session, SYSTEM, interview, CheckedFile.of("terug.docx", content), at=NOW)


def test_an_unchanged_file_says_nothing(made: Verified, interview: Interview) -> None:
    reader = made.readers(interview)[0]
    found = operations.read_back(made.session, reader, changed(made, reader))
    assert (found.differences, found.same, found.lost) == ((), ("1", "2b", "9"), ())
    attachment = kept(made, interview, changed(made, reader))
    filled = operations.filled_in(made.session, reader, attachment.file.content)
    assert (
        operations.bring_in(made.session, SYSTEM, reader, ["1"], attachment, filled=filled, contact=CONTACT, at=NOW)
        == []
    )
    assert made.session.scalar(sa.select(sa.func.count()).select_from(Approval)) == 0
    assert interview.state is InterviewState.WAITING


def test_what_differs_becomes_a_proposal_with_the_remark_beside_it(made: Verified, interview: Interview) -> None:
    reader = made.readers(interview)[0]

    def work(document: Document) -> None:
        box(document, "2b").paragraphs[1].add_run(" In 2018.")
        document.add_comment(box(document, "2b").paragraphs[1].runs, "Dat was later.", author="Adviseur")
        document.add_comment(box(document, "9").paragraphs[0].runs, "Hoeveel precies?", author="Adviseur")
        box(document, "1").paragraphs[0].clear()

    found = operations.read_back(made.session, reader, content := changed(made, reader, work))
    assert [(one.item, one.kind, one.remark, one.ticked) for one in found.differences] == [
        ("1", ReactionKind.WITHDRAWAL, "", False),
        ("2b", ReactionKind.CORRECTION, "Dat was later.", True),
        ("9", ReactionKind.QUESTION, "Hoeveel precies?", True),
    ]
    proposal = found.differences[1].new
    assert proposal == "Er is **gesloopt**.\n\nEr is gebouwd.[^1] In 2018.\n\n[^1]: Zie de visie."
    operations.bring_in(
        made.session,
        by_staff(interview),
        reader,
        ["2b", "9"],
        kept(made, interview, content),
        filled=operations.filled_in(made.session, reader, content),
        contact=CONTACT,
        at=NOW,
    )


def test_a_remark_on_the_coloured_line_or_the_heading_is_a_question_about_that_answer(
    made: Verified, interview: Interview
) -> None:
    reader = made.readers(interview)[0]

    def work(document: Document) -> None:
        line = next(table for table in document.tables if "vraag 9" in table.rows[0].cells[0].text)
        document.add_comment(line.rows[0].cells[0].paragraphs[0].runs, "Hoeveel?", author="Adviseur")
        heading = next(one for one in document.paragraphs if one.text.startswith("2b "))
        document.add_comment(heading.runs, "Dit was in 2016.", author="Adviseur")
        document.add_comment(document.paragraphs[0].runs, "Mooi verslag.", author="Adviseur")

    found = operations.read_back(made.session, reader, changed(made, reader, work))
    assert [(one.item, one.kind, one.remark) for one in found.differences] == [
        ("2b", ReactionKind.QUESTION, "Dit was in 2016."),
        ("9", ReactionKind.QUESTION, "Hoeveel?"),
    ]
    assert found.same == ("1",)
    assert found.lost == (
        "Een opmerking in de kantlijn bij ‘Verslag om na te kijken’ is niet overgenomen: ‘Mooi verslag.’",
    )


def test_reactions_from_a_file_count_at_once_and_agree_to_nothing(made: Verified, interview: Interview) -> None:
    reader = made.readers(interview)[0]
    content = changed(made, reader, lambda document: box(document, "9").paragraphs[0].add_run(" Heel veel.") and None)
    attachment = kept(made, interview, content)
    brought = operations.bring_in(
        made.session,
        by_staff(interview),
        reader,
        ["9", "1", "77"],
        attachment,
        filled=operations.filled_in(made.session, reader, content),
        contact=CONTACT,
        at=NOW,
    )
    assert [(one.revision.answer.item, one.proposal) for one in brought] == [("9", "Veel. Heel veel.")]
    assert interview.state is InterviewState.REACTED
    record = queries.newest_record(made.session, interview)
    assert record
    (reaction,) = queries.to_decide(made.session, record)
    assert (reaction.attachment_id, reaction.entered_by_id) == (attachment.id, interview.interviewers[0].id)
    assert made.session.scalar(sa.select(sa.func.count()).select_from(Approval)) == 0
    told = made.session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id.desc())).first()
    assert told
    assert (told.to_address, "Heel veel." in told.text, "Dit is nog geen akkoord" in told.text) == (
        ADVISER.email,
        True,
        True,
    )
    with pytest.raises(Refused, match="bewijst"):
        detach(made.session, SYSTEM, interview, attachment, at=NOW)
    again = operations.read_back(made.session, made.readers(interview)[0], content)
    assert "staat al een reactie" in again.differences[0].why_not


def test_a_file_of_somebody_else_or_of_an_older_record_says_whose_it_is(made: Verified, interview: Interview) -> None:
    first, second = made.readers(interview)
    with pytest.raises(FileRefused, match="verslag 1 voor Collega"):
        operations.read_back(made.session, first, changed(made, second))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "leeg"),
        (b"PK\x03\x04 nonsense", "beschadigd"),
        (b"%PDF-1.7", "een PDF"),
    ],
)
def test_a_damaged_or_foreign_file_is_refused_with_what_is_wrong(
    made: Verified, interview: Interview, content: bytes, said: str
) -> None:
    with pytest.raises(FileRefused, match=said):
        operations.read_back(made.session, made.readers(interview)[0], content)


def test_tracked_changes_are_read_as_if_accepted(made: Verified, interview: Interview) -> None:
    reader = made.readers(interview)[0]

    def track(document: Document) -> None:
        paragraph = box(document, "9").paragraphs[0]._p
        mark = f'{nsdecls("w")} w:id="1" w:author="A" w:date="2026-11-24T10:00:00Z"'
        run = paragraph.r_lst[0]
        deletion = parse_xml(f"<w:del {mark}><w:r><w:delText>Veel.</w:delText></w:r></w:del>")
        run.addprevious(deletion)
        run.addprevious(parse_xml(f"<w:ins {mark}><w:r><w:t>Weinig.</w:t></w:r></w:ins>"))
        paragraph.remove(run)

    found = operations.read_back(made.session, reader, changed(made, reader, track))
    assert [(one.item, one.new) for one in found.differences] == [("9", "Weinig.")]
    assert any("bijgehouden wijzigingen" in one for one in found.lost)


def test_what_was_agreed_meanwhile_is_not_brought_in(made: Verified, interview: Interview) -> None:
    reader, other = made.readers(interview)
    content = changed(made, reader, lambda document: box(document, "9").paragraphs[0].add_run(" Meer.") and None)
    made.submit(reader)
    found = operations.read_back(made.session, made.readers(interview)[0], content)
    assert [(one.item, one.kind, one.why_not) for one in found.differences] == [
        ("9", None, "De respondent ging hiermee al akkoord.")
    ]
    with pytest.raises(Refused, match="geen antwoord meer"):
        operations.record_file(made.session, made.readers(interview)[0])
    assert operations.record_file(made.session, other)[0].startswith("verslag-1-")
