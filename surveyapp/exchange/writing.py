"""A paper as a file to fill in elsewhere."""

from surveyapp.exchange import spreadsheet
from surveyapp.exchange.archive import FileKind
from surveyapp.exchange.paper import Paper


def write(paper: Paper, kind: FileKind) -> bytes:
    """The file."""
    if kind is FileKind.SPREADSHEET:
        return spreadsheet.write(paper)
    from surveyapp.exchange import word_writing  # noqa: PLC0415  (python-docx is slow to load)

    return word_writing.write(paper)
