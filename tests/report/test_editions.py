"""Publishing, and checking what was published: real PDFs, on both databases."""

import json
import re
from base64 import b64encode
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from io import BytesIO

import pytest
import sqlalchemy as sa
from agreed_round import NOW, SYSTEM, AgreedRound
from deciding import overrule_missing
from drawn import image
from flask import Flask
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject
from sqlalchemy.orm import Session
from unguarded import behind_our_back

from surveyapp.core.audit import AuditEvent
from surveyapp.evidence.documents.rules import RESAVED, Outcome, Unreadable
from surveyapp.evidence.visible.lines import squeezed
from surveyapp.interviews.recording.models import Interview
from surveyapp.pdf.document import render_html
from surveyapp.protection.sealing import ATTACHMENT, as_json, sealed
from surveyapp.report.building import jobs
from surveyapp.report.checking import operations as checking_operations
from surveyapp.report.editions import queries as edition_queries
from surveyapp.report.figure_editing import operations as figure_operations
from surveyapp.report.figures.image_reader import cleaned
from surveyapp.report.material.figures import FigureData
from surveyapp.report.material.rules import EditionVerdict, ErratumMissing
from surveyapp.report.tables.models import Build, BuildState, Edition, PublishedIsKept
from surveyapp.report.texts import operations
from surveyapp.verification.reopening.operations import reopen

SAID = (
    "Er is in **alle kernen** gewerkt aan de bereikbaarheid van de voorzieningen.\n\n"
    "Ook is er gesloopt[^1].\n\n[^1]: Zie de woonvisie."
)


class Publishing:
    """A round, and the way of its editions."""

    def __init__(self, app: Flask, made: AgreedRound, interview: Interview) -> None:
        self.app, self.made, self.interview, self.session = app, made, interview, made.session

    def ask(self, erratum: str = "") -> Build:
        """Ask for an edition; everything that is missing is left open by name."""
        overrule_missing(self.session, self.made.round)
        build = operations.request_build(
            self.session, SYSTEM, self.made.round, draft=False, publish=True, erratum=erratum, at=NOW
        )
        self.session.commit()
        return build

    def run(self) -> None:
        """Let the worker work."""
        self.session.commit()
        jobs.run_next_build(self.app)
        self.session.expire_all()

    def publish(self, erratum: str = "") -> Edition:
        """The next edition."""
        build = self.ask(erratum)
        self.run()
        assert (build.state, build.error) == (BuildState.DONE, "")
        newest = edition_queries.find_newest_edition(self.session, self.made.round)
        assert newest
        return edition_queries.get_edition(self.session, newest.id)

    def check(self, content: bytes) -> EditionVerdict:
        """What the check says of a file."""
        return checking_operations.check(self.session, content)

    def change(self, text: str) -> None:
        """Another text for question 1, agreed to."""
        self.made.answer(self.interview, "1", text, base=1)
        for one in self.made.send(self.interview):
            self.made.agree(one)
        self.session.commit()


def _round(app: Flask, session: Session) -> Publishing:
    made = AgreedRound.of(session)
    interview = made.agreed(made.organisation("Oost-Drenthe"), {"1": SAID, "2b": "Er is gebouwd."})
    session.commit()
    return Publishing(app, made, interview)


@pytest.fixture
def published(app: Flask, session: Session) -> Publishing:
    return _round(app, session)


@pytest.fixture
def anywhere(any_app: Flask, any_session: Session) -> Publishing:
    return _round(any_app, any_session)


@pytest.fixture
def unprinted(published: Publishing, monkeypatch: pytest.MonkeyPatch) -> Publishing:
    """With a PDF that is none, for what only its manifest says."""
    monkeypatch.setattr(jobs, "render_edition", lambda *_given: b"%PDF-1.7")
    return published


def remarks(verdict: EditionVerdict, outcome: Outcome) -> list[str]:
    return [remark for one in verdict.findings if one.outcome is outcome for remark in one.remarks]


