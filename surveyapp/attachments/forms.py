"""Form to upload an attachment."""

from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import FileStorage
from wtforms import ValidationError

from surveyapp.attachments.operations import CheckedFile
from surveyapp.attachments.rules import FileKind, Unwelcome
from surveyapp.core.db import db
from surveyapp.protection.secrets_in_files import REFUSAL, NotLookedInto, file_holds_secret
from surveyapp.web.refusal import Form

ACCEPT = ",".join(ending for kind in FileKind for ending in kind.endings)
"""File types that the browser's file dialog offers."""


class CheckedFileField(FileField):  # type: ignore[misc]  # Flask-WTF ships no types
    """File field that accepts only known kinds. ``checked`` holds the file, None when none was chosen."""

    checked: CheckedFile | None = None

    def pre_validate(self, form: object) -> None:
        """Check the bytes of the file."""
        super().pre_validate(form)
        sent = self.data
        if isinstance(sent, FileStorage) and sent.filename:
            try:
                self.checked = CheckedFile.of(sent.filename, sent.stream.read(), apart=True)
                secret = file_holds_secret(db.session, self.checked.content)
            except (Unwelcome, NotLookedInto) as error:
                self.checked = None
                raise ValidationError(str(error)) from error
            if secret:
                self.checked = None
                raise ValidationError(REFUSAL)


class AttachmentForm(Form):
    """Form for a file of an interview."""

    file: CheckedFileField = CheckedFileField(
        "Bestand", [FileRequired("Kies een bestand.")], render_kw={"accept": ACCEPT}
    )
