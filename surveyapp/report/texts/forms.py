"""The shape of what editors send: a section's text, and which PDF to make."""

from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
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
    """The text of one section. ``choice`` is "" to save, "preview" to look first.

    ``cited`` is the answer whose citation is to be updated: "oost-drenthe.2b"; ``holds`` too, when the text holds with
    its other version as it is. ``insert`` is to come behind the text,
    ``asked`` a question whose answers are to stand beside it: "regio.2b".
    """

    text = TextAreaField("Tekst van de paragraaf")
    base = IntegerField("Versie", [InputRequired(), NumberRange(min=0)], widget=HiddenInput())
    choice = StringField("Keuze")
    cited = StringField("Aanhaling")
    holds = StringField("Mijn tekst klopt nog")
    insert = StringField("Invoegen")
    asked = StringField("Antwoorden op vraag")


class TextChoiceForm(Form):
    """Which of two texts of one section to go on with."""

    told_by_view = True

    base = IntegerField("Versie van uw collega", [InputRequired(), NumberRange(min=1)])
    began = IntegerField("Versie waarop u typte", [NumberRange(min=0)], default=0)
    mine = TextAreaField("Uw tekst")
    merged = TextAreaField("Samengevoegde tekst")
    choice = SelectField("Keuze", choices=[SelectChoice(one.value, one.value) for one in Choice])
    key = StringField("Sleutel", [InputRequired(), Length(min=16, max=50)])
    writer = StringField("Wie dit typte")


class BuildForm(Form):
    """Which PDF to make."""

    kind = RadioField("Soort", choices=KINDS, default="concept")
    chapter = SelectField("Wat", default="")
    erratum = TextAreaField("Wat is er anders dan in de vorige editie?", render_kw={"rows": 2, "maxlength": 2000})

    @classmethod
    def of(cls, outline: Outline) -> "BuildForm":
        """With the chapters to choose from."""
        form = cls()
        form.chapter.choices = [
            SelectChoice("", "Het hele rapport"),
            *(SelectChoice(one.key, f"{number}. {one.title}") for number, one in enumerate(outline.chapters, 1)),
        ]
        return form

    @property
    def draft(self) -> bool:
        """Whether a draft was asked for."""
        return bool(self.kind.data == "concept")

    @property
    def publish(self) -> bool:
        """Whether it is to be an edition."""
        return bool(self.kind.data == "editie")


class LayoutForm(Form):
    """How the pages look."""

    told_by_view = True
    columns = RadioField(
        "Tekst in", coerce=int, choices=[SelectChoice(2, "twee kolommen"), SelectChoice(1, "één brede kolom")]
    )


class CheckForm(Form):
    """A copy of a published report."""

    file = FileField("Rapport", [FileRequired("Kies een bestand.")], render_kw={"accept": ".pdf,.json"})
