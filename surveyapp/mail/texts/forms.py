"""The form for the words of a mail."""

from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from surveyapp.mail.texts.operations import checked, normalised
from surveyapp.mail.texts.rules import SENDER, MailKind, Words
from surveyapp.web.refusal import Form


class WordsForm(Form):
    """The subject, and the text above and below the fixed part."""

    subject = StringField("Onderwerp")
    above = TextAreaField("Tekst boven het vaste deel")
    below = TextAreaField("Tekst onder het vaste deel")
    base = IntegerField(widget=HiddenInput(), validators=[InputRequired()])

    def for_kind(self, kind: MailKind) -> "WordsForm":
        """Adapt the fields to this kind of mail."""
        if kind.key == SENDER:
            self.subject.label.text, self.above.label.text = "Naam van de afzender", "Ondertekening"
            del self.below
        return self

    @property
    def words(self) -> Words:
        """Return the typed words in stored form."""
        return normalised(
            Words(self.subject.data or "", self.above.data or "", (self.below.data or "") if self.below else "")
        )

    def check(self, kind: MailKind) -> bool:
        """Return whether the mail can have these words; adds errors to the fields."""
        good = bool(self.validate())
        for part, problem in checked(kind, self.words).items():
            self[part].errors = [problem]
            good = False
        return good
