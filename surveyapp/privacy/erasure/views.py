"""Views of personal data in a round, for administrators: retention period, copies, erasure."""

import json
from typing import Any

from flask import Blueprint, Flask, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import db, utcnow
from surveyapp.core.dutch import counted, local
from surveyapp.core.errors import NotFound, Refused
from surveyapp.interviews.recording.models import Round
from surveyapp.interviews.recording.queries import get_round
from surveyapp.privacy.copies.queries import people_data
from surveyapp.privacy.erasure import operations
from surveyapp.privacy.erasure.forms import ErasureForm, RetentionForm
from surveyapp.privacy.persons import queries
from surveyapp.web.access import actor, allow
from surveyapp.web.afterwards import Page, after_writing, render_template
from surveyapp.web.paging import page_of
from surveyapp.web.template import add_to_menu
from surveyapp.web.uploads import download

blueprint = Blueprint("privacy_erasure", __name__)
administrator = allow(RoleName.ADMINISTRATOR)


def init_app(app: Flask) -> None:
    """Register the views."""
    app.register_blueprint(blueprint)
    add_to_menu(app, "Persoonsgegevens", "privacy_erasure.index", RoleName.ADMINISTRATOR)


@blueprint.get("/persoonsgegevens")
@administrator
def index() -> ResponseReturnValue:
    """List the rounds with their personal data."""
    page = page_of(queries.kept_in_rounds(db.session))
    return render_template("privacy/rounds.html", rounds=page)


@blueprint.get("/persoonsgegevens/<name>")
@administrator
def people(name: str) -> ResponseReturnValue:
    """Show the personal data of a round."""
    return _page(get_round(db.session, name))


@after_writing
def _page(round_: Round, **shown: Any) -> Page:
    kept = queries.kept_of(db.session, round_)
    return render_template(
        "privacy/round.html",
        kept=kept,
        people=page_of(kept.people),
        refusal=kept.why_not_erase(local(utcnow()).date()),
        retention=shown.get("retention") or RetentionForm(formdata=None, months=kept.months),
        erasure=shown.get("erasure") or ErasureForm(formdata=None),
    )


@blueprint.post("/persoonsgegevens/<name>/bewaartermijn")
@administrator
def keep(name: str) -> ResponseReturnValue:
    """Change the retention period."""
    round_, form = get_round(db.session, name), RetentionForm()
    if not form.validate() or form.months.data is None:
        return _page(round_, retention=form), 422
    operations.keep_for(db.session, actor(), round_, form.months.data, at=utcnow())
    flash("De bewaartermijn is opgeslagen.", "success")
    return redirect(url_for("privacy_erasure.people", name=name), 303)


@blueprint.get("/persoonsgegevens/<name>/kopie")
@administrator
def copy(name: str) -> ResponseReturnValue:
    """Download the data of one person (``?wie=address``), or of everybody, as JSON."""
    round_, now = get_round(db.session, name), utcnow()
    wanted = request.args.get("wie")
    same = [queries.same_person(db.session, round_, wanted)] if wanted else queries.people_in(db.session, round_)
    if wanted and not same[0]:
        raise NotFound(f"In ronde {name} is er niemand met het e-mailadres {wanted}.")
    copies = people_data(db.session, round_, same, now)
    content = json.dumps(copies[0] if wanted else copies, ensure_ascii=False, indent=1).encode()
    return download(content, f"persoonsgegevens-{name}.json", "application/json")


@blueprint.post("/persoonsgegevens/<name>/persoon")
@administrator
def erase_person(name: str) -> ResponseReturnValue:
    """Erase the data of one person."""
    round_, form = get_round(db.session, name), ErasureForm()
    if not form.validate():
        return _page(round_, erasure=form), 422
    try:
        operations.erase_person(
            db.session, actor(), round_, form.email.data or "", reason=form.reason.data or "", at=utcnow()
        )
    except (NotFound, Refused) as refusal:
        form.email.errors = [str(refusal)]
        return _page(round_, erasure=form), 422
    flash("Naam en adres van deze persoon zijn gewist.", "success")
    return redirect(url_for("privacy_erasure.people", name=name), 303)


@blueprint.post("/persoonsgegevens/<name>/wissen")
@administrator
def erase(name: str) -> ResponseReturnValue:
    """Erase the data of everybody in the round."""
    count = operations.erase_round(db.session, actor(), get_round(db.session, name), at=utcnow())
    flash(f"De gegevens van {counted(count, 'persoon', 'personen')} zijn gewist.", "success")
    return redirect(url_for("privacy_erasure.people", name=name), 303)
