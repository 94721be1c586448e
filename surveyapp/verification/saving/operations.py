"""Save a whole page of a respondent, and report per item what could not be saved."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from surveyapp.core.audit import Actor
from surveyapp.core.errors import Refused
from surveyapp.core.revisions import SaveConflict
from surveyapp.text.words import TextTooLong
from surveyapp.verification.keeping import operations
from surveyapp.verification.keeping.rules import Said, seen_in, typed_in, use_in
from surveyapp.verification.reacting import operations as reacting_operations
from surveyapp.verification.reading.pages import Entry, RecordPage
from surveyapp.verification.records.models import Reaction, Verification
from surveyapp.verification.records.rules import Seen, Use, narrowest

CHOOSE = "Hier is ook iets anders opgeslagen, op een ander apparaat of in een ander venster. Kies wat blijft."


@dataclass(slots=True)
class Kept:
    """The result of saving a page: problems per item, and the items that conflict with a later save.

    ``typed`` is what differs from what the page showed; ``seen`` the revision number of each reaction after this
    save.
    """

    typed: dict[str, Said]
    seen: dict[str, int]
    problems: dict[str, str] = field(default_factory=dict)
    clashes: set[str] = field(default_factory=set)
    narrowed: tuple[str, ...] = ()


def keep(
    session: Session, actor: Actor, verification: Verification, page: RecordPage, form: Mapping[str, str], at: datetime
) -> Kept:
    """Save everything in the form. ``page`` is the page as it is now. Raises UseChanged."""
    allowed, for_all, asked = uses(page, form), use_in(form), {entry.item for entry in page.asked}
    typed = {item: said for item, said in typed_in(form).items() if item in asked and not said.dropped}
    typed = {item: said for item, said in typed.items() if not _as_shown(session, verification, item, said)}
    kept = Kept(typed, seen_in(form))
    if for_all and for_all is not shown_use(form):
        _allow(session, actor, verification, form, for_all, kept, at)
    for item, said in typed.items():
        _keep_one(session, verification, item, said, allowed.get(item), kept, at)
    return kept


def _as_shown(session: Session, verification: Verification, item: str, said: Said) -> bool:
    """Return whether an item of a page equals the revision that the page showed, so that it was not touched there."""
    reaction = _reaction(verification, item)
    shown = operations.find_revision(session, reaction, said.seen.number) if reaction else None
    if reaction is None or shown is None or said.kind is not shown.kind:
        return False
    words = operations.words_of(shown.kind, said.proposal)
    return (words, operations.remark_of(shown.kind, said.remark), said.use or shown.use) == (
        shown.text,
        shown.remark,
        shown.use,
    )


def _reaction(verification: Verification, item: str) -> Reaction | None:
    return next((reaction for reaction in verification.reactions if reaction.revision.answer.item == item), None)


def _allow(
    session: Session,
    actor: Actor,
    verification: Verification,
    form: Mapping[str, str],
    use: Use,
    kept: Kept,
    at: datetime,
) -> None:
    before = {reaction.revision.answer.item: reaction.number for reaction in verification.reactions}
    kept.narrowed = reacting_operations.allow(
        session, actor, verification, use, before=shown_use(form), seen=kept.seen, at=at
    )
    for reaction in verification.reactions:
        item = reaction.revision.answer.item
        if kept.seen.get(item) == before[item]:
            kept.seen[item] = reaction.number


def _keep_one(
    session: Session, verification: Verification, item: str, said: Said, use: Use | None, kept: Kept, at: datetime
) -> None:
    seen = Seen(max(said.seen.number, kept.seen.get(item, 0)), said.seen.key)
    try:
        kept.seen[item] = react(session, verification, item, said, use, seen, at).number
    except SaveConflict:
        kept.problems[item] = CHOOSE
        kept.clashes.add(item)
    except (Refused, TextTooLong) as error:
        kept.problems[item] = str(error)


def uses(page: RecordPage, form: Mapping[str, str]) -> dict[str, Use]:
    """Return the use per item: the one chosen at the answer, or else the one for all answers."""
    shown = shown_use(form)
    for_all, chosen = use_in(form) or shown, {}
    for entry in page.asked:
        usual = entry.said.use if shown is page.use else shown
        use = use_in(form, f"use_{entry.item}") or usual
        use = for_all if use == usual and for_all is not shown else use
        chosen[entry.item] = _not_wider(page, entry, use, shown)
    return {item: use for item, use in chosen.items() if use}


def use_of(page: RecordPage, item: str, said: Said, shown: Use) -> Use | None:
    """Return the use of an answer, on a page that showed ``shown`` as the use of all."""
    entry = next((row for row in page.asked if row.item == item), None)
    return _not_wider(page, entry, said.use, shown) if entry else said.use


def _not_wider(page: RecordPage, entry: Entry, use: Use | None, shown: Use) -> Use | None:
    """Return the narrower use if that of all answers changed since the page was shown: none becomes wider unseen."""
    unseen = shown is not page.use and not entry.said.seen.number
    return narrowest([use, page.use]) if use and unseen else use


def shown_use(form: Mapping[str, str]) -> Use:
    """Return the use of all answers that a page showed."""
    return use_in(form, "use_base") or Use.NAMED


def unsent(session: Session, verification: Verification, form: Mapping[str, str]) -> dict[str, Said]:
    """Return the items of a page that differ from what it showed and from what was submitted elsewhere."""
    typed = {item: said for item, said in typed_in(form).items() if said.proposal or said.remark}
    sent = {reaction.revision.answer.item: reaction for reaction in verification.reactions}
    return {
        item: said
        for item, said in typed.items()
        if not _as_shown(session, verification, item, said) and not (item in sent and _says(sent[item], said))
    }


def _says(reaction: Reaction, said: Said) -> bool:
    words = operations.words_of(reaction.kind, said.proposal)
    kept = (reaction.kind, reaction.proposal, reaction.remark)
    return (said.kind, words, operations.remark_of(reaction.kind, said.remark)) == kept


def react(
    session: Session, verification: Verification, item: str, said: Said, use: Use | None, seen: Seen, at: datetime
) -> Reaction:
    """Save one reaction. Raises Refused, TextTooLong, SaveConflict, BadRequest."""
    if said.changing:
        raise Refused("Kies wat u wilt aanpassen.")
    if said.kind is None:
        raise BadRequest("Onbekende reactie.")
    return reacting_operations.react(
        session,
        verification,
        item,
        kind=said.kind,
        proposal=said.proposal,
        remark=said.remark,
        use=use,
        seen=seen,
        at=at,
    )


def take_again(
    session: Session, verification: Verification, page: RecordPage, item: str, kept: Kept, at: datetime
) -> None:
    """Save again a reaction to an earlier record that was never sent. Raises BadRequest."""
    entry = next((row for row in page.asked if row.item == item), None)
    if entry is None or entry.left is None:
        raise BadRequest("Onbekende tekst.")
    left, seen = entry.left, Seen(kept.seen.get(item, 0))
    said = Said(left.kind, left.proposal, left.remark)
    _keep_one(session, verification, item, replace(said, seen=seen), narrowest([left.use, page.use]), kept, at)


def take_over(
    session: Session, verification: Verification, page: RecordPage, which: str, kept: Kept, at: datetime
) -> None:
    """Copy a proposal of somebody who reads along into the own reaction. Raises BadRequest."""
    item = page.item_of(which)
    if not item:
        raise BadRequest("Onbekend voorstel.")
    seen = Seen(kept.seen.get(item, 0))
    try:
        reacting_operations.take_over(session, verification, item, int(which), seen=seen, at=at)
    except SaveConflict:
        kept.problems[item] = CHOOSE
        kept.clashes.add(item)
    except Refused as refusal:
        kept.problems[item] = str(refusal)
