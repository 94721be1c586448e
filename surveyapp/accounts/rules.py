"""Staff roles."""

from enum import StrEnum


class RoleName(StrEnum):
    """What a member of staff may do; one person may have several."""

    INTERVIEWER = "interviewer"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        """The Dutch word on screen."""
        return {"interviewer": "Interviewer", "editor": "Redacteur", "administrator": "Beheerder"}[self.value]
