"""Reads the configuration: ``instance/config.toml`` and ``SURVEYAPP_*`` environment variables."""

import hmac
import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from surveyapp.core import config_rules
from surveyapp.core.files import write_private

PACKAGE = Path(__file__).parent.parent
MIN_SECRET = 32
PREFIX = "SURVEYAPP_"
"""Prefix of the environment variables for settings."""


class ConfigurationError(Exception):
    """The configuration cannot be used. The message says, in Dutch, what to change."""


def resource_dir(name: str) -> Path:
    """Return the folder of ``templates`` or ``questionnaires``: in the checkout, or inside the installed package."""
    checkout = PACKAGE.parent / name
    packaged = PACKAGE / {"questionnaires": "questionnaire_files"}.get(name, name)
    return checkout if (PACKAGE.parent / "pyproject.toml").exists() else packaged


@dataclass(frozen=True, slots=True)
class Secrets:
    """Keys derived from the secret key, each for a single purpose."""

    audit: bytes
    links: bytes
    hashing: bytes
    evidence: bytes
    check: bytes
    """Check value that the database keeps to recognise the secret key. Discloses none of the other keys."""

    @classmethod
    def derive(cls, secret_key: str) -> "Secrets":
        """Derive independent keys: HMAC-SHA256 of the purpose under the secret key."""
        purposes = (b"audit", b"links", b"hash", b"evidence", b"check")
        return cls(*(hmac.digest(secret_key.encode(), purpose, "sha256") for purpose in purposes))


KEY_IN_MEMORY = "SECRET_KEY_IN_MEMORY"
"""Setting that is true when no secret key was found: the key in use is new, and fits no database that has a key
already.
"""

WORDS = {"true": True, "1": True, "false": False, "0": False}

DEFAULTS: dict[str, Any] = {
    "BASE_URL": "http://127.0.0.1:8000",
    "CONTACT_EMAIL": "bevolkingsdaling@example.org",
    "DATABASE_URL": "",
    "DEMO": False,
    "IMAP_TIMEOUT": 30,
    "IMAP_URL": "",
    "LINK_DAYS": 28,
    "MAIL_FROM": "bevolkingsdaling@example.org",
    "PROXIES": 0,
    "PUBLISHER": "Programma Bevolkingsdaling, ministerie van BZK",
    "RATELIMIT_ENABLED": True,
    "SEAL_FILE": "",
    "SEAL_PASSPHRASE": "",
    "SECRET_KEY": "",
    "SMTP_URL": "",
    "SMTP_TIMEOUT": 30,
    "TRUSTED_HOSTS": "",
}
"""Every setting with its value when nothing is configured. docs/operations.md explains each."""


def default_instance() -> Path:
    """Return ``instance/`` in the checkout, or in the working directory for an installed package."""
    given = os.environ.get("SURVEYAPP_INSTANCE")
    if given:
        return Path(given).absolute()
    checkout = PACKAGE.parent
    return (checkout if (checkout / "pyproject.toml").exists() else Path.cwd()) / "instance"


