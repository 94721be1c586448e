"""What people send in forms and as JSON, without the personal links and codes of respondents.

Whatever page it is for, nothing that is typed or pasted reaches a view with a link or code that works. This is done
before the write transaction, and so is bringing long texts to the form in which they are stored.
"""

from typing import Any

from flask import Request, current_app
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from surveyapp.core.db import db
from surveyapp.protection.withholding import withheld
from surveyapp.text.words import normalised

MOST_CHARACTERS = 2_100_000
"""All words of one form: some 800 printed pages."""
LONG = 1_000
"""Characters of a text that nobody types as it must stay, such as a password."""


class TooMuchText(RequestEntityTooLarge):
    """The fields of a form hold more than ``MOST_CHARACTERS`` together."""

    description = f"In één formulier passen {MOST_CHARACTERS} tekens. Er is niets gewijzigd. Sla de teksten apart op."


class Intake(Request):
    """A request whose words were looked at before a view reads them, but for the view that takes a code."""

    _looked_at: Any = None
    """The JSON whose words were looked at: it is parsed before the write transaction, and once more by the view."""

    def _load_form_data(self) -> None:
        super()._load_form_data()
        if sum(len(value) for _, value in self.form.items(multi=True)) > MOST_CHARACTERS:
            raise TooMuchText
        if not _takes_code(self.endpoint):
            clean = [(name, _clean(value)) for name, value in self.form.items(multi=True)]
            self.__dict__["form"] = ImmutableMultiDict(clean)

    def get_json(self, *arguments: Any, **options: Any) -> Any:
        """As Flask does; its objects and lists are changed in place, however deep they are."""
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
    """Words without links and codes; a long text in the form in which it is stored."""
    return withheld(db.session, normalised(words) if len(words) > LONG else words)


def takes_code(view: Any) -> Any:
    """Let a view read a respondent's code as it was typed. It stores nothing."""
    view.takes_code = True
    return view


def _takes_code(endpoint: str | None) -> bool:
    return getattr(current_app.view_functions.get(endpoint or ""), "takes_code", False)
