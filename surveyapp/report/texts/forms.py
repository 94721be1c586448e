"""Forms of the report: a section's text, a choice between two texts, which PDF to make, and a copy to check."""

from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # missing from the type stubs
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import HiddenInput

from surveyapp.interviews.desk.operations import Choice
from surveyapp.report.material.structure import Outline
from surveyapp.web.refusal import Form

KINDS = [
    SelectChoice("concept", "Concept"),
    SelectChoice("definitief", "Definitief"),
    SelectChoice("editie", "Editie (publiceren)"),
]


class SectionForm(Form):
    """Text of a section. ``choice`` is "" to save and "preview" to preview.

    ``cited`` is the answer whose citation is to be updated: "oost-drenthe.2b"; ``holds`` is set too when the text still
    holds with that version. ``insert`` are words to add at the end of the text, ``asked`` is a question whose answers
    are to be shown beside it: "regio.2b".
    """

    text = TextAreaField("Tekst van de paragraaf")
    base = IntegerField("Versie", [InputRequired(), NumberRange(min=0)], widget=HiddenInput())
    choice = StringField("Keuze")
    cited = StringField("Aanhaling")
    holds = StringField("Mijn tekst klopt nog")
    insert = StringField("Invoegen")
    asked = StringField("Antwoorden op vraag")


class TextChoiceForm(Form):
    """Choice between two texts of one section that were saved at the same time."""

    told_by_view = True

    base = IntegerField("Versie van uw collega", [InputRequired(), NumberRange(min=1)])
    began = IntegerField("Versie waarop u typte", [NumberRange(min=0)], default=0)
    mine = TextAreaField("Uw tekst")
    merged = TextAreaField("Samengevoegde tekst")
    choice = SelectField("Keuze", choices=[SelectChoice(choice.value, choice.value) for choice in Choice])
    key = StringField("Sleutel", [InputRequired(), Length(min=16, max=50)])
    writer = StringField("Wie dit typte")


class BuildForm(Form):
    """Form that requests a PDF or another format."""

    kind = RadioField("Soort", choices=KINDS, default="concept")
    chapter = SelectField("Wat", default="")
    erratum = TextAreaField("Wat is er anders dan in de vorige editie?", render_kw={"rows": 2, "maxlength": 2000})

    @classmethod
    def of(cls, outline: Outline) -> "BuildForm":
        """Return the form with the outline's chapters as choices."""
        form = cls()
        form.chapter.choices = [
            SelectChoice("", "Het hele rapport"),
            *(
                SelectChoice(chapter.key, f"{number}. {chapter.title}")
                for number, chapter in enumerate(outline.chapters, 1)
            ),
        ]
        return form

    @property
    def draft(self) -> bool:
        """Whether a draft was chosen."""
        return bool(self.kind.data == "concept")

    @property
    def publish(self) -> bool:
        """Whether an edition was chosen."""
        return bool(self.kind.data == "editie")


class LayoutForm(Form):
    """Layout of the pages."""

    told_by_view = True
    columns = RadioField(
        "Tekst in", coerce=int, choices=[SelectChoice(2, "twee kolommen"), SelectChoice(1, "één brede kolom")]
    )


class CheckForm(Form):
    """Upload of a copy of a published report."""

    file = FileField("Rapport", [FileRequired("Kies een bestand.")], render_kw={"accept": ".pdf,.json"})
