"""The form to send a record."""

from datetime import date

from wtforms import BooleanField
from wtforms.validators import InputRequired, StopValidation

from surveyapp.interviews.recording.models import Interview
from surveyapp.web.fields import DayField
from surveyapp.web.refusal import Form


def _before_the_others(form: "SendForm", field: DayField) -> None:
    """Require a day before the deadline when those who read along come first; ignore the field otherwise."""
    if not form.readers_first.data:
        field.errors = []
        raise StopValidation
    if not field.data:
        raise StopValidation("Vul in tot wanneer de meelezers hebben.")
    if form.deadline.data and field.data >= form.deadline.data:
        raise StopValidation("Deze dag moet vóór de termijn liggen van wie akkoord moet geven.")


class SendForm(Form):
    """The deadline of a record, and whether those who read along get it first."""

    deadline = DayField("Reageren kan tot en met", [InputRequired("Vul een datum in.")])
    readers_first = BooleanField("Eerst de meelezers")
    readers_until = DayField("Meelezers hebben tot en met", [_before_the_others])

    @classmethod
    def proposed(cls, interview: Interview, today: date) -> "SendForm":
        """Return a form with the days that follow from the round, or from the interview's own deadline."""
        terms = interview.round.terms
        return cls(
            formdata=None,
            deadline=terms.deadline(today, interview.react_by),
            readers_until=terms.readers_until(today),
        )

    @property
    def first_until(self) -> date | None:
        """Return the last day for those who read along first; None to send to everybody at once."""
        return self.readers_until.data if self.readers_first.data else None

    @property
    def wrong_date(self) -> DayField:
        """Return the field to which a refusal belongs."""
        return self.readers_until if self.readers_first.data else self.deadline
