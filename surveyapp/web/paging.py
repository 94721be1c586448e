"""Long lists, a page at a time."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request, url_for

T = TypeVar("T")
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """The part of a list that one page shows. ``number`` counts from 1."""

    items: Sequence[T]
    number: int
    pages: int
    total: int

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


def page_of(items: Sequence[T], *, per_page: int = PER_PAGE) -> Page[T]:
    """Return the page of a list that the address asks for as ``pagina``; the nearest one that there is."""
    return part_of(items, request.args.get("pagina", 1, int), per_page=per_page)


def part_of(items: Sequence[T], asked: int, *, per_page: int = PER_PAGE) -> Page[T]:
    """Return the page of a list with this number; the nearest one that there is."""
    pages = max(1, -(-len(items) // per_page))
    number = max(1, min(asked, pages))
    return Page(items[(number - 1) * per_page : number * per_page], number, pages, len(items))


def page_with(place: int, *, per_page: int = PER_PAGE) -> int:
    """Return the number of the page that shows what stands at a place of the list, from 0."""
    return place // per_page + 1


def address_of_page(number: int, *, without: Collection[str] = ()) -> str:
    """Return the address of this page with another number, with all else that it asks for but ``without``."""
    asked = {name: values for name, values in request.args.lists() if name not in without}
    values: dict[str, Any] = {**asked, **(request.view_args or {}), "pagina": number}
    return url_for(request.endpoint or "", **values)
