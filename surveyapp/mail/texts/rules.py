"""The words of a mail: which may be changed, with which placeholders, and how they are rendered.

Words are plain text with paragraphs, ``## `` headings, lists and emphasis. ``{naam}`` stands for a value, which is
filled in after parsing: it can never become markup, whatever it holds.
"""

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib.resources import files
from typing import Any

import yaml
from markdown_it.token import Token
from markupsafe import Markup, escape

from surveyapp.text.markup import heading_tokens

MAX_SUBJECT = 200
MAX_WORDS = 5_000
"""Longest free text above or below the fixed part, in characters."""
SENDER = "sender"
WIDTH = 76
"""Line width of plain text, in characters."""

_PLACEHOLDER = re.compile(r"\{([a-z]+)\}")
_ENDS_IN_BRACKETS = re.compile(r"\s*\([^()]*\)$")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """The meaning of ``{name}``, and a sample value."""

    name: str
    meaning: str
    sample: str


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a mail that can be changed: the subject, and the text above and below its fixed part."""

    subject: str
    above: str
    below: str = ""


@dataclass(frozen=True, slots=True)
class MailKind:
    """A kind of mail to respondents. ``template`` holds its fixed part."""

    key: str
    label: str
    when: str
    template: str
    standard: Words
    placeholders: tuple[Placeholder, ...]

    @property
    def samples(self) -> dict[str, str]:
        """Return a sample value for each placeholder."""
        return {placeholder.name: placeholder.sample for placeholder in self.placeholders}


@dataclass(frozen=True, slots=True)
class Block:
    """A block of text in a mail.

    ``lines`` are the items of a list, otherwise a single line. ``marks`` are those of the items, as typed: "-", "*",
    "3." or "3)".
    """

    kind: str
    lines: tuple[Markup, ...]
    plain: tuple[str, ...]
    marks: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def kinds() -> dict[str, MailKind]:
    """Return every mail whose words can be changed, by its key."""
    source: dict[str, Any] = yaml.safe_load((files("surveyapp.mail.texts") / "standard.yaml").read_text("utf-8"))
    known = {name: Placeholder(name, *told) for name, told in source["placeholders"].items()}
    return {
        key: MailKind(
            key=key,
            label=told["label"],
            when=told["when"],
            template=told["template"],
            standard=Words(told["subject"], told["above"].strip(), told["below"].strip()),
            placeholders=tuple(known[name] for name in (*source["everywhere"], *told["placeholders"])),
        )
        for key, told in source["mails"].items()
    }


def problems(kind: MailKind, text: str) -> list[str]:
    """Return the problems with the placeholders of a text, each as a Dutch sentence that lists the known ones."""
    known = {placeholder.name for placeholder in kind.placeholders}
    unknown = [name for name in dict.fromkeys(_PLACEHOLDER.findall(text)) if name not in known]
    there = ", ".join(f"{{{placeholder.name}}}" for placeholder in kind.placeholders)
    wrong = [f"{{{name}}} bestaat niet. U kunt kiezen uit {there}." for name in unknown]
    rest = _PLACEHOLDER.sub("", text)
    if place := re.search(r"[{}]", rest):
        near = " ".join(rest[max(0, place.start() - 12) : place.start() + 12].split())
        wrong.append(
            f"Er staat een losse accolade bij ‘{near}’. Schrijf een invulwoord zo: {{naam}}. U kunt kiezen uit {there}."
        )
    return wrong


def filled(text: str, values: Mapping[str, str]) -> str:
    """Fill in the values of a text and return it on a single line."""
    return " ".join(_PLACEHOLDER.sub(lambda match: values[match[1]], text).split())


def heading_of(subject: str) -> str:
    """Return the heading of a mail: its subject without a final part in brackets."""
    return _ENDS_IN_BRACKETS.sub("", subject) or subject


def blocks_of(text: str, values: Mapping[str, str]) -> tuple[Block, ...]:
    """Fill in the values of a text and return it as blocks. Lines whose values are all empty are left out."""
    lines = [line for line in text.split("\n") if not _comes_to_nothing(line, values)]
    return tuple(_blocks(heading_tokens("\n".join(lines)), values))


def plain_of(blocks: Sequence[Block]) -> str:
    """Return blocks as plain text."""
    return "\n\n".join(_plain(block) for block in blocks)


def _comes_to_nothing(line: str, values: Mapping[str, str]) -> bool:
    return bool(_PLACEHOLDER.search(line)) and not _PLACEHOLDER.sub(lambda match: values[match[1]], line).strip()


def _blocks(tokens: Sequence[Token], values: Mapping[str, str]) -> Iterator[Block]:
    depth, kind, mark = 0, "", ""
    items: list[tuple[Markup, str, str]] = []
    for token in tokens:
        if token.type.endswith("list_open"):
            depth, kind = depth + 1, kind if depth else token.tag
        elif token.type.endswith("list_close"):
            depth -= 1
            if not depth:
                html_lines, plain_lines, marks = zip(*items, strict=True)
                yield Block(kind, html_lines, plain_lines, marks)
                items = []
        elif token.type == "list_item_open":
            mark = f"{token.info}{token.markup}"
        elif token.type == "inline":
            html, plain = _inline(token.children or (), values)
            if not depth:
                yield Block(kind, (html,), (plain,))
            elif mark:
                items.append((html, plain, mark))
            else:
                before, plain_before, number = items[-1]
                items[-1] = (before + Markup("<br>") + html, f"{plain_before}\n{plain}", number)
            mark = ""
        elif token.type in {"paragraph_open", "heading_open"} and not depth:
            kind = "h2" if token.type == "heading_open" else "p"


def _inline(tokens: Sequence[Token], values: Mapping[str, str]) -> tuple[Markup, str]:
    html, plain = Markup(""), ""
    for token in tokens:
        if token.type in {"softbreak", "hardbreak"}:
            html, plain = html + Markup("<br>"), plain + "\n"
        elif token.tag in {"em", "strong"}:
            html += Markup("<{}{}>").format("" if token.nesting > 0 else "/", token.tag)
        else:
            words = _PLACEHOLDER.sub(lambda match: values[match[1]], token.content)
            html, plain = html + escape(words), plain + words
    return html, plain


def _plain(block: Block) -> str:
    if block.kind == "h2":
        return _wrapped(block.plain[0].upper())
    if block.kind == "p":
        return _wrapped(block.plain[0])
    marks = [f"{mark} " for mark in block.marks]
    return "\n".join(_wrapped(mark + line, " " * len(mark)) for mark, line in zip(marks, block.plain, strict=True))


def _wrapped(text: str, indent: str = "") -> str:
    first, *more = text.split("\n")
    filled = partial(
        textwrap.fill, width=WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return "\n".join([filled(first), *(filled(line, initial_indent=indent) for line in more)])
