"""Page of the editors' figures, as plain values."""

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
"""Fewest pixels across with which a figure is sharp in a printed column."""


@dataclass(frozen=True, slots=True)
class Place:
    """A section whose text uses a figure."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class FigureCard:
    """A figure in its newest version."""

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
    """Name of the previous round when its figure has the same image and words; otherwise ""."""
    years: tuple[str, ...] = ()
    """Years in its words."""

    @property
    def blurred(self) -> bool:
        """Whether its pixels will be visible in print."""
        return self.width < SHARP


def cards_of(session: Session, round_: Round) -> tuple[FigureCard, ...]:
    """Return the figures of a round, by name."""
    written, before = list(_texts(session, round_)), round_.previous
    earlier = {figure.name: figure for figure in figure_queries.newest_figures(session, before)} if before else {}

    def same_as(revision: FigureRevision) -> str:
        before_figure = earlier.get(revision.name)
        return before.name if before and before_figure and revision.same_words(before_figure) else ""

    return tuple(
        _card(figure, tuple(place for place, text in written if calls(text, figure.name)), same_as(figure))
        for figure in figure_queries.newest_figures(session, round_)
    )


def earlier_cards(session: Session, round_: Round) -> tuple[FigureCard, ...]:
    """Return the figures of the previous round that can be taken over, by name.

    ``used_in`` are the sections of this round that use them already.
    """
    written = list(_texts(session, round_))
    return tuple(
        _card(figure, tuple(place for place, text in written if calls(text, figure.name)))
        for figure in figure_queries.earlier_figures(session, round_)
    )


def earlier_card(session: Session, round_: Round, name: str) -> FigureCard:
    """Return the figure with this name that can be taken over. Raises NotFound."""
    card = next((card for card in earlier_cards(session, round_) if card.name == name), None)
    if card is None:
        raise NotFound(figure_queries.GONE)
    return card


def _card(revision: FigureRevision, used_in: tuple[Place, ...], same_as: str = "") -> FigureCard:
    return FigureCard(
        name=revision.name,
        call=call(revision.name),
        caption=revision.text,
        alternative=revision.alternative,
        source=revision.source,
        hash=revision.file.hash,
        width=revision.width,
        height=revision.height,
        number=revision.number,
        saved_at=revision.created_at,
        saved_by=revision.author.name if revision.author else "",
        used_in=used_in,
        same_as=same_as,
        years=years_in(FigureData(revision.text, revision.alternative, revision.source)),
    )


def unknown_calls(session: Session, round_: Round) -> tuple[tuple[str, Place], ...]:
    """Return the placeholders of figures that do not exist, each with its section."""
    figures = figure_queries.figures_of(session, round_)
    known = {call(name) for name in figures}
    return tuple(
        (name, place)
        for place, text in _texts(session, round_)
        for name in dict.fromkeys(unknown_places(text, {}, figures))
        if name.startswith(call("")[:-1]) and name not in known
    )


def _texts(session: Session, round_: Round) -> Iterator[tuple[Place, str]]:
    """Yield the editors' texts of the sections in the outline."""
    texts = queries.newest_section_texts(session, round_)
    for place in queries.outline_of(round_, session).text_sections():
        if place.key in texts:
            yield Place(place.key, place.title), texts[place.key].text
