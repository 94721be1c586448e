"""Pages on which editors add, change and remove figures."""

from collections.abc import Sequence

from flask import Blueprint, current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from surveyapp.core.db import db, utcnow, write_transaction
from surveyapp.core.errors import Refused
from surveyapp.core.revisions import SaveConflict, with_before
from surveyapp.interviews.recording.models import Round
from surveyapp.report.figure_editing import operations as figure_operations
from surveyapp.report.figure_editing.forms import FigureForm
from surveyapp.report.figure_editing.pages import cards_of, earlier_card, earlier_cards, unknown_calls
from surveyapp.report.figures import queries as figure_queries
from surveyapp.report.material.figures import MAX_BYTES, BadFigure
from surveyapp.report.material.pictures import call
from surveyapp.report.shared.views import editors, keep_round, round_shown
from surveyapp.report.tables.models import FigureRevision
from surveyapp.web.access import actor
from surveyapp.web.afterwards import Page, after_writing, render_template
from surveyapp.web.transactions import opens_own_transaction
from surveyapp.web.uploads import takes_file

blueprint = Blueprint("report_figure_editing", __name__)
blueprint.url_defaults(keep_round)


@blueprint.get("/rapport/figuren")
@editors
def index() -> ResponseReturnValue:
    """Show the figures of a round, and a form for another one."""
    return _index(round_shown(), FigureForm())


@after_writing
def _index(round_: Round, form: FigureForm) -> Page:
    return render_template(
        "report/figures.html",
        round=round_.name,
        form=form,
        cards=cards_of(db.session, round_),
        unknown=unknown_calls(db.session, round_),
        before=round_.previous.name if round_.previous else "",
        earlier=earlier_cards(db.session, round_),
    )


@blueprint.post("/rapport/figuren")
@editors
@takes_file(MAX_BYTES)
@opens_own_transaction
def add() -> ResponseReturnValue:
    """Add a figure. The image is cleaned before the write transaction begins."""
    round_, form = round_shown(), FigureForm()
    if form.complete(new=True) and form.found and form.image.clean:
        try:
            with write_transaction(db.session):
                figure_operations.add_figure(
                    db.session, actor(), round_, form.named, form.found, form.image.clean, at=utcnow()
                )
        except BadFigure as error:
            form.blame(error)
        else:
            flash(f"De figuur is toegevoegd. Zet {call(form.named)} in een eigen alinea van een tekst.", "success")
            return redirect(url_for("report_figure_editing.index", _anchor=f"figuur-{form.named}"))
    return _index(round_, form), 422


@blueprint.get("/rapport/figuren/van_vorige_ronde/<name>")
@editors
def look_over(name: str) -> ResponseReturnValue:
    """Show a figure of the previous round, to review before it is taken over.

    No figure's name has an underscore, so this address is unambiguous.
    """
    round_ = round_shown()
    return _earlier_page(round_, name, FigureForm.of(figure_queries.get_earlier(db.session, round_, name)))


@after_writing
def _earlier_page(round_: Round, name: str, form: FigureForm) -> Page:
    return render_template(
        "report/figure_before.html",
        round=round_.name,
        before=round_.previous.name if round_.previous else "",
        card=earlier_card(db.session, round_, name),
        form=form,
    )


@blueprint.post("/rapport/figuren/van_vorige_ronde/<name>")
@editors
@takes_file(MAX_BYTES)
@opens_own_transaction
def take_over(name: str) -> ResponseReturnValue:
    """Take over a figure of the previous round, with the words as reviewed."""
    round_, form = round_shown(), FigureForm()
    if form.complete(new=False) and form.found:
        try:
            with write_transaction(db.session):
                figure_operations.take_over(
                    db.session, actor(), round_, name, form.found, form.image.clean, at=utcnow()
                )
        except BadFigure as error:
            flash(str(error), "warning")
        else:
            flash(f"De figuur is overgenomen. Zet {call(name)} in een eigen alinea van een tekst.", "success")
        return redirect(url_for("report_figure_editing.index", _anchor=f"figuur-{name}"))
    return _earlier_page(round_, name, form), 422


@blueprint.get("/rapport/figuren/<name>")
@editors
def show(name: str) -> ResponseReturnValue:
    """Show a figure with its versions, to change or to remove."""
    round_ = round_shown()
    revisions = figure_queries.figure_revisions(db.session, round_, name)
    return _page(round_, revisions, FigureForm.of(revisions[0]))


@after_writing
def _page(
    round_: Round, revisions: Sequence[FigureRevision], form: FigureForm, conflict: FigureRevision | None = None
) -> Page:
    newest = revisions[0]
    return render_template(
        "report/figure.html",
        round=round_.name,
        card=next(card for card in cards_of(db.session, round_) if card.name == newest.name),
        versions=with_before(revisions),
        form=form,
        conflict=conflict,
    )


@blueprint.post("/rapport/figuren/<name>")
@editors
@takes_file(MAX_BYTES)
@opens_own_transaction
def change(name: str) -> ResponseReturnValue:
    """Change a figure, or show the form with its errors or a conflict."""
    round_, form, conflict = round_shown(), FigureForm(), None
    if form.complete(new=False) and form.found:
        try:
            with write_transaction(db.session):
                figure_operations.change_figure(
                    db.session,
                    actor(),
                    round_,
                    name,
                    form.found,
                    form.image.clean,
                    base=form.base.data or 0,
                    at=utcnow(),
                )
        except SaveConflict as error:
            conflict = error.newest
            form.go_on_from(conflict.number)
        else:
            flash("De figuur is gewijzigd. Wat al is gepubliceerd, blijft zoals het was.", "success")
            return redirect(url_for("report_figure_editing.index", _anchor=f"figuur-{name}"))
    revisions = figure_queries.figure_revisions(db.session, round_, name)
    return _page(round_, revisions, form, conflict), 409 if conflict else 422


@blueprint.post("/rapport/figuren/<name>/verwijderen")
@editors
def remove(name: str) -> ResponseReturnValue:
    """Remove a figure."""
    try:
        figure_operations.remove_figure(db.session, actor(), round_shown(), name, at=utcnow())
    except Refused as error:
        flash(str(error), "warning")
        return redirect(url_for("report_figure_editing.show", name=name))
    flash(f"De figuur ‘{name}’ is verwijderd, met haar afbeeldingen.", "success")
    return redirect(url_for("report_figure_editing.index"))


@blueprint.get("/rapport/figuren/beeld/<hash_>")
@editors
def image(hash_: str) -> ResponseReturnValue:
    """Return an image. Its address holds its hash, so the image behind it never changes."""
    content, mimetype = figure_queries.get_image(db.session, hash_)
    response = current_app.response_class(content, mimetype=mimetype)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
