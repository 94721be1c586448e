"""The shape of a mail's words."""

from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from surveyapp.mail.texts.operations import checked, normalised
from surveyapp.mail.texts.rules import SENDER, MailKind, Words
from surveyapp.web.refusal import Form


class WordsForm(Form):
    """The subject, and the text above and below the part that stays."""

    subject = StringField("Onderwerp")
    above = TextAreaField("Tekst boven het vaste deel")
    below = TextAreaField("Tekst onder het vaste deel")
    base = IntegerField(widget=HiddenInput(), validators=[InputRequired()])

    def for_kind(self, kind: MailKind) -> "WordsForm":
        """The fields of this mail."""
        if kind.key == SENDER:
            self.subject.label.text, self.above.label.text = "Naam van de afzender", "Ondertekening"
            del self.below
        return self

    @property
    def words(self) -> Words:
        """What was typed."""
        return normalised(
            Words(self.subject.data or "", self.above.data or "", (self.below.data or "") if self.below else "")
        )

    def check(self, kind: MailKind) -> bool:
        """Whether the mail can say this; puts what is wrong with the fields."""
        good = bool(self.validate())
        for part, problem in checked(kind, self.words).items():
            self[part].errors = [problem]
            good = False
        return good
