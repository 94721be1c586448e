"""The Flask class of this product: one transaction per request, committed in one place."""

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
    """A rule that compiles what makes its addresses once it is asked for one: few processes ask for most of them, and
    five hundred such programs are most of what an application takes to be made.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled = cache(partial(super()._compile_builder, append_unknown))

        def built(rule: Rule, **values: Any) -> tuple[str, str]:
            return compiled()(rule, **values)

        return built


class SurveyApp(Flask):
    """Flask, with every unsafe request inside one write transaction that ends before the response leaves."""

    json_provider_class = JSONProvider
    request_class = Intake
    url_rule_class = LateRule

    def preprocess_request(self) -> ResponseReturnValue | None:
        """Set the size that the view allows before the first check reads the request.

        Static files skip the checks: they are open to all, and are served while the database is away.
        """
        if request.endpoint == "static":
            return None
        allow_body(self.view_functions.get(request.endpoint or ""))
        return super().preprocess_request()

    def dispatch_request(self) -> ResponseReturnValue:
        """Commit when the view succeeds; keep nothing when it raises or answers with an error."""
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
        """The answer that was left for after the transaction."""
        if not isinstance(response, Afterwards):
            return response
        made = self.make_response(response.make())
        if response.status_code != 200:
            made.status_code = response.status_code
        return made

    def _writes_by_itself(self) -> bool:
        view = self.view_functions.get(request.endpoint or "")
        return getattr(view, "writes_by_itself", False)
