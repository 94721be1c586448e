"""What stands where: editors' texts and answers, put in the outline's sections word for word."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.report.citations.rules import Cited, citations, with_codes
from surveyapp.report.citations.staleness import Vain, unsettled
from surveyapp.report.compiling.use import SOMEBODY, citable, why_hidden
from surveyapp.report.material.filling import filled_in, slips
from surveyapp.report.material.given import Given, given_in, in_order, waits_for_theme
from surveyapp.report.material.passages import passage_indexes, runs, takes_some
from surveyapp.report.material.pictures import blocks_of
from surveyapp.report.material.rules import (
    absence,
    by_organisation,
    counts,
    in_report_order,
    no_text,
    questions,
    what_is_missing,
    why_open,
)
from surveyapp.report.material.sources import Organisation, RoundSource
from surveyapp.report.material.structure import EachProvince, Feed, Group, Outline, OutlineSection
from surveyapp.report.material.tree import Block, Gap, Quotation, Section
from surveyapp.verification.records.rules import Use

NUMBERED = "#"
"""Stands for a number until the whole tree is there."""
NOBODY = "Over dit onderwerp staan in dit rapport geen antwoorden."
NOT_YET = "Hiervoor zijn nog geen antwoorden met akkoord."
_NONE: Mapping[str, Given] = {}


class Placing:
    """Builds sections, and remembers which passages of which agreed answers have found a place."""

    def __init__(self, outline: Outline, source: RoundSource, *, draft: bool) -> None:
        self.draft = draft
        self.organisations = in_report_order(source.organisations)
        self.placed: defaultdict[tuple[str, str, int], int] = defaultdict(int)
        """How often each passage (organisation, question, from 0) stands in the report by name."""
        self._texts = source.section_texts
        self._values = counts(source.interviews)
        self._figures = source.figures
        self._interviews = by_organisation(source.interviews)
        self._given = {
            key: {one.answer.item: one for one in given_in(interview)} for key, interview in self._interviews.items()
        }
        self._homes = _homes(outline, self.organisations)
        self.citable = citable(source.interviews)
        self._cited: set[Cited] = set()
        self.unresolved: dict[str, tuple[Vain, ...]] = {}
        """Per section's key, what it cites in vain and nobody decided on."""
        self.overruled: dict[str, tuple[Vain, ...]] = {}
        """Per section's key, what stays there by a decision."""
        self._settled = source.settled

    def given(self, organisations: Iterable[Organisation]) -> Iterator[Given]:
        """Their answers, organisation after organisation, in the order of the questionnaire."""
        for organisation in organisations:
            yield from self._given.get(organisation.key, _NONE).values()

    def asked(self, feed: Feed, organisations: Iterable[Organisation]) -> Iterator[Given]:
        """Those of their answers that belong in a section, in the same order."""
        for organisation in organisations:
            if found := self._given.get(organisation.key):
                items = feed.items(self._interviews[organisation.key].questionnaire)
                yield from (found[item] for item in items if item in found)

    def section(self, outlined: OutlineSection) -> Section:
        """A numbered section and everything below it."""
        blocks = self._text(outlined)
        below: list[Section] = []
        feed = outlined.feed
        if feed:
            members = [one for one in self.organisations if feed.takes(one)]
            if feed.headings:
                below += self._headed(outlined, feed, members)
            else:
                blocks += [*self._unheaded(outlined, feed, members, headed=False), *self._without_name(feed, members)]
        for child in outlined.sections:
            below += self._provinces(child) if isinstance(child, EachProvince) else [self.section(child)]
        if not blocks and not below:
            blocks = [Gap(self._nothing(feed))]
        return Section(outlined.key, NUMBERED, outlined.title, tuple(blocks), tuple(below))

    def _nothing(self, feed: Feed | None) -> str:
        if feed and feed.themes and any(map(waits_for_theme, self.asked(feed, filter(feed.takes, self.organisations)))):
            return "Bij dit onderwerp is nog geen antwoord ingedeeld."
        return NOT_YET if self.draft else NOBODY

    def _text(self, place: OutlineSection | Group) -> list[Block]:
        if not place.text:
            return []
        text = self._texts.get(place.key, "")
        if not text.strip():
            return [Gap(no_text(place.title, draft=self.draft))]
        unknown = [f"{phrase}." for phrase in slips(text, self._values, self._figures)]
        unknown += [f"[{one.name}] {one.why}." for one in self._resolve(place, text)]
        written = with_codes(filled_in(text, self._values), self.citable.codes)
        return [*blocks_of(written, self._figures), *(Gap(sentence) for sentence in unknown if self.draft)]

    def _resolve(self, place: OutlineSection | Group, text: str) -> Sequence[Vain]:
        """Remember what a text cites; what cannot be cited there comes back."""
        self._cited.update(one.cited for one in citations(text) if one.cited in self.citable.codes)
        found = self.citable.vain(text, place.organisations if isinstance(place, Group) else ())
        vain = unsettled(place.key, found, self._settled)
        if vain:
            self.unresolved[place.key] = vain
        if len(found) > len(vain):
            self.overruled[place.key] = tuple(one for one in found if one not in vain)
        return vain

    def _headed(self, outlined: OutlineSection, feed: Feed, members: Sequence[Organisation]) -> Iterator[Section]:
        for one in members:
            blocks = self._unheaded(outlined, feed, [one], headed=True)
            if blocks:
                yield Section(f"{outlined.key}/{one.key}", "", one.title, tuple(blocks))

    def _unheaded(
        self, outlined: OutlineSection, feed: Feed, members: Sequence[Organisation], *, headed: bool
    ) -> list[Block]:
        blocks: list[Block] = []
        for one in members:
            if self._homes.get(one.key) == outlined.key:
                blocks += self._absences([one])
            blocks += self._answers(feed, self.asked(feed, [one]), headed=headed)
        return blocks

    def _provinces(self, each: EachProvince) -> Iterator[Section]:
        for province in self.organisations:
            if province.kind is OrganisationKind.PROVINCE:
                key = f"{each.key}/{province.key}"
                own = each.of_province(province, self.organisations)
                if own:
                    yield Section(key, NUMBERED, province.name, (), tuple(self._entries(each, key, own)))

    def _entries(self, each: EachProvince, prefix: str, own: Sequence[Organisation]) -> Iterator[Section]:
        grouped = {key: group for group in each.groups for key in group.organisations}
        shown: set[str] = set()
        for one in own:
            group = grouped.get(one.key)
            if group is None:
                yield self._entry(each, f"{prefix}/{one.key}", one.title, [one])
            elif group.key not in shown:
                shown.add(group.key)
                yield self._group(each, prefix, group, [member for member in own if grouped.get(member.key) is group])

    def _group(self, each: EachProvince, prefix: str, group: Group, members: Sequence[Organisation]) -> Section:
        key, text = f"{prefix}/{group.key}", self._text(group)
        if group.merge:
            return self._entry(each, key, group.title, members, text)
        entries = tuple(self._entry(each, f"{key}/{one.key}", one.title, [one]) for one in members)
        return Section(key, "", group.title, tuple(text), entries)

    def _entry(
        self, each: EachProvince, key: str, title: str, members: Sequence[Organisation], text: Sequence[Block] = ()
    ) -> Section:
        """A heading with the answers of one organisation, or of several that are reported together."""
        below = []
        for part in each.sections:
            feed = part.feed
            found = [one for one in members if feed and feed.takes(one)]
            blocks = self._answers(feed, sorted(self.asked(feed, found), key=in_order), headed=True) if feed else []
            if blocks:
                below.append(Section(f"{key}/{part.key}", "", part.title, tuple(blocks)))
        blocks = [*text, *self._absences(members)]
        if not blocks and not below:
            blocks = [Gap(f"Van {title} staan in dit rapport geen antwoorden.")]
        return Section(key, "", title, tuple(blocks), tuple(below))

    def _absences(self, members: Iterable[Organisation]) -> list[Block]:
        return [Gap(sentence) for one in members if (sentence := self._absence(one))]

    def _absence(self, organisation: Organisation) -> str:
        """Why words are not there. In a draft "" when each answer that is open says so in its own place."""
        interview = self._interviews.get(organisation.key)
        if not what_is_missing(interview):
            return ""
        if self.draft and interview and interview.held_on and not all(one.approved for one in interview.answers):
            return ""
        return absence(organisation, interview, draft=self.draft)

    def _answers(self, feed: Feed, given: Iterable[Given], *, headed: bool) -> list[Block]:
        """The agreed words of what a section asks and, in a draft, which answers are still open or limited and why.

        ``headed``: the heading above says whose words these are.
        """
        blocks: list[Block] = []
        waiting: list[Given] = []
        for one in given:
            if one.answer.approved and one.answer.use is not Use.NAMED:
                blocks += self._limited(one, feed, headed=headed)
            elif one.answer.approved:
                blocks += [*self._gaps(waiting), *self._quotations(one, feed)]
                waiting = []
            elif takes_some(feed, one.answer):
                waiting.append(one)
        return [*blocks, *self._gaps(waiting)]

    def _quotations(self, one: Given, feed: Feed) -> Iterator[Quotation]:
        for run in runs(one.answer, feed):
            for index in run.indexes:
                self.placed[one.organisation.key, one.answer.item, index] += 1
            yield Quotation(one.code, one.organisation.title, one.answer.item, run.markdown, key=one.organisation.key)

    def _limited(self, one: Given, feed: Feed, *, headed: bool) -> list[Block]:
        """In a draft, that an answer may not stand here. Without name it stands with the others of its section."""
        why = why_hidden(one.answer, one.organisation)
        if not self.draft or not takes_some(feed, one.answer) or not (why or headed):
            return []
        why = why or "mag alleen zonder naam worden gebruikt en staat daarom niet hier"
        return [Gap(f"{one.organisation.title}, vraag {one.answer.item}: {why}.")]

    def _without_name(self, feed: Feed, members: Sequence[Organisation]) -> Iterator[Quotation]:
        """After all that is named, in an order that says nothing of whose words these are."""
        found = [
            one
            for one in self.asked(feed, members)
            if one.answer.approved and one.answer.use is Use.UNNAMED and not why_hidden(one.answer, one.organisation)
        ]
        for one in sorted(found, key=lambda given: given.answer.fingerprint):
            somebody = SOMEBODY[one.organisation.kind]
            for run in runs(one.answer, feed):
                yield Quotation(
                    "", one.organisation.title, one.answer.item, run.markdown, somebody, key=one.organisation.key
                )

    def _gaps(self, waiting: Sequence[Given]) -> list[Gap]:
        if not self.draft:
            return []
        open_items: dict[tuple[str, str], list[Given]] = {}
        for one in waiting:
            open_items.setdefault((one.organisation.key, why_open(one.interview)), []).append(one)
        return [
            Gap(f"{found[0].organisation.title}, {questions([one.answer.item for one in found])}: {why}.")
            for (_, why), found in open_items.items()
        ]

    def unplaced(self) -> tuple[str, ...]:
        """Agreed words that no section took, named in Dutch. Those that are limited need no place."""
        return self._standing(lambda count: count == 0)

    def twice(self) -> tuple[str, ...]:
        """Agreed words that more than one section took, named in Dutch."""
        return self._standing(lambda count: count > 1)

    def _standing(self, wanted: Callable[[int], bool]) -> tuple[str, ...]:
        names = []
        for one in self.given(self.organisations):
            named = one.answer.approved and one.answer.use is Use.NAMED
            indexes = passage_indexes(one.answer) if named else ()
            name = one.organisation.key, one.answer.item
            found = [index for index in indexes if wanted(self.placed.get((*name, index), 0))]
            if found:
                places = ", ".join(str(index + 1) for index in found)
                which = "" if len(found) == len(indexes) else f" (alinea {places})"
                names.append(f"{one.organisation.title}, vraag {one.answer.item}{which}")
        return tuple(names)

    def cited(self) -> tuple[Given, ...]:
        """The agreed answers that stand somewhere or are cited by name, in the order of organisations and questions."""
        found = self._cited | {(organisation, item) for organisation, item, _ in self.placed}
        found -= self.citable.unnamed.keys()
        return tuple(one for one in self.given(self.organisations) if (one.organisation.key, one.answer.item) in found)


def _homes(outline: Outline, organisations: Iterable[Organisation]) -> dict[str, str]:
    """For each organisation without a place in a province: the first section that takes its answers."""
    homes: dict[str, str] = {}
    for one in organisations:
        places = [section for section in outline.sections() if section.takes(one)]
        if places and not any(isinstance(section, EachProvince) for section in places):
            homes[one.key] = places[0].key
    return homes
