"""Numbers and dates as a Dutch spreadsheet shows them."""

from datetime import date, datetime, time, timedelta

import pytest

from surveyapp.exchange.sheets.numbers import MAX_CODE, shown


def at(*numbers: int) -> datetime:
    """A moment as a spreadsheet has it: without a time zone."""
    return datetime(*numbers)  # type: ignore[arg-type,misc]  # noqa: DTZ001


@pytest.mark.parametrize(
    ("value", "code", "words"),
    [
        (12345.67, "General", "12345,67"),
        (1250000.5, "", "1250000,5"),
        (0.1 + 0.2, "General", "0,3"),
        (3, "", "3"),
        (-2.5, "General", "-2,5"),
        (1e15, "General", "1,00000E+15"),
        (0, "General", "0"),
        (1e-4, "General", "0,0001"),
        (0.05, "0%", "5%"),
        (0.0525, "0.0%", "5,3%"),
        (0.125, "0.00 %", "12,50 %"),
        (1250000.5, "#,##0.00", "1.250.000,50"),
        (1250000, "#,##0", "1.250.000"),
        (0.5, "#.##", ",5"),
        (2.345, "0.00", "2,35"),
        (-2.345, "0.00", "-2,35"),
        (7, "000", "007"),
        (2.5, "0.0##", "2,5"),
        (1234567, '0.0,,"M"', "1,2M"),
        (1500, '#,##0," mln"', "2 mln"),
        (1234.5, "[$€-413] #,##0.00", "€ 1.234,50"),
        (1234.5, '"€" #,##0.00;-"€" #,##0.00', "€ 1.234,50"),
        (-1234.5, '_ [$€-413] * #,##0.00_ ;_ [$€-413] * -#,##0.00_ ;_ [$€-413] * "-"??_ ;_ @_ ', "€ -1.234,50"),
        (0, '#,##0;-#,##0;"geen"', "geen"),
        (-5, "0;[Red](0)", "(5)"),
        (5, '0 "woningen"', "5 woningen"),
        (5, 'General" km"', "5 km"),
        (150, "[<100]0;[>=100]0.0", "150,0"),
        (12345.678, "0.00E+00", "1,23E+04"),
        (0.00012, "0.0E-00", "1,2E-04"),
        (2.25, "# ?/?", "2 1/4"),
        (0.333, "# ?/?", "1/3"),
        (0.5, "?/8", "4/8"),
        (3.0, "# ?/?", "3"),
        (12, "@", "12"),
        (1e300, "0.00E+00", "1,00E+300"),
        (5, "\\#0", "#5"),
    ],
)
def test_a_number_is_what_the_sheet_shows(value: float, code: str, words: str) -> None:
    assert shown(value, code) == words


@pytest.mark.parametrize(
    ("value", "code", "words"),
    [
        (at(2018, 5, 1), "mm-dd-yy", "1-5-2018"),
        (at(2018, 5, 1), "yyyy-mm-dd", "2018-05-01"),
        (date(2018, 5, 1), "dd-mm-yyyy", "01-05-2018"),
        (at(2018, 5, 1), "d/m/yy", "1-5-18"),
        (at(2018, 5, 1), "d mmmm yyyy", "1 mei 2018"),
        (at(2018, 3, 1), "ddd d mmm", "do 1 mrt"),
        (at(2018, 5, 1), "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "dinsdag 1 mei 2018"),
        (at(2018, 5, 1, 14, 5), "d-m-yyyy h:mm", "1-5-2018 14:05"),
        (time(9, 5), "hh:mm", "09:05"),
        (at(2018, 5, 1, 14, 5, 7), "h:mm:ss AM/PM", "2:05:07 pm"),
        (timedelta(hours=30), "[h]:mm", "30:00"),
        (at(2018, 5, 1), "[$-413]d\\ mmmm\\ yyyy;@", "1 mei 2018"),
        (at(2018, 5, 1), "", "1-5-2018"),
        (at(2018, 5, 1), "mmm-yy", "mei-18"),
    ],
)
def test_a_date_is_what_the_sheet_shows(value: date | time | timedelta, code: str, words: str) -> None:
    assert shown(value, code) == words


@pytest.mark.parametrize(
    "code", ['"' * 300, "[" * 300, "0" * 5_000, "," * 300, "?/" * 200, "E+0" * 90, "\\", "_", ";;;"]
)
def test_a_strange_format_breaks_nothing(code: str) -> None:
    assert len(shown(1234.5, code)) <= 2 * MAX_CODE
    assert len(shown(at(2018, 5, 1), code)) <= 2 * MAX_CODE
