"""View of the report's board."""

from functools import partial

from flask import current_app

from surveyapp.core.db import db
from surveyapp.interviews.recording.models import Round
from surveyapp.pdf.fonts import without_glyph
from surveyapp.report.board.pages import board_of
from surveyapp.report.builds.pages import pdfs_of
from surveyapp.report.editions import queries as edition_queries
from surveyapp.report.formats.house import HouseStyle
from surveyapp.report.formats.kinds import Format
from surveyapp.report.material.rules import CitationsUnresolved, ReportError, ReportIncomplete
from surveyapp.report.rounds import queries
from surveyapp.report.shared.views import source_of
from surveyapp.report.synthesis import queries as synthesis_queries
from surveyapp.report.synthesis.pages import lost_marks, theme_titles
from surveyapp.report.tables.models import Edition
from surveyapp.report.texts.forms import BuildForm, LayoutForm
from surveyapp.verification.checks.operations import of_round
from surveyapp.verification.reaching.pages import addresses_in
from surveyapp.web import paging
from surveyapp.web.afterwards import Page, after_writing, render_template
from surveyapp.web.paging import page_of, page_read

EDITIONS = 10
"""Editions per page of the board's list."""
LISTED = 10
"""Answers or addresses per page of each list on the board."""
ROWS = 25
"""Sections per page of a chapter on the board: more than there are provinces."""


@after_writing
def board_html(round_: Round, error: ReportError | None = None) -> Page:
    """Return the board's page. ``error`` is why a request on it was refused."""
    outline = queries.outline_of(round_)
    source = source_of(round_)
    board = board_of(outline, source, partial(without_glyph, css=HouseStyle.of(current_app.instance_path).css))
    marks = synthesis_queries.marks_of(db.session, round_)
    builds, sizes = queries.builds_of(db.session, round_), queries.sizes_of(db.session, round_)
    return render_template(
        "report/board.html",
        board=board,
        addresses=page_of(addresses_in(db.session, of_round(round_), remarked=True), per_page=LISTED, name="adressen"),
        rows={
            chapter.key: page_of(chapter.rows, per_page=ROWS, name=f"hoofdstuk-{chapter.key}")
            for chapter in board.chapters
        },
        form=BuildForm.of(outline),
        layout=LayoutForm(formdata=None, data={"columns": round_.report_columns}),
        forms=[format_ for format_ in Format if format_.quick],
        pdfs=pdfs_of(builds, sizes, outline),
        editions=editions_shown(round_),
        decisions=len(source.overrulings),
        themes=theme_titles(source),
        limited=page_of(board.limited, per_page=LISTED, name="beperkt"),
        told=page_of(board.told, per_page=LISTED, name="nagaan"),
        lost=page_of(lost_marks(source, marks), per_page=LISTED, name="apart"),
        error=error,
        blocked=isinstance(error, ReportIncomplete | CitationsUnresolved),
        questionnaires=queries.questionnaires_of(db.session, round_),
        untagged=board.untagged,
    )


def editions_shown(round_: Round) -> paging.Page[Edition]:
    """Return the page of a round's editions that the address asks for."""
    read = partial(edition_queries.editions_of, db.session, round_)
    return page_read(edition_queries.count_editions(db.session, round_), read, per_page=EDITIONS, name="edities")
