"""Synthesis desk: one question or theme over all organisations, beside a section's text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from surveyapp.core.db import db, utcnow
from surveyapp.core.dutch import clock
from surveyapp.core.errors import NotFound
from surveyapp.core.revisions import SaveConflict
from surveyapp.interviews.recording.models import Round
from surveyapp.report.answers import queries
from surveyapp.report.citations.rules import cited_as
from surveyapp.report.desk import queries as desk_queries
from surveyapp.report.material.apart import MAX_NOTE, Apart
from surveyapp.report.material.places import places_of
from surveyapp.report.material.sources import RoundSource
from surveyapp.report.rounds import queries as rounds_queries
from surveyapp.report.shared.views import editors, keep_round, round_shown
from surveyapp.report.synthesis import operations as synthesis_operations
from surveyapp.report.synthesis import queries as synthesis_queries
from surveyapp.report.synthesis.operations import NoteTooLong
from surveyapp.report.synthesis.pages import (
    Column,
    Marks,
    Narrowed,
    counts_of,
    question_columns,
    texts_for,
    theme_columns,
    theme_titles,
    title_of,
    with_before,
    with_citations,
)
from surveyapp.report.tables.models import SectionTextRevision
from surveyapp.report.texts import operations
from surveyapp.report.texts.pages import QuestionPage, question_page
from surveyapp.text.words import TextTooLong
from surveyapp.web.access import actor
from surveyapp.web.afterwards import Page, after_writing, render_template
from surveyapp.web.paging import page_with, part_of
from surveyapp.web.refusal import refuse

blueprint = Blueprint("report_synthesis", __name__)
blueprint.url_defaults(keep_round)

THEME = "thema"
"""Used in addresses in place of a questionnaire's key."""


@dataclass(frozen=True, slots=True)
class Desk:
    """State of the desk: what is compared, the filters, and the section being written."""

    about: str
    """Key of a questionnaire, or ``THEME``."""
    which: str
    """Number of a question, or key of a theme."""
    narrowed: Narrowed
    section: str
    page: int = 1
    """Page of the list of organisations."""
    beside: str = ""
    """The key of the organisation whose page is asked for; "" when the address says which page."""

    @classmethod
    def of(cls, about: str, which: str) -> "Desk":
        """Return the desk that the address describes."""
        given = request.args
        narrowed = Narrowed(
            given.get("soort", ""),
            given.get("provincie", ""),
            given.get("categorie", ""),
            unused=given.get("gebruik") == "nieuw",
        )
        return cls(
            about, which, narrowed, given.get("paragraaf", ""), given.get("pagina", 1, type=int), given.get("bij", "")
        )

    @classmethod
    def posted(cls) -> "Desk":
        """Return the desk from which a form was sent. Raises NotFound."""
        about, _, which = request.args.get("wat", "").partition("/")
        if not which:
            raise NotFound("Kies een vraag of een thema.")
        return cls.of(about, which)

    @property
    def theme(self) -> str:
        """Key of the theme compared; "" for a question."""
        return self.which if self.about == THEME else ""

    @property
    def shown(self) -> dict[str, Any]:
        """Query parameters: the filters and the section."""
        narrowed = self.narrowed
        every = {
            "soort": narrowed.kind,
            "provincie": narrowed.province,
            "categorie": narrowed.category,
            "gebruik": "nieuw" if narrowed.unused else "",
            "paragraaf": self.section,
        }
        return {name: value for name, value in every.items() if value}

    @property
    def here(self) -> dict[str, Any]:
        """Query parameters, page included."""
        return {**self.shown, **({"pagina": self.page} if self.page > 1 else {})}

    @property
    def what(self) -> str:
        """What is compared, as a form value: "regio/2b", "thema/wonen"."""
        return f"{self.about}/{self.which}"

    def address(self, **more: Any) -> str:
        """Return the address of this desk."""
        if self.about == THEME:
            return url_for("report_synthesis.theme", theme=self.which, **self.here, **more)
        return url_for("report.question", questionnaire=self.about, item=self.which, **self.here, **more)

    def turned_to(self, columns: Sequence[Column]) -> "Desk":
        """Return it at the page of the organisation that is asked for, if it is among them."""
        keys = [one.organisation.key for one in columns]
        return replace(self, page=page_with(keys.index(self.beside)), beside="") if self.beside in keys else self

    def turned(self, number: int) -> str:
        """Return the address of another page of the organisations."""
        return replace(self, page=number).address()


