"""Form to hand over an interview."""

from collections.abc import Sequence

from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import Length

from surveyapp.accounts.staff.models import User
from surveyapp.handover.rules import MAX_NOTE
from surveyapp.web.refusal import Form

NOBODY = 0


class HandoverForm(Form):
    """Form for the new interviewer, a note, and whether the giver stays. Only an administrator chooses the giver."""

    giver = SelectField("Van wie", coerce=int)
    taker = SelectField("Aan wie", coerce=int)
    stays = RadioField(
        "En daarna",
        choices=[SelectChoice("leave", "Het gaat van lijst"), SelectChoice("stay", "Samen verder")],
        default="leave",
    )
    note = TextAreaField("Toelichting", [Length(max=MAX_NOTE, message=f"Er passen {MAX_NOTE} tekens.")])

    @classmethod
    def of(cls, givers: Sequence[User], colleagues: Sequence[User], *, anybody: bool) -> "HandoverForm":
        """Return the form. ``anybody`` lets an administrator add an interviewer without removing one."""
        form = cls()
        form.giver.choices = [SelectChoice(colleague.id, colleague.name) for colleague in givers]
        if anybody:
            form.giver.choices.append(SelectChoice(NOBODY, "niemand: er komt een collega bij"))
        form.taker.choices = [SelectChoice(NOBODY, "Kies een collega")] + [
            SelectChoice(colleague.id, colleague.name) for colleague in colleagues
        ]
        return form
