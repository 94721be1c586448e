"""The file that somebody wants to have checked."""

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired


class CheckForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A receipt, record or dossier."""

    file = FileField(
        "Bewijs, verslag of dossier",
        [FileRequired("Kies een bestand.")],
        render_kw={"accept": ".pdf,.json"},
    )
