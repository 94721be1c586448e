"""Which database transaction an unsafe request gets: one around the whole view, unless the view is marked here."""

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


class Transaction(Enum):
    """Who opens the write transaction of an unsafe request."""

    AROUND_VIEW = "around the view"
    OWN = "by the view"
    NONE = "by nobody"


def opens_own_transaction(view: View) -> View:
    """Decorate a view that calls ``write_transaction`` itself, after work that no other writer should wait for."""
    return _marked(view, Transaction.OWN)


def only_reads(view: View) -> View:
    """Decorate a view that writes nothing though its method is unsafe, such as a check of an uploaded file.

    It gets no write transaction, so it waits for no writer; whatever it adds to the session is rolled back.
    """
    return _marked(view, Transaction.NONE)


def transaction_of(view: object) -> Transaction:
    """Return how a view was decorated."""
    found: Transaction = getattr(view, "transaction", Transaction.AROUND_VIEW)
    return found


def _marked(view: View, transaction: Transaction) -> View:
    view.transaction = transaction  # type: ignore[attr-defined]
    return view
