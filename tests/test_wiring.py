"""The application does not start without a listener, and no event passes unheard."""

from dataclasses import fields, replace
from typing import Any

import pytest
from recorded import Recorded
from setting import MakeApp
from sqlalchemy.orm import Session

from surveyapp import wiring
from surveyapp.audit import Actor
from surveyapp.config import ConfigurationError
from surveyapp.db import utcnow
from surveyapp.events import NotWired
from surveyapp.interviews import deletion
from surveyapp.interviews.models import Interview

EVENTS = [(events, one.name) for events in wiring.LISTENERS for one in fields(events)]
each_event = pytest.mark.parametrize(
    ("events", "name"), EVENTS, ids=[f"{type(one).__name__}.{it}" for one, it in EVENTS]
)


@each_event
def test_no_event_can_do_without_a_listener(events: Any, name: str) -> None:
    others = {one.name: getattr(events, one.name) for one in fields(events) if one.name != name}
    with pytest.raises(TypeError, match=name):
        type(events)(**others)


@each_event
def test_the_start_is_refused_without(
    events: Any, name: str, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    if isinstance(getattr(events, name), tuple | dict):
        empty = type(getattr(events, name))()
        monkeypatch.setattr(wiring, "LISTENERS", (replace(events, **{name: empty}),))
        with pytest.raises(ConfigurationError, match=f"niet compleet: niemand luistert naar {name}"):
            make_app()


def test_an_event_in_a_session_of_no_application_is_refused(session: Session) -> None:
    made = Recorded.of(session)
    interview = made.interview("Noord")
    made.session.commit()
    with Session(made.session.get_bind()) as alone:
        found = alone.get_one(Interview, interview.id)
        with pytest.raises(NotWired, match="InterviewEvents"):
            deletion.delete_interview(alone, Actor.system(), found, at=utcnow())
        alone.commit()
    made.session.expire_all()
    assert made.session.get(Interview, interview.id)
