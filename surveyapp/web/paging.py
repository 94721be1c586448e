"""Long lists, divided into pages."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from flask import request, url_for

T = TypeVar("T")
PER_PAGE = 50
NAME = "pagina"


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """The part of a list on a page. ``number`` counts from 1; ``name`` is its parameter in the address."""

    items: Sequence[T]
    number: int
    pages: int
    total: int
    name: str = NAME

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


def page_of(items: Sequence[T], *, per_page: int = PER_PAGE, name: str = NAME) -> Page[T]:
    """Return the page of a list that the address asks for, or the nearest existing page.

    ``name`` distinguishes several lists on a page.
    """
    return replace(part_of(items, request.args.get(name, 1, int), per_page=per_page), name=name)


def part_of(items: Sequence[T], asked: int, *, per_page: int = PER_PAGE) -> Page[T]:
    """Return the page of a list with this number, or the nearest existing page."""
    number, pages = _nearest(asked, len(items), per_page)
    return Page(items[(number - 1) * per_page : number * per_page], number, pages, len(items))


def page_read(
    total: int, read: Callable[[int, int], Sequence[T]], *, per_page: int = PER_PAGE, name: str = NAME
) -> Page[T]:
    """Return the page that the address asks for, of a list that is read per page.

    ``read`` is called with the number of rows to skip and to read. ``name`` is as for ``page_of``.
    """
    number, pages = _nearest(request.args.get(name, 1, int), total, per_page)
    return Page(read((number - 1) * per_page, per_page), number, pages, total, name)


def _nearest(asked: int, total: int, per_page: int) -> tuple[int, int]:
    """Return the number of the nearest existing page, and the number of pages."""
    pages = max(1, -(-total // per_page))
    return max(1, min(asked, pages)), pages


def page_with(place: int, *, per_page: int = PER_PAGE) -> int:
    """Return the number of the page that shows a place of the list, from 0."""
    return place // per_page + 1


def address_of_page(number: int, *, name: str = NAME, without: Collection[str] = (), endpoint: str = "") -> str:
    """Return the address of this page with another page number, keeping all other parameters except ``without``.

    ``name`` is that of the list. ``endpoint`` is for a form without a page of its own that shows the page again.
    """
    asked = {name: values for name, values in request.args.lists() if name not in without}
    values: dict[str, Any] = {**asked, **(request.view_args or {}), name: number}
    return url_for(endpoint or request.endpoint or "", **values)
