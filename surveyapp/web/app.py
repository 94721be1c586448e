"""The Flask class of this application: a single transaction per request, committed in a single place."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.routing import Rule

from surveyapp.core.db import db, write_transaction
from surveyapp.web.afterwards import Afterwards, set_writing
from surveyapp.web.intake import Intake
from surveyapp.web.parsing import JSONProvider
from surveyapp.web.uploads import allow_body

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class LateRule(Rule):
    """URL rule that compiles its builder on first ``url_for()``.

    Compiling five hundred builders takes most of the time to create an application, and few processes use most of them.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled = cache(partial(super()._compile_builder, append_unknown))

        def built(rule: Rule, **values: Any) -> tuple[str, str]:
            return compiled()(rule, **values)

        return built


class SurveyApp(Flask):
    """Flask, with every unsafe request inside a write transaction that ends before the response is sent."""

    json_provider_class = JSONProvider
    request_class = Intake
    url_rule_class = LateRule

    def preprocess_request(self) -> ResponseReturnValue | None:
        """Set the size that the view allows before any check reads the request.

        Static files skip the checks: they are open to all, and are served also while the database is unavailable.
        """
        if request.endpoint == "static":
            return None
        allow_body(self.view_functions.get(request.endpoint or ""))
        return super().preprocess_request()

    def dispatch_request(self) -> ResponseReturnValue:
        """Dispatch a request in a write transaction: commit when the view succeeds, roll back when it raises or returns
        an error.
        """
        if request.method in SAFE or self._writes_by_itself():
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

    def _writes_by_itself(self) -> bool:
        view = self.view_functions.get(request.endpoint or "")
        return getattr(view, "writes_by_itself", False)
