"""Views of published editions: their files for editors, and the public check of a copy."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from surveyapp.core.db import db
from surveyapp.core.errors import NotFound
from surveyapp.evidence.documents.reader import MAX_BYTES
from surveyapp.evidence.documents.rules import Unreadable
from surveyapp.report.builds.pages import edition_name
from surveyapp.report.checking import operations
from surveyapp.report.editions import queries as edition_queries
from surveyapp.report.formats.kinds import Format
from surveyapp.report.shared.views import editors
from surveyapp.report.texts.forms import CheckForm
from surveyapp.report.unpublished.queries import NotPublished
from surveyapp.web.access import open_to_all
from surveyapp.web.afterwards import render_template
from surveyapp.web.limits import limiter
from surveyapp.web.transactions import only_reads
from surveyapp.web.uploads import download, takes_file

blueprint = Blueprint("report_publishing", __name__)


@blueprint.get("/rapport/editie/<int:edition_id>.pdf")
@editors
def pdf(edition_id: int) -> ResponseReturnValue:
    """Return the PDF of an edition."""
    edition = edition_queries.get_edition(db.session, edition_id)
    return download(edition.content, f"{edition_name(edition)}.pdf", "application/pdf")


@blueprint.get("/rapport/editie/<int:edition_id>.html")
@editors
def page(edition_id: int) -> ResponseReturnValue:
    """Return the web page of an edition."""
    edition = edition_queries.get_edition(db.session, edition_id)
    if edition.html is None:
        raise NotFound("Deze editie is gepubliceerd toen er nog geen webpagina bij hoorde.")
    return download(edition.html.encode(), f"{edition_name(edition)}.html", Format.HTML.mimetype)


@blueprint.get("/rapport/editie/<int:edition_id>.json")
@editors
def manifest(edition_id: int) -> ResponseReturnValue:
    """Return the manifest of an edition."""
    edition = edition_queries.get_edition(db.session, edition_id)
    return download(edition.manifest.encode(), f"{edition_name(edition)}.json", "application/json")


@blueprint.get("/rapport-controleren")
@open_to_all
def check() -> ResponseReturnValue:
    """Show the form for the check of a copy."""
    return render_template("report/check.html", form=CheckForm(formdata=None), verdict=None)


@blueprint.post("/rapport-controleren")
@open_to_all
@takes_file(MAX_BYTES)
@limiter.limit("10 per minute")
@only_reads
def checked() -> ResponseReturnValue:
    """Show the verdict on the copy sent. The copy is not kept."""
    form = CheckForm()
    if not form.validate():
        return render_template("report/check.html", form=form, verdict=None), 422
    try:
        verdict = operations.check(db.session, form.file.data.stream.read())
    except NotPublished as reason:
        return render_template(
            "report/check.html", form=CheckForm(formdata=None), verdict=None, unpublished=str(reason)
        )
    except Unreadable as reason:
        form.file.errors = [str(reason)]
        return render_template("report/check.html", form=form, verdict=None), 422
    return render_template("report/check.html", form=form, verdict=verdict, name=form.file.data.filename)
