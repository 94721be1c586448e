"""Views of the sources of a round: a list, a page for each, and forms for the desk."""

from functools import cache
from typing import Any

from flask import Blueprint, Flask, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from markupsafe import Markup

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.attachments.queries import content_of
from surveyapp.attachments.rules import MAX_BYTES
from surveyapp.core.db import db, utcnow, write_transaction
from surveyapp.core.errors import NotFound, Refused
from surveyapp.interviews.recording.access import May
from surveyapp.interviews.recording.models import Round
from surveyapp.interviews.recording.queries import find_current_round, get_round, permitted_ids
from surveyapp.interviews.rounds.pages import other_rounds
from surveyapp.sources.citing.queries import citings_of
from surveyapp.sources.managing import operations, pages
from surveyapp.sources.managing.forms import SourceForm
from surveyapp.sources.register import queries
from surveyapp.sources.register.models import Source
from surveyapp.web.access import actor, allow
from surveyapp.web.afterwards import render_template
from surveyapp.web.paging import page_of
from surveyapp.web.template import add_to_menu
from surveyapp.web.transactions import opens_own_transaction
from surveyapp.web.uploads import download, takes_file

blueprint = Blueprint("sources_managing", __name__)
MAY_REMOVE = (RoleName.EDITOR, RoleName.ADMINISTRATOR)
"""Roles that may remove sources. All staff may add and correct them, but a removal affects every desk."""


def init_app(app: Flask) -> None:
    """Register the views and the template globals for the desk."""
    app.register_blueprint(blueprint)
    add_to_menu(app, "Bronnen", "sources_managing.sources")
    app.jinja_env.globals.update(
        bibliography_of=lambda interview_id: pages.bibliography_of(db.session, interview_id),
        new_source_fields=_new_source_fields,
    )


@cache
def _new_source_fields() -> Markup:
    """Return the empty fields of a source, rendered once since they are the same on every desk."""
    return Markup(render_template("sources/_fields.html", form=SourceForm(formdata=None, prefix="source-")))  # noqa: S704


def _round() -> Round | None:
    name = request.args.get("ronde")
    return get_round(db.session, name) if name else find_current_round(db.session)


@blueprint.get("/bronnen")
@allow()
def sources() -> ResponseReturnValue:
    """Show all sources of a round, or those that match a search."""
    round_, search = _round(), request.args.get("zoek", "").strip()
    if round_ is None:
        return render_template("fieldwork/no_round.html")
    return render_template(
        "sources/sources.html",
        round=round_,
        rounds=other_rounds(db.session, round_),
        search=search,
        page=page_of(pages.entries_of(db.session, round_, search)),
    )


@blueprint.get("/bronnen/<int:source_id>")
@allow()
def source(source_id: int) -> ResponseReturnValue:
    """Show a source: its citation, and the answers that cite it."""
    document = queries.get_source(db.session, source_id)
    citings = citings_of(db.session, document)
    return render_template(
        "sources/source.html",
        source=pages.entry_of(document, citings),
        round=document.round,
        removable=not citings and bool({*MAY_REMOVE} & {*current_user.role_names}),
        readable=permitted_ids(db.session, current_user, document.round, May.READ_AGREED),
        openable=permitted_ids(db.session, current_user, document.round, May.WORK),
    )


@blueprint.route("/bronnen/nieuw", methods=["GET", "POST"])
@allow()
@takes_file(MAX_BYTES)
@opens_own_transaction
def add() -> ResponseReturnValue:
    """Add a source, from its page or from the desk. The file is checked before the write transaction."""
    round_, form = _round(), SourceForm.of()
    if round_ is None:
        raise NotFound("Er is nog geen ronde.")
    if form.validate_on_submit() and form.found:
        try:
            with write_transaction(db.session):
                added = operations.add_source(
                    db.session, actor(), round_, form.found, file=form.file.checked, at=utcnow()
                )
        except Refused as error:
            form.title.errors = [str(error)]
        else:
            return _added(added)
    if _for_script():
        return {"form": render_template("sources/_fields.html", form=form)}, 422
    return render_template("sources/form.html", form=form, round=round_, source=None), 422 if form.errors else 200


def _for_script() -> bool:
    return bool(request.accept_mimetypes.best == "application/json")


def _added(document: Source) -> ResponseReturnValue:
    entry = pages.entry_of(document)
    if _for_script():
        return {"option": render_template("sources/_option.html", source=entry)}, 201
    flash(f"{document.title} is toegevoegd.", "success")
    return redirect(url_for("sources_managing.source", source_id=document.id))


@blueprint.route("/bronnen/<int:source_id>/wijzigen", methods=["GET", "POST"])
@allow()
@takes_file(MAX_BYTES)
@opens_own_transaction
def change(source_id: int) -> ResponseReturnValue:
    """Correct a source. Answers that cite it keep their text."""
    document = queries.get_source(db.session, source_id)
    form = SourceForm.of(document)
    if form.validate_on_submit() and form.found:
        try:
            with write_transaction(db.session):
                operations.change_source(
                    db.session,
                    actor(),
                    document,
                    form.found,
                    edition=form.edition.data or 0,
                    file=form.file.checked,
                    at=utcnow(),
                )
        except Refused as error:
            form.title.errors = [str(error)]
        else:
            return _changed(document)
    return _form_page(form, document), 422 if form.errors else 200


def _form_page(form: SourceForm, document: Source) -> Any:
    entry = pages.entry_of(document, citings_of(db.session, document))
    return render_template("sources/form.html", form=form, round=document.round, source=entry)


def _changed(document: Source) -> ResponseReturnValue:
    older = sum(citing.older for citing in citings_of(db.session, document))
    kept = f" {older} keer staat de oude tekst nog in een antwoord." if older else ""
    flash(f"De bron is gewijzigd.{kept}", "success")
    return redirect(url_for("sources_managing.source", source_id=document.id))


@blueprint.post("/bronnen/<int:source_id>/verwijderen")
@allow(*MAY_REMOVE)
def remove(source_id: int) -> ResponseReturnValue:
    """Remove a source without citations."""
    document, edition = queries.get_source(db.session, source_id), request.form.get("edition", 0, type=int)
    operations.remove_source(db.session, actor(), document, edition=edition, at=utcnow())
    flash(f"{document.title} is verwijderd.", "success")
    return redirect(url_for("sources_managing.sources", ronde=document.round.name))


@blueprint.get("/bronnen/<int:source_id>/bestand")
@allow()
def file(source_id: int) -> ResponseReturnValue:
    """Download the document."""
    document = queries.get_source(db.session, source_id)
    if document.file is None:
        raise NotFound("Bij deze bron is geen bestand.")
    return download(content_of(db.session, document.file.id), document.file_name, document.file.kind.mimetype)
