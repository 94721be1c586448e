"""Find likely mistakes in the form of a proposal, compared with the text that it replaces.

Respondents edit Markdown in a plain text area without knowing its syntax. What they typed is saved as typed; each
likely mistake is pointed out in a sentence that quotes the place.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import chain, islice, pairwise

from markdown_it.token import Token

from surveyapp.text import comparing
from surveyapp.text import words as texts
from surveyapp.text.marks import LABEL, LIST_MARK
from surveyapp.text.markup import tokens as tokens_of

_LOOSE = re.compile(r"\*\*|\]\s?\(")
_CALL = re.compile(rf"\[\^({LABEL})\]")
_DEFINED = re.compile(rf"^ {{0,3}}\[\^({LABEL})\]:[ \t]*(.*)", re.MULTILINE)
_WORD = re.compile(r"\w+")
_PLACE_WORDS = 8
_LOOKED_AT = 200
"""Maximum number of list items that are searched for: each search goes through the whole proposal."""
_SEAM = 4
"""Number of words on each side by which two joined paragraphs are recognised."""


_MOST = 40
"""Maximum number of mistakes that are reported: more are a rewrite, and each has to be looked for in the text."""


def slips(text: str, proposal: str) -> tuple[str, ...]:
    """Return likely mistakes in the form of a proposal, each as a Dutch sentence that quotes the place."""
    before, after = tokens_of(text), tokens_of(proposal)
    links, loose = list(islice(_links(before, after), _MOST)), _LOOSE.findall(_printed(before))
    mistakes = chain(
        _only_space(text, proposal),
        _notes(proposal),
        links,
        _loose(loose, after, proposal, links=not links),
        _vanished(text, proposal),
        _no_list(text, proposal),
        _one_paragraph(text, proposal),
    )
    return tuple(dict.fromkeys(islice(mistakes, _MOST)))


def _only_space(text: str, proposal: str) -> Iterator[str]:
    if text != proposal and text.split() == proposal.split() and text.strip():
        yield "In uw voorstel zijn alleen spaties of regels anders. De woorden zijn gelijk aan het antwoord."


def _no_list(text: str, proposal: str) -> Iterator[str]:
    """Yield a warning for list items whose words are still there without the mark of an item."""
    kept = set(_items(proposal))
    words = f" {' '.join(proposal.split())} "
    gone = islice((item for item in _items(text) if item not in kept), _LOOKED_AT)
    lost = [item for item in gone if f" {item} " in words]
    if lost:
        more = f" (en {len(lost) - 1} andere)" if len(lost) > 1 else ""
        yield f"Dit staat niet meer als punt in een opsomming: “{_short(lost[0])}”{more}."


def _items(text: str) -> list[str]:
    """Return the words of each list item, without its mark."""
    return [" ".join(line.split()[1:]) for line in text.split("\n") if LIST_MARK.match(line)]


def _one_paragraph(text: str, proposal: str) -> Iterator[str]:
    """Yield a warning for each paragraph that was joined to the one before it."""
    paragraphs = [part.split() for part in re.split(r"\n{2,}", text) if part.split()]
    seams = [((*before[-_SEAM:], *after[:_SEAM]), after) for before, after in pairwise(paragraphs)]
    there = _runs_of_words(proposal, {len(seam) for seam, _ in seams})
    for seam, after in seams:
        if seam in there:
            yield f"Deze alinea staat nu vast aan de vorige: “{_short(' '.join(after))}”."


def _runs_of_words(text: str, lengths: Collection[int]) -> set[tuple[str, ...]]:
    """Return all runs of words in one line that have one of these lengths."""
    lines = [line.split() for line in text.split("\n")]
    return {
        tuple(words[start : start + length])
        for words in lines
        for length in lengths
        for start in range(len(words) - length + 1)
    }


def _notes(proposal: str) -> Iterator[str]:
    words = dict(_DEFINED.findall(proposal))
    called = set(_CALL.findall(_DEFINED.sub("", proposal)))
    for label in sorted(called - set(words)):
        yield f"De voetnoot bij {_place(proposal, f'[^{label}]')} heeft geen tekst meer."
    for label, note in words.items():
        if label not in called:
            yield f"De voetnoot “{_short(note)}” hoort nergens meer bij: [^{label}] staat niet meer in de tekst."


def _links(before: Sequence[Token], after: Sequence[Token]) -> Iterator[str]:
    there = {address for _, address in _links_of(after)}
    printed = _printed(after)
    for words, address in _links_of(before):
        if address not in there and (address in printed or f"[{words}]" in printed):
            yield f"De link bij “{_short(words)}” is niet meer heel."


def _links_of(tokens: Sequence[Token]) -> list[tuple[str, str]]:
    links: list[tuple[str, str]] = []
    for block in tokens:
        address = ""
        for token in block.children or ():
            if token.type == "link_open":
                address = str(token.attrGet("href") or "")
                links.append(("", address))
            elif token.type == "link_close":
                address = ""
            elif address:
                links[-1] = (links[-1][0] + token.content, address)
    return links


def _printed(tokens: Sequence[Token]) -> str:
    """Return the visible text, including Markdown marks that have no effect."""
    blocks = (block.children or () for block in tokens)
    return "\n".join("".join(token.content for token in children if token.type == "text") for children in blocks)


def _loose(before: Sequence[str], after: Sequence[Token], proposal: str, *, links: bool) -> Iterator[str]:
    """Yield a warning for Markdown marks that became visible; for those of links only with ``links``."""
    for mark in dict.fromkeys(_LOOSE.findall(_printed(after))):
        if mark not in before and mark == "**":
            yield f"Bij {_place(proposal, mark)} staan losse sterretjes (**)."
        elif links and mark not in before:
            yield f"Bij {_place(proposal, mark)} is een link niet heel."


def _vanished(text: str, proposal: str) -> Iterator[str]:
    """Yield a warning for each paragraph or list item that was removed without a replacement."""
    lines = [line for line in texts.without_footnotes(text).split("\n") if _WORD.search(line)]
    per_line = [_WORD.findall(line) for line in lines]
    gone = _gone(list(chain.from_iterable(per_line)), _WORD.findall(texts.without_footnotes(proposal)))
    place = 0
    for line, words in zip(lines, per_line, strict=True):
        lost = sum(gone[place : place + len(words)])
        place += len(words)
        if lost * 4 > len(words) * 3:
            yield f"Deze regels staan niet meer in uw tekst: “{_short(line)}”."


def _gone(before: list[str], after: list[str]) -> list[bool]:
    """Return whether each word of ``before`` was removed and hardly replaced."""
    gone = [False] * len(before)
    for _, i1, i2, j1, j2 in comparing.opcodes(before, after):
        if (j2 - j1) * 4 < i2 - i1:
            gone[i1:i2] = [True] * (i2 - i1)
    return gone


def _place(text: str, mark: str) -> str:
    """Return the last words up to a mark, quoted, to find it by."""
    where = text.find(mark)
    line = text[text.rfind("\n", 0, where) + 1 : where + len(mark)]
    words = line.split()[-_PLACE_WORDS:]
    return f"“{' '.join(words)}”"


def _short(words: str) -> str:
    parts = words.split()
    return " ".join(parts[:_PLACE_WORDS]) + (" …" if len(parts) > _PLACE_WORDS else "")