def saved_again(content: bytes, change: Callable[[PdfWriter], None] = lambda _writer: None) -> bytes:
    """The same pages, written by another program."""
    writer = PdfWriter(clone_from=BytesIO(content))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_figure_is_part_of_an_edition_and_another_image_is_named(unprinted: Publishing) -> None:
    session, round_ = unprinted.session, unprinted.made.round
    said = FigureData("Krimp", "In Drenthe daalt de bevolking.")
    first, second = cleaned(image()), cleaned(image(colour="#7fa9b0"))
    figure_operations.add_figure(session, SYSTEM, round_, "kaart", said, first, at=NOW)
    operations.save_section_text(session, SYSTEM, round_, "methodiek", "{figuur-kaart}", base=0, at=NOW)
    edition = unprinted.publish()
    figure_operations.change_figure(session, SYSTEM, round_, "kaart", said, second, base=1, at=NOW)
    hashes = [sha256(one.content).hexdigest() for one in (first, second)]

    assert hashes[0] in edition.manifest
    assert b64encode(first.content).decode() in (edition.html or "")
    assert unprinted.check(edition.manifest.encode()).matches, "what was published stays as it was"
    other = unprinted.check(edition.manifest.replace(*hashes).encode())
    assert remarks(other, Outcome.DIFFERS) == ["De paragraaf methodiek is anders dan gepubliceerd."]


def test_an_edition_holds_what_was_agreed_and_can_be_checked(anywhere: Publishing) -> None:
    edition = anywhere.publish()
    assert (edition.number, edition.erratum) == (1, "")
    pdf = PdfReader(BytesIO(edition.content))
    text = " ".join("".join(page.extract_text() for page in pdf.pages).split())
    assert "Editie 1" in text
    assert "rapportcontroleren" in squeezed(text)
    (carried,) = pdf.attachments[ATTACHMENT]
    assert carried.decode() == edition.manifest
    manifest = json.loads(edition.manifest)
    assert [(one["code"], one["version"]) for one in manifest["citations"]] == [("OD 1", 1), ("OD 2b", 1)]
    assert manifest["edition"] == 1
    assert "oost-drenthe" not in manifest["left_open"]
    verdict = anywhere.check(edition.content)
    assert verdict.matches
    assert verdict.words == "Dit is editie 1, ongewijzigd. Elke aanhaling rust op een antwoord met akkoord."
    assert anywhere.check(edition.manifest.encode()).matches
    (event,) = anywhere.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "edition.publish"))
    assert json.loads(event.detail)["hash"] == edition.hash


def test_a_copy_that_was_saved_again_says_so_and_accuses_no_word(published: Publishing) -> None:
    verdict = published.check(saved_again(published.publish().content))
    assert remarks(verdict, Outcome.DIFFERS) == []
    assert remarks(verdict, Outcome.RESAVED) == [RESAVED]
    assert verdict.words == (
        "Dit is de tekst van editie 1, opgeslagen door een ander programma. Elke aanhaling rust op een antwoord met"
        " akkoord."
    )
    assert not verdict.matches, "only the published file itself is that for sure"


def test_other_words_on_a_page_are_named_by_their_section(published: Publishing) -> None:
    edition = published.publish()
    manifest = edition.manifest.replace("Er is gebouwd.", "Er is veel gebouwd.")
    behind_our_back(published.session, "UPDATE editions SET manifest = :manifest", manifest=manifest)
    verdict = published.check(saved_again(edition.content))
    (remark,) = remarks(verdict, Outcome.DIFFERS)[:1]
    assert re.fullmatch(
        r"Op bladzijde \d+, bij ‘.+’ \(OD 2b\), staat ‘gebouwd. OD 2b’ in plaats van ‘veel gebouwd.’.", remark
    )


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda facts: facts["citations"][0].update(version=2), "De aanhaling OD 1 is anders dan gepubliceerd."),
        (lambda facts: facts["citations"].pop(), "De aanhaling OD 2b ontbreekt."),
        (lambda facts: facts["interviews"][0].update(missing=""), "is anders dan gepubliceerd."),
        (lambda facts: facts.update(title="Ander rapport"), "De titel is anders dan gepubliceerd."),
        (lambda facts: facts["sections"].append({"key": "meer"}), "De paragraaf meer is niet gepubliceerd."),
        (lambda facts: facts.update(sections=7), "ontbreekt."),
        (lambda facts: facts.update(seal="0" * 64), "Ze zijn na de publicatie gewijzigd."),
    ],
)
def test_a_manifest_that_was_changed_is_named(
    unprinted: Publishing, change: Callable[[dict[str, object]], None], named: str
) -> None:
    facts = json.loads(unprinted.publish().manifest)
    change(facts)
    found = remarks(unprinted.check(as_json(facts)), Outcome.DIFFERS)
    assert any(one.endswith(named) for one in found)


