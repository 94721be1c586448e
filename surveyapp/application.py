"""The application, put together from its parts."""

from pathlib import Path
from typing import Any

from surveyapp import web, wiring
from surveyapp.accounts.own import views
from surveyapp.accounts.people import views as accounts
from surveyapp.alignment.overview import views as alignment
from surveyapp.alignment.readers import views as readers_views
from surveyapp.alignment.reading import views as alignment_guest
from surveyapp.attachments import views as attachments
from surveyapp.comments import views as comments
from surveyapp.conversation import views as conversation
from surveyapp.core import config, db
from surveyapp.database import migrate
from surveyapp.evidence.checking import views as evidence
from surveyapp.exchange.uploads import views as exchange
from surveyapp.fieldwork.bulk import views as bulk_views
from surveyapp.fieldwork.lists import views as fieldwork
from surveyapp.handover import views as handover
from surveyapp.interviews.desk import views as interviews
from surveyapp.interviews.offline import views as offline_views
from surveyapp.interviews.review import views as review_views
from surveyapp.interviews.scheduling import views as scheduling_views
from surveyapp.invitations import views as invitations
from surveyapp.mail.correspondence import views as correspondence_views
from surveyapp.mail.inbox import views as correspondence
from surveyapp.mail.texts import views as wording
from surveyapp.printing import views as printing
from surveyapp.privacy.erasure import views as privacy
from surveyapp.report.downloads import views as downloads_views
from surveyapp.report.overview import views as report
from surveyapp.report.themes import views as themes_views
from surveyapp.sources.managing import views as sources
from surveyapp.verification.autosave import views as autosave_views
from surveyapp.verification.codes import views as codes_views
from surveyapp.verification.following import views as following_views
from surveyapp.verification.guest import views as record_guest
from surveyapp.verification.passing_on import views as passing_on_views
from surveyapp.verification.people import views as people_views
from surveyapp.verification.preview import views as verification
from surveyapp.verification.settling import views as settling_views
from surveyapp.verification.time import views as time_views
from surveyapp.verification.word import views as word_views
from surveyapp.verification.written_down import views as written_down_views
from surveyapp.web.app import SurveyApp

MORE_VIEWS = (
    alignment_guest,
    autosave_views,
    bulk_views,
    codes_views,
    passing_on_views,
    downloads_views,
    correspondence_views,
    offline_views,
    written_down_views,
    views,
    readers_views,
    review_views,
    scheduling_views,
    following_views,
    themes_views,
    word_views,
)
"""View modules beside ``views``. Importing them adds their routes to the blueprint of their package."""


def assembled(overrides: dict[str, Any]) -> SurveyApp:
    """Return the application; see ``surveyapp.create_app``."""
    instance = Path(overrides.pop("INSTANCE", None) or config.default_instance())
    app = SurveyApp(
        "surveyapp",
        instance_path=str(instance),
        template_folder=str(config.resource_dir("templates")),
        static_folder=str(config.PACKAGE / "static"),
    )
    app.config.update(config.load(instance, overrides))
    db.init_app(app)
    migrate.init_app(app)
    web.init_app(app)
    wiring.init_app(app)
    interviews.init_app(app)
    conversation.init_app(app)
    attachments.init_app(app)
    comments.init_app(app)
    handover.init_app(app)
    printing.init_app(app)
    invitations.init_app(app)
    exchange.init_app(app)
    verification.init_app(app)
    record_guest.init_app(app)
    settling_views.init_app(app)
    people_views.init_app(app)
    time_views.init_app(app)
    fieldwork.init_app(app)
    sources.init_app(app)
    report.init_app(app)
    alignment.init_app(app)
    evidence.init_app(app)
    privacy.init_app(app)
    accounts.init_app(app)
    correspondence.init_app(app)
    wording.init_app(app)
    return app
