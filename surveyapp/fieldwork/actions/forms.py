"""The shape of what administrators fill in for a round."""

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
    """A new round."""

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
    """What to do for which interviews. ``filters`` says what the list showed, for the way back."""

    told_by_view = True
    interview = SelectMultipleField("Interviews", coerce=int, validate_choice=False)
    action = SelectField("Wat", [DataRequired()], choices=[SelectChoice(one.value, one.label) for one in BulkKind])
    until = DayField("Tijd tot en met", [Optional()])

    @property
    def filters(self) -> dict[str, str]:
        """What the list showed."""
        return {name: request.form.get(name, "") for name in NAMES}


class InterviewForm(Form):
    """A new interview."""

    organisation = SelectField("Organisatie", coerce=int)
    questionnaire = SelectField("Vragenlijst")
    interviewers = SelectMultipleField("Interviewers", [DataRequired("Kies minstens één interviewer.")], coerce=int)
    held_on = DateField("Datum, als die bekend is", [Optional()])


INTERVIEWS = [SelectChoice("interviews", "Interviewbestanden")]
"""What everybody may read in."""


class FilesForm(Form):
    """Files to read in."""

    kind = SelectField(
        "Wat leest u in?",
        choices=[*INTERVIEWS, SelectChoice("organisations", "Lijst met organisaties")],
    )
    files = MultipleFileField("Bestanden (YAML)")
