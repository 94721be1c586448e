"""Pages on which editors change the outline."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from surveyapp.core.db import db, utcnow
from surveyapp.core.errors import NotFound, Refused
from surveyapp.core.revisions import SaveConflict
from surveyapp.interviews.recording.models import Round
from surveyapp.report.editions import queries as edition_queries
from surveyapp.report.material.sources import RoundSource
from surveyapp.report.material.structure import EachProvince, Group, Outline, OutlineSection
from surveyapp.report.outline import operations as outline_operations
from surveyapp.report.outline import queries as outline_queries
from surveyapp.report.outline_editing.forms import GroupForm, Offered, PlaceForm
from surveyapp.report.outline_editing.pages import members_beside, numbers_of, outline_page, past_outline, versions_of
from surveyapp.report.outlining import rules as outline_rules
from surveyapp.report.outlining.differences import differences
from surveyapp.report.outlining.effects import effects, place_of_text
from surveyapp.report.outlining.rules import Change, OutlineRefused, Placed
from surveyapp.report.rounds import queries
from surveyapp.report.shared.views import editors, keep_round, round_shown, source_of
from surveyapp.web.access import actor
from surveyapp.web.afterwards import Page, after_writing, render_template

blueprint = Blueprint("report_outline_editing", __name__)
blueprint.url_defaults(keep_round)
ASKED = ("csrf_token", "base", "seen")
"""Form fields that are not part of the change itself."""

Refusal = Callable[[OutlineRefused], ResponseReturnValue]


def _number(round_: Round) -> int:
    newest = outline_queries.find_newest_outline(db.session, round_)
    return newest.number if newest else 0


def _offered(round_: Round, source: RoundSource) -> Offered:
    return Offered.of(queries.questionnaires_of(db.session, round_), source.organisations)


@after_writing
def _page(error: str = "") -> Page:
    round_ = round_shown()
    source, outline = source_of(round_), outline_queries.outline_of(round_)
    revisions = outline_queries.outline_revisions(db.session, round_)
    before = round_.previous
    return render_template(
        "report/outline.html",
        page=outline_page(outline, _number(round_), source, _offered(round_, source).questionnaires, revisions),
        error=error,
        edition=edition_queries.find_newest_edition(db.session, round_),
        before=before.name if before and outline_queries.outline_of(before) != outline else "",
    )


@blueprint.get("/rapport/indeling")
@editors
def show() -> ResponseReturnValue:
    """Show the outline with all that can be done with it."""
    return _page()


def _refused(error: OutlineRefused) -> ResponseReturnValue:
    return _page(str(error)), 422


def _carried_out(change: Change, then: str = "", *, refused: Refusal = _refused) -> ResponseReturnValue:
    """Change the outline and redirect to it, at anchor ``then``.

    A change with effects on texts or answers, or one made on an outdated page, is shown first and needs confirmation.
    """
    round_ = round_shown()
    before = outline_queries.outline_of(round_)
    try:
        after = change(before)
    except OutlineRefused as error:
        return refused(error)
    known = effects(before, after, source_of(round_))
    base = request.form.get("base", 0, type=int)
    if known.seal == request.form.get("seen", ""):
        try:
            what = outline_operations.change_outline(db.session, actor(), round_, change, base=base, at=utcnow())
        except SaveConflict:
            pass
        else:
            flash(" ".join(what) or "Er is niets gewijzigd.", "success")
            return redirect(url_for("report_outline_editing.show", _anchor=then or None))
    return _asked_again(round_, before, after, known=known, base=base)


def _asked_again(round_: Round, before: Outline, after: Outline, *, base: int, known: Any) -> ResponseReturnValue:
    newest = outline_queries.find_newest_outline(db.session, round_)
    number = newest.number if newest else 0
    seen = outline_queries.find_outline(db.session, round_, base or 1)
    page = render_template(
        "report/outline_confirm.html",
        mine=differences(before, after),
        theirs=differences(past_outline(seen), before) if seen and base != number else (),
        overtaken=newest if base != number else None,
        effects=known,
        base=number,
        fields=[(name, value) for name, value in request.form.items(multi=True) if name not in ASKED],
    )
    return page, 409 if base != number else 200


def _placed(outline: Outline, key: str) -> Placed:
    """Return the outline entry with this key. Raises NotFound."""
    try:
        return outline_rules.find(outline, key)
    except OutlineRefused as error:
        raise NotFound(str(error)) from error


def _title(form: PlaceForm) -> str:
    return " ".join((form.title.data or "").split())


def _new_key(outline: Outline, source: RoundSource, title: str) -> str:
    taken = {placed.entry.key for placed in outline_rules.entries(outline)} | source.section_texts.keys()
    return outline_rules.new_key(title, taken | {organisation.key for organisation in source.organisations})


@blueprint.route("/rapport/indeling/toevoegen", methods=["GET", "POST"])
@editors
def add() -> ResponseReturnValue:
    """Add a chapter, a section, or a part of every province."""
    round_, under = round_shown(), request.args.get("in", "")
    source, outline = source_of(round_), outline_queries.outline_of(round_)
    parent = _placed(outline, under) if under else None
    part = parent is not None and isinstance(parent.entry, EachProvince)
    offered = _offered(round_, source)
    form = PlaceForm.of(offered, None, part=part)

    def page(error: OutlineRefused | None = None) -> ResponseReturnValue:
        shown = {"form": form, "offered": offered, "parent": parent, "part": part, "error": error}
        return render_template(
            "report/outline_add.html", base=_number(round_), **shown
        ), 422 if form.errors or error else 200

    if not form.validate_on_submit():
        return page()
    section = OutlineSection(_new_key(outline, source, _title(form)), _title(form), bool(form.text.data), form.feed())
    entry = _per_province(section, outline, source) if form.each.data and not part else section
    return _carried_out(lambda before: outline_rules.added(before, under, entry), entry.key, refused=page)


def _per_province(section: OutlineSection, outline: Outline, source: RoundSource) -> EachProvince:
    return EachProvince(_new_key(outline, source, f"{section.key} per provincie"), (section,))


@blueprint.route("/rapport/indeling/plaats/<key>", methods=["GET", "POST"])
@editors
def place(key: str) -> ResponseReturnValue:
    """Show or change a section, or a heading over organisations."""
    round_ = round_shown()
    source, outline = source_of(round_), outline_queries.outline_of(round_)
    placed, offered = _placed(outline, key), _offered(round_, source)
    members = members_beside(placed, outline, source)
    form: PlaceForm | GroupForm | None = None
    if isinstance(placed.entry, Group):
        form = GroupForm.of(members, placed.entry)
    elif isinstance(placed.entry, OutlineSection):
        form = PlaceForm.of(offered, placed.entry, part=placed.of_provinces)

    def page(error: OutlineRefused | None = None) -> ResponseReturnValue:
        return render_template(
            "report/outline_place.html",
            placed=placed,
            form=form,
            offered=offered,
            members=members,
            error=error,
            part=placed.of_provinces,
            base=_number(round_),
            numbers=numbers_of(outline, offered.organisations),
            homes=outline_rules.homes(outline, key),
            title=outline_rules.title_of(placed.entry),
        ), 422 if error or (form and form.errors) else 200

    if form is None or not form.validate_on_submit():
        return page()
    if isinstance(form, GroupForm):
        group = form.group(key)
        return _carried_out(lambda before: outline_rules.regrouped(before, group), key, refused=page)
    title, text, feed = _title(form), bool(form.text.data), form.feed()
    return _carried_out(
        lambda before: outline_rules.changed(before, key, title=title, text=text, feed=feed), key, refused=page
    )


@blueprint.route("/rapport/indeling/samen/<key>", methods=["GET", "POST"])
@editors
def together(key: str) -> ResponseReturnValue:
    """Group organisations of a province under one heading."""
    round_ = round_shown()
    source, outline = source_of(round_), outline_queries.outline_of(round_)
    each = _placed(outline, key)
    if not isinstance(each.entry, EachProvince):
        raise NotFound("Alleen organisaties in een provincie komen samen onder één kop.")
    members = members_beside(each, outline, source)
    form = GroupForm.of(members, None)

    def page(error: OutlineRefused | None = None) -> ResponseReturnValue:
        shown = {"form": form, "members": members, "error": error, "base": _number(round_)}
        return render_template("report/outline_together.html", **shown), 422 if form.errors or error else 200

    if not form.validate_on_submit():
        return page()
    group = form.group(_new_key(outline, source, form.title.data or ""))
    return _carried_out(lambda before: outline_rules.added(before, key, group), group.key, refused=page)


@blueprint.post("/rapport/indeling/plaats/<key>/schuiven")
@editors
def shift(key: str) -> ResponseReturnValue:
    """Move an entry one place up or down."""
    by = {"up": -1, "down": 1}.get(request.form.get("by", ""))
    if by is None:
        raise Refused("Kies omhoog of omlaag.")
    return _carried_out(lambda before: outline_rules.shifted(before, key, by), key)


@blueprint.post("/rapport/indeling/plaats/<key>/verplaatsen")
@editors
def move(key: str) -> ResponseReturnValue:
    """Move an entry into another section, or make it a chapter."""
    under = request.form.get("under")
    if under is None:
        raise Refused("Kies een plaats.")
    return _carried_out(lambda before: outline_rules.moved(before, key, under), key)


@blueprint.post("/rapport/indeling/plaats/<key>/weghalen")
@editors
def remove(key: str) -> ResponseReturnValue:
    """Remove an entry from the report. Its text is kept."""
    return _carried_out(lambda before: outline_rules.removed(before, key))


@blueprint.post("/rapport/indeling/tekst/<key>")
@editors
def give_place(key: str) -> ResponseReturnValue:
    """Give a text without a place one again: its former place, or a section of its own."""
    title, under = " ".join(request.form.get("title", "").split()), request.form.get("under", "")
    if key not in source_of(round_shown()).section_texts:
        raise NotFound("Deze tekst is er niet.")

    def change(outline: Outline) -> Outline:
        if place_of_text(outline, key):
            return outline_rules.with_text(outline, key)
        return outline_rules.added(outline, under, OutlineSection(key, title, text=True))

    return _carried_out(change, key)


@blueprint.get("/rapport/indeling/versies")
@editors
def versions() -> ResponseReturnValue:
    """Show the history of the outline."""
    round_ = round_shown()
    history = versions_of(outline_queries.outline_revisions(db.session, round_))
    return render_template("report/outline_versions.html", versions=history, round=round_.name, base=_number(round_))


@blueprint.post("/rapport/indeling/versies/<int:number>")
@editors
def put_back(number: int) -> ResponseReturnValue:
    """Restore a past outline."""
    wanted = outline_queries.find_outline(db.session, round_shown(), number)
    if wanted is None:
        raise NotFound("Deze indeling is er niet.")
    return _carried_out(lambda _now: past_outline(wanted))


@blueprint.post("/rapport/indeling/overnemen")
@editors
def take_over() -> ResponseReturnValue:
    """Take over the present outline of the previous round."""
    before = round_shown().previous
    if before is None:
        raise NotFound("Er is geen ronde voor deze.")
    wanted = outline_queries.outline_of(before)
    return _carried_out(lambda _now: wanted)
