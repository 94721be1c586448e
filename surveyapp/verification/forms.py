"""The shape of what the interviewer fills in around a record."""

from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    EmailField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Email, InputRequired, Length, NumberRange

from surveyapp.interviews.operations import RespondentData
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


class ColleagueForm(FlaskForm):  # type: ignore[misc]
    """A colleague who is asked to read along."""

    reader = HiddenField()
    name = StringField("Naam", [DataRequired("Vul een naam in."), Length(max=200)])
    function = StringField("Functie", [DataRequired("Vul een functie in."), Length(max=200)])
    email = EmailField(
        "E-mailadres",
        [DataRequired("Vul een e-mailadres in."), Email("Dit is geen e-mailadres."), Length(max=254)],
    )

    @property
    def person(self) -> RespondentData:
        """Who was filled in."""
        name, function, email = ((field.data or "").strip() for field in (self.name, self.function, self.email))
        return RespondentData(name, function, email, must_agree=False)


class PhoneForm(FlaskForm):  # type: ignore[misc]
    """Agreement that was given by telephone."""

    respondent = SelectField("Wie gaf akkoord?", coerce=int)
    items = SelectMultipleField("Op welke antwoorden?", [DataRequired("Kies minstens één antwoord.")])
    note = TextAreaField("Notitie van het gesprek", [DataRequired("Schrijf op wat er is afgesproken, en wanneer.")])
