"""Which secret key a database belongs to: every start and every write compares a check value that it keeps."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from surveyapp.core.config import KEY_IN_MEMORY, ConfigurationError, Secrets
from surveyapp.core.db import Base, secrets_of


class WrongKey(ConfigurationError):
    """The secret key is missing or is not the one of this database. The message says what to do."""


class KeyCheck(Base):
    """The check value of the one key that this database is used with: one row."""

    __tablename__ = "key_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(sa.String(64))

    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)


KNOWN = sa.select(Base.metadata.tables["key_check"].c.value)
"""The check value that the database keeps; no row before it was made ready."""

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
    """What a database keeps of a key: it recognises the key and does not tell it."""
    return secrets.check.hex()


def fits(secrets: Secrets, known: str | None) -> bool:
    """Whether this is the key that ``known`` was made with. True when a database keeps no value yet."""
    return known is None or known == check_value(secrets)


def find_known(session: Session) -> str | None:
    """The check value that the database keeps."""
    return session.scalar(KNOWN)


def refusal(config: Mapping[str, Any], instance: str) -> WrongKey:
    """The error that names what is wrong with the configured key."""
    return WrongKey((MISSING if config[KEY_IN_MEMORY] else WRONG).format(instance=instance))


def keep_check_value(session: Session) -> None:
    """From now on this database belongs to the key of this session."""
    session.merge(KeyCheck(id=1, value=check_value(secrets_of(session))))
    session.flush()
