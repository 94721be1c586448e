"""What is chosen and searched among mails."""

from wtforms import SelectField
from wtforms.validators import InputRequired

from surveyapp.web.refusal import Form


class PutWithForm(Form):
    """To which interview a message belongs."""

    interview = SelectField("Interview", coerce=int, validators=[InputRequired("Kies een interview.")])
