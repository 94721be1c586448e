"""The forms in which the answers of a round can be had."""

from datetime import date
from enum import StrEnum

from surveyapp.report.data_formats.files import csv_file, spreadsheet
from surveyapp.report.data_formats.qdpx import project_file
from surveyapp.report.data_formats.rows import AnswerRow


class DataFormat(StrEnum):
    """A form, by the ending of its files."""

    XLSX = "xlsx"
    CSV = "csv"
    QDPX = "qdpx"

    @property
    def mimetype(self) -> str:
        """For browsers."""
        return {
            "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "csv": "text/csv; charset=utf-8",
            "qdpx": "application/zip",
        }[self.value]


def written(rows: tuple[AnswerRow, ...], form: DataFormat, round_name: str, dated: date) -> bytes:
    """The file."""
    match form:
        case DataFormat.XLSX:
            return spreadsheet(rows, round_name, dated)
        case DataFormat.CSV:
            return csv_file(rows)
        case DataFormat.QDPX:
            return project_file(rows, round_name)
