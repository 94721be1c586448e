"""Interview files: parsed completely or rejected with a list of all mistakes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from email_validator import EmailNotValidError, validate_email
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.core.audit import Actor
from surveyapp.core.dutch import listed
from surveyapp.core.errors import NotFound
from surveyapp.core.yaml_reader import Item
from surveyapp.interviews.passages.rules import NO_THEME
from surveyapp.interviews.recording import operations, queries
from surveyapp.interviews.recording.models import AnswerRevision, Interview, Organisation, Round
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.interviews.recording.rules import AnswerStatus, InterviewState
from surveyapp.protection.withholding import withheld
from surveyapp.questionnaires.operations import parsed, read, store
from surveyapp.questionnaires.rules import Questionnaire, QuestionnaireError, parse
from surveyapp.text import words as texts

MOST_ORGANISATIONS, MOST_RESPONDENTS, MOST_PROBLEMS = 1_000, 50, 200
"""Limits to one file; a larger number is a mistake, and a longer list of mistakes is not read."""


class FileError(Exception):
    """The file cannot be imported. ``problems`` has a Dutch sentence with file, line and key for each mistake.

    Made from a list of sentences, or from one string with a sentence on each line, as another process sends it.
    """

    def __init__(self, problems: Sequence[str] | str) -> None:
        lines = problems.split("\n") if isinstance(problems, str) else list(problems)
        if len(lines) > MOST_PROBLEMS:
            lines = [*lines[: MOST_PROBLEMS - 1], f"En nog {len(lines) - MOST_PROBLEMS + 1} andere fouten."]
        super().__init__("\n".join(lines))
        self.problems = tuple(lines)


@dataclass(frozen=True, slots=True)
class InterviewFile:
    """Contents of an interview file, checked against its questionnaire."""

    round: str
    questionnaire: Questionnaire
    source: str
    """The file of the questionnaire."""
    organisation: str
    held_on: date | None
    respondents: tuple[RespondentData, ...]
    answers: dict[str, tuple[AnswerStatus, str]]
    notes: dict[str, str]
    themes: dict[str, tuple[tuple[str, ...], ...]]


def parse_interview(source: str, name: str, questionnaires: Path) -> InterviewFile:
    """Return the interview in a file called ``name``. Raises FileError with all mistakes."""
    problems: list[str] = []
    root = Item.read(source, name, problems)
    interview = _interview(root, questionnaires) if root else None
    if problems or interview is None:
        raise FileError(problems)
    return interview


def _interview(root: Item, questionnaires: Path) -> InterviewFile | None:
    fields = root.mapping(
        ("round", "questionnaire", "organisation", "answers"),
        ("date", "respondents", "not_discussed", "not_applicable", "notes", "themes"),
    )
    if not {"round", "questionnaire", "organisation", "answers"} <= fields.keys():
        return None
    key = fields["questionnaire"].word()
    try:
        own = read(questionnaires, key)
        questionnaire = parse(own, f"{key}.yaml")
    except QuestionnaireError as error:
        fields["questionnaire"].wrong(f"een vragenlijst. {error}", repr(key))
        return None
    return InterviewFile(
        round=fields["round"].word(),
        questionnaire=questionnaire,
        source=own,
        organisation=fields["organisation"].word(),
        held_on=_date(fields["date"]) if "date" in fields else None,
        respondents=_respondents(fields["respondents"]) if "respondents" in fields else (),
        answers=_answers(fields, questionnaire),
        notes={item: value.text() for item, value in _by_item(fields.get("notes"), questionnaire).items()},
        themes=_themes(fields.get("themes"), questionnaire),
    )


def _by_item(item: Item | None, questionnaire: Questionnaire) -> dict[str, Item]:
    entries = item.entries() if item else {}
    return {number: value for number, value in entries.items() if _known_item(value, number, questionnaire)}


def _known_item(value: Item, number: str, questionnaire: Questionnaire) -> bool:
    known = [question.number for question in questionnaire.items]
    if number not in known:
        value.wrong(f"een vraag van {questionnaire.title} ({', '.join(known)})", repr(number))
    return number in known


def _answers(fields: dict[str, Item], questionnaire: Questionnaire) -> dict[str, tuple[AnswerStatus, str]]:
    answers: dict[str, tuple[AnswerStatus, str]] = {}
    for number, value in _by_item(fields["answers"], questionnaire).items():
        try:
            answers[number] = AnswerStatus.TEXT, texts.normalise(value.text())
        except texts.TextTooLong as error:
            value.wrong("een kortere tekst", str(error))
    for key, status in (
        ("not_discussed", AnswerStatus.NOT_DISCUSSED),
        ("not_applicable", AnswerStatus.NOT_APPLICABLE),
    ):
        for value in fields[key].sequence() if key in fields else []:
            number = value.word()
            if number in answers:
                value.wrong("elke vraag op één plaats", f"{number!r} staat ook elders")
            elif _known_item(value, number, questionnaire):
                answers[number] = status, ""
    return answers


def _themes(item: Item | None, questionnaire: Questionnaire) -> dict[str, tuple[tuple[str, ...], ...]]:
    known = [*(theme.key for theme in questionnaire.themes), NO_THEME]
    themes = {}
    for number, value in _by_item(item, questionnaire).items():
        paragraphs = [
            [(key_item, key_item.text()) for key_item in paragraph.sequence()] for paragraph in value.sequence()
        ]
        for key_item, key in (pair for paragraph in paragraphs for pair in paragraph):
            if key not in known:
                key_item.wrong(f"een van de thema’s {', '.join(known)}", repr(key))
        themes[number] = tuple(tuple(key for _, key in paragraph) for paragraph in paragraphs)
    return themes


def _respondents(item: Item) -> tuple[RespondentData, ...]:
    people = item.sequence()
    if len(people) > MOST_RESPONDENTS:
        item.wrong(f"hoogstens {MOST_RESPONDENTS} respondenten", str(len(people)))
    return tuple(map(_respondent, people[:MOST_RESPONDENTS]))


def _respondent(item: Item) -> RespondentData:
    fields = item.mapping(("name", "role", "email"), ("must_agree",))
    address = fields["email"].text().strip() if "email" in fields else ""
    try:
        address = validate_email(address, check_deliverability=False).normalized if address else ""
    except EmailNotValidError:
        fields["email"].wrong("een e-mailadres", repr(address))
    return RespondentData(
        name=fields["name"].text().strip() if "name" in fields else "",
        function=fields["role"].text().strip() if "role" in fields else "",
        email=address,
        must_agree=fields["must_agree"].boolean() if "must_agree" in fields else True,
    )


def _date(item: Item) -> date | None:
    try:
        return date.fromisoformat(item.word())
    except ValueError:
        item.wrong("een datum als 2018-05-17", repr(item.word()))
        return None


@dataclass(frozen=True, slots=True)
class Imported:
    """Result of an import. ``saved`` is the number of new versions of answers and notes."""

    interview: Interview
    created: bool
    saved: int


def import_interview(
    session: Session,
    actor: Actor,
    source: str,
    name: str,
    *,
    questionnaires: Path,
    interviewers: Sequence[User] = (),
    at: datetime,
) -> Imported:
    """Import an interview file as a new interview, or as new versions in an existing interview.

    Importing a file again changes nothing. Raises FileError before anything is written.
    """
    file = parse_interview(source, name, questionnaires)
    return put_interview(session, actor, file, name, interviewers=interviewers, at=at)


def put_interview(
    session: Session,
    actor: Actor,
    file: InterviewFile,
    name: str,
    *,
    interviewers: Sequence[User],
    at: datetime,
) -> Imported:
    """Import a parsed interview file. See ``import_interview``.

    Raises FileError unless the actor and the given interviewers may work on an existing interview.
    """
    file = _without_secrets(session, file)
    round_, organisation = _whose(session, file, name)
    interview = queries.find_interview(session, round_, organisation)
    created = interview is None
    if interview is None:
        interview = operations.create_interview(
            session,
            actor,
            round_=round_,
            organisation=organisation,
            questionnaire=store(session, file.source, f"{file.questionnaire.key}.yaml"),
            interviewers=interviewers,
            respondents=(),
            held_on=file.held_on,
            at=at,
        )
    else:
        _check_access(session, [actor, *interviewers], interview, name)
        _check_respondents(session, interview, file, name)
    _check_questions(interview, file, name)
    for respondent in file.respondents:
        operations.add_respondent(session, actor, interview, respondent, at=at)
    if file.held_on and file.held_on != interview.held_on:
        operations.change_interview(
            session,
            actor,
            interview,
            held_on=file.held_on,
            place=interview.place,
            interviewers=interview.interviewers,
            at=at,
        )
    saved = _save(session, actor, interview, file, name, at)
    session.refresh(interview, ["everybody"])
    return Imported(interview, created, saved)


def _without_secrets(session: Session, file: InterviewFile) -> InterviewFile:
    """Return the file without personal links and codes of respondents in its texts."""
    answers = {item: (status, withheld(session, words)) for item, (status, words) in file.answers.items()}
    notes = {item: withheld(session, words) for item, words in file.notes.items()}
    return replace(file, answers=answers, notes=notes)


def _whose(session: Session, file: InterviewFile, name: str) -> tuple[Round, Organisation]:
    try:
        round_ = queries.get_round(session, file.round)
    except NotFound as error:
        raise FileError([f"{name}, round: {error}"]) from error
    organisation = queries.find_organisation(session, file.organisation, file.questionnaire.kind)
    if organisation is None:
        known = [
            organisation.name
            for organisation in queries.organisations(session)
            if organisation.kind is file.questionnaire.kind
        ]
        expected = f"verwacht een {file.questionnaire.kind.label}, kreeg {file.organisation!r}."
        listing = ", ".join(known) or "nog geen enkele"
        raise FileError([f"{name}, organisation: {expected} Bekend: {listing}."])
    return round_, organisation


def _check_access(session: Session, people: Sequence[User | Actor], interview: Interview, name: str) -> None:
    if all(queries.find_interview_for(session, who, interview.id) for who in people):
        return
    own = listed([interviewer.name for interviewer in interview.interviewers]) or "nog niemand"
    label = f"{interview.organisation.label} in ronde {interview.round.name}"
    raise FileError([f"{name}: het interview met {label} is van {own}. Anderen lezen er geen bestand in."])


def _check_respondents(session: Session, interview: Interview, file: InterviewFile, name: str) -> None:
    """Raise FileError when a file changes respondents after the record was sent.

    Only the page for respondents shows what such a change does to approvals.
    """
    if interview.state in {InterviewState.PLANNED, InterviewState.RECORDING}:
        return
    for data in file.respondents:
        known = queries.find_respondent(session, interview, data.email)
        if known is None or known.left_at or operations.changes_between(known, data):
            who = f"{name}, respondents: {data.email} wijkt af van het interview, en het verslag is al verstuurd."
            raise FileError([f"{who} Wijzig personen bij Datum en personen."])


def _check_questions(interview: Interview, file: InterviewFile, name: str) -> None:
    """Raise FileError when the file answers a question that the interview does not have.

    An interview keeps its questionnaire, whose file may have been edited since.
    """
    known = {question.number for question in parsed(interview.questionnaire).items}
    unknown = sorted({*file.answers, *file.notes, *file.themes} - known)
    if unknown:
        raise FileError([f"{name}: dit interview heeft geen vraag {', '.join(unknown)}."])


def _save(session: Session, actor: Actor, interview: Interview, file: InterviewFile, name: str, at: datetime) -> int:
    newest = queries.newest_revisions(session, [interview.id])[interview.id]
    notes, saved, locked = queries.newest_notes(session, interview), 0, []
    for item, (status, words) in file.answers.items():
        base = newest[item].number if item in newest else 0
        try:
            revision = operations.save_answer(
                session, actor, interview, item, text=words, status=status, base=base, at=at
            )
        except operations.Locked as error:
            locked.append(f"{name}, answers, {item}: {error}")
            continue
        saved += revision.number > base
        _tag(session, actor, interview, revision, file.themes.get(item, ()), at)
    if locked:
        raise FileError(locked)
    for item, words in file.notes.items():
        base = notes[item].number if item in notes else 0
        saved += operations.save_note(session, actor, interview, item, text=words, base=base, at=at).number > base
    return saved


def _tag(
    session: Session,
    actor: Actor,
    interview: Interview,
    revision: AnswerRevision,
    themes: tuple[tuple[str, ...], ...],
    at: datetime,
) -> None:
    if themes:
        operations.tag_passages(session, actor, interview, revision, themes, at=at)
