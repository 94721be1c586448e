"""The shape of what a desk sends of itself, and of times that are corrected by hand."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from wtforms import DateTimeLocalField, IntegerField
from wtforms.validators import NumberRange, Optional

from surveyapp.core.dutch import AMSTERDAM
from surveyapp.web.refusal import Form

LONGEST_AWAY = timedelta(days=14)
"""A laptop that was without network for longer than this has lost what it knew of the time."""

MINUTES = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


def item_of(sent: Any) -> str | None:
    """The question that a desk says it shows; None when it says nothing that can be one."""
    item = sent.get("item") if isinstance(sent, Mapping) else None
    return item if isinstance(item, str) and re.fullmatch(r"\d{1,3}[a-z]?", item) else None


class MomentForm(Form):
    """A conversation begins or ends: ``ago`` seconds ago when the network was away at that moment."""

    ago = IntegerField("Seconden geleden", [Optional(), NumberRange(min=0)])

    def moment(self, now: datetime) -> datetime:
        """When it was."""
        return now - min(timedelta(seconds=self.ago.data or 0), LONGEST_AWAY)


class TimesForm(Form):
    """When a conversation was held, in Dutch time."""

    started_at = DateTimeLocalField("Begin van het gesprek", [Optional()], format=MINUTES)
    ended_at = DateTimeLocalField("Einde van het gesprek", [Optional()], format=MINUTES)

    @property
    def times(self) -> tuple[datetime | None, datetime | None]:
        """Begin and end as moments."""
        begin, end = (
            field.data.replace(tzinfo=AMSTERDAM) if field.data else None for field in (self.started_at, self.ended_at)
        )
        return begin, end
