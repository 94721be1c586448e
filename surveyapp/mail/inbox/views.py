"""Pages of the outbox and of messages without an interview.

Administrators see all mails; an interviewer sees those of their own interviews. The text of a mail is only for people
who work on its interview, and its personal link only for its recipient; the demo shows everything to everybody.
"""

from html import escape
from io import BytesIO
from typing import Any

from flask import (
    Flask,
    abort,
    current_app,
    flash,
    redirect,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_security import current_user

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import db, utcnow
from surveyapp.core.dutch import counted
from surveyapp.core.errors import Refused
from surveyapp.interviews.recording.queries import find_interview_for, get_interview
from surveyapp.mail.arrivals import operations as arrivals_operations
from surveyapp.mail.blueprint import blueprint
from surveyapp.mail.inbox.forms import PutWithForm
from surveyapp.mail.message.enclosures import NOTHING, Enclosure, EnclosureGone, supply
from surveyapp.mail.message.framing import framed
from surveyapp.mail.message.marks import LINK, filled_in
from surveyapp.mail.outbox import operations as outbox
from surveyapp.mail.outbox.jobs import check
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.mail.outbox.rules import Standing
from surveyapp.mail.received import operations, queries
from surveyapp.mail.received import privacy as _erasing  # noqa: F401  (it registers itself)
from surveyapp.mail.received.pages import without_link
from surveyapp.mail.servers import imap
from surveyapp.mail.servers.meanings import explained
from surveyapp.mail.servers.way_out import way_out
from surveyapp.web.access import actor, allow
from surveyapp.web.afterwards import Page, after_writing, render_template
from surveyapp.web.template import add_to_menu
from surveyapp.web.uploads import download

BACK = ("fieldwork.mine", "alignment.index")
"""Pages that show notices."""
GONE = Enclosure(link="(geen link)", code="(geen code)")

administrators = allow(RoleName.ADMINISTRATOR)


def _sees_all() -> bool:
    return current_app.config["DEMO"] or RoleName.ADMINISTRATOR in current_user.role_names


@blueprint.get("/postvak")
@allow()
def index() -> ResponseReturnValue:
    """Show the newest mails, filtered by standing and search words, per page."""
    if not _sees_all():
        abort(403)
    standing = next((choice for choice in Standing if choice.value == request.args.get("stand")), None)
    words = request.args.get("zoek", "").strip()[:100]
    return render_template(
        "correspondence/outbox.html",
        found=queries.find_mails(db.session, standing, words, request.args.get("pagina", 1, int)),
        counts=queries.count_by_standing(db.session),
        standing=standing,
        words=words,
        mailboxes=queries.mailboxes(db.session) if current_app.config["IMAP_URL"] else (),
        unmatched=queries.count_unmatched(db.session),
    )


@blueprint.post("/postvak/opnieuw")
@administrators
def retry_all() -> ResponseReturnValue:
    """Retry all mails that failed, or those that match the given words."""
    words = request.form.get("zoek", "").strip()[:100]
    count = operations.retry_all(db.session, actor(), words, utcnow())
    if count:
        flash(f"{counted(count, 'mail wordt', 'mails worden')} zo opnieuw verstuurd.", "success")
    else:
        flash("Er is geen mislukte mail meer.")
    return redirect(url_for("mail.index", zoek=words or None), 303)


@blueprint.get("/postvak/<int:mail_id>")
@allow()
def show(mail_id: int) -> ResponseReturnValue:
    """Show the delivery of a mail and, to people who work on its interview, its text."""
    mail, enclosure, gone = _mail(mail_id), NOTHING, ""
    if current_app.config["DEMO"]:
        try:
            enclosure = supply(db.session, mail.enclosure, current_app.config)
        except EnclosureGone as reason:
            gone = str(reason)
    demo = current_app.config["DEMO"]
    plain = filled_in(mail.text, enclosure if enclosure.link else GONE) if demo else without_link(mail.text)
    interview = find_interview_for(db.session, current_user, mail.interview_id) if mail.interview_id else None
    return render_template(
        "correspondence/mail.html",
        mail=mail,
        plain=plain,
        enclosure=enclosure,
        gone=gone,
        readable=_is_readable(mail),
        interview=interview,
        sees_all=_sees_all(),
    )


@blueprint.get("/postvak/<int:mail_id>/html")
@allow()
def html(mail_id: int) -> ResponseReturnValue:
    """Return the HTML of a mail for the frame on its page: without scripts, external content or access to the
    application.
    """
    mail = _readable_mail(mail_id)
    if current_app.config["DEMO"]:
        opened = mail.html.replace(f'href="{LINK}"', f'href="{LINK}" target="_top"')
        words = filled_in(opened, _enclosure(mail), escape)
    else:
        words = without_link(mail.html)
    return framed(words, links_open=True)


@blueprint.get("/postvak/<int:mail_id>/bijlage/<int:number>")
@allow()
def attachment(mail_id: int, number: int) -> ResponseReturnValue:
    """Download an attachment. In the demo only."""
    if not current_app.config["DEMO"]:
        abort(404)
    files = _enclosure(_mail(mail_id)).files
    if not 1 <= number <= len(files):
        abort(404)
    file = files[number - 1]
    return send_file(BytesIO(file.content), mimetype=file.mimetype, as_attachment=True, download_name=file.filename)


@blueprint.post("/postvak/<int:mail_id>/opnieuw")
@allow()
def retry(mail_id: int) -> ResponseReturnValue:
    """Retry a mail that failed or was returned."""
    mail = _mail(mail_id)
    try:
        outbox.retry(db.session, actor(), mail, utcnow())
        flash("De mail wordt zo opnieuw verstuurd.", "success")
    except Refused as refusal:
        flash(str(refusal), "error")
    return _back_to(mail)


@blueprint.post("/postvak/<int:mail_id>/laten")
@allow()
def settle(mail_id: int) -> ResponseReturnValue:
    """Mark a mail that did not arrive as settled, so that it needs no more attention."""
    mail = _mail(mail_id)
    try:
        outbox.settle(db.session, actor(), mail, utcnow())
        flash("Wederhoor vraagt niet meer om deze mail.", "success")
    except Refused as refusal:
        flash(str(refusal), "error")
    return _back_to(mail)


def _back_to(mail: OutboxMail) -> ResponseReturnValue:
    if request.form.get("naar") == "interview" and mail.interview_id:
        return redirect(url_for("mail.interview_mails", interview_id=mail.interview_id), 303)
    return redirect(url_for("mail.show", mail_id=mail.id), 303)


@blueprint.get("/postvak/binnengekomen")
@administrators
def incoming() -> ResponseReturnValue:
    """Show the received messages without an interview."""
    return _incoming_page()


def _put_with_form(**options: Any) -> PutWithForm:
    form = PutWithForm(**options)
    form.interview.choices = [
        (interview.id, f"{interview.organisation.label}, {interview.round.name}")
        for interview in queries.every_interview(db.session)
    ]
    return form


@after_writing
def _incoming_page() -> Page:
    return render_template(
        "correspondence/incoming.html", messages=queries.unmatched(db.session), form=_put_with_form(formdata=None)
    )


@blueprint.post("/postvak/binnengekomen/<int:incoming_id>/bij")
@administrators
def put_with(incoming_id: int) -> ResponseReturnValue:
    """Assign a message to an interview."""
    message, form = queries.get_unmatched(db.session, incoming_id), _put_with_form()
    form.anchor = f"{{}}-{incoming_id}"  # each message has its own form
    if not form.validate():
        return _incoming_page(), 422
    interview = get_interview(db.session, current_user, form.interview.data)
    arrivals_operations.put_with(db.session, actor(), message, interview, utcnow())
    flash(f"Het bericht staat nu bij {interview.organisation.label}.", "success")
    return redirect(url_for("mail.incoming"), 303)


@blueprint.post("/postvak/binnengekomen/<int:incoming_id>/weg")
@administrators
def set_aside(incoming_id: int) -> ResponseReturnValue:
    """Mark a message as belonging to no interview."""
    arrivals_operations.set_aside(db.session, actor(), queries.get_unmatched(db.session, incoming_id), utcnow())
    flash("Het bericht staat niet meer in deze lijst.", "success")
    return redirect(url_for("mail.incoming"), 303)


@blueprint.get("/postvak/binnengekomen/<int:incoming_id>.eml")
@administrators
def unmatched_raw(incoming_id: int) -> ResponseReturnValue:
    """Download a message as it was received."""
    message = queries.get_unmatched(db.session, incoming_id)
    return download(message.raw, f"bericht-{message.id}.eml", "message/rfc822")


@blueprint.post("/postvak/meldingen/gezien")
@allow()
def seen() -> ResponseReturnValue:
    """Mark the notices of this person as seen."""
    operations.mark_seen(db.session, current_user, request.form.get("tot", 0, int), utcnow())
    back = request.form.get("terug")
    return redirect(url_for(back if back in BACK else "fieldwork.mine"), 303)


def _mail(mail_id: int) -> OutboxMail:
    return queries.get_mail(db.session, current_user, mail_id, everything=_sees_all())


def _is_readable(mail: OutboxMail) -> bool:
    """Return whether this person may read the text: mails about accounts are for their recipient only."""
    return current_app.config["DEMO"] or (
        mail.interview_id is not None and find_interview_for(db.session, current_user, mail.interview_id) is not None
    )


def _readable_mail(mail_id: int) -> OutboxMail:
    mail = _mail(mail_id)
    return mail if _is_readable(mail) else abort(404)


def _enclosure(mail: OutboxMail) -> Enclosure:
    try:
        return supply(db.session, mail.enclosure, current_app.config)
    except EnclosureGone:
        return NOTHING


def init_app(app: Flask) -> None:
    """Register the pages, the menu entry and the globals of templates.

    Raises ConfigurationError when mail cannot work.
    """
    check(app)
    if app.config["IMAP_URL"]:
        imap.Server.parse(app.config["IMAP_URL"])
    app.jinja_env.globals.update(
        Standing=Standing,
        mail_way_out=lambda: way_out(app.config),
        explained=explained,
        mail_trouble_in=lambda interview_id: queries.troubled_of(db.session, interview_id),
        mail_trouble_of_mine=lambda: queries.troubled_interviews(db.session, current_user),
        notices_of_mine=lambda: queries.new_notices(db.session, current_user),
    )
    app.register_blueprint(blueprint)
    add_to_menu(app, "Postvak", "mail.index", *(RoleName if app.config["DEMO"] else (RoleName.ADMINISTRATOR,)))
