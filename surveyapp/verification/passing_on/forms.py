"""The form in which a respondent asks a colleague to read along."""

from wtforms import EmailField, HiddenField, StringField
from wtforms.validators import DataRequired, Email, Length

from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.web.refusal import Form


class ColleagueForm(Form):
    """A colleague who is asked to read along."""

    reader = HiddenField()
    name = StringField("Naam", [DataRequired("Vul een naam in."), Length(max=200)])
    function = StringField("Functie", [DataRequired("Vul een functie in."), Length(max=200)])
    email = EmailField(
        "E-mailadres",
        [DataRequired("Vul een e-mailadres in."), Email("Dit is geen e-mailadres."), Length(max=254)],
    )

    @property
    def person(self) -> RespondentData:
        """Return the colleague as entered."""
        name, function, email = ((field.data or "").strip() for field in (self.name, self.function, self.email))
        return RespondentData(name, function, email, must_agree=False)
