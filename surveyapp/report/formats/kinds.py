"""File formats of the report, all made from the same tree."""

from enum import StrEnum

from surveyapp.pdf.document import Progress
from surveyapp.report.formats.house import HouseStyle
from surveyapp.report.formats.html import PLAIN, render_report
from surveyapp.report.formats.markdown import markdown_file
from surveyapp.report.formats.page import page_html
from surveyapp.report.material.tree import Report


class Format(StrEnum):
    """File format; the value is the file's extension."""

    PDF = "pdf"
    WORD = "docx"
    HTML = "html"
    MARKDOWN = "md"

    @property
    def label(self) -> str:
        """Dutch name of the format."""
        return {"pdf": "PDF", "docx": "Word", "html": "Webpagina (HTML)", "md": "Markdown"}[self.value]

    @property
    def mimetype(self) -> str:
        """Media type."""
        return {
            "pdf": "application/pdf",
            "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "html": "text/html; charset=utf-8",
            "md": "text/markdown; charset=utf-8",
        }[self.value]

    @property
    def quick(self) -> bool:
        """Whether a whole report is made fast enough to do so within a request."""
        return self is not Format.PDF


def rendered(report: Report, form: Format, progress: Progress | None = None, house: HouseStyle = PLAIN) -> bytes:
    """Return the file; ``house`` is used for PDF only. Raises as ``render_report`` for PDF."""
    match form:
        case Format.PDF:
            return render_report(report, progress, house)
        case Format.WORD:
            from surveyapp.report.formats.word import word_file  # noqa: PLC0415  (python-docx is slow to load)

            return word_file(report)
        case Format.HTML:
            return page_html(report).encode()
        case Format.MARKDOWN:
            return markdown_file(report).encode()
