"""Form of a figure."""

from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import IntegerField, StringField, TextAreaField, ValidationError
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from surveyapp.attachments.rules import Unwelcome
from surveyapp.processes.limited import colleagues
from surveyapp.report.material.figures import MAX_LINE, MAX_NAME, BadFigure, CleanImage, FigureData, figure_name
from surveyapp.report.tables.models import FigureRevision
from surveyapp.web.refusal import Form

AGAIN = "Kies de afbeelding opnieuw: een browser bewaart haar niet."


class ImageField(FileField):  # type: ignore[misc]  # Flask-WTF ships no types
    """Field for an image that may be published. ``clean`` is the cleaned image, None when no file was chosen."""

    clean: CleanImage | None = None

    def pre_validate(self, form: object) -> None:
        """Clean the image. Raises ValidationError when it is not usable."""
        from surveyapp.report.figures.image_reader import cleaned  # noqa: PLC0415  (Pillow is slow to load)

        super().pre_validate(form)
        sent = self.data
        if isinstance(sent, FileStorage) and sent.filename:
            try:
                self.clean = colleagues.call(cleaned, sent.stream.read(), refusal=Unwelcome)
            except Unwelcome as error:
                raise ValidationError(str(error)) from error


class FigureForm(Form):
    """Form of a figure. A new figure has a ``name`` and needs an image; ``base`` is the version being changed."""

    image: ImageField = ImageField("Afbeelding", render_kw={"accept": "image/png,image/jpeg"})
    name = StringField("Naam", render_kw={"maxlength": MAX_NAME, "autocomplete": "off", "spellcheck": "false"})
    caption = StringField("Bijschrift", render_kw={"maxlength": MAX_LINE})
    alternative = TextAreaField("Beschrijving voor wie de figuur niet ziet", render_kw={"rows": 4})
    source = StringField("Bron", render_kw={"maxlength": MAX_LINE})
    base = IntegerField("Versie", [Optional()], widget=HiddenInput())

    named: str = ""
    found: FigureData | None = None

    @classmethod
    def of(cls, one: FigureRevision | None = None) -> "FigureForm":
        """Return the form as sent; for a GET request filled from a revision."""
        if one is None:
            return cls()
        return cls(name=one.name, caption=one.text, alternative=one.alternative, source=one.source, base=one.number)

    def complete(self, *, new: bool) -> bool:
        """Return whether the form was sent and is valid; otherwise its fields hold the errors."""
        if not self.is_submitted():
            return False
        self.validate()
        try:
            self.named = figure_name(self.name.data or "") if new else ""
        except BadFigure as error:
            self.blame(error)
        try:
            self.found = FigureData.of(*(field.data or "" for field in (self.caption, self.alternative, self.source)))
        except* BadFigure as errors:
            for fault in errors.exceptions:
                assert isinstance(fault, BadFigure)  # noqa: S101  (narrows the type for mypy)
                self.blame(fault)
        if new and not self.image.clean and not self.image.errors:
            self.image.errors = ["Kies een afbeelding."]
        if self.errors and self.image.clean:
            self.image.errors = [AGAIN]
        return not self.errors

    def go_on_from(self, number: int) -> None:
        """Base the typed words on the version that another editor saved meanwhile."""
        self.base.data, self.base.raw_data = number, None
        if self.image.clean:
            self.image.errors = [AGAIN]

    def blame(self, error: BadFigure) -> None:
        """Show an error at its field."""
        self[error.field].errors = [str(error)]
