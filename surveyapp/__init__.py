"""surveyapp: from the interview to the agreed report."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from surveyapp.core.loading import loaded

if TYPE_CHECKING:
    from surveyapp.web.app import SurveyApp


def create_app(overrides: Mapping[str, Any] | None = None) -> "SurveyApp":
    """The application. ``overrides`` wins over config.toml and environment, with the same names.

    It is loaded here, so that whoever needs one part of the product does not wait for all of it. Raises
    ConfigurationError.
    """
    app: SurveyApp = loaded("surveyapp.application").assembled(dict(overrides or {}))
    return app
