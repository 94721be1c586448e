"""Forms by which administrators set up a round, and the form of bulk actions."""

from flask import request
from flask_wtf.file import MultipleFileField
from wtforms import DateField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, Optional, Regexp

from surveyapp.fieldwork.actions.rules import BulkKind
from surveyapp.fieldwork.filters.pages import NAMES
from surveyapp.web.fields import DayField
from surveyapp.web.refusal import Form


class RoundForm(Form):
    """Form for a new round."""

    name = StringField(
        "Naam, meestal het jaar",
        [
            DataRequired("Vul een naam in."),
            Length(max=40),
            Regexp(r"^[\w-]+$", message="Eén woord, zoals 2019."),
        ],
    )
    title = StringField("Titel van het rapport", [DataRequired("Vul een titel in."), Length(max=200)])
    subtitle = StringField("Ondertitel", [Length(max=300)])
    previous = SelectField("Nulmeting uit ronde", [Optional()])


class BulkForm(Form):
    """Form for a bulk action. ``filters`` are the filters of the list, to return to it."""

    told_by_view = True
    interview = SelectMultipleField("Interviews", coerce=int, validate_choice=False)
    action = SelectField("Wat", [DataRequired()], choices=[SelectChoice(kind.value, kind.label) for kind in BulkKind])
    until = DayField("Tijd tot en met", [Optional()])

    @property
    def filters(self) -> dict[str, str]:
        """Filters of the list."""
        return {name: request.form.get(name, "") for name in NAMES}


class InterviewForm(Form):
    """Form for a new interview."""

    organisation = SelectField("Organisatie", coerce=int)
    questionnaire = SelectField("Vragenlijst")
    interviewers = SelectMultipleField("Interviewers", [DataRequired("Kies minstens één interviewer.")], coerce=int)
    held_on = DateField("Datum, als die bekend is", [Optional()])


INTERVIEWS = [SelectChoice("interviews", "Interviewbestanden")]
"""Kinds of files that every member of staff may import."""


class FilesForm(Form):
    """Form to import files."""

    kind = SelectField(
        "Wat leest u in?",
        choices=[*INTERVIEWS, SelectChoice("organisations", "Lijst met organisaties")],
    )
    files = MultipleFileField("Bestanden (YAML)")
