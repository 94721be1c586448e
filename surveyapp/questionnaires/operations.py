"""Operations to store a questionnaire by its content and to read it back."""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.questionnaires.models import StoredQuestionnaire
from surveyapp.questionnaires.rules import Questionnaire, QuestionnaireError, content_hash, parse


def store(session: Session, source: str, name: str) -> StoredQuestionnaire:
    """Return the stored questionnaire with this content, storing it when new. Raises QuestionnaireError."""
    questionnaire = parse(source, name)
    digest = content_hash(source)
    stored = session.scalar(sa.select(StoredQuestionnaire).where(StoredQuestionnaire.hash == digest))
    if stored is None:
        stored = StoredQuestionnaire(key=questionnaire.key, hash=digest, source=source)
        session.add(stored)
        session.flush()
    return stored


def read(folder: Path, key: str) -> str:
    """Return the source of a questionnaire file. Raises QuestionnaireError with the keys that exist."""
    known = sorted(path.stem for path in folder.glob("*.yaml"))
    if key not in known:
        raise QuestionnaireError((f"Er is geen vragenlijst ‘{key}’. Bekend: {', '.join(known)}.",))
    try:
        return (folder / f"{key}.yaml").read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "geen tekst in UTF-8"
        raise QuestionnaireError((f"{key}.yaml kan niet worden gelezen: {why}.",)) from error


def usable(folder: Path) -> tuple[dict[str, Questionnaire], tuple[str, ...]]:
    """Return the valid questionnaires in a folder by file name, and the problems of the others.

    An invalid file does not prevent the use of the others.
    """
    valid, problems = dict[str, Questionnaire](), list[str]()
    for path in sorted(folder.glob("*.yaml")):
        try:
            valid[path.stem] = parse(read(folder, path.stem), path.name)
        except QuestionnaireError as error:
            problems += error.problems
    return valid, tuple(problems)


def parsed(stored: StoredQuestionnaire) -> Questionnaire:
    """Return the questionnaire as values."""
    return parse(stored.source, f"{stored.key}.yaml")
