"""Organisation files: parsed completely or rejected with a list of all mistakes."""

from datetime import datetime

from sqlalchemy.orm import Session
from yaml.nodes import SequenceNode

from surveyapp.core.audit import Actor
from surveyapp.core.yaml_reader import Item
from surveyapp.interviews.files.operations import MOST_ORGANISATIONS, FileError
from surveyapp.interviews.recording import operations
from surveyapp.questionnaires.rules import OrganisationKind

OrganisationRows = tuple[tuple[OrganisationKind, dict[str, str]], ...]


def import_organisations(session: Session, actor: Actor, source: str, name: str, *, at: datetime) -> int:
    """Create or update the organisations of a file and return their number. Raises FileError."""
    return put_organisations(session, actor, parse_organisations(source, name), at=at)


def put_organisations(session: Session, actor: Actor, rows: OrganisationRows, *, at: datetime) -> int:
    """Create or update organisations from a parsed file and return their number."""
    for position, (kind, row) in enumerate(rows):
        operations.put_organisation(session, actor, kind=kind, position=position, at=at, **row)
    return len(rows)


def parse_organisations(source: str, name: str) -> OrganisationRows:
    """Return the organisations in a file. Raises FileError with all mistakes."""
    problems: list[str] = []
    root = Item.read(source, name, problems)
    fields = root.mapping(("provinces", "regions", "ministries"), ("not_interviewed",)) if root else {}
    rows = [
        *_rows(fields.get("provinces"), OrganisationKind.PROVINCE, ("name",)),
        *_rows(fields.get("regions"), OrganisationKind.REGION, ("name", "province")),
        *_rows(fields.get("ministries"), OrganisationKind.MINISTRY, ("name",)),
    ]
    provinces = {row.get("name", "") for kind, row, _ in rows if kind is OrganisationKind.PROVINCE}
    for kind, row, item in rows:
        if kind is OrganisationKind.REGION and row.get("province", "") not in provinces:
            item.wrong(f"een provincie uit dit bestand ({', '.join(sorted(provinces))})", repr(row.get("province")))
    if root and len(rows) > MOST_ORGANISATIONS:
        root.wrong(f"hoogstens {MOST_ORGANISATIONS} organisaties", str(len(rows)))
    if problems:
        raise FileError(problems)
    return tuple((kind, row) for kind, row, _ in rows)


def _rows(
    item: Item | None, kind: OrganisationKind, required: tuple[str, ...]
) -> list[tuple[OrganisationKind, dict[str, str], Item]]:
    optional = {
        OrganisationKind.PROVINCE: (),
        OrganisationKind.REGION: ("category", "municipalities", "reported_with"),
        OrganisationKind.MINISTRY: ("short",),
    }[kind]
    rows = []
    for entry in item.sequence() if item else []:
        fields = entry.mapping(required, optional)
        row = {key: _words(fields[key]) for key in (*required, *optional) if key in fields}
        row.pop("reported_with", None)
        rows.append((kind, row, entry))
    return rows


def _words(item: Item) -> str:
    """Return a text, or a list of texts as one line."""
    if isinstance(item.node, SequenceNode):
        return ", ".join(entry.text() for entry in item.sequence())
    return item.text()
