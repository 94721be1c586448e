"""Page of all that a final report waits for, with the decisions to publish anyway."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from surveyapp.core.db import db, utcnow
from surveyapp.core.dutch import counted
from surveyapp.report.board.pages import board_of
from surveyapp.report.material.decisions import MAX_REASON
from surveyapp.report.overruling import queries as overruling_queries
from surveyapp.report.overruling_editing import operations as overruling_operations
from surveyapp.report.overruling_editing.operations import NotOverruled
from surveyapp.report.overruling_editing.pages import open_page, what_of
from surveyapp.report.rounds import queries
from surveyapp.report.shared.views import editors, keep_round, round_shown
from surveyapp.web.access import actor
from surveyapp.web.afterwards import Page, after_writing, render_template
from surveyapp.web.paging import page_of, page_with, part_of

blueprint = Blueprint("report_overruling_editing", __name__)
blueprint.url_defaults(keep_round)

DECISIONS = 20
"""Decisions per page of each list."""


@after_writing
def _page(error: str = "", reason: str = "", chosen: frozenset[str] = frozenset(), turn: int | None = None) -> Page:
    """Return the page. ``chosen`` are the tokens ticked, ``turn`` is the number of a page of the list."""
    round_ = round_shown()
    outline = queries.outline_of(round_)
    source = queries.round_source(db.session, round_, publisher="")
    board = board_of(outline, source)
    page = open_page(outline, source, board, *overruling_operations.findings_of(db.session, round_, board))
    asked = request.args.get("pagina", page_with(page.place_of(chosen)), int)
    shown = part_of(page.open, asked if turn is None else turn)
    titles = {organisation.key: organisation.title for organisation in source.organisations} | {
        place.key: place.title for place in outline.text_sections()
    }
    gone = page_of(overruling_queries.withdrawn_of(db.session, round_), per_page=DECISIONS, name="ingetrokken")
    return render_template(
        "report/open.html",
        page=page,
        shown=shown,
        unplaced=page_of(page.unplaced, name="plaats"),
        groups=page.groups_of(shown),
        decisions=page_of(page.decisions, per_page=DECISIONS, name="besluiten"),
        withdrawn=gone,
        told=[(what_of(overruling.subject, titles), overruling, withdrawal) for overruling, withdrawal in gone],
        error=error,
        reason=reason,
        chosen=chosen,
        elsewhere=page.elsewhere(chosen, shown),
        gone=page.gone(chosen),
        longest=MAX_REASON,
    )


@blueprint.get("/rapport/openstaand")
@editors
def show() -> ResponseReturnValue:
    """Show open findings and decisions."""
    return _page(chosen=_ticked(request.args))


def _ticked(given: MultiDict[str, str]) -> frozenset[str]:
    return frozenset(filter(None, given.getlist("over")))


@blueprint.post("/rapport/openstaand")
@editors
def overrule() -> ResponseReturnValue:
    """Overrule the findings ticked, with one reason; or show another page of the list without deciding."""
    chosen, reason = _ticked(request.form), request.form.get("reason", "")
    if "turn" in request.form:
        return _page(reason=reason, chosen=chosen, turn=request.form.get("turn", 1, type=int))
    try:
        made = overruling_operations.overrule(db.session, actor(), round_shown(), chosen, reason=reason, at=utcnow())
    except NotOverruled as refused:
        return _page(str(refused), reason, chosen), 422
    flash(f"{counted(len(made), 'besluit', 'besluiten')} vastgelegd.", "success")
    return redirect(url_for("report_overruling_editing.show", _anchor="besluiten"))


@blueprint.post("/rapport/openstaand/<int:overruling_id>/intrekken")
@editors
def withdraw(overruling_id: int) -> ResponseReturnValue:
    """Withdraw a decision."""
    overruling = overruling_queries.get_overruling(db.session, round_shown(), overruling_id)
    overruling_operations.withdraw_overruling(db.session, actor(), overruling, at=utcnow())
    flash("Besluit ingetrokken.", "success")
    return redirect(url_for("report_overruling_editing.show", _anchor="besluiten"))
