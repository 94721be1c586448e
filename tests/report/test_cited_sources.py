"""A source that an answer cites stands at the foot of the report's page, in the words that were agreed to."""

from datetime import date
from io import BytesIO

from agreed_round import NOW, SYSTEM, AgreedRound
from pypdf import PdfReader
from sqlalchemy.orm import Session

from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.formats.html import render_report
from surveyapp.report.rounds.queries import outline_of, round_source
from surveyapp.sources.managing import operations
from surveyapp.sources.managing.pages import SourceEntry, entry_of
from surveyapp.sources.register.rules import SourceData

PLAN = SourceData.of(title="Actieplan Bevolkingsdaling", number="2017/18, 29697, nr. 42")
VISION = SourceData.of(
    title="Woonvisie",
    publisher="Emmen",
    dated="maart 2018",
    link="https://www.example.org/documenten/beleid/2018/woonvisie-emmen-coevorden-borger-odoorn-definitief.pdf",
)


def test_a_cited_source_is_a_footnote_in_the_words_that_were_agreed_to(session: Session) -> None:
    made = AgreedRound.of(session)
    sources = [operations.add_source(session, SYSTEM, made.round, data, at=NOW) for data in (PLAN, VISION)]
    plan, vision = map(entry_of, sources)
    made.agreed(made.organisation("Oost-Drenthe"), {"1": _cited(plan), "2b": _cited(vision)})
    corrected = SourceData.of(title="Gecorrigeerd", number=PLAN.number)
    operations.change_source(session, SYSTEM, sources[0], corrected, edition=1, at=NOW)
    source = round_source(session, made.round, publisher="BZK")
    report = compile_report(outline_of(made.round), source, draft=True, dated=date(2018, 6, 15), chapter="regios")
    text = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(render_report(report))).pages)
    assert "1. Actieplan Bevolkingsdaling, Kamerstukken II 2017/18, 29697, nr. 42." in text
    assert "2. Emmen, Woonvisie, maart 2018, <https" in text
    assert "Gecorrigeerd" not in text
    assert "[^" not in text


def _cited(entry: SourceEntry) -> str:
    return f"Daarover ging het gesprek.{entry.call}\n\n{entry.definition}"
