"""Form fields that say in Dutch what is wrong with what was typed."""

from typing import Any

from wtforms import DateField, IntegerField


class DayField(DateField):
    """A date."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """What a browser sends for a date, or what somebody typed where it knows no dates."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Vul een datum in die bestaat, als dag, maand en jaar.") from error


class CountField(IntegerField):
    """A whole number."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Digits."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Vul een heel getal in, met cijfers.") from error
