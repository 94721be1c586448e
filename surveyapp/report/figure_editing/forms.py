"""The shape of a figure as an editor fills it in."""

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
    """An image that may be published, or an error that says why not. ``clean`` holds it; None when none was chosen."""

    clean: CleanImage | None = None

    def pre_validate(self, form: object) -> None:
        """Look at its bytes."""
        from surveyapp.report.figures.image_reader import cleaned  # noqa: PLC0415  (Pillow is for images alone)

        super().pre_validate(form)
        sent = self.data
        if isinstance(sent, FileStorage) and sent.filename:
            try:
                self.clean = colleagues.call(cleaned, sent.stream.read(), refusal=Unwelcome)
            except Unwelcome as error:
                raise ValidationError(str(error)) from error


class FigureForm(Form):
    """A figure. A new one has a ``name`` and needs an image; ``base`` is the version that is changed."""

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
        """As it is sent or, at first, with what the figure says."""
        if one is None:
            return cls()
        return cls(name=one.name, caption=one.text, alternative=one.alternative, source=one.source, base=one.number)

    def complete(self, *, new: bool) -> bool:
        """Whether it was sent and makes a figure; else its fields say why not."""
        if not self.is_submitted():
            return False
        self.validate()
        try:
            self.named = figure_name(self.name.data or "") if new else ""
        except BadFigure as error:
            self.blame(error)
        try:
            self.found = FigureData.of(*(one.data or "" for one in (self.caption, self.alternative, self.source)))
        except* BadFigure as errors:
            for fault in errors.exceptions:
                assert isinstance(fault, BadFigure)  # noqa: S101  (for mypy)
                self.blame(fault)
        if new and not self.image.clean and not self.image.errors:
            self.image.errors = ["Kies een afbeelding."]
        if self.errors and self.image.clean:
            self.image.errors = [AGAIN]
        return not self.errors

    def go_on_from(self, number: int) -> None:
        """What was typed is to come after the version that somebody else made meanwhile."""
        self.base.data, self.base.raw_data = number, None
        if self.image.clean:
            self.image.errors = [AGAIN]

    def blame(self, error: BadFigure) -> None:
        """Show an error at its field."""
        self[error.field].errors = [str(error)]
