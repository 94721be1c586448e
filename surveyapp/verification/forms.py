"""The shape of what the interviewer fills in around a record."""

from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, NumberRange

from surveyapp.verification.rules import DecisionKind


class SendForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Until when the respondent has."""

    deadline = DateField("Reactie graag voor", [InputRequired("Vul een datum in.")])


class DecisionForm(FlaskForm):  # type: ignore[misc]
    """What to do with a reaction."""

    kind = SelectField(
        "Uw besluit",
        [DataRequired("Kies een besluit.")],
        choices=[SelectChoice(one.value, one.label) for one in DecisionKind],
    )
    base = IntegerField("Versie", [InputRequired(), NumberRange(min=1)])
    text = TextAreaField("Aangepaste tekst")
    reason = TextAreaField("Reden of antwoord")
