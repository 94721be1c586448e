"""Events of evidence, and what later packages add to it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.evidence.documents.rules import Finding
from surveyapp.interviews.recording.models import Interview
from surveyapp.protection.sealing import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceEvents:
    """Who listens to evidence."""

    dossier_made: Mapping[str, Callable[[Session, Interview], list[Facts]]]
    """A dossier is made: return more facts, for the part of this name."""
    document_checked: Mapping[str, Callable[[Session, Facts], Iterator[Finding]]]
    """A document of this format is checked: return what else was found."""
    subjects_asked: Mapping[str, Callable[[sa.Select[int]], sa.Select[int]]]
    """The audit events of an interview are read: return which ids of this subject belong to these respondents."""
