"""The Flask class of this application: a single transaction per request, committed in a single place."""

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue

from surveyapp.core.db import db, write_transaction
from surveyapp.web.afterwards import Afterwards, set_writing
from surveyapp.web.intake import Intake
from surveyapp.web.parsing import JSONProvider
from surveyapp.web.transactions import Transaction, transaction_of
from surveyapp.web.uploads import allow_body

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class SurveyApp(Flask):
    """Flask, with every unsafe request inside a write transaction that ends before the response is sent."""

    json_provider_class = JSONProvider
    request_class = Intake

    def preprocess_request(self) -> ResponseReturnValue | None:
        """Set the size that the view allows before any check reads the request.

        Static files skip the checks: they are open to all, and are served also while the database is unavailable.
        """
        if request.endpoint == "static":
            return None
        allow_body(self.view_functions.get(request.endpoint or ""))
        return super().preprocess_request()

    def dispatch_request(self) -> ResponseReturnValue:
        """Commit when the view succeeds; keep nothing when it raises or answers with an error.

        A view that opens its own transaction, or writes nothing, says so (``web.transactions``).
        """
        view = self.view_functions.get(request.endpoint or "")
        if request.method in SAFE or transaction_of(view) is not Transaction.AROUND_VIEW:
            return super().dispatch_request()
        request.get_data(cache=True, parse_form_data=True)
        request.get_json(silent=True)
        with write_transaction(db.session) as transaction:
            set_writing(True)
            try:
                response = self.make_response(super().dispatch_request())
            finally:
                set_writing(False)
            if response.status_code >= 400:
                transaction.discard()
        return self._made(response)

    def _made(self, response: Response) -> Response:
        """Return the response, rendering it now when that was postponed until after the transaction."""
        if not isinstance(response, Afterwards):
            return response
        made = self.make_response(response.make())
        if response.status_code != 200:
            made.status_code = response.status_code
        return made
