"""Editors' pages of alignments: choose sections, send, follow, settle, tell readers, and the table of dispositions."""

from functools import partial
from typing import Any

from flask import Flask, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from surveyapp.alignment.blueprint import blueprint
from surveyapp.alignment.dispositions import pages
from surveyapp.alignment.following.pages import alignment_page, summary_of
from surveyapp.alignment.paragraphs.rules import SendableChapter, sendable
from surveyapp.alignment.passages import mails, queries
from surveyapp.alignment.passages.models import Alignment
from surveyapp.alignment.passages.rules import Settled
from surveyapp.alignment.planning import operations
from surveyapp.alignment.planning.forms import SendForm, SettleForm
from surveyapp.alignment.planning.queries import Plan
from surveyapp.alignment.settling import operations as settling_operations
from surveyapp.core.db import db, utcnow
from surveyapp.core.dutch import counted, listed, local
from surveyapp.core.errors import NotFound, Refused
from surveyapp.interviews.recording.models import Round
from surveyapp.interviews.recording.queries import find_current_round, get_round
from surveyapp.mail.received.pages import without_link
from surveyapp.readings.reminders import views
from surveyapp.readings.reminders.views import Reminding
from surveyapp.report.rounds.queries import outline_of, round_source
from surveyapp.report.shared.views import editors
from surveyapp.web.access import actor
from surveyapp.web.afterwards import Page, after_writing, render_template
from surveyapp.web.paging import page_of, page_read
from surveyapp.web.refusal import refuse
from surveyapp.web.uploads import download

