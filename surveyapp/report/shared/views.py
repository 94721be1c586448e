"""What the editors' pages share: the round that is shown, and one section of its report."""

import secrets
from collections import Counter

from flask import current_app, request
from flask_security import current_user

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import db
from surveyapp.core.errors import NotFound
from surveyapp.interviews.recording.models import Round
from surveyapp.interviews.recording.queries import find_current_round, get_round
from surveyapp.report.citations.rules import citations
from surveyapp.report.citations.staleness import overtaken, unsettled
from surveyapp.report.compiling.needed import Choose, for_section
from surveyapp.report.desk import queries as desk_queries
from surveyapp.report.desk.operations import Conflict, conflict_of
from surveyapp.report.desk.pages import desk_of
from surveyapp.report.marked_text.pages import text_html
from surveyapp.report.material.sources import RoundSource
from surveyapp.report.rounds import queries
from surveyapp.report.tables.models import SectionTextRevision
from surveyapp.report.texts.pages import SectionPage, section_page
from surveyapp.web.access import allow
from surveyapp.web.afterwards import Page, after_writing, render_template

SECTIONS = "/rapport/paragraaf/"
"""Below which the pages of sections stand: what their service worker serves."""
editors = allow(RoleName.EDITOR, RoleName.ADMINISTRATOR)


def keep_round(_endpoint: str, values: dict[str, object]) -> None:
    """Links stay in the round that is shown."""
    if request and "ronde" in request.args:
        values.setdefault("ronde", request.args["ronde"])


def round_shown() -> Round:
    """The round that an address names, or the current one. Raises NotFound."""
    name = request.args.get("ronde")
    found = get_round(db.session, name) if name else find_current_round(db.session)
    if found is None:
        raise NotFound("Er is nog geen ronde.")
    return found


def source_of(round_: Round, choose: Choose | None = None) -> RoundSource:
    """The round as the report is made from it, or as far as a page needs it."""
    return queries.round_source(db.session, round_, publisher=current_app.config["PUBLISHER"], choose=choose)


def section_of(round_: Round, key: str, *typed: str, asked: str = "") -> SectionPage:
    """One section with its newest text, and with the answers that it is shown with. Raises NotFound.

    ``typed`` are texts that are to be shown in its place, ``asked`` is a question: see ``needed.for_section``.
    """
    outline = queries.outline_of(round_)
    asked = asked or request.args.get("bij", "")
    source = source_of(round_, for_section(outline, key, typed, asked))
    return section_page(outline, source, key, queries.find_newest_section_text(db.session, round_, key))


@after_writing
def section_html(page: SectionPage, *, asked: str = "", **shown: object) -> Page:
    """The page of a section; ``asked`` is a question whose answers stand beside it as well: "regio.2b"."""
    round_ = round_shown()
    vain = unsettled(page.key, page.citable.vain(page.text, page.under), page.settled)
    wanted = [each for one in vain if one.overtaken for each in (one.citation, one.current)]
    words = queries.cited_words(db.session, round_, wanted) if wanted else {}
    return render_template(
        "report/section.html",
        page=page,
        desk=desk_of(page, asked or request.args.get("bij", "")),
        before=desk_queries.find_text_before(db.session, round_, page.key),
        browser_key=desk_queries.browser_key(round_, page.key),
        sections_scope=SECTIONS,
        preview=text_html(page, page.text),
        vain=vain,
        stale=overtaken(vain, words),
        tokens={(one.name, one.citation.version): about.token for one in vain if (about := one.about(page.key))},
        times=Counter(one.name for one in citations(page.text)),
        **shown,
    )


def conflict_shown(page: SectionPage, typed: str, began: int, newest: SectionTextRevision) -> Conflict:
    """What the reader typed on revision ``began``, beside what was saved meanwhile."""
    return conflict_of(db.session, current_user.id, round_shown(), page.key, typed, began, newest)


def conflict_page(page: SectionPage, typed: str, began: int, newest: SectionTextRevision) -> Page:
    """The page of a section on which two texts wait for a choice."""
    conflict = conflict_shown(page, typed, began, newest)
    return section_html(page.typed(typed, newest.number), conflict=conflict, new_key=secrets.token_hex, unsaved=True)
