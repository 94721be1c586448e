"""Functions that must be registered before the application starts.

A rule or a cleaning step that nobody registered would be skipped without a sound, so each is required by name.
"""

from collections.abc import Callable, Collection
from typing import Any

from surveyapp.attachments.operations import KEEPERS
from surveyapp.config import ConfigurationError
from surveyapp.interviews.deletion import BEFORE_DELETION, OBJECTIONS
from surveyapp.interviews.erasure import ERASERS, INTERVIEW_ERASERS
from surveyapp.interviews.operations import STATE_KEEPERS
from surveyapp.mail.delivery import ON_FAILURE
from surveyapp.verification.enclosure import WRITERS
from surveyapp.verification.operations import WHEN_APPROVED
from surveyapp.verification.people import WHEN_MOVED, WHEN_SUCCEEDED

Registry = Collection[Callable[..., Any]]

REQUIRED: tuple[tuple[Registry, tuple[str, ...]], ...] = (
    (STATE_KEEPERS, ("verification.operations.refresh_state",)),
    (OBJECTIONS, ("verification.operations.why_not_delete", "invitations.operations._why_not_delete")),
    (
        BEFORE_DELETION,
        (
            "interviews.deletion._let_go_of_mails",
            "attachments.operations._let_go",
            "comments.operations._let_go",
            "correspondence.operations._let_go",
            "invitations.operations._let_go",
        ),
    ),
    (
        ERASERS,
        (
            "interviews.erasure._mails",
            "interviews.erasure._former_addresses",
            "interviews.erasure._history",
            "verification.extending._forget",
            "privacy.operations._invitations",
            "privacy.operations._notes",
            "correspondence.erasing._replies",
            "correspondence.erasing._notices",
            "alignment.privacy.erase",
        ),
    ),
    (
        INTERVIEW_ERASERS,
        (
            "interviews.erasure._mails_to_staff",
            "privacy.operations._presence",
            "correspondence.erasing._everything_that_came_in",
        ),
    ),
    (KEEPERS, ("verification.on_behalf.why_not_remove",)),
    (WHEN_APPROVED, ("evidence.operations.complete",)),
    (WRITERS, ("evidence.paper.record_pdf",)),
    (WHEN_MOVED, ("alignment.operations.mail_again",)),
    (WHEN_SUCCEEDED, ("alignment.operations.take_over",)),
    (ON_FAILURE, ("correspondence.operations._tell_of_failure",)),
)
"""Each list with the functions that must be in it, by module and name below ``surveyapp``."""


def check() -> None:
    """Raise ConfigurationError when a required function is not registered."""
    for registry, names in REQUIRED:
        found = {f"{one.__module__}.{one.__qualname__}" for one in registry}
        for name in names:
            if f"surveyapp.{name}" not in found:
                raise ConfigurationError(
                    f"surveyapp is niet compleet: {name} is niet aangemeld. Installeer surveyapp opnieuw."
                )
