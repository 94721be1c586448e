"""The shape of what the interviewer fills in around a record."""

from datetime import date

from wtforms import BooleanField, EmailField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Email, InputRequired, Length, NumberRange, StopValidation

from surveyapp.interviews.models import Interview
from surveyapp.interviews.operations import RespondentData
from surveyapp.verification.rules import DecisionKind
from surveyapp.web.fields import DayField
from surveyapp.web.refusal import Form


def _before_the_others(form: "SendForm", field: DayField) -> None:
    """Who comes first needs a day, before that of the others; nobody reads it when nobody comes first."""
    if not form.readers_first.data:
        field.errors = []
        raise StopValidation
    if not field.data:
        raise StopValidation("Vul in tot wanneer de meelezers hebben.")
    if form.deadline.data and field.data >= form.deadline.data:
        raise StopValidation("Deze dag moet vóór de termijn liggen van wie akkoord moet geven.")


class SendForm(Form):
    """Until when the respondents have, and whether those who read along come first."""

    deadline = DayField("Reageren kan tot en met", [InputRequired("Vul een datum in.")])
    readers_first = BooleanField("Eerst de meelezers")
    readers_until = DayField("Meelezers hebben tot en met", [_before_the_others])

    @classmethod
    def proposed(cls, interview: Interview, today: date) -> "SendForm":
        """With the days that follow from the round, or from the interview's own deadline."""
        terms = interview.round.terms
        return cls(
            formdata=None,
            deadline=terms.deadline(today, interview.react_by),
            readers_until=terms.readers_until(today),
        )

    @property
    def first_until(self) -> date | None:
        """Until when those who read along come first; None to send to everybody now."""
        return self.readers_until.data if self.readers_first.data else None

    @property
    def wrong_date(self) -> DayField:
        """The field beside which a refusal stands."""
        return self.readers_until if self.readers_first.data else self.deadline


class DecisionForm(Form):
    """What to do with a reaction."""

    told_by_view = True
    kind = SelectField(
        "Uw besluit",
        [DataRequired("Kies een besluit.")],
        choices=[SelectChoice(one.value, one.label) for one in DecisionKind],
    )
    base = IntegerField("Versie", [InputRequired(), NumberRange(min=1)])
    text = TextAreaField("Aangepaste tekst")
    reason = TextAreaField("Reden of antwoord")


class ColleagueForm(Form):
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


class ReopenForm(Form):
    """Why an answer that has agreement may change again."""

    reason = TextAreaField(
        "Waarom heropent u dit antwoord?",
        [DataRequired("Vul een reden in. Wie akkoord gaf, leest die."), Length(max=2000)],
    )
