"""Writing of a questionnaire as a file to fill in."""

from surveyapp.exchange.papers.archive import FileKind
from surveyapp.exchange.papers.paper import Paper
from surveyapp.exchange.sheets import spreadsheet


def write(paper: Paper, kind: FileKind) -> bytes:
    """Return the bytes of the file."""
    if kind is FileKind.SPREADSHEET:
        return spreadsheet.write(paper)
    from surveyapp.exchange.word import writer  # noqa: PLC0415  (python-docx is slow to load)

    return writer.write(paper)
