"""File formats of a round's answers."""

from datetime import date
from enum import StrEnum

from surveyapp.report.data_formats.files import csv_file, spreadsheet
from surveyapp.report.data_formats.qdpx import project_file
from surveyapp.report.data_formats.rows import AnswerRow


class DataFormat(StrEnum):
    """File format; the value is the file's extension."""

    XLSX = "xlsx"
    CSV = "csv"
    QDPX = "qdpx"

    @property
    def mimetype(self) -> str:
        """Media type."""
        return {
            "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "csv": "text/csv; charset=utf-8",
            "qdpx": "application/zip",
        }[self.value]


def written(rows: tuple[AnswerRow, ...], form: DataFormat, round_name: str, dated: date) -> bytes:
    """Return the file."""
    match form:
        case DataFormat.XLSX:
            return spreadsheet(rows, round_name, dated)
        case DataFormat.CSV:
            return csv_file(rows)
        case DataFormat.QDPX:
            return project_file(rows, round_name)
