"""A respondent's proposal against the words it stands in place of: what a slip of the hand may not damage.

Respondents edit Markdown in a plain text area and know nothing of it. White space and list marks around words that
they left alone stay as they were; what cannot be put right is said in words, with the place.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from markdown_it.token import Token

from surveyapp import comparing, differences
from surveyapp import text as texts

_LIST_MARK = re.compile(r"[-*+>]|\d+[.)]")
_LOOSE = re.compile(r"\*\*|\]\s?\(")
_CALL = re.compile(rf"\[\^({texts.LABEL})\]")
_DEFINED = re.compile(rf"^ {{0,3}}\[\^({texts.LABEL})\]:[ \t]*(.*)", re.MULTILINE)
_WORD = re.compile(r"\w+")
_PLACE_WORDS = 8
_MOST = 40
"""So many slips are told: more are no slips, and each has to be looked for in the text."""


def mended(text: str, proposal: str) -> str:
    """The proposal in which only words differ from ``text``: a difference in white space alone is no difference."""
    if proposal.split() == text.split():
        return text
    before, after = differences.split_words(text), differences.split_words(proposal)
    old, new = ([" " if one.isspace() else one for one in words] for words in (before, after))
    pieces: list[str] = []
    for kind, i1, i2, j1, j2 in comparing.opcodes(old, new):
        if kind == "equal":
            pieces += _kept(before[i1:i2], after[j1:j2], first=i1 == 0, last=i2 == len(before))
        elif kind == "delete":
            pieces += _marks_lost(before, i1, i2)
        else:
            pieces += after[j1:j2]
    return texts.normalise("".join(pieces))


def _kept(before: Sequence[str], after: Sequence[str], *, first: bool, last: bool) -> list[str]:
    """Words that stayed, with the space as it was; beside a change the space that breaks most lines counts."""
    kept = list(before)
    edges = ([] if first else [0]) + ([] if last else [len(before) - 1])
    for edge in edges:
        if before[edge].isspace():
            kept[edge] = max(before[edge], after[edge], key=lambda space: space.count("\n"))
    return kept


def _marks_lost(before: Sequence[str], begin: int, end: int) -> list[str]:
    """The mark of a list item whose words are still there; nothing when words were taken out as well."""
    at_line_start = begin == 0 or "\n" in before[begin - 1]
    lost = before[begin:end]
    return list(lost) if at_line_start and _LIST_MARK.fullmatch("".join(lost).strip()) and end < len(before) else []


def slips(text: str, proposal: str) -> tuple[str, ...]:
    """What went amiss in the form of a proposal, each as a Dutch sentence that quotes the place."""
    before, after = texts.tokens(text), texts.tokens(proposal)
    links, loose = list(islice(_links(before, after), _MOST)), _LOOSE.findall(_printed(before))
    found = chain(_notes(proposal), links, _loose(loose, after, proposal, links=not links), _vanished(text, proposal))
    return tuple(dict.fromkeys(islice(found, _MOST)))


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
