"""Forms that are refused: every page says so in one summary at its top, which links to the fields and has the focus.

A form is noted when it is validated, and its errors are read when the page is rendered, so that a view may add its own.
What no form says, a view says with ``refuse``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, g
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import Field, FieldList, FormField


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that is wrong: the id of its field, "" for none, and what the summary says."""

    field: str
    words: str


class Refusable:
    """A form of which the page shows what is wrong.

    ``anchor`` is how the page makes ids of the names of fields. With ``told_by_view`` the view says it with ``refuse``.
    """

    anchor = "{}"
    told_by_view = False

    def validate(self, *arguments: Any, **options: Any) -> bool:
        """As WTForms; the form is noted."""
        if not self.told_by_view:
            g.setdefault("validated_forms", []).append(self)
        found: bool = super().validate(*arguments, **options)  # type: ignore[misc]
        return found


class Form(Refusable, FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form of ours. Each field says by itself that it is wrong, and where its error stands."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """How fields are rendered."""

        def render_field(self, field: Field, render_kw: dict[str, Any]) -> Markup:
            """Mark a field with errors, unless the template does so itself."""
            if field.errors and not _is_hidden(field):
                render_kw = {"aria-invalid": "true", "aria-describedby": f"{field.id}-error"} | render_kw
            made: Markup = super().render_field(field, render_kw)
            return made


def refuse(words: str, field: str = "") -> None:
    """Let the page say this, with a link to the field that has this id."""
    g.setdefault("refusals", []).append(Refusal(field, words))


def refusals() -> list[Refusal]:
    """Return what is wrong with the form of this request, in the order of its fields."""
    forms: list[Any] = g.get("validated_forms", [])
    found = [one for form in dict.fromkeys(forms) for one in _of(form, form.anchor)]
    return list(dict.fromkeys([*found, *g.get("refusals", [])]))


def _of(fields: Iterable[Field], anchor: str) -> Iterator[Refusal]:
    for field in fields:
        if isinstance(field, FormField | FieldList):
            yield from _of(field, anchor)
        if own := [one for one in field.errors if isinstance(one, str)] if field.errors else []:
            named = "" if _is_hidden(field) else anchor.format(field.id)
            yield Refusal(named, f"{field.label.text}: {own[0]}")


def _is_hidden(field: Field) -> bool:
    return getattr(field.widget, "input_type", "") == "hidden"


def init_app(app: Flask) -> None:
    """Let every page show what was refused, and begin its title with it."""
    app.jinja_env.globals["refusals"] = refusals

    @app.after_request
    def begin_title(response: Response) -> Response:
        if response.mimetype == "text/html" and (response.status_code == 422 or refusals()):
            response.set_data(response.get_data().replace(b"<title>", b"<title>Fout: ", 1))
        return response
