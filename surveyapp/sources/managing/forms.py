"""Form for a source."""

from wtforms import IntegerField, StringField
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import HiddenInput

from surveyapp.attachments.forms import ACCEPT, CheckedFileField
from surveyapp.sources.register.models import Source
from surveyapp.sources.register.rules import BadSource, SourceData, dated_words
from surveyapp.web.refusal import Form


class SourceForm(Form):
    """Form for a policy document. Its field names have a prefix, since it is also part of the desk."""

    title = StringField("Titel", [DataRequired("Vul een titel in."), Length(max=300)])
    number = StringField("Kamerstuknummer", [Length(max=80)])
    publisher = StringField("Uitgever of soort", [Length(max=200)])
    dated = StringField("Datum", [Length(max=40)])
    link = StringField("Webadres", [Length(max=500)])
    file: CheckedFileField = CheckedFileField("Bestand", [Optional()], render_kw={"accept": ACCEPT})
    edition = IntegerField("Uitgave", [Optional()], widget=HiddenInput())

    found: SourceData | None = None

    @classmethod
    def of(cls, source: Source | None = None) -> "SourceForm":
        """Return the form as sent or, at first, with the data of a source."""
        if source is None:
            return cls(prefix="source-")
        values = {name: getattr(source, name) for name in ("title", "number", "publisher", "link", "edition")}
        return cls(prefix="source-", dated=dated_words(source.dated), **values)

    def validate(self, extra_validators: object = None) -> bool:
        """Validate each field, and the fields together as a source."""
        if not super().validate(extra_validators):
            return False
        names = ("title", "publisher", "number", "dated", "link")
        try:
            self.found = SourceData.of(**{name: self[name].data or "" for name in names})
        except BadSource as error:
            self[error.field].errors = [str(error)]
        return self.found is not None
