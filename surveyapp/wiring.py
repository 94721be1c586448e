"""Who listens to each event of each package, in one place. See docs/decisions/0022-events.md.

The order of listeners is the order in which they are called.
"""

from flask import Flask

from surveyapp.alignment import privacy as alignment_privacy
from surveyapp.attachments import operations as attachments
from surveyapp.comments import operations as comments
from surveyapp.config import ConfigurationError
from surveyapp.correspondence import operations as correspondence
from surveyapp.db import db
from surveyapp.events import unheard
from surveyapp.interviews.events import InterviewEvents
from surveyapp.invitations import operations as invitations
from surveyapp.invitations import pages as invitation_pages
from surveyapp.privacy.events import PrivacyEvents
from surveyapp.verification import operations as verification
from surveyapp.verification import people_queries

LISTENERS = (
    InterviewEvents(
        facts_changed=verification.refresh_state,
        deletion_asked=(verification.why_not_delete, invitations.why_not_delete),
        deleting=(attachments.let_go, comments.let_go, correspondence.let_go, invitations.let_go),
        changes_shown=people_queries.changes_of,
        invitation_shown=invitation_pages.panel_of,
    ),
    PrivacyEvents(
        erasing=(alignment_privacy.erase,),
        exporting={"alignments": alignment_privacy.kept},
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
