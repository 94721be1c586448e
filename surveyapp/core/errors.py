"""What operations and queries raise when something may not or cannot be; ``web`` and ``cli`` show it once."""


class Refused(ValueError):
    """A rule forbids it. The message says why, in Dutch."""


class NotFound(LookupError):
    """There is no such thing, or this person may not see it. The message says what, in Dutch."""


class RefusedByDatabase(Exception):
    """A guard of the database (``agreement.guards``) forbids the change. The message says why, in Dutch.

    The transaction cannot go on, so this is no ``Refused``, which some callers take for an answer and continue after.
    """
