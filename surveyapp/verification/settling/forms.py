"""Forms with which an interviewer settles reactions."""

from wtforms import IntegerField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from surveyapp.verification.records.rules import DecisionKind
from surveyapp.web.refusal import Form


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


class ReopenForm(Form):
    """Why an answer that has agreement may change again."""

    reason = TextAreaField(
        "Waarom heropent u dit antwoord?",
        [DataRequired("Vul een reden in. Wie akkoord gaf, leest die."), Length(max=2000)],
    )
