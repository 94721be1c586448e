"""Forms for incoming mails."""

from wtforms import SelectField
from wtforms.validators import InputRequired

from surveyapp.web.refusal import Form


class PutWithForm(Form):
    """The interview that a message belongs to."""

    interview = SelectField("Interview", coerce=int, validators=[InputRequired("Kies een interview.")])