def load(instance: Path, overrides: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the Flask configuration.

    Later wins: defaults, config.toml, environment, ``overrides``. Raises ConfigurationError.
    """
    settings = DEFAULTS | _from_file(instance / "config.toml") | _from_environment() | dict(overrides or {})
    configured = settings["SECRET_KEY"] or _own_secret(instance)
    settings |= {"SECRET_KEY": configured or secrets.token_urlsafe(48), KEY_IN_MEMORY: not configured}
    if len(settings["SECRET_KEY"]) < MIN_SECRET:
        raise ConfigurationError(f"secret_key: minstens {MIN_SECRET} tekens. Laat hem weg, dan maakt surveyapp er een.")
    settings["DATABASE_URL"] = settings["DATABASE_URL"] or f"sqlite:///{instance / 'surveyapp.sqlite'}"
    if wrong := config_rules.complaint(settings):
        raise ConfigurationError(wrong)
    return settings | _flask(settings)


def _flask(settings: Mapping[str, Any]) -> dict[str, Any]:
    secure = str(settings["BASE_URL"]).startswith("https://")
    return {
        "SQLALCHEMY_ENGINES": {"default": _engine(settings["DATABASE_URL"])},
        "TRUSTED_HOSTS": config_rules.hosts(settings["TRUSTED_HOSTS"]) or None,
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_NAME": "__Host-surveyapp" if secure else "surveyapp",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=10),
        "MAX_CONTENT_LENGTH": 8 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
    }


POSTGRESQL_SESSION = {
    "lock_timeout": "8s",
    "statement_timeout": "30s",
    "idle_in_transaction_session_timeout": "10min",
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}
"""Limits of the server for each connection; a write transaction sets lower ones (``db``), a migration higher ones."""
POSTGRESQL_CONNECTION = {
    "connect_timeout": 3,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""Limits of the client when the server does not answer, in seconds; ``tcp_user_timeout`` in milliseconds."""
POOL_WAIT = 8
"""Seconds to wait for a connection when all are in use."""


def _engine(url: str) -> dict[str, Any]:
    """Return the options of the engine.

    The pool reuses the latest connection first, because an idle connection must reread what others wrote. Parameters
    are hidden, so that no personal text gets into error messages or logs.
    """
    engine = {"url": url, "hide_parameters": True}
    if url in {"sqlite://", "sqlite:///:memory:"}:
        return engine
    pool = engine | {"pool_use_lifo": True, "pool_timeout": POOL_WAIT}
    if not url.startswith("postgresql"):
        return pool
    options = " ".join(f"-c {name}={value}" for name, value in POSTGRESQL_SESSION.items())
    return pool | {"pool_pre_ping": True, "connect_args": {**POSTGRESQL_CONNECTION, "options": options}}


def _from_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        settings = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: {error}") from error
    unknown = sorted(set(settings) - {key.lower() for key in DEFAULTS})
    if unknown:
        raise ConfigurationError(f"{path}: onbekende instelling {', '.join(unknown)}. Zie config.example.toml.")
    return {key.upper(): _typed(key.upper(), value, str(path)) for key, value in settings.items()}


def _from_environment() -> dict[str, Any]:
    given = {name.removeprefix(PREFIX): value for name, value in os.environ.items() if name.startswith(PREFIX)}
    unknown = sorted(set(given) - set(DEFAULTS) - {"INSTANCE"})
    if unknown:
        raise ConfigurationError(f"{PREFIX}{unknown[0]}: onbekende instelling. Zie config.example.toml.")
    return {key: _typed(key, value, PREFIX + key) for key, value in given.items() if key in DEFAULTS}


def _typed(key: str, value: Any, where: str) -> Any:
    """Convert a value to the type of its default; environment variables are text. Raises ConfigurationError."""
    kind = type(DEFAULTS[key])
    try:
        if type(value) is kind:
            return value
        if isinstance(value, str):
            return WORDS[value.lower()] if kind is bool else kind(value)
    except (KeyError, ValueError):
        pass
    expected = {bool: "true of false", int: "een geheel getal"}.get(kind, "tekst tussen aanhalingstekens")
    raise ConfigurationError(f"{where}: verwacht {expected} voor {key.lower()}, kreeg {value!r}")


def _own_secret(instance: Path) -> str | None:
    """Return the generated key from ``instance/secret_key``; None when there is none."""
    path = instance / "secret_key"
    try:
        return path.read_text().strip() if path.exists() else None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} kan niet worden gelezen: {error}.") from error


def keep_secret(instance: Path, key: str) -> None:
    """Write a new key to ``instance/secret_key``, readable by its user alone.

    An existing key is never replaced. Raises ConfigurationError.
    """
    path = instance / "secret_key"
    if path.exists():
        raise ConfigurationError(f"Er is al een {path}. Zet dat bestand eerst ergens anders neer.")
    try:
        instance.mkdir(parents=True, exist_ok=True)
        write_private(path, key.encode())
    except OSError as error:
        raise not_writable(instance, error) from error


def not_writable(folder: Path, error: OSError) -> ConfigurationError:
    """Return the error for a folder in which the database or the key cannot be created."""
    return ConfigurationError(
        f"Geen schrijfrechten in {folder} ({error.strerror}). Geef de gebruiker van surveyapp schrijfrechten,"
        " of kies een andere map met SURVEYAPP_INSTANCE."
    )
