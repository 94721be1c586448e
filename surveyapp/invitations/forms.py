"""The shape of what is sent to invite and to cancel."""

from collections.abc import Sequence

from wtforms import IntegerField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import HiddenInput

from surveyapp.interviews.recording.models import Respondent
from surveyapp.invitations.operations import MAX_REASON
from surveyapp.web.refusal import Form


class InviteForm(Form):
    """Who is sent the invitation. ``after`` is the newest sending that the page knew of."""

    people = SelectMultipleField("Aan wie?", [DataRequired("Kies minstens één persoon.")], coerce=int)
    after = IntegerField("Na", [InputRequired()], widget=HiddenInput())

    @classmethod
    def among(cls, persons: Sequence[Respondent], **options: object) -> "InviteForm":
        """With these persons to choose from."""
        form = cls(**options)
        form.people.choices = [SelectChoice(one.id, one.name) for one in persons]
        return form


class CancelForm(Form):
    """Why it does not take place."""

    reason = TextAreaField(
        "Reden, staat in de mail", [Length(max=MAX_REASON, message=f"Er passen {MAX_REASON} tekens.")]
    )
    after = IntegerField("Na", [InputRequired()], widget=HiddenInput())
