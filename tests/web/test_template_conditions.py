"""No condition in a template compares what can never be equal."""

import importlib
import pkgutil
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

import surveyapp

TEMPLATES = sorted((Path(surveyapp.__file__).parents[1] / "templates").rglob("*.*"))
LISTS = {"list", "sort"}
"""Filters that make a list: equal to a list alone, and pages hold tuples."""
GENERATORS = {"map", "select", "reject", "selectattr", "rejectattr", "unique", "batch", "slice"}
"""Filters that make a generator: equal to nothing at all."""


def values_of_enums() -> set[str]:
    """Every value of every enumeration of the product."""
    for one in pkgutil.walk_packages(surveyapp.__path__, "surveyapp."):
        if ".migrations" not in one.name and not one.name.endswith("__main__"):
            importlib.import_module(one.name)
    return {member.value for kind in StrEnum.__subclasses__() for member in kind}


def comparisons(app: Flask, source: str) -> Iterator[tuple[nodes.Expr, str, nodes.Expr]]:
    """Each left side, operator and right side in a template."""
    for found in app.jinja_env.parse(source).find_all(nodes.Compare):
        left = found.expr
        for operand in found.ops:
            yield left, operand.op, operand.expr
            left = operand.expr


def kind_of(side: nodes.Expr) -> str:
    """ "list", "tuple", "generator", "text" or "number"; "" when only the page knows."""
    if isinstance(side, nodes.Filter):
        return "list" if side.name in LISTS else "generator" if side.name in GENERATORS else ""
    if isinstance(side, nodes.Const):
        return "text" if isinstance(side.value, str) else "number" if isinstance(side.value, int | float) else ""
    return {nodes.List: "list", nodes.Tuple: "tuple"}.get(type(side), "")


def why_never(left: nodes.Expr, operator: str, right: nodes.Expr, known: set[str]) -> str:
    """Why this comparison always gives the same; "" when it need not."""
    sides = {kind_of(left), kind_of(right)}
    if operator in {"eq", "ne"}:
        if "generator" in sides:
            return "a generator equals nothing"
        if "list" in sides and sides != {"list"}:
            return "a list is compared with what need not be one: pages hold tuples"
        if "" not in sides and len(sides) > 1:
            return f"{' and '.join(sorted(sides))} are never equal"
    return unknown_values(left, right, known)


def unknown_values(left: nodes.Expr, right: nodes.Expr, known: set[str]) -> str:
    """Words that ``.value`` of an enumeration is compared with, and that none of the enumerations has."""
    if not (isinstance(left, nodes.Getattr) and left.attr == "value"):
        return ""
    items = right.items if isinstance(right, nodes.Tuple | nodes.List) else [right]
    words = {one.value for one in items if isinstance(one, nodes.Const) and isinstance(one.value, str)}
    return f"no enumeration has {sorted(words - known)}" if words - known else ""


@pytest.mark.usefixtures("app")
def test_every_comparison_in_a_template_can_be_true(app: Flask) -> None:
    known, wrong, count = values_of_enums(), [], 0
    for path in TEMPLATES:
        for left, operator, right in comparisons(app, path.read_text("utf-8")):
            count += 1
            if reason := why_never(left, operator, right, known):
                wrong.append(f"{path.name}:{left.lineno}: {reason}")
    assert wrong == []
    assert count > 200, "the check saw the templates"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("{% if a | selectattr('x') | list == a %}{% endif %}", "a list is compared"),
        ("{% if a | map('x') == b %}{% endif %}", "a generator equals nothing"),
        ("{% if (1, 2) == [1, 2] %}{% endif %}", "a list is compared"),
        ("{% if 'a' == 1 %}{% endif %}", "never equal"),
        ("{% if a.value == 'nergens' %}{% endif %}", "no enumeration has"),
        ("{% if a.value in ('agree', 'nergens') %}{% endif %}", "no enumeration has"),
        ("{% if a.value == 'agree' and b == (1, 2) and c | list == [1] %}{% endif %}", ""),
    ],
)
def test_the_check_knows_what_can_be_true(app: Flask, source: str, reason: str) -> None:
    found = [why_never(*one, values_of_enums()) for one in comparisons(app, source)]
    assert any(reason in one for one in found) if reason else not any(found)
