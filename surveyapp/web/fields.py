"""Form fields with Dutch error messages."""

from typing import Any

from wtforms import DateField, IntegerField


class DayField(DateField):
    """A date."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Parse the date that a browser sends, or that was typed in a browser without date fields."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Vul een datum in die bestaat, als dag, maand en jaar.") from error


class CountField(IntegerField):
    """A whole number."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Parse digits."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Vul een heel getal in, met cijfers.") from error
