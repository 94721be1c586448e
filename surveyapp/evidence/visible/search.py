"""Comparison of a document's text with the pages of a copy. Plain Python, for the process with limits.

Text is compared by its letters, line by line as the pages show it. Other content between the lines, such as headers,
figures and footnotes, does not matter, nor does what another program made of the file.
"""

from collections.abc import Iterator, Sequence

from surveyapp.evidence.visible.lines import Pages, pages_of
from surveyapp.evidence.visible.shown import Shown, likeness, quoted
from surveyapp.evidence.visible.wanted import Passage, Wanted, passages, passages_of_before

_HALF = 0.5
_NAMED = 12
"""Maximum number of differences that are named."""


def unseen(content: bytes, wanted: Sequence[Wanted], published: Pages | None = None) -> list[str]:
    """Return the differences on the pages of a copy as Dutch sentences; [] when the text is the same.

    ``published`` is what the original shows, if it was kept: then every line is compared. Raises Unreadable.
    """
    texts = [passages(required) for required in wanted]
    every = [passage for text in texts for passage in text]
    pages = [pages_of(content), *([published] if published else [])]
    alike = likeness(pages, every)
    copy, *kept = (Shown(document, every, alike) for document in pages)
    original = kept[0] if kept else None
    wrong = [
        passage for required, text in zip(wanted, texts, strict=True) for passage in _missing(copy, required, text)
    ]
    differences = [*_page_count(copy, original), *_differences(copy, wrong, original)]
    if original is None:
        differences += [words for text in texts for words in copy.inserted(text)]
    return _in_short(list(dict.fromkeys(differences)), copy)


def most_like(content: bytes, candidates: Sequence[Sequence[Wanted]]) -> int | None:
    """Return the index of the candidate of whose text a file shows most, the first of equals; None when below half.

    Raises Unreadable.
    """
    texts = [[passage for required in wanted for passage in passages(required)] for wanted in candidates]
    every = [passage for text in texts for passage in text]
    pages = pages_of(content)
    shown = Shown(pages, every, likeness([pages], every))
    parts = [sum(map(shown.shows, text)) / max(len(text), 1) for text in texts]
    most = max(parts, default=0)
    return parts.index(most) if most >= _HALF else None


def _missing(copy: Shown, required: Wanted, text: Sequence[Passage]) -> Sequence[Passage]:
    """Return the passages of a text that are not on the pages, unless an accepted alternative is."""
    missing = [passage for passage in text if not copy.shows(passage)]
    if not missing:
        return []
    others = (passages_of_before(required), passages(Wanted(required.other, required.place)))
    return [] if any(other and all(map(copy.shows, other)) for other in others) else missing


def _differences(copy: Shown, wrong: Sequence[Passage], original: Shown | None) -> Iterator[str]:
    """Yield what is on the pages instead of passages and, with an original, instead of its other lines."""
    for passage in wrong:
        yield from copy.instead_of(passage)
    if original is None or copy.same_lines(original):
        return
    for line in original.lines:
        if not line.is_number and not copy.knows(line):
            yield from copy.instead_of(Passage("", line.words, line.letters, flows=False), page=line.page)
    for line in copy.lines:
        if not line.is_number and line not in copy.named and not original.knows(line):
            yield f"Op bladzijde {line.page} staat ook {quoted(line.words)}. Dat hoort er niet te staan."
    if not wrong:
        for page in copy.moved(original):
            yield f"Op bladzijde {page} staan regels in een andere volgorde."


def _page_count(copy: Shown, original: Shown | None) -> Iterator[str]:
    """Yield a remark when pages are missing or added, by the original or by the footers of the pages."""
    should = original.pages.count if original else copy.pages_by_its_feet
    if should != copy.pages.count:
        yield f"Het bestand heeft {copy.pages.count} bladzijden. Het hoort er {should} te hebben."


def _in_short(differences: list[str], copy: Shown) -> list[str]:
    if not differences:
        return []
    if len(differences) > _NAMED:
        differences = [*differences[:_NAMED], f"Er zijn nog {len(differences) - _NAMED} andere verschillen."]
    for pages, what in (
        (copy.pages.mute, "geen letters die te lezen zijn"),
        (copy.pages.hidden, "letters die niet te zien zijn"),
    ):
        if pages:
            differences.append(f"Op deze bladzijden staan {what}: {', '.join(map(str, pages))}.")
    return differences
