"""The application does not start without a listener, no event passes unheard, and the table of events is true."""

import ast
import os
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from recorded import Recorded
from setting import MakeApp
from sqlalchemy.orm import Session

from surveyapp import wiring
from surveyapp.core.audit import Actor
from surveyapp.core.config import ConfigurationError
from surveyapp.core.db import utcnow
from surveyapp.core.events import NotWired
from surveyapp.interviews.deletion import operations
from surveyapp.interviews.recording.models import Interview
from surveyapp.readings.links.kinds import Kind

CODE = Path(wiring.__file__).parent
TABLE = CODE.parent / "docs" / "decisions" / "0022-events.md"
EVENTS = [(events, one.name) for events in wiring.LISTENERS for one in fields(events)]
each_event = pytest.mark.parametrize(
    ("events", "name"), EVENTS, ids=[f"{type(one).__name__}.{it}" for one, it in EVENTS]
)


@each_event
def test_no_event_can_do_without_a_listener(events: Any, name: str) -> None:
    others = {one.name: getattr(events, one.name) for one in fields(events) if one.name != name}
    with pytest.raises(TypeError, match=name):
        type(events)(**others)


@each_event
def test_the_start_is_refused_without(
    events: Any, name: str, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    if isinstance(getattr(events, name), tuple | dict):
        empty = type(getattr(events, name))()
        monkeypatch.setattr(wiring, "LISTENERS", (replace(events, **{name: empty}),))
        with pytest.raises(ConfigurationError, match=f"niet compleet: niemand luistert naar {name}"):
            make_app()


def test_an_event_in_a_session_of_no_application_is_refused(session: Session) -> None:
    made = Recorded.of(session)
    interview = made.interview("Noord")
    made.session.commit()
    with Session(made.session.get_bind()) as alone:
        found = alone.get_one(Interview, interview.id)
        with pytest.raises(NotWired, match="InterviewEvents"):
            operations.delete_interview(alone, Actor.system(), found, at=utcnow())
        alone.commit()
    made.session.expire_all()
    assert made.session.get(Interview, interview.id)


def modules(holding: str = "") -> Iterator[tuple[str, ast.Module]]:
    """Each module of the product that holds these words, by its name below ``surveyapp``."""
    for path in sorted(CODE.rglob("*.py")):
        name = ".".join(path.relative_to(CODE).with_suffix("").parts).removesuffix(".__init__")
        if holding in (text := path.read_text("utf-8")):
            yield name, ast.parse(text)


def raisers() -> Iterator[tuple[str, str, str]]:
    """Return per function that asks for listeners: which events, which fields it names, and its own name."""
    for module, tree in modules(holding="wired("):
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef):
                continue
            inside = list(ast.walk(function))
            asked = [one for one in inside if isinstance(one, ast.Call) and ast.unparse(one.func) == "wired"]
            named = {one.attr for one in inside if isinstance(one, ast.Attribute)}
            yield from (
                (ast.unparse(one.args[1]), name, f"{module}.{function.name}") for one in asked for name in named
            )


def name_of(listener: Any) -> str:
    known = listener.model if isinstance(listener, Kind) else listener
    return f"{known.__module__}.{known.__qualname__}".removeprefix("surveyapp.")


def names_of(listeners: Any) -> list[str]:
    if isinstance(listeners, dict):
        return [f"{key}: {name_of(one)}" for key, one in listeners.items()]
    return [name_of(one) for one in (listeners if isinstance(listeners, tuple) else (listeners,))]


def test_the_table_of_events_says_who_raises_and_who_listens() -> None:
    found = list(raisers())
    lines = []
    for events, name in EVENTS:
        kind = type(events).__name__
        raised = sorted({where for asked, field, where in found if (asked, field) == (kind, name)})
        assert raised, f"nobody raises {kind}.{name}"
        lines.append(f"| `{kind}.{name}` | {'<br>'.join(raised)} | {'<br>'.join(names_of(getattr(events, name)))} |")
    text = TABLE.read_text("utf-8")
    head = text[: text.index("|---|---|---|\n") + len("|---|---|---|\n")]
    if os.environ.get("WRITE_EVENTS"):
        TABLE.write_text(head + "\n".join(lines) + "\n", "utf-8")
    assert TABLE.read_text("utf-8") == head + "\n".join(lines) + "\n"


CHANGING = {"append", "extend", "insert", "add", "update", "setdefault", "clear", "pop", "popitem", "remove", "discard"}


def kept(tree: ast.Module) -> set[str]:
    """The names that a module gives to lists, dicts and sets, and those that it imports of the product, but modules."""
    names: set[str] = set()
    for one in tree.body:
        if isinstance(one, ast.Assign | ast.AnnAssign):
            targets = one.targets if isinstance(one, ast.Assign) else [one.target]
            names |= {each.id for each in targets if isinstance(each, ast.Name)}
        if isinstance(one, ast.ImportFrom) and (one.module or "").startswith("surveyapp"):
            folder = CODE.parent / str(one.module).replace(".", "/")
            names |= {each.asname or each.name for each in one.names if not is_module(folder, each.name)}
    return names


def is_module(folder: Path, name: str) -> bool:
    return (folder / f"{name}.py").exists() or (folder / name).is_dir()


def changed_in(node: ast.AST) -> ast.expr | None:
    """What a call or an assignment changes in place: ``jobs`` of ``jobs.append(...)``, ``jobs[1] = ...``."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGING:
        return node.func.value
    if isinstance(node, ast.AugAssign):
        return node.target
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
        return node.targets[0].value
    return None


def imported_modules(tree: ast.Module) -> set[str]:
    return {
        each.asname or each.name
        for one in tree.body
        if isinstance(one, ast.ImportFrom) and (one.module or "").startswith("surveyapp")
        for each in one.names
        if is_module(CODE.parent / str(one.module).replace(".", "/"), each.name)
    }


def changes_at_import(tree: ast.Module) -> set[str]:
    """What the statements of a module change that some module keeps; also those of its functions named ``init_app``."""
    starting = [one for one in tree.body if not isinstance(one, ast.FunctionDef | ast.ClassDef) or is_start(one)]
    names, others = kept(tree), imported_modules(tree)
    found = set()
    for node in (each for one in starting for each in ast.walk(one)):
        changed = changed_in(node)
        if isinstance(changed, ast.Name) and changed.id in names:
            found.add(changed.id)
        if isinstance(changed, ast.Attribute) and isinstance(changed.value, ast.Name) and changed.value.id in others:
            found.add(ast.unparse(changed))
    return found


def is_start(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name in {"init_app", "register"}


def test_importing_or_starting_fills_no_list_of_a_module() -> None:
    found = {name: changed for name, tree in modules() if (changed := changes_at_import(tree))}
    assert found == {}


@pytest.mark.parametrize(
    "filling",
    [
        "from surveyapp.interviews.deletion.operations import OBJECTIONS\nOBJECTIONS.append(print)",
        "from surveyapp import worker\ndef init_app(app):\n    if app:\n        worker.jobs.append(print)",
        "from surveyapp.evidence.dossiers import facts\ndef register():\n    facts.MORE['alignments'] = print",
        "from surveyapp.evidence.documents import queries\ndef register():\n    queries.MORE |= {'alignments': print}",
        "_kinds: dict[str, int] = {}\ndef register(kind):\n    _kinds[kind] = 1",
    ],
)
def test_such_a_list_would_be_found(filling: str) -> None:
    assert changes_at_import(ast.parse(filling))
