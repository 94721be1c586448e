"""Drawings of a round as SVG: a map of tiles, and bars per theme. Sizes in millimetres."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.report.material.tree import Drawing, Picture, Report, ThemeCount, Tile

WIDTH = 79.0
"""Width of a text column."""
COLUMNS, GAP = 3, 1.6
PLACES = {
    "fryslan": (1, 0),
    "groningen": (2, 0),
    "noord-holland": (0, 1),
    "flevoland": (1, 1),
    "drenthe": (2, 1),
    "zuid-holland": (0, 2),
    "utrecht": (1, 2),
    "overijssel": (2, 2),
    "zeeland": (0, 3),
    "noord-brabant": (1, 3),
    "gelderland": (2, 3),
    "limburg": (2, 4),
}
"""Column and row of each province on the map. Other organisations follow in the last rows."""
INK, SOFT, PAPER = "#1b2426", "#4c575a", "#ffffff"
FILLS = {
    OrganisationKind.PROVINCE: ("#0f5260", PAPER),
    OrganisationKind.REGION: ("#7fa9b0", INK),
    OrganisationKind.MINISTRY: ("#b98a3e", INK),
}
"""Fill and text colour per kind of organisation: an SVG in print does not get the style sheet."""
HEAD, TILE, LONG = 4.6, 5.4, 5
"""Height of a block's head and of a tile; longest code, in letters, of which three tiles fit in a row."""
_BAR, _LINE = 3.4, 9.4
COVER = "Figuur van vlakken: de provincies met hun regio’s en de ministeries die aan dit rapport meewerkten"
_STEP, _SQUARE, _WIDEST, _HIGHEST = 15.5, 14, 112, 140
"""Cover: distance between tiles, width of a tile; largest width and height of the figure."""


