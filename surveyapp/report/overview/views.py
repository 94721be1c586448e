"""Editors' pages of the report: board, sections, a question over all organisations, and the PDF."""

from collections.abc import Callable
from functools import partial

import flask
from flask import Flask, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import db, utcnow
from surveyapp.core.dutch import clock
from surveyapp.core.errors import NotFound, Refused
from surveyapp.core.revisions import SaveConflict
from surveyapp.interviews.recording.queries import find_current_round
from surveyapp.pdf.document import RendererMissing
from surveyapp.processes.rendering import RenderFailed
from surveyapp.report.blueprint import blueprint
from surveyapp.report.board.views import board_html, editions_shown
from surveyapp.report.builds.pages import file_name, pdf_of, pdfs_of
from surveyapp.report.citations.rules import cited_as
from surveyapp.report.downloads import views
from surveyapp.report.figure_editing import views as figure_views
from surveyapp.report.figures import queries as figure_queries
from surveyapp.report.formats.house import HouseStyle, HouseStyleWrong
from surveyapp.report.formats.kinds import Format
from surveyapp.report.marked_text.pages import text_html
from surveyapp.report.material.rules import NotCitable, ReportError
from surveyapp.report.material.structure import OutlineError
from surveyapp.report.outline_editing import views as outline_views
from surveyapp.report.overruling_editing import views as overruling_views
from surveyapp.report.previews import pages
from surveyapp.report.publishing import views as edition_views
from surveyapp.report.rounds import queries
from surveyapp.report.sections import views as desk_views
from surveyapp.report.shared.views import conflict_page, editors, keep_round
from surveyapp.report.shared.views import round_shown as _round
from surveyapp.report.shared.views import section_html as _section_page
from surveyapp.report.shared.views import section_of as _section
from surveyapp.report.synthesis import views as synthesis_views
from surveyapp.report.synthesis.views import Desk
from surveyapp.report.tables.models import SectionTextRevision
from surveyapp.report.texts import operations
from surveyapp.report.texts.forms import BuildForm, LayoutForm, SectionForm
from surveyapp.report.texts.pages import SectionPage, versions_of
from surveyapp.text.words import TextTooLong, to_html
from surveyapp.web.access import actor
from surveyapp.web.afterwards import render_template
from surveyapp.web.errors import NotNow
from surveyapp.web.limits import limiter
from surveyapp.web.paging import page_of
from surveyapp.web.parsing import takes_json
from surveyapp.web.refusal import refuse
from surveyapp.web.template import add_to_menu
from surveyapp.web.transactions import only_reads
from surveyapp.web.visits import this_browser

blueprint.url_defaults(keep_round)
PARTS = ("figure_editing", "outline_editing", "overruling_editing", "sections", "synthesis")
"""Packages whose blueprints have their pages under Rapport in the menu."""


def init_app(app: Flask) -> None:
    """Register the report's blueprints, error handler and menu entry."""
    app.register_blueprint(blueprint)
    app.register_blueprint(desk_views.blueprint)
    app.register_blueprint(edition_views.blueprint)
    app.register_blueprint(figure_views.blueprint)
    app.register_blueprint(outline_views.blueprint)
    app.register_blueprint(overruling_views.blueprint)
    app.register_blueprint(synthesis_views.blueprint)
    app.register_error_handler(OutlineError, lambda error: app.handle_user_exception(NotNow(str(error))))
    add_to_menu(
        app,
        "Rapport",
        "report.board",
        RoleName.EDITOR,
        RoleName.ADMINISTRATOR,
        covers=("report", "alignment", *(f"report_{part}" for part in PARTS)),
    )


@blueprint.get("/rapport")
@editors
def board() -> ResponseReturnValue:
    """Show the progress of the report, and its PDFs."""
    if not request.args.get("ronde") and find_current_round(db.session) is None:
        return render_template("report/no_round.html")
    return board_html(_round())


@blueprint.post("/rapport/pdf")
@editors
def make_pdf() -> ResponseReturnValue:
    """Queue a PDF."""
    round_, form = _round(), BuildForm()
    try:
        operations.request_build(
            db.session,
            actor(),
            round_,
            draft=form.draft,
            chapter=request.form.get("chapter", ""),
            publish=form.publish,
            erratum=form.erratum.data or "",
            at=utcnow(),
            css=HouseStyle.of(current_app.instance_path).css,
        )
    except ReportError as error:
        return board_html(round_, error), 422
    return redirect(url_for("report.board", _anchor="pdf"))


@blueprint.post("/rapport/downloaden")
@editors
@only_reads
def download() -> ResponseReturnValue:
    """Return the report in another format, made within the request."""
    round_ = _round()
    form = next((format_ for format_ in Format if format_.value == request.form.get("form") and format_.quick), None)
    if form is None:
        raise NotFound("Deze vorm van het rapport is er niet.")
    try:
        return views.sent(round_, views.compiled(round_, BuildForm()), form)
    except ReportError as error:
        return board_html(round_, error), 422


@blueprint.post("/rapport/opmaak")
@editors
def set_layout() -> ResponseReturnValue:
    """Set one text column or two."""
    form = LayoutForm()
    if not form.validate():
        raise Refused("Kies één of twee kolommen.")
    operations.set_columns(db.session, actor(), _round(), form.columns.data, at=utcnow())
    flash(f"Nieuwe PDF’s krijgen {'één brede kolom' if form.columns.data == 1 else 'twee kolommen'}.", "success")
    return redirect(url_for("report.board", _anchor="pdf"))


