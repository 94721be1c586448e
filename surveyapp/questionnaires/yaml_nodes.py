"""A strict reader of YAML files: every mistake with file, line, key and what was expected.

``Item.read`` parses a source; the items that it gives know where they stand. A value of the wrong kind is put on the
shared list of ``problems`` and reads as empty, so that one pass finds all mistakes. No aliases, no tags, no key twice.
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
}


class _Loader(yaml.SafeLoader):
    """Composes without aliases: they can make a small file endless."""

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "een verwijzing (*) mag hier niet", event.start_mark)
        return super().compose_node(parent, index)


@dataclass(frozen=True, slots=True)
class Item:
    """A value in a YAML file, with its place. ``path`` is the key as a person would name it: ``questions[2].title``."""

    node: Node
    name: str
    path: str
    problems: list[str]

    @classmethod
    def read(cls, source: str, name: str, problems: list[str]) -> "Item | None":
        """The whole file; None, with the problem noted, when it is not YAML at all."""
        if len(source.encode("utf-8", "replace")) > MAX_BYTES:
            problems.append(f"{name}: groter dan {MAX_BYTES // 1_000_000} MB")
            return None
        try:
            loader = _Loader(source)
            node = loader.get_single_node()
        except yaml.YAMLError as error:
            problems.append(_broken(name, error))
            return None
        except RecursionError:
            problems.append(f"{name}: te diep genest")
            return None
        if node is None:
            problems.append(f"{name}: het bestand is leeg")
            return None
        return cls(node, name, "", problems)

    @property
    def line(self) -> int:
        """Where it begins, from 1."""
        return int(self.node.start_mark.line) + 1

    def wrong(self, expected: str, got: str = "") -> None:
        """Note a problem with this value."""
        where = f"{self.name}, regel {self.line}" + (f", {self.path}" if self.path else "")
        self.problems.append(f"{where}: verwacht {expected}" + (f", kreeg {got}" if got else ""))

    def _expected(self, expected: str) -> None:
        kind = KINDS.get(self.node.tag, self.node.tag)
        shown = f" ({self.node.value[:60]!r})" if isinstance(self.node, ScalarNode) and self.node.value else ""
        self.wrong(expected, kind + shown)

    def mapping(self, required: Collection[str], optional: Collection[str] = ()) -> dict[str, "Item"]:
        """The values under the keys that may stand here; others, missing and double ones are problems."""
        found = self.entries()
        known = [*required, *optional]
        for key, item in found.items():
            if key not in known:
                item.wrong(f"een van de sleutels {', '.join(known)}", repr(key))
        for key in required:
            if key not in found and isinstance(self.node, MappingNode):
                self.wrong(f"de sleutel {key}")
        return {key: item for key, item in found.items() if key in known}

    def entries(self) -> dict[str, "Item"]:
        """The values under any keys. Keys are texts; a number as key reads as it is written."""
        if not isinstance(self.node, MappingNode):
            self._expected("sleutels met waarden")
            return {}
        found: dict[str, Item] = {}
        for key_node, value_node in self.node.value:
            key = str(key_node.value) if isinstance(key_node, ScalarNode) else ""
            item = Item(value_node, self.name, f"{self.path}.{key}" if self.path else key, self.problems)
            if not key:
                Item(key_node, self.name, self.path, self.problems).wrong("een sleutel van één woord")
            elif key in found:
                Item(key_node, self.name, item.path, self.problems).wrong(
                    "elke sleutel één keer", f"nog een keer {key!r}"
                )
            else:
                found[key] = item
        return found

    def sequence(self) -> list["Item"]:
        """The values of a list."""
        if not isinstance(self.node, SequenceNode):
            self._expected("een lijst")
            return []
        return [
            Item(node, self.name, f"{self.path}[{place}]", self.problems) for place, node in enumerate(self.node.value)
        ]

    def text(self, *, empty: bool = False) -> str:
        """A text; "" is a problem unless ``empty`` allows it."""
        if not isinstance(self.node, ScalarNode) or self.node.tag != "tag:yaml.org,2002:str":
            if empty and self.node.tag == "tag:yaml.org,2002:null":
                return ""
            self._expected("een tekst (zet er eventueel aanhalingstekens om)")
            return ""
        value = str(self.node.value)
        if not value.strip() and not empty:
            self.wrong("een tekst", "een lege tekst")
        return value

    def word(self) -> str:
        """A short text, where a bare number or date will do as well: ``2018``, ``2b``, ``2018-05-17``."""
        if not isinstance(self.node, ScalarNode) or not str(self.node.value).strip():
            self._expected("een woord of getal")
            return ""
        return str(self.node.value).strip()

    def boolean(self) -> bool:
        """``true`` or ``false``."""
        if not isinstance(self.node, ScalarNode) or self.node.tag != "tag:yaml.org,2002:bool":
            self._expected("true of false")
            return False
        return str(self.node.value).lower() in {"true", "yes", "on"}


def _broken(name: str, error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or "geen geldige YAML"
    line = f", regel {mark.line + 1}" if mark else ""
    return f"{name}{line}: geen geldige YAML ({what})"
