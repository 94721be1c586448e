"""The forms in which a report can be had, all made from its one tree."""

from enum import StrEnum

from surveyapp.pdf.document import Progress
from surveyapp.report.formats.house import HouseStyle
from surveyapp.report.formats.html import PLAIN, render_report
from surveyapp.report.formats.markdown import markdown_file
from surveyapp.report.formats.page import page_html
from surveyapp.report.material.tree import Report


class Format(StrEnum):
    """A form, by the ending of its files."""

    PDF = "pdf"
    WORD = "docx"
    HTML = "html"
    MARKDOWN = "md"

    @property
    def label(self) -> str:
        """What Dutch calls it."""
        return {"pdf": "PDF", "docx": "Word", "html": "Webpagina (HTML)", "md": "Markdown"}[self.value]

    @property
    def mimetype(self) -> str:
        """For browsers and mail."""
        return {
            "pdf": "application/pdf",
            "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "html": "text/html; charset=utf-8",
            "md": "text/markdown; charset=utf-8",
        }[self.value]

    @property
    def quick(self) -> bool:
        """Whether a whole report takes no longer than a person waits for a page."""
        return self is not Format.PDF


def rendered(report: Report, form: Format, progress: Progress | None = None, house: HouseStyle = PLAIN) -> bytes:
    """The file; ``house`` is for a PDF. Raises as ``render_report`` for that."""
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
