"""The shape of a hand-over."""

from collections.abc import Sequence

from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import Length

from surveyapp.accounts.staff.models import User
from surveyapp.handover.rules import MAX_NOTE
from surveyapp.web.refusal import Form

NOBODY = 0


class HandoverForm(Form):
    """To whom, with what words, and whether the giver goes on. Only an administrator chooses whose it was."""

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
        """``anybody``: for an administrator, who may also add somebody without taking it from another."""
        form = cls()
        form.giver.choices = [SelectChoice(one.id, one.name) for one in givers]
        if anybody:
            form.giver.choices.append(SelectChoice(NOBODY, "niemand: er komt een collega bij"))
        form.taker.choices = [SelectChoice(NOBODY, "Kies een collega")] + [
            SelectChoice(one.id, one.name) for one in colleagues
        ]
        return form
