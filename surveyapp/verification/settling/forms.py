"""Forms to decide on reactions and to reopen answers."""

from wtforms import IntegerField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from surveyapp.verification.records.rules import DecisionKind
from surveyapp.web.refusal import Form


class DecisionForm(Form):
    """A decision on a reaction."""

    told_by_view = True
    kind = SelectField(
        "Uw besluit",
        [DataRequired("Kies een besluit.")],
        choices=[SelectChoice(decision.value, decision.label) for decision in DecisionKind],
    )
    base = IntegerField("Versie", [InputRequired(), NumberRange(min=1)])
    text = TextAreaField("Aangepaste tekst")
    reason = TextAreaField("Reden of antwoord")


class ReopenForm(Form):
    """The reason to reopen an answer that has agreement."""

    reason = TextAreaField(
        "Waarom heropent u dit antwoord?",
        [DataRequired("Vul een reden in. Wie akkoord gaf, leest die."), Length(max=2000)],
    )
