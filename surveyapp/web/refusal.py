"""Refused forms: every page lists the errors in a summary at its top, which links to the fields and has the focus.

A form is registered when it is validated, and its errors are read when the page is rendered, so that a view may add its
own. A view reports errors without a form with ``refuse``.
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
    """An error: the id of its field, "" for none, and its words in the summary."""

    field: str
    words: str


class Refusable:
    """A form whose errors are shown in the summary.

    ``anchor`` is the pattern from the name of a field to its id on the page. With ``told_by_view`` the view reports the
    errors with ``refuse``.
    """

    anchor = "{}"
    told_by_view = False

    def validate(self, *arguments: Any, **options: Any) -> bool:
        """Validate as WTForms does, and register the form for the summary."""
        if not self.told_by_view:
            g.setdefault("validated_forms", []).append(self)
        valid: bool = super().validate(*arguments, **options)  # type: ignore[misc]
        return valid


class Form(Refusable, FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Base class of forms. Each field is marked as invalid and refers to its error."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """How fields are rendered."""

        def render_field(self, field: Field, render_kw: dict[str, Any]) -> Markup:
            """Mark a field with errors, unless the template does so itself."""
            if field.errors and not _is_hidden(field):
                render_kw = {"aria-invalid": "true", "aria-describedby": f"{field.id}-error"} | render_kw
            made: Markup = super().render_field(field, render_kw)
            return made


def refuse(words: str, field: str = "") -> None:
    """Add an error to the summary, with a link to the field with this id."""
    g.setdefault("refusals", []).append(Refusal(field, words))


def refusals() -> list[Refusal]:
    """Return the errors of this request's forms, in the order of their fields."""
    forms: list[Any] = g.get("validated_forms", [])
    from_forms = [error for form in dict.fromkeys(forms) for error in _of(form, form.anchor)]
    return list(dict.fromkeys([*from_forms, *g.get("refusals", [])]))


def _of(fields: Iterable[Field], anchor: str) -> Iterator[Refusal]:
    for field in fields:
        if isinstance(field, FormField | FieldList):
            yield from _of(field, anchor)
        if own := [error for error in field.errors if isinstance(error, str)] if field.errors else []:
            named = "" if _is_hidden(field) else anchor.format(field.id)
            yield Refusal(named, f"{field.label.text}: {own[0]}")


def _is_hidden(field: Field) -> bool:
    return getattr(field.widget, "input_type", "") == "hidden"


def init_app(app: Flask) -> None:
    """Show errors on every page, and begin its title with "Fout"."""
    app.jinja_env.globals["refusals"] = refusals

    @app.after_request
    def begin_title(response: Response) -> Response:
        if response.mimetype == "text/html" and (response.status_code == 422 or refusals()):
            response.set_data(response.get_data().replace(b"<title>", b"<title>Fout: ", 1))
        return response
