"""Forms to ask for more time, and to give or refuse it."""

from wtforms import TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from surveyapp.readings.more_time.operations import MAX_WORDS
from surveyapp.web.fields import DayField
from surveyapp.web.refusal import Form

TOO_LONG = f"De tekst is te lang. Er passen {MAX_WORDS} tekens."


class MoreTimeForm(Form):
    """A respondent's request for more time."""

    until = DayField("Tot en met welke dag?", [InputRequired("Vul een datum in.")])
    reason = TextAreaField("Waarom hebt u meer tijd nodig?", [Length(max=MAX_WORDS, message=TOO_LONG)])


class GiveTimeForm(Form):
    """More time given by staff, requested or not."""

    until = DayField("Nieuwe laatste dag", [InputRequired("Vul een datum in.")])
    words = TextAreaField("Bericht aan de respondent", [Length(max=MAX_WORDS, message=TOO_LONG)])


class RefuseTimeForm(Form):
    """A refusal of a request for more time."""

    why = TextAreaField(
        "Waarom kan het niet?",
        [
            DataRequired("Schrijf op waarom het niet kan. De respondent leest het."),
            Length(max=MAX_WORDS, message=TOO_LONG),
        ],
    )
