"""Forms to invite and to cancel."""

from collections.abc import Sequence

from wtforms import IntegerField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import HiddenInput

from surveyapp.interviews.recording.models import Respondent
from surveyapp.invitations.operations import MAX_REASON
from surveyapp.web.refusal import Form


class InviteForm(Form):
    """Form to choose recipients of an invitation. ``after`` is the newest invitation on the page."""

    people = SelectMultipleField("Aan wie?", [DataRequired("Kies minstens één persoon.")], coerce=int)
    after = IntegerField("Na", [InputRequired()], widget=HiddenInput())

    @classmethod
    def among(cls, persons: Sequence[Respondent], **options: object) -> "InviteForm":
        """Return the form with these persons to choose from."""
        form = cls(**options)
        form.people.choices = [SelectChoice(person.id, person.name) for person in persons]
        return form


class CancelForm(Form):
    """Form for the reason of a cancellation."""

    reason = TextAreaField(
        "Reden, staat in de mail", [Length(max=MAX_REASON, message=f"Er passen {MAX_REASON} tekens.")]
    )
    after = IntegerField("Na", [InputRequired()], widget=HiddenInput())
