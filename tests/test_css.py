"""Our style sheets hold no dead rules, every page finds its sheets, and no file grows beyond one subject."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import tinycss2

CHECKOUT = Path(__file__).parent.parent
STATIC = CHECKOUT / "surveyapp" / "static"
SHEETS = sorted((CHECKOUT / "surveyapp").rglob("*.css"))
TEMPLATES = sorted((CHECKOUT / "templates").rglob("*.html"))
PROGRAM = sorted(path for kind in ("*.py", "*.js") for path in (CHECKOUT / "surveyapp").rglob(kind))
COMPOSED = {
    "choice--": ("agree", "change", "ask", "stop"),
    "c-": ("agree", "change", "ask", "wait", "stop", "accent"),
    "notice--": ("agree", "change", "stop"),
    "plan__": ("up", "down"),
    "plan__i--": ("group", "part"),
    "t": ("1", "2", "3"),
    "unit": ("",),
    "use__w--": ("background", "named", "unnamed"),
}
"""Classes of which a template writes the beginning, and a value the end."""
FROM_PROGRAM = {
    "n2": 'f"n{',
    "n3": 'f"n{',
    "then-n2": "' then-' ~ part.then",
    "then-n3": "' then-' ~ part.then",
    "then-organisation": "' then-' ~ part.then",
    "then-part": "' then-' ~ part.then",
    "then-member": "' then-' ~ part.then",
}
"""Classes that are made of a value, and the text in our source that makes them."""

_NAME = re.compile(r"-?[A-Za-z_][\w-]*")
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_CLASS = re.compile(r'\bclass\s*=\s*"((?:\{\{.*?\}\}|\{%.*?%\}|[^"])*)"', re.DOTALL)
_CLASS_BLOCK = re.compile(r"\{% block \w*class %\}(.*?)\{% endblock %\}", re.DOTALL)
_STRING = re.compile(r'"([^"\n]*)"|\'([^\'\n]*)\'|`([^`]*)`')


def _selected(tokens: Iterable[tinycss2.ast.Node]) -> Iterator[str]:
    """Yield the classes in selectors. Between braces a point can only begin a nested selector or a number."""
    before = None
    for token in tokens:
        if token.type in {"{} block", "() block"}:
            yield from _selected(token.content)
        elif token.type == "function":
            yield from _selected(token.arguments)
        elif token.type == "ident" and before is not None and before.type == "literal" and before.value == ".":
            yield token.value
        before = token


def _strings(text: str) -> Iterator[str]:
    for groups in _STRING.findall(text):
        yield from _NAME.findall(" ".join(groups))


def _written(template: str) -> Iterator[str]:
    """Yield the classes that a template writes: in attributes, in blocks for them, and in strings of expressions."""
    text = _COMMENT.sub("", template)
    for value in (*_CLASS.findall(text), *_CLASS_BLOCK.findall(text)):
        yield from _TAG.sub(lambda tag: "\0" if tag[0].startswith("{{") else " ", value).split()
    for tag in _TAG.findall(text):
        yield from _strings(tag)


def test_every_class_in_a_style_sheet_is_used() -> None:
    written = {name for path in TEMPLATES for name in _written(path.read_text("utf-8"))}
    source = "\n".join(path.read_text("utf-8") for path in (*TEMPLATES, *PROGRAM))
    used = written | {name for path in PROGRAM for name in _strings(path.read_text("utf-8"))}
    for begin, ends in COMPOSED.items():
        assert f"{begin}\0" in written, f"no template composes a class that begins with {begin}"
        used |= {begin + end for end in ends}
    used |= {name for name, maker in FROM_PROGRAM.items() if maker in source}
    selected = {
        f"{name} in {path.relative_to(CHECKOUT)}"
        for path in SHEETS
        for name in _selected(tinycss2.parse_component_value_list(path.read_text("utf-8"), skip_comments=True))
        if name not in used
    }
    assert sorted(selected) == []


def test_every_sheet_of_a_page_exists_and_every_sheet_is_on_a_page() -> None:
    named = re.compile(r"asset\('([^']+\.css)'\)")
    linked = {name for path in TEMPLATES for name in named.findall(path.read_text("utf-8"))}
    assert linked == {str(path.relative_to(STATIC)) for path in STATIC.rglob("*.css")}


def test_a_style_sheet_is_short_and_stands_in_the_folder_of_its_package() -> None:
    packages = {path.name for path in (CHECKOUT / "surveyapp").iterdir() if path.is_dir()}
    assert {path.relative_to(STATIC).parts[0] for path in STATIC.rglob("*.css")} <= packages
    assert [path.name for path in SHEETS if len(path.read_text("utf-8").splitlines()) > 300] == []
