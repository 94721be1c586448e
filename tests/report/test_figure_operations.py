"""Figures come in, change and go, on both databases."""

import pytest
import sqlalchemy as sa
from agreed_round import NOW, SYSTEM, AgreedRound
from drawn import image
from sqlalchemy.orm import Session

from surveyapp.attachments.models import StoredFile
from surveyapp.core.audit import AuditEvent
from surveyapp.core.errors import NotFound, Refused
from surveyapp.core.revisions import SaveConflict
from surveyapp.interviews.recording import operations as recording
from surveyapp.interviews.recording.models import Round
from surveyapp.report.figure_editing import operations as figures
from surveyapp.report.figure_editing.pages import cards_of
from surveyapp.report.figures import queries as figure_queries
from surveyapp.report.figures.image_reader import cleaned
from surveyapp.report.material.figures import BadFigure, CleanImage, FigureData, years_in
from surveyapp.report.rounds import queries
from surveyapp.report.tables.models import FigureRevision
from surveyapp.report.texts import operations

SAID = FigureData("Krimp per gemeente", "Kaart: in Drenthe daalt de bevolking.", "CBS")
FIRST, SECOND = cleaned(image()), cleaned(image(colour="#7fa9b0"))


@pytest.fixture
def made(any_session: Session) -> AgreedRound:
    return AgreedRound.of(any_session)


def add(made: AgreedRound, name: str = "kaart", shown: CleanImage = FIRST) -> FigureRevision:
    return figures.add_figure(made.session, SYSTEM, made.round, name, SAID, shown, at=NOW)


def change(
    made: AgreedRound, data: FigureData = SAID, shown: CleanImage | None = None, *, base: int = 1
) -> FigureRevision:
    return figures.change_figure(made.session, SYSTEM, made.round, "kaart", data, shown, base=base, at=NOW)


def write(made: AgreedRound, text: str, base: int = 0) -> None:
    operations.save_section_text(made.session, SYSTEM, made.round, "methodiek", text, base=base, at=NOW)


def files(made: AgreedRound) -> int:
    return made.session.scalar(sa.select(sa.func.count()).select_from(StoredFile)) or 0


def events(made: AgreedRound) -> list[str]:
    statement = sa.select(AuditEvent.action).where(AuditEvent.action.startswith("figure.")).order_by(AuditEvent.id)
    return list(made.session.scalars(statement))


def test_a_figure_is_there_for_the_report_of_its_round(made: AgreedRound) -> None:
    add(made)
    found = queries.round_source(made.session, made.round, publisher="").figures["kaart"]

    assert (found.caption, found.alternative, found.source) == (SAID.caption, SAID.alternative, "CBS")
    assert (found.mimetype, found.width, found.height) == ("image/png", 640, 400)
    assert figure_queries.get_image(made.session, found.hash) == (FIRST.content, "image/png")
    later = recording.create_round(
        made.session, SYSTEM, name="2019", title="x", subtitle="", previous=made.round, outline="", at=NOW
    )
    assert figure_queries.figures_of(made.session, later) == {}
    assert events(made) == ["figure.add"]


def test_a_name_is_given_once(made: AgreedRound) -> None:
    add(made)
    with pytest.raises(BadFigure, match="Er is al een figuur ‘kaart’"):
        add(made, shown=SECOND)
    assert files(made) == 1


def test_what_changes_is_a_new_version_and_the_old_one_stays(made: AgreedRound) -> None:
    add(made)
    reworded = FigureData("Krimp", SAID.alternative)
    assert change(made, reworded).file.hash == add(made, "ander").file.hash
    change(made, reworded, SECOND, base=2)
    newest, *older = figure_queries.figure_revisions(made.session, made.round, "kaart")

    assert figure_queries.get_image(made.session, newest.file.hash)[0] == SECOND.content
    assert [(one.number, one.text) for one in (newest, *older)] == [(3, "Krimp"), (2, "Krimp"), (1, SAID.caption)]
    assert {one.name: one.number for one in figure_queries.newest_figures(made.session, made.round)} == {
        "ander": 1,
        "kaart": 3,
    }
    assert files(made) == 2, "the same image is kept once"


