"""Views to send records, remind or extend deadlines for many interviews: choose, preview, confirm, result."""

from dataclasses import dataclass

from flask import current_app, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import db, utcnow, write_transaction
from surveyapp.core.errors import Refused
from surveyapp.fieldwork.actions import queries
from surveyapp.fieldwork.actions.forms import BulkForm
from surveyapp.fieldwork.actions.models import BulkAction, BulkStep
from surveyapp.fieldwork.actions.rules import BulkKind, Outcome, Plan
from surveyapp.fieldwork.blueprint import blueprint
from surveyapp.fieldwork.bulk import operations
from surveyapp.fieldwork.filters.pages import Filters
from surveyapp.fieldwork.listing.views import overview_page
from surveyapp.interviews.recording.queries import find_current_round, get_round
from surveyapp.web.access import actor, allow
from surveyapp.web.afterwards import render_template
from surveyapp.web.refusal import refuse
from surveyapp.web.transactions import opens_own_transaction

staff = allow(RoleName.INTERVIEWER, RoleName.ADMINISTRATOR)
FAILED = "Er ging iets mis bij ons. Voor dit interview is niets gedaan. Probeer het opnieuw."


@blueprint.post("/veldwerk/tegelijk")
@staff
def prepare_bulk() -> ResponseReturnValue:
    """Prepare a bulk action and redirect to its confirmation."""
    form = BulkForm()
    if not form.validate():
        wrong = "Vul de datum in als dag, maand en jaar." if form.until.errors else "Kies wat u wilt doen."
        return _refused(form, wrong)
    try:
        action = operations.prepare(
            db.session,
            actor(),
            current_user,
            BulkKind(form.action.data),
            form.interview.data or [],
            until=form.until.data,
            at=utcnow(),
        )
    except operations.NoDay as refusal:
        form.until.errors = [str(refusal)]
        return _refused(form, str(refusal))
    except Refused as refusal:
        return _refused(form, str(refusal))
    return redirect(url_for("fieldwork.bulk_action", action_id=action.id), 303)


def _refused(form: BulkForm, words: str) -> ResponseReturnValue:
    """Show the list again with the same choice, and what is wrong with it."""
    filters = Filters.of(form.filters)
    round_ = get_round(db.session, filters.round) if filters.round else find_current_round(db.session)
    if round_ is None:
        raise Refused(words)
    refuse(words, form.until.id if form.until.errors else "")
    return overview_page(round_, filters, form), 422


@dataclass(frozen=True, slots=True)
class Shown:
    """An interview on the page of a bulk action: the plan for each respondent, and the outcome."""

    interview_id: int
    organisation: str
    plan: Plan
    people: tuple[tuple[str, str, str, str], ...]
    """Name, function, what the respondent gets, why nothing."""
    outcome: Outcome | None
    words: str

    @classmethod
    def of(cls, step: BulkStep) -> "Shown":
        """Return the page's data for a stored step. Names are the present ones."""
        plan, known = Plan.of_json(step.plan), {person.id: person for person in step.interview.everybody}
        people = tuple(
            (known[line.respondent_id].name, known[line.respondent_id].function, line.gets, line.why_not)
            for line in plan.lines
            if line.respondent_id in known
        )
        label = step.interview.organisation.label
        return cls(step.interview_id, label, plan, people, step.outcome, step.words)

    @property
    def mails(self) -> int:
        """Number of respondents who get something."""
        return sum(bool(gets) for _name, _function, gets, _why_not in self.people) if self.plan.acts else 0


@blueprint.get("/veldwerk/tegelijk/<int:action_id>")
@staff
def bulk_action(action_id: int) -> ResponseReturnValue:
    """Show what a bulk action would do or, after confirmation, what it did."""
    action = queries.get_action(db.session, current_user, action_id)
    shown = [Shown.of(step) for step in action.steps]
    acting = [interview for interview in shown if interview.plan.acts]
    return render_template(
        "fieldwork/bulk.html",
        action=action,
        acting=acting,
        left_out=[interview for interview in shown if not interview.plan.acts],
        mails=sum(interview.mails for interview in acting),
        done=[interview for interview in acting if interview.outcome is Outcome.DONE],
        again=[interview for interview in acting if interview.outcome is not Outcome.DONE],
    )


@blueprint.post("/veldwerk/tegelijk/<int:action_id>")
@staff
@opens_own_transaction
def confirm_bulk(action_id: int) -> ResponseReturnValue:
    """Carry out a bulk action, each interview in its own transaction, so that failures do not affect others."""
    with write_transaction(db.session):
        action = queries.get_action(db.session, current_user, action_id)
        steps = operations.confirm(db.session, actor(), action, at=utcnow())
    for step in steps:
        _carry_out(action, step)
    return redirect(url_for("fieldwork.bulk_action", action_id=action_id), 303)


def _carry_out(action: BulkAction, step_id: int) -> None:
    try:
        with write_transaction(db.session):
            operations.carry_out(
                db.session,
                actor(),
                current_user,
                step_id,
                contact=current_app.config["CONTACT_EMAIL"],
                link_days=current_app.config["LINK_DAYS"],
                at=utcnow(),
            )
    except Refused as refusal:
        _write_down(step_id, str(refusal), Outcome.CHANGED)
    except Exception:
        current_app.logger.exception("bulk action %s, step %s", action.id, step_id)
        _write_down(step_id, FAILED, Outcome.FAILED)


def _write_down(step_id: int, words: str, outcome: Outcome) -> None:
    with write_transaction(db.session):
        operations.fail(db.session, step_id, words, outcome, at=utcnow())
