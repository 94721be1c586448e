"""Everything that a final report waits for, and the decisions to publish all the same."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from surveyapp.db import db, utcnow
from surveyapp.dutch import counted
from surveyapp.report import queries
from surveyapp.report.board import board_of
from surveyapp.report.overruling import operations as overruling_operations
from surveyapp.report.overruling import queries as overruling_queries
from surveyapp.report.overruling.operations import NotOverruled
from surveyapp.report.overruling.pages import open_page, what_of
from surveyapp.report.overruling.rules import MAX_REASON
from surveyapp.report.shown import editors, keep_round, round_shown
from surveyapp.web.access import actor
from surveyapp.web.afterwards import Page, after_writing, render_template
from surveyapp.web.paging import page_with, part_of

blueprint = Blueprint("overruling", __name__, url_prefix="/rapport/openstaand")
blueprint.url_defaults(keep_round)


@after_writing
def _page(error: str = "", reason: str = "", chosen: frozenset[str] = frozenset()) -> Page:
    round_ = round_shown()
    outline, source = queries.outline_of(round_), queries.round_source(db.session, round_, publisher="")
    board = board_of(outline, source)
    page = open_page(outline, source, board, *overruling_operations.findings_of(db.session, round_, board))
    shown = part_of(page.open, request.args.get("pagina", page_with(page.place_of(chosen)), int))
    titles = {one.key: one.title for one in source.organisations} | {
        place.key: place.title for place in outline.text_sections()
    }
    withdrawn = overruling_queries.withdrawn_of(db.session, round_)
    return render_template(
        "report/open.html",
        page=page,
        shown=shown,
        groups=page.groups_of(shown),
        withdrawn=[(what_of(one.subject, titles), one, withdrawal) for one, withdrawal in withdrawn],
        error=error,
        reason=reason,
        chosen=chosen,
        longest=MAX_REASON,
    )


@blueprint.get("")
@editors
def show() -> ResponseReturnValue:
    """What is open and what was decided."""
    return _page(chosen=frozenset(request.args.getlist("over")))


@blueprint.post("")
@editors
def overrule() -> ResponseReturnValue:
    """Publish in spite of what is ticked, with one reason."""
    chosen, reason = frozenset(request.form.getlist("over")), request.form.get("reason", "")
    try:
        made = overruling_operations.overrule(
            db.session, actor(), round_shown(), chosen, reason=reason, at=utcnow()
        )  # fmt: skip
    except NotOverruled as refused:
        return _page(str(refused), reason, chosen), 422
    flash(f"{counted(len(made), 'besluit', 'besluiten')} vastgelegd.", "success")
    return redirect(url_for(".show", _anchor="besluiten"))


@blueprint.post("/<int:overruling_id>/intrekken")
@editors
def withdraw(overruling_id: int) -> ResponseReturnValue:
    """The decision holds no longer."""
    found = overruling_queries.get_overruling(db.session, round_shown(), overruling_id)
    overruling_operations.withdraw_overruling(db.session, actor(), found, at=utcnow())
    flash("Besluit ingetrokken.", "success")
    return redirect(url_for(".show", _anchor="besluiten"))
