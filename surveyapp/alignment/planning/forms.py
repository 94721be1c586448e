"""Forms to send an alignment and to settle reactions."""

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired

from surveyapp.alignment.passages.rules import Settled
from surveyapp.web.fields import DayField
from surveyapp.web.refusal import Form


class SendForm(Form):
    """The deadline, and the key of the plan that the editor looked at."""

    deadline = DayField("Reageren kan tot en met", [InputRequired("Vul een datum in.")])
    seen = HiddenField()


class SettleForm(Form):
    """The disposition of a reaction."""

    told_by_view = True
    settled = StringField(validators=[AnyOf([result.value for result in Settled], "Kies wat u ermee deed.")])
    reason = TextAreaField("Reden")
