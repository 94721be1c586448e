"""Form to upload a document for a check."""

from flask_wtf.file import FileField, FileRequired

from surveyapp.web.refusal import Form


class CheckForm(Form):
    """Form with a receipt, record or dossier to check."""

    file = FileField(
        "Bewijs, verslag of dossier",
        [FileRequired("Kies een bestand.")],
        render_kw={"accept": ".pdf,.json"},
    )
