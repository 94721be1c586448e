"""The outbox on screen: what was sent, what waits, what failed. What mails say shows in the demo only."""

from html import escape
from io import BytesIO

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_security import current_user

from surveyapp.accounts.rules import RoleName
from surveyapp.db import db, utcnow
from surveyapp.errors import Refused
from surveyapp.mail import operations, queries
from surveyapp.mail.delivery import check
from surveyapp.mail.enclosures import NOTHING, Enclosure, EnclosureGone, supply
from surveyapp.mail.message import filled_in
from surveyapp.mail.models import MailState, OutboxMail
from surveyapp.web.access import actor, allow
from surveyapp.web.template import add_to_menu

NEWEST = 200
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-top-navigation-by-user-activation"
)

blueprint = Blueprint("mail", __name__, url_prefix="/postvak")


@blueprint.before_request
def administrators_or_demo() -> None:
    """Staff without the administrator's role see the outbox in the demo only."""
    if not current_app.config["DEMO"] and RoleName.ADMINISTRATOR not in current_user.role_names:
        abort(403)


@blueprint.get("")
@allow()
def index() -> ResponseReturnValue:
    """The newest mails."""
    counts = queries.count_by_state(db.session)
    return render_template("mail/outbox.html", mails=queries.newest_mails(db.session, NEWEST), counts=counts)


@blueprint.get("/<int:mail_id>")
@allow()
def show(mail_id: int) -> ResponseReturnValue:
    """One mail: how it went and, in the demo, what it says."""
    mail, enclosure, gone = _mail(mail_id), NOTHING, ""
    if current_app.config["DEMO"]:
        try:
            enclosure = supply(db.session, mail.enclosure, current_app.config)
        except EnclosureGone as reason:
            gone = str(reason)
    plain = filled_in(mail.text, enclosure if enclosure.link else Enclosure(link="(geen link)"))
    return render_template("mail/mail.html", mail=mail, plain=plain, enclosure=enclosure, gone=gone)


@blueprint.get("/<int:mail_id>/html")
@allow()
def html(mail_id: int) -> ResponseReturnValue:
    """The mail's HTML, for the frame on its page: no scripts, nothing from elsewhere, no access to us."""
    mail = _demo_mail(mail_id)
    enclosure = _enclosure(mail)
    response = Response(mail.html.replace('href="%LINK%"', 'href="%LINK%" target="_top"'))
    response.set_data(filled_in(response.get_data(as_text=True), enclosure, escape))
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response


@blueprint.get("/<int:mail_id>/bijlage/<int:number>")
@allow()
def attachment(mail_id: int, number: int) -> ResponseReturnValue:
    """One attachment, to download."""
    files = _enclosure(_demo_mail(mail_id)).files
    if not 1 <= number <= len(files):
        abort(404)
    file = files[number - 1]
    return send_file(BytesIO(file.content), mimetype=file.mimetype, as_attachment=True, download_name=file.filename)


@blueprint.post("/<int:mail_id>/opnieuw")
@allow()
def retry(mail_id: int) -> ResponseReturnValue:
    """Try a failed mail again."""
    mail = _mail(mail_id)
    try:
        operations.retry(db.session, actor(), mail, utcnow())
        flash("De mail wordt zo opnieuw verstuurd.")
    except Refused as refusal:
        flash(str(refusal), "error")
    return redirect(url_for("mail.show", mail_id=mail.id))


def _mail(mail_id: int) -> OutboxMail:
    return queries.find_mail(db.session, mail_id) or abort(404)


def _demo_mail(mail_id: int) -> OutboxMail:
    """A mail whose content may be shown."""
    if not current_app.config["DEMO"]:
        abort(404)
    return _mail(mail_id)


def _enclosure(mail: OutboxMail) -> Enclosure:
    try:
        return supply(db.session, mail.enclosure, current_app.config)
    except EnclosureGone:
        return NOTHING


def init_app(app: Flask) -> None:
    """The outbox page. Raises ConfigurationError when mail could not leave as configured."""
    check(app)
    app.jinja_env.globals["MailState"] = MailState
    app.register_blueprint(blueprint)
    add_to_menu(app, "Postvak", "mail.index", *(RoleName if app.config["DEMO"] else (RoleName.ADMINISTRATOR,)))
