"""An address leads to its handler: ``report_sections.save`` is function ``save`` of ``report/sections/views.py``.

A blueprint bears the name of the package that makes it. Where several packages of a subject share one, it stands in
the subject: ``verification.decide`` is function ``decide`` of one of the packages in ``verification``.
"""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

import surveyapp

PACKAGE = Path(surveyapp.__file__).parent
OTHERS = {"static", "security"}
"""What Flask and Flask-Security name by themselves."""


def endpoints(app: Flask) -> Iterator[str]:
    """Yield the endpoints that are ours."""
    yield from (one for one in app.view_functions if one.partition(".")[0] not in OTHERS)


def test_an_endpoint_names_the_package_and_the_function_that_answer(app: Flask) -> None:
    wrong = {}
    for endpoint in endpoints(app):
        view = inspect.unwrap(app.view_functions[endpoint])
        blueprint, _, function = endpoint.partition(".")
        package = app.blueprints[blueprint].import_name.rpartition(".")[0]
        if function != view.__name__ or not view.__module__.startswith(f"{package}."):
            wrong[endpoint] = f"{view.__module__}.{view.__name__}"
    assert wrong == {}


def test_a_blueprint_bears_the_name_of_its_package(app: Flask) -> None:
    packages = {
        name: one.import_name.rpartition(".")[0].removeprefix("surveyapp.").replace(".", "_")
        for name, one in app.blueprints.items()
        if name not in OTHERS
    }
    assert {name: package for name, package in packages.items() if name != package} == {}


NAMED = re.compile(r"""url_for\(\s*(['"])([^'"]*)\1""")


def test_every_endpoint_that_is_named_exists(app: Flask) -> None:
    """No link fails on a page that no test opens."""
    sources = [*PACKAGE.rglob("*.py"), *Path(app.root_path, app.template_folder or "").rglob("*.html")]
    named = {found[2]: path.name for path in sources for found in NAMED.finditer(path.read_text("utf-8"))}
    assert len(named) > 150
    assert {name: where for name, where in named.items() if name not in app.view_functions} == {}


def test_an_address_stands_whole_at_its_handler(app: Flask) -> None:
    """Whoever looks for ``/rapport/indeling`` in the source finds the function that answers it."""
    written = {
        (f"surveyapp.{'.'.join(path.relative_to(PACKAGE).with_suffix('').parts)}", function, rule)
        for path in PACKAGE.rglob("*.py")
        for function, rule in routes(path)
    }
    known = {
        ((view := inspect.unwrap(app.view_functions[rule.endpoint])).__module__, view.__name__, rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] not in OTHERS
    }
    assert written == known


def routes(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the functions of a file that answer an address, with that address."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            for call in node.decorator_list:
                if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("blueprint."):
                    argument = call.args[0] if call.args else None
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield node.name, argument.value
