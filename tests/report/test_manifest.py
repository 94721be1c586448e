"""What a manifest holds and leaves out, and how two differ; without a database."""

import json
from dataclasses import replace

import pytest
from report_values import DATED, MINISTRY

from surveyapp.protection.sealing import Facts
from surveyapp.report.editions.facts import differences, edition_facts
from surveyapp.report.material.tree import EditionMark, EditorText, Gap, InterviewRow, Quotation, Report, Section, Tile

REPORT = Report(
    title="Rapportage 2018",
    subtitle="",
    publisher="Programma",
    dated=DATED,
    draft=False,
    chapters=(
        Section(
            "rijk",
            "1",
            "Rijk",
            (EditorText("Er is gewerkt [een ministerie]."), Gap("Deze paragraaf is opengelaten.")),
            (
                Section(
                    "rijk/wonen",
                    "1.1",
                    "Wonen",
                    (
                        Quotation("BZK 1", "Ministerie van BZK", "1", "Wij werken."),
                        Quotation("", "Ministerie van Geheim", "5", "Wij zeggen het niet hardop.", "een ministerie"),
                    ),
                ),
            ),
        ),
    ),
    questionnaires=(),
    interviews=(InterviewRow("Ministerie van BZK", ("directeur",), None, (), None, ""),),
    citations=(),
    tiles=((Tile("bzk", "BZK", "Ministerie van BZK", MINISTRY, held=True),),),
    edition=EditionMark(1),
)


def facts(report: Report = REPORT) -> Facts:
    return edition_facts(report, origin="abc", round_name="2018", replaces="", html="", log="")


def test_words_without_name_stand_there_as_they_are_printed() -> None:
    content = json.dumps(facts())
    assert "Wij zeggen het niet hardop." in content
    assert "Geheim" not in content
    assert facts()["sections"][1]["blocks"] == [
        {"kind": "quotation", "source": "BZK 1", "markdown": "Wij werken."},
        {"kind": "quotation", "source": "een ministerie", "markdown": "Wij zeggen het niet hardop."},
    ]


def test_what_has_no_number_has_no_manifest() -> None:
    with pytest.raises(ValueError, match="only an edition"):
        facts(replace(REPORT, edition=None))


def test_the_same_manifest_has_no_differences() -> None:
    assert list(differences(facts(), facts())) == []


def test_differences_are_named_by_their_place() -> None:
    other = facts(replace(REPORT, title="Anders", interviews=(), edition=EditionMark(2, "Verbeterd.")))
    assert list(differences(other, facts())) == [
        "De titel is anders dan gepubliceerd.",
        "Het nummer van de editie is anders dan gepubliceerd.",
        "Wat er anders is dan in de vorige editie is anders dan gepubliceerd.",
        "Het interview met Ministerie van BZK ontbreekt.",
    ]
