"""Placement of editors' texts and answers in the sections of the outline, word for word."""

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
"""Placeholder for a number until the whole tree is built."""
NOBODY = "Over dit onderwerp staan in dit rapport geen antwoorden."
NOT_YET = "Hiervoor zijn nog geen antwoorden met akkoord."
_NONE: Mapping[str, Given] = {}


class Placing:
    """Builder of sections. Counts how often each passage of each agreed answer is placed."""

    def __init__(self, outline: Outline, source: RoundSource, *, draft: bool) -> None:
        self.draft = draft
        self.organisations = in_report_order(source.organisations)
        self.placed: defaultdict[tuple[str, str, int], int] = defaultdict(int)
        """Times that each passage (organisation, question, index from 0) is in the report by name."""
        self._texts = source.section_texts
        self._values = counts(source.interviews)
        self._figures = source.figures
        self._interviews = by_organisation(source.interviews)
        self._given = {
            key: {given.answer.item: given for given in given_in(interview)}
            for key, interview in self._interviews.items()
        }
        self._homes = _homes(outline, self.organisations)
        self.citable = citable(source.interviews)
        self._cited: set[Cited] = set()
        self.unresolved: dict[str, tuple[Vain, ...]] = {}
        """Citations that do not hold and that no decision covers, by section key."""
        self.overruled: dict[str, tuple[Vain, ...]] = {}
        """Citations kept by a decision, by section key."""
        self._settled = source.settled

    def given(self, organisations: Iterable[Organisation]) -> Iterator[Given]:
        """Yield all answers of the organisations, per organisation in questionnaire order."""
        for organisation in organisations:
            yield from self._given.get(organisation.key, _NONE).values()

    def asked(self, feed: Feed, organisations: Iterable[Organisation]) -> Iterator[Given]:
        """Yield the answers of the organisations that belong in a section, in the same order."""
        for organisation in organisations:
            if answers := self._given.get(organisation.key):
                items = feed.items(self._interviews[organisation.key].questionnaire)
                yield from (answers[item] for item in items if item in answers)

    def section(self, outlined: OutlineSection) -> Section:
        """Return the section with everything below it; numbers are still ``NUMBERED``."""
        blocks = self._text(outlined)
        below: list[Section] = []
        feed = outlined.feed
        if feed:
            members = [organisation for organisation in self.organisations if feed.takes(organisation)]
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
        unknown += [f"[{citation.name}] {citation.why}." for citation in self._resolve(place, text)]
        written = with_codes(filled_in(text, self._values), self.citable.codes)
        return [*blocks_of(written, self._figures), *(Gap(sentence) for sentence in unknown if self.draft)]

    def _resolve(self, place: OutlineSection | Group, text: str) -> Sequence[Vain]:
        """Record what a text cites, and return the citations that do not hold and are not decided on."""
        self._cited.update(citation.cited for citation in citations(text) if citation.cited in self.citable.codes)
        judged = self.citable.vain(text, place.organisations if isinstance(place, Group) else ())
        vain = unsettled(place.key, judged, self._settled)
        if vain:
            self.unresolved[place.key] = vain
        if len(judged) > len(vain):
            self.overruled[place.key] = tuple(citation for citation in judged if citation not in vain)
        return vain

    def _headed(self, outlined: OutlineSection, feed: Feed, members: Sequence[Organisation]) -> Iterator[Section]:
        for member in members:
            blocks = self._unheaded(outlined, feed, [member], headed=True)
            if blocks:
                yield Section(f"{outlined.key}/{member.key}", "", member.title, tuple(blocks))

    def _unheaded(
        self, outlined: OutlineSection, feed: Feed, members: Sequence[Organisation], *, headed: bool
    ) -> list[Block]:
        blocks: list[Block] = []
        for member in members:
            if self._homes.get(member.key) == outlined.key:
                blocks += self._absences([member])
            blocks += self._answers(feed, self.asked(feed, [member]), headed=headed)
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
        for organisation in own:
            group = grouped.get(organisation.key)
            if group is None:
                yield self._entry(each, f"{prefix}/{organisation.key}", organisation.title, [organisation])
            elif group.key not in shown:
                shown.add(group.key)
                yield self._group(each, prefix, group, [member for member in own if grouped.get(member.key) is group])

    def _group(self, each: EachProvince, prefix: str, group: Group, members: Sequence[Organisation]) -> Section:
        key, text = f"{prefix}/{group.key}", self._text(group)
        if group.merge:
            return self._entry(each, key, group.title, members, text)
        entries = tuple(self._entry(each, f"{key}/{member.key}", member.title, [member]) for member in members)
        return Section(key, "", group.title, tuple(text), entries)

    def _entry(
        self, each: EachProvince, key: str, title: str, members: Sequence[Organisation], text: Sequence[Block] = ()
    ) -> Section:
        """Return a section with the answers of one organisation, or of several that are reported together."""
        below = []
        for part in each.sections:
            feed = part.feed
            takers = [member for member in members if feed and feed.takes(member)]
            blocks = self._answers(feed, sorted(self.asked(feed, takers), key=in_order), headed=True) if feed else []
            if blocks:
                below.append(Section(f"{key}/{part.key}", "", part.title, tuple(blocks)))
        blocks = [*text, *self._absences(members)]
        if not blocks and not below:
            blocks = [Gap(f"Van {title} staan in dit rapport geen antwoorden.")]
        return Section(key, "", title, tuple(blocks), tuple(below))

    def _absences(self, members: Iterable[Organisation]) -> list[Block]:
        return [Gap(sentence) for member in members if (sentence := self._absence(member))]

    def _absence(self, organisation: Organisation) -> str:
        """Return why words are missing; "" in a draft where each open answer says so in its own place."""
        interview = self._interviews.get(organisation.key)
        if not what_is_missing(interview):
            return ""
        if self.draft and interview and interview.held_on and not all(answer.approved for answer in interview.answers):
            return ""
        return absence(organisation, interview, draft=self.draft)

    def _answers(self, feed: Feed, given: Iterable[Given], *, headed: bool) -> list[Block]:
        """Return the agreed words for a section and, in a draft, a gap for each answer that is open or limited.

        ``headed``: the heading above names the organisation.
        """
        blocks: list[Block] = []
        waiting: list[Given] = []
        for source in given:
            if source.answer.approved and source.answer.use is not Use.NAMED:
                blocks += self._limited(source, feed, headed=headed)
            elif source.answer.approved:
                blocks += [*self._gaps(waiting), *self._quotations(source, feed)]
                waiting = []
            elif takes_some(feed, source.answer):
                waiting.append(source)
        return [*blocks, *self._gaps(waiting)]

    def _quotations(self, given: Given, feed: Feed) -> Iterator[Quotation]:
        for run in runs(given.answer, feed):
            for index in run.indexes:
                self.placed[given.organisation.key, given.answer.item, index] += 1
            yield Quotation(
                given.code, given.organisation.title, given.answer.item, run.markdown, key=given.organisation.key
            )

    def _limited(self, given: Given, feed: Feed, *, headed: bool) -> list[Block]:
        """Return, in a draft, a gap for an answer that may not stand here; those without name end the section."""
        why = why_hidden(given.answer, given.organisation)
        if not self.draft or not takes_some(feed, given.answer) or not (why or headed):
            return []
        why = why or "mag alleen zonder naam worden gebruikt en staat daarom niet hier"
        return [Gap(f"{given.organisation.title}, vraag {given.answer.item}: {why}.")]

    def _without_name(self, feed: Feed, members: Sequence[Organisation]) -> Iterator[Quotation]:
        """Yield answers without name, in order of fingerprint: it does not betray whose words they are."""
        unnamed = [
            given
            for given in self.asked(feed, members)
            if given.answer.approved
            and given.answer.use is Use.UNNAMED
            and not why_hidden(given.answer, given.organisation)
        ]
        for source in sorted(unnamed, key=lambda given: given.answer.fingerprint):
            organisation = source.organisation
            somebody = SOMEBODY[organisation.kind]
            for run in runs(source.answer, feed):
                yield Quotation(
                    "", organisation.title, source.answer.item, run.markdown, somebody, key=organisation.key
                )

    def _gaps(self, waiting: Sequence[Given]) -> list[Gap]:
        if not self.draft:
            return []
        open_items: dict[tuple[str, str], list[Given]] = {}
        for given in waiting:
            open_items.setdefault((given.organisation.key, why_open(given.interview)), []).append(given)
        return [
            Gap(f"{answers[0].organisation.title}, {questions([given.answer.item for given in answers])}: {why}.")
            for (_, why), answers in open_items.items()
        ]

    def unplaced(self) -> tuple[str, ...]:
        """Return the agreed passages that no section took, in Dutch. Limited answers need no place."""
        return self._standing(lambda count: count == 0)

    def twice(self) -> tuple[str, ...]:
        """Return the agreed passages that more than one section took, in Dutch."""
        return self._standing(lambda count: count > 1)

    def _standing(self, wanted: Callable[[int], bool]) -> tuple[str, ...]:
        names = []
        for given in self.given(self.organisations):
            named = given.answer.approved and given.answer.use is Use.NAMED
            indexes = passage_indexes(given.answer) if named else ()
            name = given.organisation.key, given.answer.item
            matching = [index for index in indexes if wanted(self.placed.get((*name, index), 0))]
            if matching:
                places = ", ".join(str(index + 1) for index in matching)
                which = "" if len(matching) == len(indexes) else f" (alinea {places})"
                names.append(f"{given.organisation.title}, vraag {given.answer.item}{which}")
        return tuple(names)

    def cited(self) -> tuple[Given, ...]:
        """Return the agreed answers that are placed or cited by name, in order of organisations and questions."""
        shown = self._cited | {(organisation, item) for organisation, item, _ in self.placed}
        shown -= self.citable.unnamed.keys()
        return tuple(
            given for given in self.given(self.organisations) if (given.organisation.key, given.answer.item) in shown
        )


def _homes(outline: Outline, organisations: Iterable[Organisation]) -> dict[str, str]:
    """Return, for each organisation outside the provinces, the key of the first section that takes its answers."""
    homes: dict[str, str] = {}
    for organisation in organisations:
        places = [section for section in outline.sections() if section.takes(organisation)]
        if places and not any(isinstance(section, EachProvince) for section in places):
            homes[organisation.key] = places[0].key
    return homes
