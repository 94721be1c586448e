"""What people send in forms and as JSON, without the personal links and codes of respondents.

Whatever page it is for, nothing that is typed or pasted reaches a view with a link or code that works.
"""

from typing import Any

from flask import Request, current_app
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from surveyapp.db import db
from surveyapp.withholding import withheld

MOST_CHARACTERS = 2_100_000
"""All words of one form: some 800 printed pages. Saving them takes less than a second, for which others wait."""


class TooMuchText(RequestEntityTooLarge):
    """The fields of a form hold more than ``MOST_CHARACTERS`` together."""

    description = f"In één formulier passen {MOST_CHARACTERS} tekens. Er is niets gewijzigd. Sla de teksten apart op."


class Intake(Request):
    """A request whose words were looked at before a view reads them, but for the view that takes a code."""

    def _load_form_data(self) -> None:
        super()._load_form_data()
        if sum(len(value) for _, value in self.form.items(multi=True)) > MOST_CHARACTERS:
            raise TooMuchText
        if not _takes_code(self.endpoint):
            clean = [(name, withheld(db.session, value)) for name, value in self.form.items(multi=True)]
            self.__dict__["form"] = ImmutableMultiDict(clean)

    def get_json(self, *arguments: Any, **options: Any) -> Any:
        """As Flask does; its objects and lists are changed in place, however deep they are."""
        box = [super().get_json(*arguments, **options)]
        waiting: list[dict[Any, Any] | list[Any]] = [box]
        while waiting:
            holder = waiting.pop()
            for place, value in list(holder.items() if isinstance(holder, dict) else enumerate(holder)):
                if isinstance(value, str):
                    holder[place] = withheld(db.session, value)
                elif isinstance(value, dict | list):
                    waiting.append(value)
        return box[0]


def takes_code(view: Any) -> Any:
    """Let a view read a respondent's code as it was typed. It stores nothing."""
    view.takes_code = True
    return view


def _takes_code(endpoint: str | None) -> bool:
    return getattr(current_app.view_functions.get(endpoint or ""), "takes_code", False)
