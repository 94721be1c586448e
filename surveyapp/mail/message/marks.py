"""The places in a mail where its link and code come at delivery, and words of people that look like one.

A template writes ``%LINK%``. What people wrote themselves is quoted with an underscore before it is stored
(``%_LINK%``), so that only a template's marks are ever filled in.
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
    """What tells a template's marks from what people typed, while a mail is made."""
    return secrets.token_hex(16)


def hidden(source: str, secret: str) -> str:
    """The source of a template with its marks made unguessable."""
    return _MARK.sub(rf"%{secret}:\1%", source)


def shown(rendered: str, secret: str) -> str:
    """A rendered template as it is stored: what people typed is quoted, and the template's marks are back."""
    quoted = _TYPED.sub(r"%_\1\2%", rendered)
    return quoted.replace(f"%{secret}:", "%")


def holds(text: str, mark: str) -> bool:
    """Whether a stored text asks for this."""
    return mark in text


def filled_in(text: str, enclosure: Enclosure, quote: Callable[[str], str] = str) -> str:
    """A stored text with what is supplied at delivery, and what people typed as they typed it."""
    supplied = {"LINK": enclosure.link, "CODE": enclosure.code, "CODE_PAGE": enclosure.code_page}
    filled = _MARK.sub(lambda found: quote(supplied[found[1]]) if supplied[found[1]] else found[0], text)
    return _QUOTED.sub(r"%\1\2%", filled)
