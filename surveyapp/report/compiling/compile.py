"""From plain values to the report's tree. In a final report stands nothing that is not agreed."""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date

from surveyapp.core.dutch import listed
from surveyapp.questionnaires.rules import OrganisationKind, Questionnaire
from surveyapp.report.citations.idem import with_idem
from surveyapp.report.citations.staleness import Vain
from surveyapp.report.compiling.overruled import decisions_of
from surveyapp.report.compiling.placing import Placing
from surveyapp.report.compiling.themes import missing_themes
from surveyapp.report.compiling.use import limits_of
from surveyapp.report.material.given import Given
from surveyapp.report.material.pictures import captioned, theme_counts
from surveyapp.report.material.rules import (
    AnswersUnplaced,
    CitationsUnresolved,
    CodesCollide,
    Missing,
    ReportIncomplete,
    UnknownKey,
    by_organisation,
    in_report_order,
    incomplete_interviews,
    incomplete_texts,
    numbered,
    what_is_missing,
)
from surveyapp.report.material.sources import ApprovalSource, InterviewSource, Organisation, RoundSource
from surveyapp.report.material.structure import Group, Outline, OutlineSection
from surveyapp.report.material.tree import CitationRow, EditionMark, InterviewRow, Report, Tile


def compile_report(
    outline: Outline,
    source: RoundSource,
    *,
    draft: bool,
    dated: date,
    leave_open: Collection[str] = (),
    chapter: str = "",
    edition: EditionMark | None = None,
) -> Report:
    """The report, or one chapter of it under its own number.

    A final report holds only agreed answers. It is complete but for what its editors decided on, and for what
    ``leave_open`` names (keys of organisations, of editors' sections, of answers without a theme). A draft
    holds no other answers either, and says in each place what is missing. Raises UnknownKey, CodesCollide,
    ReportIncomplete, CitationsUnresolved and AnswersUnplaced.
    """
    _check_keys(outline, source, leave_open, chapter)
    _check_codes(source)
    misses = what_misses(outline.only(chapter), source)
    missing = [one for one in misses if one.key not in leave_open and one.about not in source.settled]
    missing += [one for one in missing_themes(outline.only(chapter), source) if one.key not in leave_open]
    if missing and not draft:
        raise ReportIncomplete(missing)
    placing = Placing(outline, source, draft=draft)
    tiles, themes = _tiles(source), theme_counts(source.interviews)
    placed = numbered([placing.section(one) for one in outline.chapters])
    chapters = with_idem(captioned(placed, tiles, themes))
    written = {place.key for place in outline.only(chapter).text_sections()}
    vain = [_told(key, one) for key, several in placing.unresolved.items() if key in written for one in several]
    if vain and not draft:
        raise CitationsUnresolved(vain)
    limits = limits_of(source.interviews)
    if unplaced := placing.unplaced():
        raise AnswersUnplaced(unplaced)
    return Report(
        title=source.title,
        subtitle=source.subtitle,
        publisher=source.publisher,
        dated=dated,
        draft=draft,
        chapters=tuple(one for one in chapters if not chapter or one.key == chapter),
        questionnaires=_questionnaires(source),
        interviews=_interview_rows(source),
        citations=tuple(map(_citation_row, placing.cited())),
        unnamed=limits.unnamed,
        background=limits.background,
        tiles=tiles,
        themes=themes,
        whole=not chapter,
        columns=source.columns,
        edition=edition,
        decisions=() if draft else decisions_of(outline.only(chapter), source, misses, placing.overruled),
    )


def _told(key: str, vain: Vain) -> str:
    return f"[{vain.name}] in {key} ({vain.why})"


def what_misses(outline: Outline, source: RoundSource) -> tuple[Missing, ...]:
    """Everything that a final report along this outline waits for, interviews first."""
    concerned = [one for one in in_report_order(source.organisations) if outline.takes(one)]
    texts = incomplete_texts(places_for_text(outline, source), source)
    return incomplete_interviews(concerned, source.interviews) + texts


def places_for_text(outline: Outline, source: RoundSource) -> Iterator[OutlineSection | Group]:
    """Every place for an editor's text but those of groups that nobody in this round belongs to."""
    present = {one.key for one in source.organisations}
    for place in outline.text_sections():
        if not isinstance(place, Group) or present & set(place.organisations):
            yield place


def _check_keys(outline: Outline, source: RoundSource, leave_open: Collection[str], chapter: str) -> None:
    organisations = {one.key for one in source.organisations}
    texts = {place.key for place in outline.text_sections()}
    chapters = {one.key for one in outline.chapters}
    known = organisations | texts | {one.key for one in missing_themes(outline, source)}
    if unknown := set(leave_open) - known:
        raise UnknownKey("Openlaten", unknown, known)
    if chapter and chapter not in chapters:
        raise UnknownKey("Hoofdstuk", {chapter}, chapters)


def _check_codes(source: RoundSource) -> None:
    """A code behind a passage refers to one organisation, or Bijlage 2 proves nothing."""
    codes = Counter(one.code for one in source.organisations)
    if double := [code for code, count in codes.items() if count > 1]:
        raise CodesCollide(double)


def _questionnaires(source: RoundSource) -> tuple[Questionnaire, ...]:
    """Those that were used, each once: regions, provinces, ministries."""
    kinds = list(OrganisationKind)
    used = dict.fromkeys(interview.questionnaire for interview in source.interviews)
    return tuple(sorted(used, key=lambda one: kinds.index(one.kind)))


def _interview_rows(source: RoundSource) -> tuple[InterviewRow, ...]:
    """Every organisation of the round, interviewed or not."""
    found = by_organisation(source.interviews)
    return tuple(_interview_row(one, found.get(one.key)) for one in in_report_order(source.organisations))


def _interview_row(organisation: Organisation, interview: InterviewSource | None) -> InterviewRow:
    missing = what_is_missing(interview)
    if interview is None:
        return InterviewRow(organisation.title, (), None, (), None, missing)
    return InterviewRow(
        organisation.title,
        interview.functions,
        interview.held_on,
        interview.records_sent_on,
        None if missing else interview.approved_on,
        missing,
    )


def _citation_row(one: Given) -> CitationRow:
    return CitationRow(
        code=one.code,
        organisation=one.organisation.title,
        item=one.answer.item,
        revision=one.answer.revision,
        approved_on=max(approval.given_on for approval in one.answer.approvals),
        approved_by=approved_by(one.answer.approvals),
        fingerprint=one.answer.fingerprint,
    )


def approved_by(approvals: Collection[ApprovalSource]) -> str:
    """Functions by channel, whoever was first: "beleidsadviseur en wethouder, via de link"."""
    functions: dict[str, list[str]] = {}
    for approval in sorted(approvals, key=lambda one: one.function):
        functions.setdefault(approval.how, []).append(approval.function)
    return "; ".join(f"{listed(who)}, {how}" for how, who in functions.items())


def _tiles(source: RoundSource) -> tuple[tuple[Tile, ...], ...]:
    """Each province with its regions in a row, regions without a province, the ministries."""
    held = {one.organisation.key for one in source.interviews if one.held_on}
    rows: list[list[Tile]] = []
    previous: tuple[bool, str | None] | None = None
    for one in in_report_order(source.organisations):
        ministry = one.kind is OrganisationKind.MINISTRY
        row = ministry, one.key if one.kind is OrganisationKind.PROVINCE else one.province_key
        if row != previous:
            rows.append([])
        rows[-1].append(Tile(one.key, one.code, one.name, one.kind, one.key in held))
        previous = row
    return tuple(map(tuple, rows))
