"""What is chosen and searched among mails."""

from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.validators import InputRequired


class PutWithForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """To which interview a message belongs."""

    interview = SelectField("Interview", coerce=int, validators=[InputRequired("Kies een interview.")])
