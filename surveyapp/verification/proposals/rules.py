"""What looks like a slip of the hand in a respondent's proposal, beside the words it stands in place of.

Respondents edit Markdown in a plain text area and know nothing of it. What they typed is kept as typed; what may not be
meant is asked, in a sentence that quotes the place.
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
"""Items of a list that are looked for in a proposal: each is a search through all of it."""
_SEAM = 4
"""Words on each side by which two paragraphs are known that became one."""


_MOST = 40
"""So many slips are told: more are no slips, and each has to be looked for in the text."""


def slips(text: str, proposal: str) -> tuple[str, ...]:
    """Return what may have gone amiss in the form of a proposal, each as a Dutch sentence that quotes the place."""
    before, after = tokens_of(text), tokens_of(proposal)
    links, loose = list(islice(_links(before, after), _MOST)), _LOOSE.findall(_printed(before))
    found = chain(
        _only_space(text, proposal),
        _notes(proposal),
        links,
        _loose(loose, after, proposal, links=not links),
        _vanished(text, proposal),
        _no_list(text, proposal),
        _one_paragraph(text, proposal),
    )
    return tuple(dict.fromkeys(islice(found, _MOST)))


def _only_space(text: str, proposal: str) -> Iterator[str]:
    if text != proposal and text.split() == proposal.split() and text.strip():
        yield "In uw voorstel zijn alleen spaties of regels anders. De woorden zijn gelijk aan het antwoord."


def _no_list(text: str, proposal: str) -> Iterator[str]:
    """Items of a list whose words are still there, and begin no item any more."""
    kept = set(_items(proposal))
    words = f" {' '.join(proposal.split())} "
    gone = islice((item for item in _items(text) if item not in kept), _LOOKED_AT)
    lost = [item for item in gone if f" {item} " in words]
    if lost:
        more = f" (en {len(lost) - 1} andere)" if len(lost) > 1 else ""
        yield f"Dit staat niet meer als punt in een opsomming: “{_short(lost[0])}”{more}."


def _items(text: str) -> list[str]:
    """The words of each line that begins a list item, without its mark."""
    return [" ".join(line.split()[1:]) for line in text.split("\n") if LIST_MARK.match(line)]


def _one_paragraph(text: str, proposal: str) -> Iterator[str]:
    """Paragraphs that follow each other in one line, and did not before."""
    paragraphs = [part.split() for part in re.split(r"\n{2,}", text) if part.split()]
    seams = [((*before[-_SEAM:], *after[:_SEAM]), after) for before, after in pairwise(paragraphs)]
    there = _runs_of_words(proposal, {len(seam) for seam, _ in seams})
    for seam, after in seams:
        if seam in there:
            yield f"Deze alinea staat nu vast aan de vorige: “{_short(' '.join(after))}”."


def _runs_of_words(text: str, lengths: Collection[int]) -> set[tuple[str, ...]]:
    """Every run of so many words that stand in one line."""
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
    found: list[tuple[str, str]] = []
    for block in tokens:
        address = ""
        for token in block.children or ():
            if token.type == "link_open":
                address = str(token.attrGet("href") or "")
                found.append(("", address))
            elif token.type == "link_close":
                address = ""
            elif address:
                found[-1] = (found[-1][0] + token.content, address)
    return found


def _printed(tokens: Sequence[Token]) -> str:
    """The letters that a reader would see, with marks that mark nothing."""
    blocks = (block.children or () for block in tokens)
    return "\n".join("".join(one.content for one in children if one.type == "text") for children in blocks)


def _loose(before: Sequence[str], after: Sequence[Token], proposal: str, *, links: bool) -> Iterator[str]:
    """Marks that stand on the page as signs, and did not before; of links only when nothing was said of them yet."""
    for mark in dict.fromkeys(_LOOSE.findall(_printed(after))):
        if mark not in before and mark == "**":
            yield f"Bij {_place(proposal, mark)} staan losse sterretjes (**)."
        elif links and mark not in before:
            yield f"Bij {_place(proposal, mark)} is een link niet heel."


def _vanished(text: str, proposal: str) -> Iterator[str]:
    """Paragraphs and list items that went without anything in their place."""
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
    """Per word of ``before``, whether it went and hardly anything came."""
    gone = [False] * len(before)
    for _, i1, i2, j1, j2 in comparing.opcodes(before, after):
        if (j2 - j1) * 4 < i2 - i1:
            gone[i1:i2] = [True] * (i2 - i1)
    return gone


def _place(text: str, mark: str) -> str:
    """The words around a mark, to find it by."""
    where = text.find(mark)
    line = text[text.rfind("\n", 0, where) + 1 : where + len(mark)]
    words = line.split()[-_PLACE_WORDS:]
    return f"“{' '.join(words)}”"


def _short(words: str) -> str:
    parts = words.split()
    return " ".join(parts[:_PLACE_WORDS]) + (" …" if len(parts) > _PLACE_WORDS else "")
