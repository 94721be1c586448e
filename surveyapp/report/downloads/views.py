"""Downloads of the report in formats other than PDF, and of a round's data, made within the request."""

from flask import current_app, request
from flask.typing import ResponseReturnValue

from surveyapp.core.db import db, utcnow
from surveyapp.core.dutch import local
from surveyapp.core.errors import NotFound
from surveyapp.interviews.recording.models import Round
from surveyapp.interviews.recording.queries import find_current_round, get_round
from surveyapp.interviews.recording.rules import organisation_key
from surveyapp.report.blueprint import blueprint
from surveyapp.report.builds.pages import report_name
from surveyapp.report.checks.operations import proved_source
from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.data import queries as data_queries
from surveyapp.report.data_formats.formats import DataFormat, written
from surveyapp.report.figures.queries import with_images
from surveyapp.report.formats.kinds import Format, rendered
from surveyapp.report.material.rules import NoEdition
from surveyapp.report.material.tree import Report
from surveyapp.report.rounds import queries
from surveyapp.report.shared.views import editors
from surveyapp.report.texts.forms import BuildForm
from surveyapp.web.uploads import download


def compiled(round_: Round, form: BuildForm) -> Report:
    """Return the requested report, with the same checks as a PDF. Raises ReportError."""
    if form.publish:
        raise NoEdition
    report = compile_report(
        queries.outline_of(round_),
        proved_source(db.session, round_, publisher=current_app.config["PUBLISHER"]),
        draft=form.draft,
        dated=local(utcnow()).date(),
        chapter=request.form.get("chapter", ""),
    )
    return with_images(db.session, report)


def sent(round_: Round, report: Report, form: Format) -> ResponseReturnValue:
    """Return the report as a download."""
    chapter = "" if report.whole else report.chapters[0].key
    name = report_name(round_, chapter, draft=report.draft)
    return download(rendered(report, form), f"{name}.{form.value}", form.mimetype)


@blueprint.get("/rapport/gegevens.<form>")
@editors
def data(form: str) -> ResponseReturnValue:
    """Return the answers of a round as a download."""
    if form not in set(DataFormat):
        raise NotFound("In deze vorm zijn er geen gegevens.")
    name = request.args.get("ronde")
    round_ = get_round(db.session, name) if name else find_current_round(db.session)
    if round_ is None:
        raise NotFound("Er is nog geen ronde.")
    wanted = DataFormat(form)
    content = written(data_queries.data_of(db.session, round_), wanted, round_.name, local(utcnow()).date())
    return download(content, f"antwoorden-{organisation_key(round_.name)}.{form}", wanted.mimetype)
