"""The secret key of a database: every start and every write compares a check value that the database keeps."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from surveyapp.core.config import KEY_IN_MEMORY, ConfigurationError, Secrets
from surveyapp.core.db import Base, secrets_of


class WrongKey(ConfigurationError):
    """The secret key is missing or does not belong to this database. The message says what to do, in Dutch."""


class KeyCheck(Base):
    """The check value of the key that this database is used with: a single row."""

    __tablename__ = "key_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(sa.String(64))

    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)


KNOWN = sa.select(Base.metadata.tables["key_check"].c.value)
"""Selects the check value of the database; no row until the database is initialised."""

LOST = "Is hij voorgoed kwijt, dan zegt surveyapp secret renew wat er niet meer werkt zonder, en begint met een nieuwe."
MISSING = (
    "De geheime sleutel (secret_key) van deze database ontbreekt. Zet het bestand secret_key terug in {instance}, of"
    f" stel SURVEYAPP_SECRET_KEY in. {LOST}"
)
WRONG = (
    "De geheime sleutel (secret_key) is niet die van deze database. Stel de sleutel in waarmee zij is gemaakt: in het"
    f" bestand secret_key in {{instance}}, in config.toml of in SURVEYAPP_SECRET_KEY. {LOST}"
)
CHANGED = "De geheime sleutel (secret_key) van deze database is intussen een andere. Start surveyapp opnieuw."


def check_value(secrets: Secrets) -> str:
    """Return the value that a database keeps to recognise a key. Does not disclose the key."""
    return secrets.check.hex()


def fits(secrets: Secrets, known: str | None) -> bool:
    """Return whether ``known`` was made with this key. True when a database keeps no value yet."""
    return known is None or known == check_value(secrets)


def find_known(session: Session) -> str | None:
    """Return the check value of the database; None when it keeps none."""
    return session.scalar(KNOWN)


def refusal(config: Mapping[str, Any], instance: str) -> WrongKey:
    """Return the error that says what is wrong with the configured key."""
    return WrongKey((MISSING if config[KEY_IN_MEMORY] else WRONG).format(instance=instance))


def keep_check_value(session: Session) -> None:
    """Store the check value of this session's key as that of the database."""
    session.merge(KeyCheck(id=1, value=check_value(secrets_of(session))))
    session.flush()
