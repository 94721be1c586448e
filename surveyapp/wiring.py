"""Who listens to each event of each package, in one place. See docs/decisions/0022-events.md.

Listeners of one event are called in the order in which they stand here.
"""

from flask import Flask

from surveyapp import worker
from surveyapp.accounts import mails as account_mails
from surveyapp.accounts import password_links
from surveyapp.accounts.security import password_link
from surveyapp.alignment import dossier as alignment_dossier
from surveyapp.alignment import kind as alignment
from surveyapp.alignment import operations as alignment_operations
from surveyapp.alignment import privacy as alignment_privacy
from surveyapp.alignment import proof, telling
from surveyapp.alignment.models import AlignmentReading
from surveyapp.attachments import operations as attachments
from surveyapp.attachments.events import AttachmentEvents
from surveyapp.comments import operations as comments
from surveyapp.config import ConfigurationError
from surveyapp.correspondence import jobs as mailbox
from surveyapp.correspondence import mails as notices
from surveyapp.correspondence import operations as correspondence
from surveyapp.correspondence.events import CorrespondenceEvents
from surveyapp.db import db
from surveyapp.events import unheard
from surveyapp.evidence import operations as evidence
from surveyapp.evidence import paper
from surveyapp.evidence.events import EvidenceEvents
from surveyapp.evidence.rules import ALIGNED, DOSSIER
from surveyapp.interviews.events import InterviewEvents
from surveyapp.invitations import operations as invitations
from surveyapp.invitations.enclosure import invitation_enclosure
from surveyapp.invitations.pages import panel_of
from surveyapp.mail.enclosures import Enclosures
from surveyapp.mail.events import MailEvents
from surveyapp.printing.jobs import make_next_print
from surveyapp.privacy.events import PrivacyEvents
from surveyapp.report.jobs import run_next_build
from surveyapp.verification import enclosure as records
from surveyapp.verification import jobs as reading
from surveyapp.verification import on_behalf, people_queries
from surveyapp.verification import operations as verification
from surveyapp.verification.events import VerificationEvents
from surveyapp.verification.kinds import ReadingKinds
from surveyapp.verification.record_kind import RECORD

LISTENERS = (
    InterviewEvents(
        facts_changed=verification.refresh_state,
        deletion_asked=(verification.why_not_delete, invitations.why_not_delete),
        deleting=(attachments.let_go, comments.let_go, correspondence.let_go, invitations.let_go),
        changes_shown=people_queries.changes_of,
        invitation_shown=panel_of,
    ),
    AttachmentEvents(removal_asked=on_behalf.why_not_remove),
    VerificationEvents(
        approved=evidence.complete,
        printing=paper.record_pdf,
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
        document_checked={DOSSIER: alignment_dossier.check, ALIGNED: proof.check},
        subjects_asked={
            AlignmentReading.subject: alignment_dossier.readings_of,
            "alignment_reaction": alignment_dossier.reactions_of,
        },
    ),
    MailEvents(given_up=correspondence.tell_of_failure),
    CorrespondenceEvents(
        not_arrived={
            "alignment": telling.undelivered,
            "alignment_reminder": telling.undelivered,
            "alignment_receipt": telling.undelivered,
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
            "receipt": paper.receipt_enclosure,
            "agreed": paper.agreed_enclosure,
            "alignment": alignment.enclosure,
            "alignment_reminder": alignment.reminder_enclosure,
            "alignment_receipt": proof.receipt_enclosure,
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
    """Let every session of the application know who listens. Raises ConfigurationError for an event without any."""
    for events in LISTENERS:
        if missing := unheard(events):
            raise ConfigurationError(
                f"surveyapp is niet compleet: niemand luistert naar {missing[0]}. Installeer surveyapp opnieuw."
            )
    with app.app_context():
        known = db.sessionmaker.kw["info"]
        db.sessionmaker.configure(info={**known, **{type(one): one for one in LISTENERS}})
