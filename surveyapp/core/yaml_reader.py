"""A strict reader of YAML files: reports every mistake with file, line, key and what was expected.

``Item.read`` parses a source; the items that it gives know their place. A value of the wrong kind is added to the
shared list of ``problems`` and reads as empty, so that a single pass finds all mistakes. Aliases, anchors, tags and
duplicate keys are refused::

    problems: list[str] = []
    root = Item.read(source, "regio.yaml", problems)
    fields = root.mapping(("key",), ("themes",)) if root else {}
    key = fields["key"].text() if "key" in fields else ""
    if key == "x":
        fields["key"].wrong("een andere sleutel", repr(key))
    # problems == ["regio.yaml, regel 1, key: verwacht een andere sleutel, kreeg 'x'"]
"""

from collections.abc import Collection
from dataclasses import dataclass

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

MAX_BYTES = 2_000_000
MAX_DEPTH = 20
KINDS = {
    "tag:yaml.org,2002:str": "een tekst",
    "tag:yaml.org,2002:int": "een getal",
    "tag:yaml.org,2002:float": "een getal",
    "tag:yaml.org,2002:bool": "ja of nee",
    "tag:yaml.org,2002:null": "niets",
    "tag:yaml.org,2002:timestamp": "een datum",
    "tag:yaml.org,2002:map": "sleutels met waarden",
    "tag:yaml.org,2002:seq": "een lijst",
    "alias": "een verwijzing (*)",
    "anchor": "een anker (&)",
    "tag": "een type (!)",
}
_REFUSED = frozenset({"alias", "anchor", "tag"})
_CAUSES = {
    "mapping values are not allowed here": "zet een tekst met een dubbele punt tussen aanhalingstekens",
    "found character '\\t' that cannot start any token": "spring in met spaties, niet met een tab",
    "but found another document": "één document per bestand, dus geen tweede ---",
}


class _Loader(yaml.SafeLoader):
    """Composes nodes only. Aliases, anchors and tags (``*``, ``&``, ``!``) get a tag that no reader accepts."""

    depth = 0

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent):
            self.get_event()  # type: ignore[no-untyped-call]
            return ScalarNode("alias", event.anchor, event.start_mark)  # type: ignore[arg-type]
        if self.depth == MAX_DEPTH:
            raise yaml.composer.ComposerError(None, None, f"dieper genest dan {MAX_DEPTH}", event.start_mark)
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        if node is not None and (event.anchor is not None or event.tag is not None):
            node.tag = "tag" if event.anchor is None else "anchor"
        return node


@dataclass(frozen=True, slots=True)
class Item:
    """A value in a YAML file, with its place.

    ``path`` is the key as a person would name it (``questions[2].title``); ``line``, from 1, is the line of that key.
    """

    node: Node
    name: str
    path: str
    problems: list[str]
    line: int

    @classmethod
    def read(cls, source: str, name: str, problems: list[str], limit: int = MAX_BYTES) -> "Item | None":
        """Return the whole file; None, with the problem added, when it is not YAML or has more bytes than ``limit``."""
        if len(source.encode("utf-8", "replace")) > limit:
            problems.append(f"{name}: groter dan {limit // 1_000_000} MB")
            return None
        try:
            node = _Loader(source).get_single_node()
        except yaml.YAMLError as error:
            problems.append(_broken(source, name, error))
            return None
        if node is None:
            problems.append(f"{name}: het bestand is leeg")
            return None
        return cls(node, name, "", problems, _line(node))

    def wrong(self, expected: str, got: str = "") -> None:
        """Add a problem with this value."""
        where = f"{self.name}, regel {self.line}" + (f", {self.path}" if self.path else "")
        self.problems.append(f"{where}: verwacht {expected}" + (f", kreeg {got}" if got else ""))

    def _is(self, kind: type[Node]) -> bool:
        return isinstance(self.node, kind) and self.node.tag not in _REFUSED

    def _expected(self, expected: str) -> None:
        kind = KINDS.get(self.node.tag, self.node.tag)
        shown = self.node.value[:60] if isinstance(self.node, ScalarNode) else ""
        self.wrong(expected, f"{kind} ({shown!r})" if shown else kind)

    def _below(self, node: Node, path: str, line: int) -> "Item":
        return Item(node, self.name, path, self.problems, line)

    def mapping(self, required: Collection[str], optional: Collection[str] = ()) -> dict[str, "Item"]:
        """Return the values under the allowed keys; other, missing and duplicate keys are problems."""
        items = self.entries()
        known = [*required, *optional]
        for key, item in items.items():
            if key not in known:
                item.wrong(f"een van de sleutels {', '.join(known)}", repr(key))
        for key in required:
            if key not in items and self._is(MappingNode):
                self.wrong(f"de sleutel {key}")
        return {key: item for key, item in items.items() if key in known}

    def entries(self) -> dict[str, "Item"]:
        """Return the values under all keys. Keys are texts; a number as key reads as it is written."""
        if not self._is(MappingNode):
            self._expected("sleutels met waarden")
            return {}
        items: dict[str, Item] = {}
        for key_node, value_node in self.node.value:
            key = _written(key_node) or ""
            path = f"{self.path}.{key}" if self.path and key else self.path or key
            item = self._below(value_node, path, _line(key_node))
            if not key:
                item.wrong("een sleutel van één woord")
            elif key in items:
                item.wrong("elke sleutel één keer", f"nog een keer {key!r}")
            else:
                items[key] = item
        return items

    @property
    def is_list(self) -> bool:
        """Return whether the value is a list."""
        return self._is(SequenceNode)

    def sequence(self) -> list["Item"]:
        """Return the values of a list."""
        if not self._is(SequenceNode):
            self._expected("een lijst")
            return []
        return [self._below(node, f"{self.path}[{place}]", _line(node)) for place, node in enumerate(self.node.value)]

    def text(self) -> str:
        """Return a text that is not blank."""
        value = _written(self.node, "str")
        if value is None:
            self._expected("een tekst (zet er eventueel aanhalingstekens om)")
        elif not value.strip():
            self.wrong("een tekst", "een lege tekst")
        return value or ""

    def word(self) -> str:
        """Return a short text; a bare number or date is accepted too: ``2018``, ``2b``, ``2018-05-17``."""
        value = (_written(self.node) or "").strip()
        if not value:
            self._expected("een woord of getal")
        return value

    def boolean(self) -> bool:
        """Return ``true`` or ``false``."""
        value = _written(self.node, "bool")
        if value is None:
            self._expected("true of false")
        return (value or "").lower() in {"true", "yes", "on"}


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1


def _written(node: Node, *kinds: str) -> str | None:
    """Return a scalar as it is written, or None when it is not of one of these kinds; without kinds, any will do."""
    if not isinstance(node, ScalarNode) or node.tag in _REFUSED:
        return None
    return str(node.value) if not kinds or node.tag.removeprefix("tag:yaml.org,2002:") in kinds else None


def _broken(source: str, name: str, error: yaml.YAMLError) -> str:
    if isinstance(error, yaml.reader.ReaderError):
        line: int = source.count("\n", 0, error.position)
        what = "een teken dat niet in een tekst hoort"
    else:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = mark.line if mark else 0
        problem = getattr(error, "problem", None) or ""
        what = _CAUSES.get(problem, problem)
    return f"{name}, regel {line + 1}: geen geldige YAML ({what})"
