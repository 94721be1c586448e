"""Questionnaires as they were used: stored by content, so that an edited file is a new questionnaire."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from surveyapp.core.db import Base


class StoredQuestionnaire(Base):
    """One questionnaire file, word for word, as it was when an interview was made along it."""

    __tablename__ = "questionnaires"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(60), index=True)
    hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    source: Mapped[str] = mapped_column(sa.Text)
