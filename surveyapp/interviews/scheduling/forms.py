"""Forms for deadlines and reminders."""

from wtforms import BooleanField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from surveyapp.interviews.terms.rules import MOST_DAYS, Terms, counts_in, counts_written
from surveyapp.web.fields import CountField, DayField
from surveyapp.web.refusal import Form

_RANGE = f"Vul een aantal werkdagen in, hoogstens {MOST_DAYS}."


class OwnDeadlineForm(Form):
    """Form for the deadline of one interview."""

    react_by = DayField("Eigen laatste dag om te reageren", [Optional()])


class TermsForm(Form):
    """Form for the deadline and reminder settings of a round."""

    record_days = CountField(
        "Werkdagen tussen het gesprek en het verslag, ongeveer",
        [InputRequired(_RANGE), NumberRange(min=0, max=MOST_DAYS, message=_RANGE)],
    )
    react_days = CountField(
        "Werkdagen om te reageren", [InputRequired(_RANGE), NumberRange(min=1, max=MOST_DAYS, message=_RANGE)]
    )
    last_day = DayField("Uiterste datum van de ronde", [Optional()])
    remind_after = StringField(
        "Herinneren na zo veel werkdagen", [Length(max=40, message="Er passen 40 tekens: 5, 8.")]
    )
    remind_before = BooleanField("Ook herinneren op de werkdag vóór de termijn")

    @classmethod
    def of(cls, terms: Terms) -> "TermsForm":
        """Return the form filled with ``terms``."""
        return cls(
            react_days=terms.react_days,
            record_days=terms.record_days,
            last_day=terms.last_day,
            remind_after=counts_written(terms.remind_after),
            remind_before=terms.remind_before,
        )

    def validate_remind_after(self, field: StringField) -> None:
        """Require numbers of working days, separated by commas."""
        try:
            counts_in(field.data or "")
        except ValueError as error:
            raise ValidationError(str(error)) from error

    @property
    def terms(self) -> Terms:
        """The settings that were entered. Call only after validation."""
        return Terms(
            react_days=self.react_days.data or 1,
            record_days=self.record_days.data or 0,
            last_day=self.last_day.data,
            remind_after=counts_in(self.remind_after.data or ""),
            remind_before=bool(self.remind_before.data),
        )
