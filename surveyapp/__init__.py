"""surveyapp: from the interview to the agreed report."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from surveyapp.core.loading import loaded

if TYPE_CHECKING:
    from surveyapp.web.app import SurveyApp


def create_app(overrides: Mapping[str, Any] | None = None) -> "SurveyApp":
    """Return the application.

    ``overrides`` wins over config.toml and environment, with the same names. The application is imported here, so that
    importing one subpackage does not import all of them. Raises ConfigurationError.
    """
    app: SurveyApp = loaded("surveyapp.application").assembled(dict(overrides or {}))
    return app
