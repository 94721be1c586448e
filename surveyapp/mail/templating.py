"""What a mail says, from its two templates: ``mail/<name>.txt`` and ``mail/<name>.html``."""

from functools import lru_cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from surveyapp import dutch, text
from surveyapp.config import resource_dir


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(resource_dir("templates")),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        dutch.FILTERS, markdown=text.to_html, plain=text.to_mail, short_fingerprint=text.short_fingerprint
    )
    return environment


def written(name: str, **values: Any) -> tuple[str, str]:
    """The plain text and the HTML of one mail."""
    environment = _environment()
    plain, html = (environment.get_template(f"mail/{name}.{kind}").render(values) for kind in ("txt", "html"))
    return plain.strip() + "\n", html
