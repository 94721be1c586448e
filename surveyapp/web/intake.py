"""Text in forms and JSON, without the personal links and codes of respondents.

Whatever the page, no working link or code that is typed or pasted reaches a view. Removing them, and normalising long
texts, happens before the write transaction.
"""

from typing import Any

from flask import Request, current_app
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from surveyapp.core.db import db
from surveyapp.protection.withholding import withheld
from surveyapp.text.words import normalised

MOST_CHARACTERS = 2_100_000
"""Most characters in all fields of a form together: some 800 printed pages."""
LONG = 1_000
"""Characters from which a text is normalised here; shorter ones, such as a password, stay as typed."""


class TooMuchText(RequestEntityTooLarge):
    """The fields of a form hold more than ``MOST_CHARACTERS`` together."""

    description = f"In één formulier passen {MOST_CHARACTERS} tekens. Er is niets gewijzigd. Sla de teksten apart op."


class Intake(Request):
    """A request whose text is cleaned before a view reads it, except for the view that accepts a code."""

    _looked_at: Any = None
    """The JSON that was cleaned already: it is parsed before the write transaction, and again by the view."""

    def _load_form_data(self) -> None:
        super()._load_form_data()
        if sum(len(value) for _, value in self.form.items(multi=True)) > MOST_CHARACTERS:
            raise TooMuchText
        if not _takes_code(self.endpoint):
            clean = [(name, _clean(value)) for name, value in self.form.items(multi=True)]
            self.__dict__["form"] = ImmutableMultiDict(clean)

    def get_json(self, *arguments: Any, **options: Any) -> Any:
        """Return the JSON as Flask does, with its text cleaned in place at every depth."""
        box = [super().get_json(*arguments, **options)]
        if box[0] is not None and box[0] is self._looked_at:
            return box[0]
        self._looked_at = box[0]
        waiting: list[dict[Any, Any] | list[Any]] = [box]
        while waiting:
            holder = waiting.pop()
            for place, value in list(holder.items() if isinstance(holder, dict) else enumerate(holder)):
                if isinstance(value, str):
                    holder[place] = _clean(value)
                elif isinstance(value, dict | list):
                    waiting.append(value)
        return box[0]


def _clean(words: str) -> str:
    """Remove links and codes, and normalise a long text."""
    return withheld(db.session, normalised(words) if len(words) > LONG else words)


def takes_code(view: Any) -> Any:
    """Let a view read a respondent's code as typed. Such a view stores nothing."""
    view.takes_code = True
    return view


def _takes_code(endpoint: str | None) -> bool:
    return getattr(current_app.view_functions.get(endpoint or ""), "takes_code", False)