def test_what_does_not_differ_makes_no_version(made: AgreedRound) -> None:
    first = add(made)

    assert change(made, shown=FIRST) is first
    assert events(made) == ["figure.add"]


def test_two_who_change_a_figure_hear_of_each_other(made: AgreedRound) -> None:
    add(made)
    change(made, FigureData("Van een collega", SAID.alternative))
    with pytest.raises(SaveConflict) as error:
        change(made, FigureData("Van mij", SAID.alternative))
    assert error.value.newest.text == "Van een collega"


def test_a_figure_that_a_text_calls_stays(made: AgreedRound) -> None:
    add(made)
    write(made, "Eerst.\n\n{figuur-kaart}")
    with pytest.raises(Refused, match="De figuur ‘kaart’ staat in ‘Methodiek’"):
        figures.remove_figure(made.session, SYSTEM, made.round, "kaart", at=NOW)
    write(made, "Eerst.\n\n{figuur-kaart-krimp}", base=1)
    figures.remove_figure(made.session, SYSTEM, made.round, "kaart", at=NOW)


def test_a_figure_that_goes_leaves_no_image_behind(made: AgreedRound) -> None:
    add(made)
    add(made, "ander")
    change(made, shown=SECOND)
    figures.remove_figure(made.session, SYSTEM, made.round, "kaart", at=NOW)

    assert files(made) == 1, "the other figure still shows the first image"
    with pytest.raises(NotFound):
        figure_queries.figure_revisions(made.session, made.round, "kaart")
    with pytest.raises(NotFound):
        figure_queries.get_image(made.session, "0" * 64)
    figures.remove_figure(made.session, SYSTEM, made.round, "ander", at=NOW)
    assert files(made) == 0
    assert events(made)[-2:] == ["figure.remove", "figure.remove"]


def next_round(made: AgreedRound) -> Round:
    return recording.create_round(
        made.session, SYSTEM, name="2020", title="", subtitle="", previous=made.round, outline="", at=NOW
    )


def test_a_figure_of_the_round_before_is_taken_over_by_choice(made: AgreedRound) -> None:
    add(made)
    later = next_round(made)
    assert figure_queries.figures_of(made.session, later) == {}
    assert [one.name for one in figure_queries.earlier_figures(made.session, later)] == ["kaart"]
    assert figure_queries.earlier_figures(made.session, made.round) == ()

    taken = figures.take_over(made.session, SYSTEM, later, "kaart", SAID, None, at=NOW)

    assert (taken.number, taken.file.hash, files(made)) == (
        1,
        made.session.scalars(sa.select(StoredFile.hash)).one(),
        1,
    )
    assert figure_queries.earlier_figures(made.session, later) == []
    assert [one.same_as for one in cards_of(made.session, later)] == [made.round.name]
    assert [one.same_as for one in cards_of(made.session, made.round)] == [""]
    assert events(made) == ["figure.add", "figure.add"]
    newer = FigureData("Krimp in 2020", SAID.alternative, SAID.source)
    figures.change_figure(made.session, SYSTEM, later, "kaart", newer, None, base=1, at=NOW)
    assert [(one.same_as, one.years) for one in cards_of(made.session, later)] == [("", ("2020",))]
    figures.remove_figure(made.session, SYSTEM, later, "kaart", at=NOW)
    assert files(made) == 1
    assert figure_queries.figures_of(made.session, made.round)["kaart"].caption == SAID.caption


def test_what_is_not_in_the_round_before_or_is_here_already_is_not_taken_over(made: AgreedRound) -> None:
    add(made)
    later = next_round(made)
    for round_, name in ((later, "anders"), (made.round, "kaart")):
        with pytest.raises(NotFound):
            figures.take_over(made.session, SYSTEM, round_, name, SAID, None, at=NOW)
    figures.take_over(made.session, SYSTEM, later, "kaart", SAID, SECOND, at=NOW)
    with pytest.raises(BadFigure, match="in deze ronde al"):
        figures.take_over(made.session, SYSTEM, later, "kaart", SAID, None, at=NOW)


def test_the_years_that_may_be_old_are_named() -> None:
    said = FigureData("Krimp 2017-2018", "Kaart van 12018 gemeenten in 2040.", "CBS, 2018")
    assert years_in(said) == ("2017", "2018", "2040")