ALIGNMENTS = 20
"""The number of alignments on a page."""
CARDS, SAID = 20, "reacties"
"""The number of passages with reactions on a page, and the name of its page number in addresses."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def init_app(app: Flask) -> None:
    """Register the pages of this package."""
    app.register_blueprint(blueprint)


@blueprint.url_defaults
def _keep_round(_endpoint: str, values: dict[str, object]) -> None:
    """Keep the round that is shown in links."""
    if request and "ronde" in request.args:
        values.setdefault("ronde", request.args["ronde"])


def _round() -> Round:
    name = request.args.get("ronde")
    round_ = get_round(db.session, name) if name else find_current_round(db.session)
    if round_ is None:
        raise NotFound("Er is nog geen ronde.")
    return round_


def _chapters(round_: Round) -> tuple[SendableChapter, ...]:
    return sendable(outline_of(round_), round_source(db.session, round_, publisher=""))


def _mailing() -> dict[str, Any]:
    config = current_app.config
    return {"link_days": config["LINK_DAYS"], "contact": config["CONTACT_EMAIL"], "at": utcnow()}


@blueprint.get("/rapport/afstemmen")
@editors
def index() -> ResponseReturnValue:
    """Show the alignments of the round, and the sections that can be sent."""
    round_ = _round()
    now = utcnow()
    read = partial(queries.alignments_of, db.session, round_)
    page = page_read(queries.count_alignments(db.session, round_), read, per_page=ALIGNMENTS)
    return render_template(
        "alignment/index.html",
        round=round_.name,
        page=page,
        alignments=[summary_of(alignment, now) for alignment in page],
        chapters=_chapters(round_),
        sent=queries.sections_sent(db.session, round_),
        picked=set(request.args.getlist("paragraaf")),
    )


@blueprint.get("/rapport/afstemmen/nakijken")
@editors
def preview() -> ResponseReturnValue:
    """Show who would get which passages, and the mail."""
    round_ = _round()
    planned = operations.plan(db.session, round_, request.args.getlist("paragraaf"), request.args.getlist("hoofdstuk"))
    if not planned.sections:
        flash("Kies eerst een paragraaf waarin een antwoord is aangehaald.", "warning")
        return redirect(url_for("alignment.index"))
    deadline = round_.terms.deadline(local(utcnow()).date())
    return _preview_page(round_, planned, SendForm(formdata=None, deadline=deadline, seen=planned.key()))


@after_writing
def _preview_page(round_: Round, planned: Plan, form: SendForm) -> Page:
    mail = None
    if planned.readers and form.deadline.data:
        first = planned.readers[0]
        headings = list(dict.fromkeys(planned.passages[place].heading for place in first.places))
        editor = current_user
        contact = current_app.config["CONTACT_EMAIL"]
        mail = mails.first_mail(first.person, headings, len(first.places), form.deadline.data, editor, contact)
    return render_template(
        "alignment/preview.html",
        round=round_.name,
        plan=planned,
        form=form,
        mail=mail,
        mail_text=without_link(mail.text) if mail else "",
    )


@blueprint.post("/rapport/afstemmen/nakijken")
@editors
def send() -> ResponseReturnValue:
    """Send the alignment: texts, links and mails in one transaction."""
    round_, form, sections = _round(), SendForm(), request.form.getlist("paragraaf")
    if not form.validate() or form.deadline.data is None:
        return _preview_page(round_, operations.plan(db.session, round_, sections), form), 422
    try:
        made = operations.send_alignment(
            db.session, actor(), round_, sections, seen=form.seen.data or "", deadline=form.deadline.data, **_mailing()
        )
    except Refused as refusal:
        planned = operations.plan(db.session, round_, sections)
        form.deadline.errors, form.seen.data = [str(refusal)], planned.key()
        return _preview_page(round_, planned, form), 422
    flash(f"Afstemming {made.number} gaat naar {counted(len(made.readings), 'lezer', 'lezers')}.", "success")
    return redirect(url_for("alignment.show", number=made.number), 303)


def _alignment(number: int) -> Alignment:
    return queries.get_alignment(db.session, _round(), number)


@blueprint.get("/rapport/afstemmen/<int:number>")
@editors
def show(number: int) -> ResponseReturnValue:
    """Show an alignment with its readers and reactions."""
    return _page(_alignment(number))


@after_writing
def _page(alignment: Alignment, **shown: Any) -> Page:
    texts = pages.texts_now(_chapters(alignment.round))
    shown = {"wrong": 0, "problem": "", "typed": {}} | shown
    page = alignment_page(alignment, utcnow(), texts, queries.told_mails(db.session, alignment))
    return render_template(
        "alignment/show.html",
        page=page,
        readers=page_of(page.readers, name="lezers"),
        cards=page_of(page.cards, per_page=CARDS, name=SAID),
        here=_turned(),
        choices=list(Settled),
        **shown,
    )


def _turned() -> dict[str, Any]:
    """Return the query arguments that keep the page of reactions."""
    return {SAID: request.args[SAID]} if SAID in request.args else {}


def _reminding(number: int) -> Reminding:
    back = url_for("alignment.show", number=number)
    return Reminding(
        _alignment(number).readings,
        here=url_for("alignment.look_over_reminder", number=number),
        back=back,
        trail=((url_for("report.board"), "Rapport"), (back, f"Afstemming {number}")),
    )


@blueprint.get("/rapport/afstemmen/<int:number>/herinneren")
@editors
def look_over_reminder(number: int) -> ResponseReturnValue:
    """Show who would get a reminder, and its text."""
    return views.page(_reminding(number))


@blueprint.post("/rapport/afstemmen/<int:number>/herinneren")
@editors
def remind(number: int) -> ResponseReturnValue:
    """Mail the link again to those who have not finished."""
    return views.send(_reminding(number))


@blueprint.post("/rapport/afstemmen/<int:number>/reacties/<int:reaction_id>")
@editors
def settle(number: int, reaction_id: int) -> ResponseReturnValue:
    """Save the disposition of a reaction. When that is refused, show the page again with the text as typed."""
    alignment, form = _alignment(number), SettleForm()
    reaction = settling_operations.get_reaction(alignment, reaction_id)
    typed = {"settled": form.settled.data or "", "reason": form.reason.data or ""}
    if not form.validate():
        return _not_settled(alignment, reaction_id, "Kies wat u ermee deed.", typed), 422
    try:
        settling_operations.settle(
            db.session, actor(), reaction, Settled(typed["settled"]), typed["reason"], at=utcnow()
        )
    except Refused as refusal:
        return _not_settled(alignment, reaction_id, str(refusal), typed), 422
    return redirect(url_for("alignment.show", number=number, _anchor=f"r-{reaction_id}", **_turned()), 303)


def _not_settled(alignment: Alignment, reaction_id: int, problem: str, typed: dict[str, str]) -> Page:
    refuse(problem, f"reason-{reaction_id}")
    return _page(alignment, wrong=reaction_id, problem=problem, typed=typed)


@blueprint.post("/rapport/afstemmen/<int:number>/reacties/<int:reaction_id>/ongedaan")
@editors
def undo(number: int, reaction_id: int) -> ResponseReturnValue:
    """Undo the disposition of a reaction."""
    try:
        settling_operations.undo(
            db.session, actor(), settling_operations.get_reaction(_alignment(number), reaction_id), at=utcnow()
        )
    except Refused as refusal:
        flash(str(refusal), "warning")
    return redirect(url_for("alignment.show", number=number, _anchor=f"r-{reaction_id}", **_turned()), 303)


@blueprint.post("/rapport/afstemmen/<int:number>/terugmelden")
@editors
def tell(number: int) -> ResponseReturnValue:
    """Tell readers the dispositions of their reactions."""
    try:
        told = settling_operations.tell_readers(db.session, actor(), _alignment(number), **_mailing())
        flash(f"Teruggemeld aan {listed([reading.respondent.name for reading in told])}.", "success")
    except Refused as refusal:
        flash(str(refusal), "warning")
    return redirect(url_for("alignment.show", number=number), 303)


def _lines(round_: Round) -> tuple[pages.Line, ...]:
    return pages.lines_of(queries.alignments_of(db.session, round_), pages.texts_now(_chapters(round_)))


@blueprint.get("/rapport/afstemmen/tabel")
@editors
def dispositions() -> ResponseReturnValue:
    """Show every reaction of the round with its disposition."""
    round_ = _round()
    lines = _lines(round_)
    settled = sum(bool(line.settled) for line in lines)
    return render_template("alignment/table.html", round=round_.name, lines=page_of(lines), settled=settled)


@blueprint.get("/rapport/afstemmen/tabel.csv")
@editors
def dispositions_csv() -> ResponseReturnValue:
    """Send the table of dispositions as a CSV file."""
    round_ = _round()
    return download(pages.as_csv(_lines(round_)), f"afstemming-{round_.name}.csv", "text/csv")


@blueprint.get("/rapport/afstemmen/tabel.xlsx")
@editors
def dispositions_xlsx() -> ResponseReturnValue:
    """Send the table of dispositions as a workbook."""
    round_ = _round()
    content = pages.as_xlsx(_lines(round_), f"Afstemming, ronde {round_.name}")
    return download(content, f"afstemming-{round_.name}.xlsx", XLSX)
