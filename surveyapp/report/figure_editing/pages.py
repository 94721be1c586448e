"""What the page of the figures shows, as plain values."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.core.errors import NotFound
from surveyapp.interviews.recording.models import Round
from surveyapp.report.figures import queries as figure_queries
from surveyapp.report.material.figures import FigureData, calls, years_in
from surveyapp.report.material.filling import unknown_places
from surveyapp.report.material.pictures import call
from surveyapp.report.rounds import queries
from surveyapp.report.tables.models import FigureRevision

SHARP = 600
"""Dots across from which a figure is sharp in a column of print."""


@dataclass(frozen=True, slots=True)
class Place:
    """A section of which the text calls a figure."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class FigureCard:
    """One figure in its newest version."""

    name: str
    call: str
    caption: str
    alternative: str
    source: str
    hash: str
    width: int
    height: int
    number: int
    saved_at: datetime
    saved_by: str
    used_in: tuple[Place, ...]
    same_as: str = ""
    """The name of the round before when that has the figure with this image and these words; "" otherwise."""
    years: tuple[str, ...] = ()
    """The years that its words name."""

    @property
    def blurred(self) -> bool:
        """Whether print shows its dots."""
        return self.width < SHARP


def cards_of(session: Session, round_: Round) -> tuple[FigureCard, ...]:
    """The figures of a round, by name."""
    written, before = list(_texts(session, round_)), round_.previous
    earlier = {one.name: one for one in figure_queries.newest_figures(session, before)} if before else {}

    def same_as(one: FigureRevision) -> str:
        found = earlier.get(one.name)
        return before.name if before and found and one.same_words(found) else ""

    return tuple(
        _card(one, tuple(place for place, text in written if calls(text, one.name)), same_as(one))
        for one in figure_queries.newest_figures(session, round_)
    )


def earlier_cards(session: Session, round_: Round) -> tuple[FigureCard, ...]:
    """Return the figures of the round before that can be taken over, by name.

    ``used_in``: the sections of this round whose texts call them already.
    """
    written = list(_texts(session, round_))
    return tuple(
        _card(one, tuple(place for place, text in written if calls(text, one.name)))
        for one in figure_queries.earlier_figures(session, round_)
    )


def earlier_card(session: Session, round_: Round, name: str) -> FigureCard:
    """Return one of them. Raises NotFound."""
    found = next((one for one in earlier_cards(session, round_) if one.name == name), None)
    if found is None:
        raise NotFound(figure_queries.GONE)
    return found


def _card(one: FigureRevision, used_in: tuple[Place, ...], same_as: str = "") -> FigureCard:
    return FigureCard(
        name=one.name,
        call=call(one.name),
        caption=one.text,
        alternative=one.alternative,
        source=one.source,
        hash=one.file.hash,
        width=one.width,
        height=one.height,
        number=one.number,
        saved_at=one.created_at,
        saved_by=one.author.name if one.author else "",
        used_in=used_in,
        same_as=same_as,
        years=years_in(FigureData(one.text, one.alternative, one.source)),
    )


def unknown_calls(session: Session, round_: Round) -> tuple[tuple[str, Place], ...]:
    """Figures that a text calls and that are not there, each with its place."""
    figures = figure_queries.figures_of(session, round_)
    known = {call(name) for name in figures}
    return tuple(
        (name, place)
        for place, text in _texts(session, round_)
        for name in dict.fromkeys(unknown_places(text, {}, figures))
        if name.startswith(call("")[:-1]) and name not in known
    )


def _texts(session: Session, round_: Round) -> Iterator[tuple[Place, str]]:
    """The editors' texts of the sections in the outline."""
    texts = queries.newest_section_texts(session, round_)
    for place in queries.outline_of(round_, session).text_sections():
        if place.key in texts:
            yield Place(place.key, place.title), texts[place.key].text
