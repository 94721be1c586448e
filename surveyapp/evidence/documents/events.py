"""Events of evidence, by which other packages add to dossiers and checks."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.evidence.documents.rules import Finding
from surveyapp.interviews.recording.models import Interview
from surveyapp.protection.sealing import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceEvents:
    """Listeners to the events of evidence."""

    dossier_made: Mapping[str, Callable[[Session, Interview], list[Facts]]]
    """Return the facts to add to a dossier, by the name of their part."""
    document_checked: Mapping[str, Callable[[Session, Facts], Iterator[Finding]]]
    """Yield further findings on a document, by its format."""
    subjects_asked: Mapping[str, Callable[[sa.Select[int]], sa.Select[int]]]
    """Return the ids of an audit subject that belong to these respondents, by the name of the subject."""
