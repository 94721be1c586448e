"""A contract for ``lint-imports``: a package is a subject, a module is a role. See docs/decisions/0023-roles.md."""

from collections.abc import Iterator

import grimp
from importlinter import Contract, ContractCheck, fields, output

ROOT = "surveyapp"
BLUEPRINT = "blueprint"
"""The one module that may stand beside packages: the addresses of all view modules below it stand on it."""


class RolesContract(Contract):
    """Compare the modules of every package with the roles that pyproject.toml lists.

    ``libraries`` are packages whose modules are named for what they compute, read or write. A role that begins with
    ``*_`` stands for every name that ends so.
    """

    roles = fields.ListField(subfield=fields.StringField())
    libraries = fields.SetField(subfield=fields.StringField())

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002  (as import-linter calls it)
        """Return whether every module has a role, keeps to the order of roles, and no packages form a ring."""
        wrong = [*self._without_role(graph), *self._against_the_order(graph), *rings(graph)]
        return ContractCheck(kept=not wrong, metadata={"wrong": wrong})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print what is wrong, a line each."""
        for line in check.metadata["wrong"]:
            output.print_error(line)

    def _without_role(self, graph: grimp.ImportGraph) -> Iterator[str]:
        for package, modules in packages(graph).items():
            if package in self.libraries:  # type: ignore[operator]  # a field becomes its value
                continue
            for name in sorted(modules):
                if self._role(name) is None:
                    yield f"{package}.{name} bears no role; pyproject.toml lists them."
            if any(graph.find_children(child) for child in graph.find_children(package)) and modules - {BLUEPRINT}:
                yield f"{package} holds packages and modules: {', '.join(sorted(modules))}."

    def _against_the_order(self, graph: grimp.ImportGraph) -> Iterator[str]:
        for package, modules in packages(graph).items():
            if package in self.libraries:  # type: ignore[operator]  # as above
                continue
            for name in sorted(modules):
                for other in sorted(graph.find_modules_directly_imported_by(f"{package}.{name}")):
                    parent, _, imported = other.rpartition(".")
                    if parent == package and (self._role(imported) or 0) > (self._role(name) or 0):
                        yield f"{package}.{name} imports {imported}, which comes after it."

    def _role(self, name: str) -> int | None:
        for place, role in enumerate(self.roles):  # type: ignore[var-annotated,arg-type]  # as above
            if name == role or (role.startswith("*") and name.endswith(role[1:])):
                return place
        return None


def packages(graph: grimp.ImportGraph) -> dict[str, set[str]]:
    """Return the modules of each package below the root, by the package's name."""
    found: dict[str, set[str]] = {}
    for module in graph.modules:
        parent, _, name = module.rpartition(".")
        if parent.startswith(f"{ROOT}.") and not graph.find_children(module):
            found.setdefault(parent, set()).add(name)
    return found


def rings(graph: grimp.ImportGraph) -> Iterator[str]:
    """Yield each ring of packages that import each other."""
    homes = {f"{package}.{name}": package for package, names in packages(graph).items() for name in names}
    imports: dict[str, set[str]] = {package: set() for package in homes.values()}
    for module, package in homes.items():
        imported = {homes[one] for one in graph.find_modules_directly_imported_by(module) if one in homes}
        imports[package] |= imported - {package}
    for ring in _strongly_connected(imports):
        yield f"These packages import each other: {', '.join(sorted(ring))}."


def _strongly_connected(imports: dict[str, set[str]]) -> list[set[str]]:
    """Return the sets of packages that reach each other. Few packages: reach is computed for each."""
    reach = {package: _reachable(package, imports) for package in imports}
    return list(
        {
            frozenset(one for one in reach[package] if package in reach[one])
            for package in imports
            if package in reach[package]
        }
    )


def _reachable(package: str, imports: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(imports[package])
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting.extend(imports[one])
    return seen
