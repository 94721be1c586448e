"""What editors fill in around an alignment."""

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired

from surveyapp.alignment.passages.rules import Settled
from surveyapp.web.fields import DayField
from surveyapp.web.refusal import Form


class SendForm(Form):
    """Until when the readers have, and what was looked at."""

    deadline = DayField("Reageren kan tot en met", [InputRequired("Vul een datum in.")])
    seen = HiddenField()


class SettleForm(Form):
    """What was done with a reaction, and why."""

    told_by_view = True
    settled = StringField(validators=[AnyOf([one.value for one in Settled], "Kies wat u ermee deed.")])
    reason = TextAreaField("Reden")
