"""What the editors' views share: the round shown, and the page of a section."""

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
"""Address below which all pages of sections are: the scope of their service worker."""
editors = allow(RoleName.EDITOR, RoleName.ADMINISTRATOR)


def keep_round(_endpoint: str, values: dict[str, object]) -> None:
    """Keep the round shown in links to other pages."""
    if request and "ronde" in request.args:
        values.setdefault("ronde", request.args["ronde"])


def round_shown() -> Round:
    """Return the round in the address, or the current one. Raises NotFound."""
    name = request.args.get("ronde")
    round_ = get_round(db.session, name) if name else find_current_round(db.session)
    if round_ is None:
        raise NotFound("Er is nog geen ronde.")
    return round_


def source_of(round_: Round, choose: Choose | None = None) -> RoundSource:
    """Return the material of a round's report; with ``choose`` only the answers that a page needs."""
    return queries.round_source(db.session, round_, publisher=current_app.config["PUBLISHER"], choose=choose)


def section_of(round_: Round, key: str, *typed: str, asked: str = "") -> SectionPage:
    """Return the page of a section with its newest text. Raises NotFound.

    ``typed`` are texts that may be shown instead, ``asked`` is a question: see ``needed.for_section``.
    """
    outline = queries.outline_of(round_)
    asked = asked or request.args.get("bij", "")
    source = source_of(round_, for_section(outline, key, typed, asked))
    return section_page(outline, source, key, queries.find_newest_section_text(db.session, round_, key))


@after_writing
def section_html(page: SectionPage, *, asked: str = "", **shown: object) -> Page:
    """Return a section's page as HTML; ``asked`` is a question whose answers are shown too: "regio.2b"."""
    round_ = round_shown()
    vain = unsettled(page.key, page.citable.vain(page.text, page.under), page.settled)
    wanted = [each for citation in vain if citation.overtaken for each in (citation.citation, citation.current)]
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
        tokens={
            (citation.name, citation.citation.version): about.token
            for citation in vain
            if (about := citation.about(page.key))
        },
        times=Counter(citation.name for citation in citations(page.text)),
        **shown,
    )


def conflict_shown(page: SectionPage, typed: str, began: int, newest: SectionTextRevision) -> Conflict:
    """Return the conflict between the text typed on revision ``began`` and the one saved meanwhile."""
    return conflict_of(db.session, current_user.id, round_shown(), page.key, typed, began, newest)


def conflict_page(page: SectionPage, typed: str, began: int, newest: SectionTextRevision) -> Page:
    """Return the page of a section with a choice between two texts."""
    conflict = conflict_shown(page, typed, began, newest)
    return section_html(page.typed(typed, newest.number), conflict=conflict, new_key=secrets.token_hex, unsaved=True)
