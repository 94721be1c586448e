"""The application, put together from its parts."""

from pathlib import Path
from typing import Any

from surveyapp import config, db, migrate, web, wiring
from surveyapp.accounts import own_views
from surveyapp.accounts import views as accounts
from surveyapp.alignment import guest as alignment_guest
from surveyapp.alignment import reader_views
from surveyapp.alignment import views as alignment
from surveyapp.attachments import views as attachments
from surveyapp.comments import views as comments
from surveyapp.conversation import views as conversation
from surveyapp.correspondence import interview_views
from surveyapp.correspondence import views as correspondence
from surveyapp.evidence import views as evidence
from surveyapp.exchange import views as exchange
from surveyapp.fieldwork import bulk_views
from surveyapp.fieldwork import views as fieldwork
from surveyapp.handover import views as handover
from surveyapp.interviews import offline_views, review, scheduling_views
from surveyapp.interviews import views as interviews
from surveyapp.invitations import views as invitations
from surveyapp.printing import views as printing
from surveyapp.privacy import views as privacy
from surveyapp.report import download_views, theme_views
from surveyapp.report import views as report
from surveyapp.sources import views as sources
from surveyapp.verification import (
    autosave_views,
    codes,
    colleagues,
    following_views,
    on_behalf_views,
    respondent_views,
    settling_views,
    time_views,
    word_views,
)
from surveyapp.verification import guest as record_guest
from surveyapp.verification import views as verification
from surveyapp.web.app import SurveyApp
from surveyapp.wording import views as wording

MORE_VIEWS = (
    alignment_guest,
    autosave_views,
    bulk_views,
    codes,
    colleagues,
    download_views,
    interview_views,
    offline_views,
    on_behalf_views,
    own_views,
    reader_views,
    review,
    scheduling_views,
    following_views,
    theme_views,
    word_views,
)
"""View modules beside ``views``. Their addresses stand on the blueprint of their package, which ``views`` registers."""


def assembled(overrides: dict[str, Any]) -> SurveyApp:
    """As ``surveyapp.create_app``."""
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
    respondent_views.init_app(app)
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
