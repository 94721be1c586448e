"""Render a mail from its two templates: ``mail/<name>.txt`` and ``mail/<name>.html``."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from surveyapp.core import dutch
from surveyapp.core.config import resource_dir
from surveyapp.mail.message import marks
from surveyapp.text import words

_SECRET = marks.new_secret()


class _Loader(FileSystemLoader):
    """Loads templates with placeholders that no user text can contain."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return the source with hidden placeholders; otherwise as ``FileSystemLoader`` does."""
        source, path, is_current = super().get_source(environment, template)
        return marks.hidden(source, _SECRET), path, is_current


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=_Loader(resource_dir("templates")),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        dutch.FILTERS, markdown=words.to_html, plain=words.to_mail, short_fingerprint=words.short_fingerprint
    )
    return environment


def written(name: str, **values: Any) -> tuple[str, str]:
    """Return the plain text and the HTML of a mail, as the outbox stores them."""
    plain, html = (
        marks.shown(_environment().get_template(f"mail/{name}.{kind}").render(values), _SECRET)
        for kind in ("txt", "html")
    )
    return plain.strip() + "\n", html
