"""Forms for the retention period and erasure of personal data."""

from wtforms import EmailField, IntegerField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from surveyapp.web.refusal import Form

MONTHS = NumberRange(0, 240, "Vul een aantal maanden in van 0 tot 240.")


class RetentionForm(Form):
    """Form for the retention period."""

    months = IntegerField("Maanden na het laatste akkoord", [InputRequired("Vul een aantal maanden in."), MONTHS])


class ErasureForm(Form):
    """Form to erase the data of one person, with the reason."""

    email = EmailField("E-mailadres", [DataRequired("Vul het e-mailadres in."), Length(max=254)])
    reason = TextAreaField("Reden", [DataRequired("Schrijf op waarom deze gegevens worden gewist."), Length(max=1_000)])
