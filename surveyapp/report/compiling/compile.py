"""Compilation of a round's plain values into the report's tree. A final report holds agreed words only."""

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
    """Return the compiled report, or one chapter with its own number.

    A final report must be complete, except for what editors decided and what ``leave_open`` names (keys of
    organisations, of editors' texts, of answers without a theme). A draft holds no other answers either, and says in
    each place what is missing. Raises UnknownKey, CodesCollide, ReportIncomplete, CitationsUnresolved and
    AnswersUnplaced.
    """
    _check_keys(outline, source, leave_open, chapter)
    _check_codes(source)
    misses = what_misses(outline.only(chapter), source)
    missing = [miss for miss in misses if miss.key not in leave_open and miss.about not in source.settled]
    missing += [theme for theme in missing_themes(outline.only(chapter), source) if theme.key not in leave_open]
    if missing and not draft:
        raise ReportIncomplete(missing)
    placing = Placing(outline, source, draft=draft)
    tiles, themes = _tiles(source), theme_counts(source.interviews)
    placed = numbered([placing.section(section) for section in outline.chapters])
    chapters = with_idem(captioned(placed, tiles, themes))
    written = {place.key for place in outline.only(chapter).text_sections()}
    vain = [
        _told(key, citation) for key, several in placing.unresolved.items() if key in written for citation in several
    ]
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
        chapters=tuple(candidate for candidate in chapters if not chapter or candidate.key == chapter),
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
    """Return all that a final report with this outline waits for, interviews first."""
    concerned = [organisation for organisation in in_report_order(source.organisations) if outline.takes(organisation)]
    texts = incomplete_texts(places_for_text(outline, source), source)
    return incomplete_interviews(concerned, source.interviews) + texts


def places_for_text(outline: Outline, source: RoundSource) -> Iterator[OutlineSection | Group]:
    """Yield the places for editors' texts, except groups without a member in this round."""
    present = {organisation.key for organisation in source.organisations}
    for place in outline.text_sections():
        if not isinstance(place, Group) or present & set(place.organisations):
            yield place


def _check_keys(outline: Outline, source: RoundSource, leave_open: Collection[str], chapter: str) -> None:
    organisations = {organisation.key for organisation in source.organisations}
    texts = {place.key for place in outline.text_sections()}
    chapters = {section.key for section in outline.chapters}
    known = organisations | texts | {theme.key for theme in missing_themes(outline, source)}
    if unknown := set(leave_open) - known:
        raise UnknownKey("Openlaten", unknown, known)
    if chapter and chapter not in chapters:
        raise UnknownKey("Hoofdstuk", {chapter}, chapters)


def _check_codes(source: RoundSource) -> None:
    """Raise CodesCollide when a code could refer to two organisations: Bijlage 2 would prove nothing."""
    codes = Counter(organisation.code for organisation in source.organisations)
    if double := [code for code, count in codes.items() if count > 1]:
        raise CodesCollide(double)


def _questionnaires(source: RoundSource) -> tuple[Questionnaire, ...]:
    """Return the questionnaires used, each once: regions, provinces, ministries."""
    kinds = list(OrganisationKind)
    used = dict.fromkeys(interview.questionnaire for interview in source.interviews)
    return tuple(sorted(used, key=lambda questionnaire: kinds.index(questionnaire.kind)))


def _interview_rows(source: RoundSource) -> tuple[InterviewRow, ...]:
    """Return a row per organisation of the round, interviewed or not."""
    interviews = by_organisation(source.interviews)
    return tuple(
        _interview_row(organisation, interviews.get(organisation.key))
        for organisation in in_report_order(source.organisations)
    )


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


def _citation_row(given: Given) -> CitationRow:
    return CitationRow(
        code=given.code,
        organisation=given.organisation.title,
        item=given.answer.item,
        revision=given.answer.revision,
        approved_on=max(approval.given_on for approval in given.answer.approvals),
        approved_by=approved_by(given.answer.approvals),
        fingerprint=given.answer.fingerprint,
    )


def approved_by(approvals: Collection[ApprovalSource]) -> str:
    """Return functions grouped by channel, sorted by function: "beleidsadviseur en wethouder, via de link"."""
    functions: dict[str, list[str]] = {}
    for approval in sorted(approvals, key=lambda approval: approval.function):
        functions.setdefault(approval.how, []).append(approval.function)
    return "; ".join(f"{listed(who)}, {how}" for how, who in functions.items())


def _tiles(source: RoundSource) -> tuple[tuple[Tile, ...], ...]:
    """Return tiles in rows: each province with its regions, regions without a province, the ministries."""
    held = {interview.organisation.key for interview in source.interviews if interview.held_on}
    rows: list[list[Tile]] = []
    previous: tuple[bool, str | None] | None = None
    for organisation in in_report_order(source.organisations):
        ministry = organisation.kind is OrganisationKind.MINISTRY
        row = (
            ministry,
            organisation.key if organisation.kind is OrganisationKind.PROVINCE else organisation.province_key,
        )
        if row != previous:
            rows.append([])
        rows[-1].append(
            Tile(organisation.key, organisation.code, organisation.name, organisation.kind, organisation.key in held)
        )
        previous = row
    return tuple(map(tuple, rows))