@dataclass(frozen=True, slots=True)
class Typed:
    """Unsaved text from the form. ``newest`` is a revision saved meanwhile by another editor."""

    text: str
    base: int
    error: str = ""
    newest: SectionTextRevision | None = None


@after_writing
def desk_page(desk: Desk, typed: Typed | None = None, error: str = "", ticked: Sequence[str] = ()) -> Page:
    """Return the page. ``ticked`` are the names of the answers ticked for citation. Raises NotFound."""
    round_ = round_shown()
    source = rounds_queries.round_source(db.session, round_, publisher="", wanted=_wanted(round_, desk, [desk.which]))
    marks = synthesis_queries.marks_of(db.session, round_)
    page, columns = _compared(desk, round_, source, marks)
    among = desk.narrowed.of(columns)
    desk = desk.turned_to(among)
    shown = part_of(among, desk.page)
    feed, theme = (page.question.feeds, "") if page else ("", desk.which)
    outline = rounds_queries.outline_of(round_)
    kinds = {column.organisation.kind for column in columns}
    fed, others = texts_for(outline, source, kinds, feed, theme, f"{desk.about}.{desk.which}")
    within = Narrowed(desk.narrowed.kind, desk.narrowed.province, desk.narrowed.category).of(columns)
    texts = rounds_queries.newest_section_texts(db.session, round_)
    section = next((place for place in (*fed, *others) if place.key == desk.section), None)
    stored = texts.get(desk.section)
    return render_template(
        "report/question.html",
        desk=desk,
        page=page,
        title=page.question.title if page else title_of(source, desk.which),
        shown=shown,
        columns=_with_before(shown, desk, round_, page),
        carried=_carried(shown, ticked),
        counts=counts_of(within),
        choices=_choices(columns, source),
        questionnaires=rounds_queries.questionnaires_of(db.session, round_),
        themes=theme_titles(source),
        titles={place.key: place.title for place in places_of(outline, source)},
        fed=fed,
        others=others,
        section=section,
        browser_key=desk_queries.browser_key(round_, desk.section) if section else "",
        round_name=round_.name,
        saved_at=stored.created_at if stored else None,
        saved_by=stored.author.name if stored and stored.author else "",
        text=typed.text if typed else stored.text if stored else "",
        base=typed.base if typed else stored.number if stored else 0,
        typed=typed,
        error=error,
        ticked=ticked,
        since=rounds_queries.progress_since_baseline(db.session, round_, desk.which) if page else {},
        before=round_.previous.name if round_.previous else "",
        apart=list(Apart),
        longest=MAX_NOTE,
    )


def _wanted(
    round_: Round, desk: Desk, items: Sequence[str], organisations: Sequence[str] | None = None
) -> queries.Wanted:
    """Return the condition for the answers compared: to these items, or possibly on the theme."""
    if not desk.theme:
        return queries.to_items(items, organisations)
    used = rounds_queries.questionnaires_of(db.session, round_)
    about = [item.number for questionnaire in used for item in questionnaire.items if desk.theme in item.themes]
    return queries.with_theme(desk.theme, about, organisations)


def _compared(
    desk: Desk, round_: Round, source: RoundSource, marks: Marks
) -> tuple[QuestionPage | None, tuple[Column, ...]]:
    if desk.about == THEME:
        title_of(source, desk.which)
        return None, theme_columns(source, desk.which, marks)
    statuses = rounds_queries.statuses_of(db.session, round_, desk.which)
    page = question_page(source, desk.about, desk.which, statuses)
    return page, question_columns(source, page.said, desk.which, marks)


def _with_before(columns: Iterable[Column], desk: Desk, round_: Round, page: QuestionPage | None) -> tuple[Column, ...]:
    """Return the columns with the words agreed in the previous round."""
    if round_.previous is None:
        return tuple(columns)
    items, shown = page.question.earlier if page else (), tuple(columns)
    wanted = _wanted(round_.previous, desk, items, [column.organisation.key for column in shown])
    before = rounds_queries.round_source(db.session, round_.previous, publisher="", wanted=wanted)
    return with_before(shown, before, items=items, theme=desk.theme)


