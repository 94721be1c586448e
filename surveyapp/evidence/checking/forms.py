"""The file that somebody wants to have checked."""

from flask_wtf.file import FileField, FileRequired

from surveyapp.web.refusal import Form


class CheckForm(Form):
    """A receipt, record or dossier."""

    file = FileField(
        "Bewijs, verslag of dossier",
        [FileRequired("Kies een bestand.")],
        render_kw={"accept": ".pdf,.json"},
    )
