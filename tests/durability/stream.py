"""A stream of saves to one answer, by somebody who repeats a save until the server has answered it."""

import http.client
import json
from dataclasses import dataclass, field
from itertools import count
from threading import Event

from person import Person


@dataclass
class Stream:
    """What one writer typed, and what the server said of it."""

    person: Person
    interview: int
    name: str
    acknowledged: list[str] = field(default_factory=list)
    refused: int = 0
    """How often the server said that it could not keep a text (503)."""
    unanswered: str = ""
    """The text that was under way in the end."""

    def run(self, stop: Event) -> None:
        """Save one text after the other until ``stop``; a save without an answer goes again, under its own key."""
        try:
            self._write(stop)
        finally:
            self.person.close()

    def _write(self, stop: Event) -> None:
        base = 0
        for place in count(1):
            text = f"{self.name}, zin {place}. " + "Er is gewerkt aan de bereikbaarheid. " * 20
            self.unanswered = text.strip()
            said = self._saved(text, base, f"{self.name}-{place}".ljust(16, "k"), stop)
            if said is None:
                return
            base = said
            self.acknowledged.append(text.strip())
            self.unanswered = ""

    def _saved(self, text: str, base: int, key: str, stop: Event) -> int | None:
        while not stop.is_set():
            try:
                status, content = self.person.put(self.interview, "1", text=text, base=base, key=key)
            except (OSError, http.client.HTTPException):
                self.person.close()
                continue
            if status == 200:
                return int(json.loads(content)["base"])
            assert status == 503, content
            self.refused += 1
        return None
