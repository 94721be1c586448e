"""Forms and JSON of a desk about presence, and the form to correct the times of a conversation."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from wtforms import DateTimeLocalField, IntegerField
from wtforms.validators import NumberRange, Optional

from surveyapp.core.dutch import AMSTERDAM
from surveyapp.web.refusal import Form

LONGEST_AWAY = timedelta(days=14)
"""Longest time offline that a desk can report. A laptop that was offline longer has lost track of the time."""

MINUTES = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


def item_of(sent: Any) -> str | None:
    """Return the item that a desk says it shows; None when it is not an item's number."""
    item = sent.get("item") if isinstance(sent, Mapping) else None
    return item if isinstance(item, str) and re.fullmatch(r"\d{1,3}[a-z]?", item) else None


class MomentForm(Form):
    """Form for the start or end of a conversation. ``ago``: seconds since then, when the desk was offline."""

    ago = IntegerField("Seconden geleden", [Optional(), NumberRange(min=0)])

    def moment(self, now: datetime) -> datetime:
        """Return the moment that was meant."""
        return now - min(timedelta(seconds=self.ago.data or 0), LONGEST_AWAY)


class TimesForm(Form):
    """Form for the times of a conversation, in Dutch time."""

    started_at = DateTimeLocalField("Begin van het gesprek", [Optional()], format=MINUTES)
    ended_at = DateTimeLocalField("Einde van het gesprek", [Optional()], format=MINUTES)

    @property
    def times(self) -> tuple[datetime | None, datetime | None]:
        """Start and end."""
        begin, end = (
            field.data.replace(tzinfo=AMSTERDAM) if field.data else None for field in (self.started_at, self.ended_at)
        )
        return begin, end
