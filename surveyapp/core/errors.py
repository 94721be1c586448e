"""Errors that operations and queries raise; ``web`` and ``cli`` each show them in a single place."""


class Refused(ValueError):
    """A rule forbids the action. The message says why, in Dutch."""


class NotFound(LookupError):
    """The thing does not exist, or this person may not see it. The message names it, in Dutch."""


class RefusedByDatabase(Exception):
    """A trigger of the database (``agreement.guards``) forbids the change.

    The message says why, in Dutch. The transaction cannot continue, so this is not a ``Refused``, which some callers
    handle and then continue.
    """
