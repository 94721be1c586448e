"""Pages on which editors choose the themes of passages, which place these in the report."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import BadRequest

from surveyapp.core.db import db, utcnow
from surveyapp.core.dutch import clock
from surveyapp.core.errors import Refused
from surveyapp.interviews.desk.forms import BadInput, Tagging
from surveyapp.interviews.recording.models import Round
from surveyapp.interviews.recording.operations import tag_passages
from surveyapp.report.blueprint import blueprint
from surveyapp.report.compiling.needed import Needed
from surveyapp.report.compiling.themes import Tagged, items_by_theme, placed_by_theme
from surveyapp.report.desk import queries as desk_queries
from surveyapp.report.material.sources import RoundSource
from surveyapp.report.rounds import queries
from surveyapp.report.shared.views import editors, round_shown
from surveyapp.web.access import actor
from surveyapp.web.afterwards import render_template
from surveyapp.web.paging import page_of
from surveyapp.web.parsing import takes_json

ALL = "alle"
ANSWERS = 20
"""Answers per page: each has a choice of themes for every passage."""


def _placed(round_: Round) -> tuple[Tagged, ...]:
    """Return the answers that the round's outline places by theme. Others are not loaded."""
    outline = queries.outline_of(round_)

    def choose(source: RoundSource) -> Needed:
        return Needed(items_by_theme(outline, source.questionnaires), cited=frozenset())

    return placed_by_theme(outline, queries.round_source(db.session, round_, publisher="", choose=choose))


@blueprint.get("/rapport/themas")
@editors
def theme_passages() -> ResponseReturnValue:
    """Show the agreed passages without a theme, or all that are placed by theme."""
    round_, every = round_shown(), request.args.get("toon") == ALL
    placed = _placed(round_)
    page = page_of([answer for answer in placed if every or answer.untagged], per_page=ANSWERS)
    untagged = sum(answer.untagged for answer in placed)
    return render_template(
        "report/themes.html",
        round=round_.name,
        page=page,
        all=every,
        untagged=untagged,
        placed=bool(placed),
        elsewhere=untagged - sum(answer.untagged for answer in page),
        passages=sum(len(answer.chosen) for answer in placed if every or answer.untagged),
    )


@blueprint.post("/rapport/themas")
@editors
def save_theme_passages() -> ResponseReturnValue:
    """Save the themes of the whole page; an answer that changed in between is skipped."""
    round_ = round_shown()
    changed = []
    for answer in _placed(round_):
        name = f"{answer.key}-{answer.item}"
        sent = request.form.get(f"revision_{name}", "")
        chosen = [request.form.getlist(f"theme_{name}_{place}") for place in range(len(answer.chosen))]
        if not sent or [sorted(themes) for themes in chosen] == [sorted(themes) for themes in answer.chosen]:
            continue
        if sent != str(answer.revision):
            changed.append(f"{answer.organisation}, vraag {answer.item}")
            continue
        _tag(round_, answer, chosen)
    if changed:
        flash(f"{'; '.join(changed)}: intussen gewijzigd. Kies daar de thema’s opnieuw.", "warning")
    else:
        flash("De thema’s zijn opgeslagen.", "success")
    kept: dict[str, Any] = {name: request.args[name] for name in ("toon", "pagina") if name in request.args}
    return redirect(url_for("report.theme_passages", **kept), 303)


@blueprint.put("/rapport/themas/<organisation>/<item>")
@editors
@takes_json
def tag_theme_passages(organisation: str, item: str) -> ResponseReturnValue:
    """Save the themes of one answer; 409 when its text changed in between."""
    round_ = round_shown()
    try:
        sent = Tagging.of(request.get_json())
    except BadInput as error:
        raise BadRequest(str(error)) from error
    answer = next((answer for answer in _placed(round_) if (answer.key, answer.item) == (organisation, item)), None)
    if answer is None or answer.revision != sent.revision:
        raise Refused("Dit antwoord is intussen gewijzigd. Laad de pagina opnieuw.")
    _tag(round_, answer, sent.paragraphs)
    return {"at": clock(utcnow())}


def _tag(round_: Round, answer: Tagged, themes: Sequence[Sequence[str]]) -> None:
    revision = desk_queries.get_newest_revision(db.session, round_, answer.key, answer.item)
    tag_passages(db.session, actor(), revision.answer.interview, revision, themes, at=utcnow())


@blueprint.get("/rapport/themas/token")
@editors
def themes_token() -> ResponseReturnValue:
    """Return a fresh CSRF token and the user, for a page that was open for long."""
    return {"token": generate_csrf(), "user": current_user.browser_key, "name": current_user.name}