def test_one_byte_of_the_file_is_enough(published: Publishing) -> None:
    content = published.publish().content
    for place in [*range(20, len(content), len(content) // 25), len(content) - 2]:
        spoilt = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        try:
            verdict = published.check(spoilt)
        except Unreadable:
            continue
        assert not verdict.matches
        assert "ongewijzigd" not in verdict.words


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"origin": "0" * 16}, "niet met dit systeem gepubliceerd"),
        ({"edition": 7}, "Editie 7 van ronde 2018 is hier niet gepubliceerd"),
        ({"round": ["2018"]}, "is hier niet gepubliceerd"),
        ({"version": 99}, "andere versie van surveyapp"),
        ({"format": "surveyapp/receipt"}, "geen gepubliceerd rapport"),
    ],
)
def test_what_was_not_published_here_is_refused(unprinted: Publishing, change: dict[str, object], why: str) -> None:
    facts = json.loads(unprinted.publish().manifest) | change
    with pytest.raises(Unreadable, match=why):
        unprinted.check(as_json(sealed(b"another key", facts)))


def test_a_second_edition_says_what_differs_and_names_the_first(anywhere: Publishing) -> None:
    first = anywhere.publish()
    anywhere.change("Er is anders gewerkt.")
    with pytest.raises(ErratumMissing, match="Er is al een editie 1"):
        anywhere.ask(" ")
    anywhere.session.rollback()
    second = anywhere.publish("Vraag 1 van\nOost-Drenthe is verbeterd.")
    assert (second.number, second.erratum) == (2, "Vraag 1 van Oost-Drenthe is verbeterd.")
    assert json.loads(second.manifest)["replaces"] == first.hash
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(second.content)).pages)
    assert "vervangt editie 1" in " ".join(text.split())
    assert anywhere.check(second.content).matches
    verdict = anywhere.check(edition_queries.get_edition(anywhere.session, first.id).content)
    assert not verdict.matches
    assert remarks(verdict, Outcome.DIFFERS) == []
    assert any("editie 2" in one and one.endswith("is verbeterd.") for one in remarks(verdict, Outcome.OVERTAKEN))
    assert any("Gewijzigd op" in one or "Heropend op" in one for one in remarks(verdict, Outcome.OVERTAKEN))


def test_what_was_reopened_before_and_left_as_it_was_is_no_news(unprinted: Publishing) -> None:
    reopen(unprinted.session, SYSTEM, unprinted.interview, "2b", reason="Fout.", contact="team@example.org", at=NOW)
    assert unprinted.check(unprinted.publish().manifest.encode()).matches


def test_what_is_reopened_after_publication_is_told_without_its_reason(unprinted: Publishing) -> None:
    edition = unprinted.publish()
    reopen(
        unprinted.session,
        SYSTEM,
        unprinted.interview,
        "2b",
        reason="Geheim.",
        contact="team@example.org",
        at=edition.published_at + timedelta(days=1),
    )
    verdict = unprinted.check(edition.manifest.encode())
    assert verdict.words == "Dit is editie 1, ongewijzigd. Sinds de publicatie is er iets veranderd."
    (told,) = remarks(verdict, Outcome.OVERTAKEN)
    assert told.startswith("Het akkoord gold bij de publicatie. Heropend op ")
    assert "Geheim" not in told


