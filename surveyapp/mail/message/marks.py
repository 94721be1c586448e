"""Placeholders in a mail for its link and code, and user text that looks like a placeholder.

A template writes ``%LINK%``. User text is quoted with an underscore before it is stored (``%_LINK%``), so that only a
template's placeholders are ever filled in.
"""

import re
import secrets
from collections.abc import Callable

from surveyapp.mail.message.enclosures import Enclosure

LINK, CODE, CODE_PAGE = "%LINK%", "%CODE%", "%CODE_PAGE%"
_NAMES = "LINK|CODE_PAGE|CODE"
_MARK = re.compile(rf"%({_NAMES})%")
_TYPED = re.compile(rf"%(_*)({_NAMES})%")
_QUOTED = re.compile(rf"%_(_*)({_NAMES})%")


def new_secret() -> str:
    """Return a random text that distinguishes a template's placeholders from user text while a mail is rendered."""
    return secrets.token_hex(16)


def hidden(source: str, secret: str) -> str:
    """Return the source of a template with its placeholders made unguessable."""
    return _MARK.sub(rf"%{secret}:\1%", source)


def shown(rendered: str, secret: str) -> str:
    """Return a rendered template as it is stored: user text quoted, and the template's placeholders restored."""
    quoted = _TYPED.sub(r"%_\1\2%", rendered)
    return quoted.replace(f"%{secret}:", "%")


def holds(text: str, mark: str) -> bool:
    """Return whether a stored text has this placeholder."""
    return mark in text


def filled_in(text: str, enclosure: Enclosure, quote: Callable[[str], str] = str) -> str:
    """Fill in the placeholders of a stored text, and restore user text as it was typed."""
    supplied = {"LINK": enclosure.link, "CODE": enclosure.code, "CODE_PAGE": enclosure.code_page}
    filled = _MARK.sub(lambda mark: quote(supplied[mark[1]]) if supplied[mark[1]] else mark[0], text)
    return _QUOTED.sub(r"%\1\2%", filled)
