"""Nothing typed is lost: on every page with a text field, derived from the routes, in a real browser."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from everywhere import everywhere
from playwright.sync_api import Browser, Error
from setting import MakeApp
from typed_pages import TypedForm
from typist import Place, Typed, Typist

EXCEPT = {
    "security.login": "a password and an address, which the browser itself remembers",
    "security.forgot_password": "one address, and nobody is known whose words they are",
    "security.change_password": "passwords only",
    "verification.code_page": "a code of twelve signs from the mail at hand; it is never kept",
}
"""Pages with a field that keep nothing, and why."""
NOT_SEEN = {
    "alignment.preview": "opened from the choice of sections; its form is that of alignment.send",
    "alignment.receipt": "opened after a reaction was sent; nothing is typed there",
    "alignment.summary": "opened once every passage has a reaction; nothing is typed there",
    "fieldwork.bulk_action": "opened for one action at a time; it has buttons only",
    "report_figure_editing.look_over": "opened for a figure of the round before; its form is that of a figure",
    "verification.link": "has a button only",
    "verification.receipt": "opened after a reaction was sent; nothing is typed there",
    "verification.summary": "opened once every answer has a reaction; it has a box and buttons",
    "security.reset_password": "passwords only",
    "verification.preview_word": "opened with an uploaded file",
}
"""Pages that the sample round does not open, and what is typed there."""
FILES = {
    "alignment.receipt_pdf",
    "mail.attachment",
    "mail.unmatched_raw",
    "evidence_checking.receipt_pdf",
    "printing.interview_pdf",
    "printing.questionnaire_pdf",
    "report.pdf",
    "report.pdf_progress",
    "report_publishing.manifest",
    "report_publishing.page",
    "report_publishing.pdf",
    "report_figure_editing.image",
    "sources_managing.file",
    "static",
    "verification.own_word_file",
}
"""What the sample round does not have, and is no page of ours."""


@pytest.fixture
def place(make_app: MakeApp, tmp_path: Path, sample_file: Path) -> Iterator[Place]:
    with everywhere(make_app, tmp_path / "sample", sample_file) as found:
        staff, guests = found.crawlers["staff"], {who: found.crawlers[who] for who in ("guest", "aligned")}
        unreached = staff.unreached().intersection(*(one.unreached() for one in guests.values()))
        pages = {one for one in unreached if one not in NOT_SEEN} - staff.files() - FILES
        assert not pages, (
            f"open these pages in the sample round, or say in NOT_SEEN what is typed there: {sorted(pages)}"
        )
        yield Place(
            found.app, found.base, staff.forms(), {who: one.forms() for who, one in guests.items()}, found.cookies
        )


def _distinct(forms: list[TypedForm]) -> dict[str, list[TypedForm]]:
    """The pages, each with those forms that no page before it had."""
    found: dict[str, list[TypedForm]] = {}
    for form in forms:
        if form.endpoint not in EXCEPT:
            found.setdefault(form.address, []).append(form)
    return found


def _page_loses(typist: Typist, address: str) -> dict[str, Typed]:
    """What one page loses, per way of leaving it."""
    found: dict[str, Typed] = {}
    typist.open(address)
    typed = typist.types("weg")
    typist.page.goto(f"{typist.place.base}/gegevens")
    typist.open(address)
    found["left by a link"] = typist.lost(typed)
    typed = typist.types("ander formulier")
    typist.presses_another_button()
    found["another form was sent"] = typist.lost(typed)
    typed = typist.types("sessie")
    typist.go_out()
    typist.sends()
    if typist.who == "staff":
        typist.logs_in_again(address)
    else:
        typist.come_in()
        typist.open(address)
    found["the session ended"] = typist.lost(typed)
    if typist.page.url.removeprefix(typist.place.base).partition("#")[0] != address:
        found["the way back"] = [[address, typist.page.url]]
    return {how: lost for how, lost in found.items() if lost}


def _desk_loses(typist: Typist, address: str) -> dict[str, Typed]:
    """The same for texts that save themselves."""
    found: dict[str, Typed] = {}
    typist.open(address)
    typed = typist.types("weg", own=True)
    typist.page.goto(f"{typist.place.base}/gegevens")
    typist.open(address)
    found["left by a link"] = typist.lost(typed, own=True)
    typist.go_out()
    typed = typist.types("sessie", own=True)
    typist.page.goto(f"{typist.place.base}/gegevens")
    typist.logs_in_again(address)
    found["the session ended"] = typist.lost(typed, own=True)
    return {how: lost for how, lost in found.items() if lost}


def _tried(loses: Callable[[Typist, str], dict[str, Typed]], typist: Typist, address: str) -> dict[str, Typed]:
    """What a page loses; one that breaks down does not keep the others from being looked at."""
    try:
        return loses(typist, address)
    except Error as error:
        typist.come_in()
        return {"broke down": [[str(error)]]}


@pytest.mark.timeout(1200)
def test_no_page_with_a_field_loses_what_is_typed_there(chromium: Browser, place: Place) -> None:
    lost, seen = {}, 0
    for who, forms in (("staff", place.staff), *place.guests.items()):
        typist = Typist(chromium, place, who)
        for address, here in _distinct(forms).items():
            seen += len(here)
            for loses, own in ((_page_loses, False), (_desk_loses, True)):
                if any(form.saves_itself is own for form in here) and (what := _tried(loses, typist, address)):
                    lost[f"{who} {address} {here[0].endpoint}"] = what
            typist.forgets()
        typist.context.close()
    said = [f"{where}: {how} {what[:3]}" for where, hows in lost.items() for how, what in hows.items()]
    assert not said, "\n".join(said)
    assert seen >= 45