def test_what_changes_while_it_is_made_is_not_published(anywhere: Publishing, monkeypatch: pytest.MonkeyPatch) -> None:
    build, render = anywhere.ask(), jobs.render_edition

    def late(*given: object) -> bytes:
        content = render(*given)  # type: ignore[arg-type]
        anywhere.change("Er is anders gewerkt.")
        return content

    monkeypatch.setattr(jobs, "render_edition", late)
    anywhere.run()
    assert build.state is BuildState.FAILED
    assert "Er is niets gepubliceerd" in build.error
    assert edition_queries.find_newest_edition(anywhere.session, anywhere.made.round) is None


def test_one_that_is_stopped_is_not_published(unprinted: Publishing, monkeypatch: pytest.MonkeyPatch) -> None:
    build, render = unprinted.ask(), jobs.render_edition

    def late(*given: object) -> bytes:
        content = render(*given)  # type: ignore[arg-type]
        operations.cancel_build(unprinted.session, SYSTEM, build, at=NOW)
        unprinted.session.commit()
        return content

    monkeypatch.setattr(jobs, "render_edition", late)
    unprinted.run()
    assert build.state is BuildState.CANCELLED
    assert edition_queries.find_newest_edition(unprinted.session, unprinted.made.round) is None


def test_its_web_page_is_kept_and_known_by_the_hash_that_the_manifest_carries(unprinted: Publishing) -> None:
    edition = unprinted.publish()
    assert edition.html
    page = edition.html.encode()
    assert edition.html_hash == sha256(page).hexdigest() == json.loads(edition.manifest)["html"]
    assert "Editie 1" in edition.html
    verdict = unprinted.check(page)
    assert verdict.matches
    assert verdict.findings[0].subject == "De webpagina"
    with pytest.raises(Unreadable, match="Zo is hier geen webpagina gepubliceerd"):
        unprinted.check(page.replace(b"gesloopt", b"gebouwd"))


def test_editions_come_one_by_one(unprinted: Publishing) -> None:
    assert unprinted.ask() is unprinted.ask("Nog een.")


def test_an_edition_never_changes(unprinted: Publishing) -> None:
    edition = unprinted.publish()
    edition.erratum = "Toch anders."
    with pytest.raises(PublishedIsKept):
        unprinted.session.flush()
    unprinted.session.rollback()
    unprinted.session.delete(edition_queries.get_edition(unprinted.session, edition.id))
    with pytest.raises(PublishedIsKept):
        unprinted.session.flush()


def test_a_database_that_lost_an_agreement_is_named(unprinted: Publishing) -> None:
    edition = unprinted.publish()
    behind_our_back(unprinted.session, "DELETE FROM approvals")
    found = remarks(unprinted.check(edition.manifest.encode()), Outcome.DIFFERS)
    assert found[:2] == ["Van dit antwoord is geen akkoord vastgelegd."] * 2
    named = Counter(one.partition(": ")[2] for one in found[2:])
    assert named == {"Het akkoord staat niet meer in de database.": 2, "Dat alles akkoord is, is niet zo.": 1}


def without_manifest(writer: PdfWriter) -> None:
    del writer._root_object[NameObject("/Names")]


def test_a_file_without_its_manifest_is_known_by_its_words(published: Publishing) -> None:
    published.publish()
    published.change("Er is anders gewerkt.")
    second = published.publish("Vraag 1 is verbeterd.")
    verdict = published.check(saved_again(second.content, without_manifest))
    assert verdict.words == (
        "Dit is de tekst van editie 2, opgeslagen door een ander programma. Elke aanhaling rust op een antwoord met"
        " akkoord."
    )
    assert remarks(verdict, Outcome.RESAVED) == [
        RESAVED,
        "Een ander programma heeft ze weggelaten. De tekst is herkend.",
    ]


def test_a_file_without_its_manifest_that_shows_something_else_is_refused(published: Publishing) -> None:
    published.publish()
    with pytest.raises(Unreadable, match="geen gepubliceerd rapport"):
        published.check(render_html('<html lang="nl"><title>T</title><p>Iets anders.</p></html>'))
