"""What an administrator fills in about names and addresses."""

from wtforms import EmailField, IntegerField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from surveyapp.web.refusal import Form

MONTHS = NumberRange(0, 240, "Vul een aantal maanden in van 0 tot 240.")


class RetentionForm(Form):
    """How long names and addresses are kept."""

    months = IntegerField("Maanden na het laatste akkoord", [InputRequired("Vul een aantal maanden in."), MONTHS])


class ErasureForm(Form):
    """Whose data to erase, and why."""

    email = EmailField("E-mailadres", [DataRequired("Vul het e-mailadres in."), Length(max=254)])
    reason = TextAreaField("Reden", [DataRequired("Schrijf op waarom deze gegevens worden gewist."), Length(max=1_000)])
