import pytest
from recorded import NOW, SYSTEM, Recorded
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from surveyapp.attachments.models import StoredFile
from surveyapp.attachments.operations import CheckedFile, attach
from surveyapp.core.audit import verify_chain
from surveyapp.core.errors import Refused
from surveyapp.interviews.recording import operations as recording
from surveyapp.sources.citing.queries import citings_in, citings_of
from surveyapp.sources.managing import operations
from surveyapp.sources.managing.pages import entries_of, entry_of
from surveyapp.sources.register import queries
from surveyapp.sources.register.models import Source
from surveyapp.sources.register.rules import SourceData

PLAN = SourceData.of(title="Actieplan Bevolkingsdaling", number="2017/18, 29697, nr. 42")
AGENDA = SourceData.of(title="Agenda Achterhoek 2020", publisher="Regio Achterhoek", dated="2014")
PDF = CheckedFile.of("plan.pdf", b"%PDF-1.7 plan")
OTHER_PDF = CheckedFile.of("beter.pdf", b"%PDF-1.7 beter")


@pytest.fixture
def made(any_session: Session) -> Recorded:
    return Recorded.of(any_session)


def add(made: Recorded, data: SourceData, file: CheckedFile | None = None) -> Source:
    return operations.add_source(made.session, SYSTEM, made.round, data, file=file, at=NOW)


def change(made: Recorded, source: Source, data: SourceData, edition: int, file: CheckedFile | None = None) -> Source:
    return operations.change_source(made.session, SYSTEM, source, data, edition=edition, file=file, at=NOW)


def cited(source: Source) -> str:
    entry = entry_of(source)
    return f"Dat is vastgesteld.{entry.call}\n\n{entry.definition}"


def test_a_source_is_kept_once_per_round_under_a_key_that_stays(made: Recorded) -> None:
    plan = add(made, PLAN)
    assert plan.key == "kst-29697-42"
    with pytest.raises(Refused, match="er al"):
        add(made, SourceData.of(title="Anders", number="29697-42", dated="2018-02-01"))
    with pytest.raises(Refused, match="er al"):
        add(made, SourceData.of(title="actieplan bevolkingsdaling", number="2017/18, 29697, nr. 42"))
    change(made, plan, SourceData.of(title="Actieplan", number="2017/18, 29697, nr. 43"), edition=1)
    assert plan.key == "kst-29697-42"
    following = recording.create_round(
        made.session, SYSTEM, name="2019", title="x", subtitle="", previous=made.round, outline="", at=NOW
    )
    again = operations.add_source(made.session, SYSTEM, following, PLAN, at=NOW)
    assert again.key == "kst-29697-42"
    assert verify_chain(made.session).broken_at is None


def test_two_documents_with_the_same_title_get_different_keys(made: Recorded) -> None:
    first = add(made, SourceData.of(title="Woonvisie", publisher="Hulst", dated="2017"))
    second = add(made, SourceData.of(title="Woonvisie", publisher="Sluis", dated="2017"))
    assert (first.key, second.key) == ("woonvisie-2017", "woonvisie-2017-2")


def test_the_answers_that_cite_a_source_are_found_in_their_newest_words(made: Recorded) -> None:
    plan, agenda = add(made, PLAN), add(made, AGENDA)
    interview = made.interview()
    made.save(interview, "1", cited(plan))
    made.save(interview, "2b", cited(plan))
    made.save(interview, "2b", "Toch niet.", base=1)
    made.save(interview, "6", f"Genoemd, niet aangehaald: {entry_of(agenda).key}.")
    found = citings_in(made.session, made.round, [plan, agenda])
    assert [(one.organisation, one.item, one.older) for one in found[plan.id]] == [("Regio Oost-Drenthe", "1", False)]
    assert found[agenda.id] == ()


def test_a_correction_leaves_the_words_of_answers_and_says_where_the_older_ones_stand(made: Recorded) -> None:
    agenda = add(made, AGENDA)
    interview = made.interview()
    before = made.save(interview, "1", cited(agenda))
    change(made, agenda, SourceData.of(title="Agenda Achterhoek 2020", publisher="Achterhoek", dated="2016"), edition=1)
    made.save(interview, "2b", cited(agenda))
    assert [(one.item, one.older) for one in citings_of(made.session, agenda)] == [("1", True), ("2b", False)]
    assert before.text == f"Dat is vastgesteld.[^{agenda.key}]\n\n[^{agenda.key}]: {AGENDA.citation}"


def test_of_two_corrections_the_second_is_asked_to_look_again(made: Recorded) -> None:
    agenda = add(made, AGENDA)
    change(made, agenda, SourceData.of(title="Agenda 2020"), edition=1)
    with pytest.raises(Refused, match="collega"):
        change(made, agenda, SourceData.of(title="Agenda 2021"), edition=1)
    assert agenda.title == "Agenda 2020"


def test_a_source_that_is_cited_stays(made: Recorded) -> None:
    agenda = add(made, AGENDA)
    made.save(made.interview(), "1", cited(agenda))
    with pytest.raises(Refused, match="aangehaald"):
        operations.remove_source(made.session, SYSTEM, agenda, edition=agenda.edition, at=NOW)
    plan = add(made, PLAN, PDF)
    operations.remove_source(made.session, SYSTEM, plan, edition=plan.edition, at=NOW)
    assert [one.id for one in queries.sources_of(made.session, made.round)] == [agenda.id]
    assert files(made) == 0


def files(made: Recorded) -> int:
    return made.session.scalar(select(func.count()).select_from(StoredFile)) or 0


def test_a_file_is_kept_once_and_goes_with_the_last_that_needs_it(made: Recorded) -> None:
    plan, agenda = add(made, PLAN, PDF), add(made, AGENDA, PDF)
    attach(made.session, SYSTEM, made.interview(), PDF, at=NOW)
    assert files(made) == 1
    change(made, plan, PLAN, edition=1, file=OTHER_PDF)
    change(made, agenda, AGENDA, edition=1)
    assert (plan.file_name, agenda.file_name, files(made)) == ("beter.pdf", "plan.pdf", 2)
    operations.remove_source(made.session, SYSTEM, agenda, edition=agenda.edition, at=NOW)
    operations.remove_source(made.session, SYSTEM, plan, edition=plan.edition, at=NOW)
    assert files(made) == 1


def test_a_search_looks_in_title_number_publisher_key_and_date(made: Recorded) -> None:
    add(made, PLAN)
    add(made, AGENDA)

    def found(search: str) -> list[str]:
        return [one.title for one in entries_of(made.session, made.round, search)]

    assert found("29697 42") == found("kst-29697") == [PLAN.title]
    assert found("ACHTERHOEK 2014") == [AGENDA.title]
    assert found("") == [PLAN.title, AGENDA.title]
    assert found("niets") == []
