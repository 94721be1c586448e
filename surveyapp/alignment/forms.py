"""What editors fill in around an alignment."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired

from surveyapp.alignment.rules import Settled
from surveyapp.web.fields import DayField


class SendForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Until when the readers have, and what was looked at."""

    deadline = DayField("Reageren kan tot en met", [InputRequired("Vul een datum in.")])
    seen = HiddenField()


class SettleForm(FlaskForm):  # type: ignore[misc]
    """What was done with a reaction, and why."""

    settled = StringField(validators=[AnyOf([one.value for one in Settled], "Kies wat u ermee deed.")])
    reason = TextAreaField("Reden")
