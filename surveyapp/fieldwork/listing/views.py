"""The list of interviews, also shown again when a bulk action is refused."""

from collections import Counter
from collections.abc import Collection

from flask_security import current_user

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import db, utcnow
from surveyapp.core.dutch import local
from surveyapp.fieldwork.actions.forms import BulkForm
from surveyapp.fieldwork.actions.queries import questionnaires_of
from surveyapp.fieldwork.actions.rules import BulkKind
from surveyapp.fieldwork.filters.pages import Filters
from surveyapp.fieldwork.overview import pages
from surveyapp.fieldwork.overview.queries import briefs_in
from surveyapp.interviews.recording import queries
from surveyapp.interviews.recording.access import May
from surveyapp.interviews.recording.models import Round
from surveyapp.interviews.recording.rules import InterviewState
from surveyapp.interviews.rounds.pages import other_rounds
from surveyapp.web.afterwards import Page, render_template
from surveyapp.web.paging import part_of


def overview_page(round_: Round, filters: Filters, form: BulkForm | None = None) -> Page:
    """Return the page of interviews that pass the filters, with the selection in ``form``."""
    today, briefs = local(utcnow()).date(), briefs_in(db.session, round_)
    page = part_of([brief for brief in briefs if filters.keeps(brief, today)], filters.number)
    shown = queries.interviews_by_id(db.session, [brief.id for brief in page])
    states = Counter(brief.state for brief in briefs)
    readable, along, openable = (queries.permitted_ids(db.session, current_user, round_, may) for may in May)
    acts = not set(current_user.role_names) <= {RoleName.EDITOR}
    return render_template(
        "fieldwork/overview.html",
        page=page,
        rows=pages.rows_of(db.session, shown, round_),
        filters=filters,
        total=len(briefs),
        agreed=states[InterviewState.APPROVED],
        late=sum(brief.late(today) for brief in briefs),
        held=sum(brief.facts.held for brief in briefs),
        counts=[(state, states[state]) for state in reversed(pages.STATES)],
        provinces=queries.provinces(db.session),
        states=pages.STATES,
        actions=BulkKind,
        acts=acts,
        round=round_,
        rounds=other_rounds(db.session, round_),
        readable=readable,
        along=along,
        openable=openable,
        today=today,
        printable=questionnaires_of(db.session, round_) if acts else (),
        administrator=RoleName.ADMINISTRATOR in current_user.role_names,
        form=form or BulkForm(),
        picked=_picked(form, openable, all_of_them=filters.chosen),
    )


def _picked(form: BulkForm | None, openable: Collection[int], *, all_of_them: bool) -> Collection[int]:
    """Return the ids of the selected interviews."""
    return (form.interview.data or ()) if form else openable if all_of_them else ()