def _carried(shown: Iterable[Column], ticked: Sequence[str]) -> list[str]:
    """Return the answers ticked on other pages of the list."""
    here = {piece.name for column in shown for piece in column.pieces}
    return [name for name in ticked if name not in here]


def _choices(columns: Sequence[Column], source: RoundSource) -> dict[str, list[tuple[str, str]]]:
    """Return the options of each filter, without filters that have one option."""
    shown = [column.organisation for column in columns]
    names = {"region": "Regio’s", "province": "Provincies", "ministry": "Ministeries"}
    provinces = {
        organisation.province_key or organisation.key for organisation in shown if organisation.kind != "ministry"
    }
    filters = {
        "soort": [(kind, names[kind]) for kind in dict.fromkeys(organisation.kind.value for organisation in shown)],
        "provincie": [
            (organisation.key, organisation.name)
            for organisation in source.organisations
            if organisation.key in provinces
        ],
        "categorie": [(category, category) for category in sorted({each.category for each in shown if each.category})],
    }
    return {name: options for name, options in filters.items() if len(options) > 1}


@blueprint.get("/rapport/vergelijken")
@editors
def compare() -> ResponseReturnValue:
    """Redirect to the chosen question or theme with its filters, or to the first question."""
    about, _, which = request.args.get("wat", "").partition("/")
    if not which:
        first = next(iter(rounds_queries.questionnaires_of(db.session, round_shown())), None)
        if first is None:
            raise NotFound("In deze ronde zijn nog geen interviews.")
        about, which = first.key, first.items[0].number
    return redirect(Desk.of(about, which).address())


@blueprint.get("/rapport/thema/<theme>")
@editors
def theme(theme: str) -> ResponseReturnValue:
    """Show a theme over all organisations."""
    return desk_page(Desk.of(THEME, theme), ticked=request.args.getlist("kies"))


@blueprint.post("/rapport/vergelijken/tekst")
@editors
def write() -> ResponseReturnValue:
    """Insert citations in a section's text, or save it: the text is that of the section's own page."""
    desk, given = Desk.posted(), request.form
    text, base = given.get("text", ""), given.get("base", 0, type=int)
    if given.get("choice") == "insert":
        return desk_page(desk, Typed(with_citations(text, given.getlist("cite")), base))
    if "turn" in given:
        return _turned(desk, Typed(text, base), given.getlist("cite"))
    try:
        saved = operations.save_section_text(
            db.session, actor(), round_shown(), desk.section, text, base=base, at=utcnow()
        )
    except SaveConflict as conflict:
        return desk_page(desk, Typed(text, conflict.newest.number, newest=conflict.newest)), 409
    except TextTooLong as error:
        refuse(str(error), "text")
        return desk_page(desk, Typed(text, base, str(error))), 422
    flash(f"Opgeslagen om {clock(saved.created_at)}.", "success")
    return redirect(desk.address(_anchor="synthese"))


def _turned(desk: Desk, typed: Typed, ticked: Sequence[str]) -> ResponseReturnValue:
    """Go to another page of the list, keeping ticked answers and unsaved text."""
    stored = rounds_queries.newest_section_texts(db.session, round_shown()).get(desk.section)
    turned = replace(desk, page=request.form.get("turn", 1, type=int))
    if typed.text == (stored.text if stored else ""):
        return redirect(turned.address(kies=ticked))
    return desk_page(turned, typed, ticked=ticked)


@blueprint.post("/rapport/vergelijken/apart")
@editors
def mark() -> ResponseReturnValue:
    """Mark an answer to be mentioned apart, or remove its mark."""
    desk, given = Desk.posted(), request.form
    cited, kind = cited_as(given.get("cited", "")), given.get("kind", "")
    if kind not in set(Apart):
        synthesis_operations.unmark_apart(db.session, actor(), round_shown(), cited, at=utcnow())
        flash("Markering weggehaald.", "success")
        return redirect(desk.address(_anchor=f"antwoord-{cited[0]}"))
    try:
        synthesis_operations.mark_apart(
            db.session, actor(), round_shown(), cited, Apart(kind), note=given.get("note", ""), at=utcnow()
        )
    except NoteTooLong as error:
        return desk_page(desk, error=str(error)), 422
    flash(f"Gemarkeerd: {Apart(kind).label.lower()}.", "success")
    return redirect(desk.address(_anchor=f"antwoord-{cited[0]}"))