class _Block(NamedTuple):
    """Organisations under one head."""

    head: Tile | None
    title: str
    tiles: Sequence[Tile]
    place: tuple[int, int] | None

    @property
    def across(self) -> int:
        """Number of tiles in a row."""
        longest = max((len(tile.code) for tile in self.tiles), default=0)
        return max(1, min(len(self.tiles), 3 if longest <= LONG else 2))

    @property
    def height(self) -> float:
        return HEAD + -(-len(self.tiles) // self.across) * (TILE + 0.6)


def svg(picture: Picture, report: Report) -> Markup:
    """Return the drawing of a picture, with its text alternative as title."""
    height, shapes = _map(report.tiles) if picture.subject is Drawing.ORGANISATIONS else _bars(report.themes)
    return _svg(WIDTH, height, 1, picture.alternative, shapes)


def cover(tiles: Sequence[tuple[int, int, str]]) -> Markup:
    """Return the figure on the cover from tiles as (column, row, colour); empty without tiles."""
    if not tiles:
        return Markup("")
    width = max(column for column, _, _ in tiles) * _STEP + _SQUARE
    height = max(row for _, row, _ in tiles) * _STEP + _SQUARE
    shapes = [
        Markup('<rect fill="{}" x="{}" y="{}" width="{}" height="{}"/>').format(
            fill, _mm(column * _STEP), _mm(row * _STEP), _SQUARE, _SQUARE
        )
        for column, row, fill in tiles
    ]
    return _svg(width, height, min(1, _WIDEST / width, _HIGHEST / height), COVER, shapes)


def _svg(width: float, height: float, scale: float, alternative: str, shapes: Sequence[Markup]) -> Markup:
    return Markup('<svg role="img" width="{}mm" height="{}mm" viewBox="0 0 {} {}"><title>{}</title>{}</svg>').format(
        _mm(width * scale), _mm(height * scale), _mm(width), _mm(height), alternative, Markup("").join(shapes)
    )


def _map(rows: Sequence[Sequence[Tile]]) -> tuple[float, list[Markup]]:
    placed = _placed([_block(row) for row in rows if row])
    shapes: list[Markup] = []
    top = 0.0
    width = (WIDTH - (COLUMNS - 1) * GAP) / COLUMNS
    for row in sorted({row for (_, row), _ in placed}):
        here = [(column, block) for (column, at), block in placed if at == row]
        for column, block in here:
            shapes += _drawn(block, column * (width + GAP), top, width)
        top += max(block.height for _, block in here) + GAP
    return max(top - GAP, 1.0), shapes


def _block(row: Sequence[Tile]) -> _Block:
    first = row[0]
    if first.kind is OrganisationKind.PROVINCE:
        return _Block(first, first.name, row[1:], PLACES.get(first.key))
    title = "Ministeries" if first.kind is OrganisationKind.MINISTRY else "Regio’s"
    return _Block(None, title, row, None)


def _placed(blocks: Sequence[_Block]) -> list[tuple[tuple[int, int], _Block]]:
    """Return the blocks with their place; those without one get the first free places from the last row on."""
    taken = {block.place: block for block in blocks if block.place}
    row = max((row for _, row in taken), default=0)
    free = ((column, below) for below in range(row, row + len(blocks) + 1) for column in range(COLUMNS))
    spots = (spot for spot in free if spot not in taken)
    return [(block.place or next(spots), block) for block in blocks]


def _drawn(block: _Block, left: float, top: float, width: float) -> Iterator[Markup]:
    """Yield the shapes of a head with the tiles below it."""
    if block.head:
        yield from _box(block.head, block.title, left, top, width, HEAD)
    else:
        yield _words(block.title, left, top + HEAD - 1.4, 2.2, SOFT, anchor="start", bold=True)
    step = (width + 0.6) / block.across
    for index, tile in enumerate(block.tiles):
        down, across = divmod(index, block.across)
        y = top + HEAD + 0.6 + down * (TILE + 0.6)
        yield from _box(tile, tile.code, left + across * step, y, step - 0.6, TILE)


def _box(tile: Tile, words: str, left: float, top: float, width: float, height: float) -> Iterator[Markup]:
    """Yield a box, filled when the organisation was interviewed, else dashed: colour alone is not enough."""
    fill, ink = FILLS[tile.kind] if tile.held else (PAPER, SOFT)
    edge = "" if tile.held else Markup(' stroke="{}" stroke-width=".25" stroke-dasharray=".9 .7"').format(SOFT)
    inset = 0 if tile.held else 0.15
    yield Markup('<rect x="{}" y="{}" width="{}" height="{}" fill="{}"{}/>').format(
        _mm(left + inset), _mm(top + inset), _mm(width - 2 * inset), _mm(height - 2 * inset), fill, edge
    )
    size = min(2.2, (width - 1) / (0.62 * max(len(words), 1)))
    yield _words(words, left + width / 2, top + height / 2 + size * 0.36, size, ink, bold=True)


def _bars(themes: Sequence[ThemeCount]) -> tuple[float, list[Markup]]:
    """Return a bar per theme, split by kind of organisation and followed by its total."""
    most = max((theme.total for theme in themes), default=0) or 1
    scale = (WIDTH - 6) / most
    shapes: list[Markup] = []
    for place, theme in enumerate(themes):
        top = place * _LINE
        shapes.append(_words(theme.title, 0, top + 3, 2.5, INK, anchor="start"))
        left = 0.0
        for kind, number in theme.organisations:
            if number:
                shapes.append(_rect(left, top + 4.4, number * scale, FILLS[kind][0]))
                left += number * scale
        shapes.append(_words(str(theme.total), left + 1.2, top + 7, 2.4, INK, anchor="start", bold=True))
    return max(len(themes) * _LINE, 1.0), shapes


def _rect(left: float, top: float, width: float, fill: str) -> Markup:
    return Markup('<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}" stroke-width=".3"/>').format(
        _mm(left), _mm(top), _mm(width), _BAR, fill, PAPER
    )


def _words(
    words: str, x: float, y: float, size: float, ink: str, *, anchor: str = "middle", bold: bool = False
) -> Markup:
    weight = Markup(' font-weight="bold"') if bold else ""
    return Markup(
        '<text x="{}" y="{}" font-family="Noto Sans" font-size="{}" fill="{}" text-anchor="{}"{}>{}</text>'
    ).format(_mm(x), _mm(y), _mm(size), ink, anchor, weight, escape(words))


def _mm(value: float) -> str:
    """Return a number without trailing zeros, so that the same report gives the same bytes."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
