"""The listeners to the events of each package, in one place. See docs/decisions/0022-events.md.

Listeners to the same event are called in the order listed here.
"""

from flask import Flask

from surveyapp import worker
from surveyapp.accounts.signing_in import password_links
from surveyapp.accounts.signing_in.security import password_link
from surveyapp.accounts.staff import mails as account_mails
from surveyapp.alignment.dossiers import facts as alignment_dossier
from surveyapp.alignment.kind import kinds as alignment
from surveyapp.alignment.passages.models import AlignmentReading
from surveyapp.alignment.planning import operations as alignment_operations
from surveyapp.alignment.privacy import privacy as alignment_privacy
from surveyapp.alignment.receipts import facts
from surveyapp.alignment.telling import operations
from surveyapp.attachments import operations as attachments
from surveyapp.attachments.events import AttachmentEvents
from surveyapp.comments import operations as comments
from surveyapp.core.config import ConfigurationError
from surveyapp.core.db import db
from surveyapp.core.events import unheard
from surveyapp.evidence.documents import operations as evidence
from surveyapp.evidence.documents import pdf_writer
from surveyapp.evidence.documents.events import EvidenceEvents
from surveyapp.evidence.documents.rules import ALIGNED, DOSSIER
from surveyapp.interviews.recording.events import InterviewEvents
from surveyapp.invitations import operations as invitations
from surveyapp.invitations.enclosures import invitation_enclosure
from surveyapp.invitations.pages import panel_of
from surveyapp.mail.arrivals import jobs as mailbox
from surveyapp.mail.message.enclosures import Enclosures
from surveyapp.mail.outbox.events import MailEvents
from surveyapp.mail.received import mails as notices
from surveyapp.mail.received import operations as correspondence
from surveyapp.mail.received.events import CorrespondenceEvents
from surveyapp.printing.jobs import make_next_print
from surveyapp.privacy.persons.events import PrivacyEvents
from surveyapp.readings.links.kinds import ReadingKinds
from surveyapp.report.building.jobs import run_next_build
from surveyapp.verification.background import jobs as reading
from surveyapp.verification.enclosing import enclosures as records
from surveyapp.verification.kind.kinds import RECORD
from surveyapp.verification.on_behalf import operations as on_behalf_operations
from surveyapp.verification.people import queries
from surveyapp.verification.records.events import VerificationEvents
from surveyapp.verification.sending import operations as verification

LISTENERS = (
    InterviewEvents(
        facts_changed=verification.refresh_state,
        deletion_asked=(verification.why_not_delete, invitations.why_not_delete),
        deleting=(attachments.let_go, comments.let_go, correspondence.let_go, invitations.let_go),
        changes_shown=queries.changes_of,
        invitation_shown=panel_of,
    ),
    AttachmentEvents(removal_asked=on_behalf_operations.why_not_remove),
    VerificationEvents(
        approved=evidence.complete,
        printing=pdf_writer.record_pdf,
        moved=alignment_operations.mail_again,
        succeeded=alignment_operations.take_over,
    ),
    ReadingKinds(kinds=(RECORD, alignment.PASSAGES)),
    PrivacyEvents(
        erasing=(alignment_privacy.erase,),
        exporting={"alignments": alignment_privacy.kept},
    ),
    EvidenceEvents(
        dossier_made={"alignments": alignment_dossier.alignments_of},
        document_checked={DOSSIER: alignment_dossier.check, ALIGNED: facts.check},
        subjects_asked={
            AlignmentReading.subject: alignment_dossier.readings_of,
            "alignment_reaction": alignment_dossier.reactions_of,
        },
    ),
    MailEvents(given_up=correspondence.tell_of_failure),
    CorrespondenceEvents(
        not_arrived={
            "alignment": operations.undelivered,
            "alignment_reminder": operations.undelivered,
            "alignment_receipt": operations.undelivered,
        },
    ),
    Enclosures(
        suppliers={
            account_mails.ENCLOSURE: password_link,
            "invitation": invitation_enclosure,
            "notice": notices.notice_enclosure,
            "notices": notices.summary_enclosure,
            "record": records.record_enclosure,
            "reminder": records.reminder_enclosure,
            "receipt": pdf_writer.receipt_enclosure,
            "agreed": pdf_writer.agreed_enclosure,
            "alignment": alignment.enclosure,
            "alignment_reminder": alignment.reminder_enclosure,
            "alignment_receipt": facts.receipt_enclosure,
        },
    ),
    worker.Jobs(
        side_by_side=(
            worker.deliver_mail,
            make_next_print,
            reading.reminders,
            reading.releases,
            reading.endings,
            run_next_build,
            password_links.endings,
            mailbox.read_mailbox,
            mailbox.send_summaries,
            mailbox.redactions,
        ),
    ),
)


def init_app(app: Flask) -> None:
    """Give the listeners to every session of the application.

    Raises ConfigurationError for an event without listeners.
    """
    for events in LISTENERS:
        if missing := unheard(events):
            raise ConfigurationError(
                f"surveyapp is niet compleet: niemand luistert naar {missing[0]}. Installeer surveyapp opnieuw."
            )
    with app.app_context():
        known = db.sessionmaker.kw["info"]
        db.sessionmaker.configure(info={**known, **{type(events): events for events in LISTENERS}})