@blueprint.get("/rapport/pdf/<int:build_id>.json")
@editors
def pdf_progress(build_id: int) -> ResponseReturnValue:
    """Return the progress of a PDF as JSON; once it has ended, with the panels of PDFs and editions."""
    build = queries.get_build(db.session, build_id)
    outline, builds = queries.outline_of(build.round), queries.builds_of(db.session, build.round)
    shown = pdf_of(build, 0, outline, builds)
    answer = {"state": shown.state.value, "progress": shown.progress, "page": shown.page, "about": shown.about}
    if build.state.ended:
        panel = pdfs_of(builds, queries.sizes_of(db.session, build.round), outline)
        editions = editions_shown(build.round)
        answer["panel"] = flask.render_template("report/_pdfs.html", pdfs=panel)
        answer["editions"] = flask.render_template("report/_editions.html", editions=editions)
    return answer


@blueprint.post("/rapport/pdf/<int:build_id>/annuleren")
@editors
def cancel_pdf(build_id: int) -> ResponseReturnValue:
    """Cancel a PDF."""
    operations.cancel_build(db.session, actor(), queries.get_build(db.session, build_id), at=utcnow())
    return redirect(url_for("report.board", _anchor="pdf"))


@blueprint.get("/rapport/pdf/<int:build_id>")
@editors
def pdf(build_id: int) -> ResponseReturnValue:
    """Return the PDF."""
    build = queries.get_build(db.session, build_id)
    response = current_app.response_class(queries.get_pdf(db.session, build_id), mimetype="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=file_name(build))
    return response


@blueprint.get("/rapport/paragraaf/<path:key>")
@editors
def section(key: str) -> ResponseReturnValue:
    """Show a section: its text to edit, and its answers."""
    return _section_page(_section(_round(), key))


@blueprint.post("/rapport/paragraaf/<path:key>")
@editors
def save_section(key: str) -> ResponseReturnValue:
    """Save the text, or show a preview."""
    round_, form = _round(), SectionForm()
    text, base = form.text.data or "", form.base.data or 0
    page = _section(round_, key, text)
    if form.choice.data == "preview":
        return _section_page(page.typed(text, base), unsaved=True)
    return _saved(
        page,
        text,
        base,
        lambda: operations.save_section_text(db.session, actor(), round_, key, text, base=base, at=utcnow()),
    )


@blueprint.post("/rapport/paragraaf/<path:key>/aanhaling")
@editors
def update_citation(key: str) -> ResponseReturnValue:
    """Update a citation to the version agreed now; the typed text is saved along."""
    round_, form = _round(), SectionForm()
    text, base = form.text.data or "", form.base.data or 0
    page = _section(round_, key, text)
    cited = cited_as(form.holds.data or form.cited.data or "")
    return _saved(
        page,
        text,
        base,
        lambda: operations.update_citation(
            db.session,
            actor(),
            round_,
            key,
            cited,
            base=base,
            at=utcnow(),
            typed=text,
            confirms=bool(form.holds.data),
        ),
    )


def _saved(page: SectionPage, text: str, base: int, save: Callable[[], SectionTextRevision]) -> ResponseReturnValue:
    """Save and redirect to the section; a text that cannot be saved is shown again as typed."""
    try:
        saved = save()
    except SaveConflict as conflict:
        return conflict_page(page, text, base, conflict.newest), 409
    except (TextTooLong, NotCitable) as error:
        refuse(str(error), "text")
        return _section_page(page.typed(text, base), error=str(error), unsaved=True), 422
    flash(f"Opgeslagen om {clock(saved.created_at)}.", "success")
    return redirect(url_for("report.section", key=page.key))


@blueprint.post("/rapport/paragraaf/<path:key>/voorbeeld")
@editors
@takes_json
@only_reads
def preview(key: str) -> ResponseReturnValue:
    """Return the typed text as HTML, as the report will show it. Saves nothing."""
    sent = request.get_json()
    text = str(sent.get("text", "")) if isinstance(sent, dict) else ""
    plain = "{" not in text and "[" not in text
    return {"html": to_html(text, rich=True) if plain else text_html(_section(_round(), key, text), text)}


@blueprint.post("/rapport/paragraaf/<path:key>/bladzijde")
@editors
@limiter.limit("240 per minute", key_func=this_browser)
@takes_json
@only_reads
def printed(key: str) -> ResponseReturnValue:
    """Return images of the pages that the typed text would fill. Saves nothing."""
    sent = request.get_json()
    text = str(sent.get("text", "")) if isinstance(sent, dict) else ""
    try:
        read = partial(figure_queries.images_of, db.session)
        return pages.shown(_section(_round(), key, text), text, HouseStyle.of(current_app.instance_path), read)
    except (TextTooLong, RendererMissing, RenderFailed, HouseStyleWrong) as error:
        return {"error": str(error)}, 422


@blueprint.get("/rapport/paragraaf/<path:key>/versies")
@editors
def versions(key: str) -> ResponseReturnValue:
    """Show the history of a section's text."""
    round_ = _round()
    return render_template(
        "report/versions.html",
        page=_section(round_, key),
        versions=page_of(versions_of(queries.section_revisions(db.session, round_, key))),
    )


@blueprint.get("/rapport/vraag/<questionnaire>/<item>")
@editors
def question(questionnaire: str, item: str) -> ResponseReturnValue:
    """Show a question over all organisations."""
    return synthesis_views.desk_page(Desk.of(questionnaire, item), ticked=request.args.getlist("kies"))
