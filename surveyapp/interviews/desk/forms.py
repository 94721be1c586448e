"""Forms and JSON that the desk sends, and the forms for an interview and its respondents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    Field,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    URLField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.i18n import get_translations
from wtforms.validators import DataRequired, Email, InputRequired, Length, NumberRange, Optional

from surveyapp.accounts.staff.models import User
from surveyapp.core.dutch import local
from surveyapp.interviews.desk.operations import Choice, Entry
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.interviews.recording.rules import (
    LONGEST,
    MINUTES,
    SHORTEST,
    AnswerStatus,
    ProgressMark,
    Talk,
    checked_video_url,
)
from surveyapp.questionnaires.rules import Questionnaire
from surveyapp.text import words as texts
from surveyapp.web.refusal import Form


class BadInput(ValueError):
    """JSON of a script has an unexpected shape. The message says what was expected."""


@dataclass(frozen=True, slots=True)
class Save:
    """One autosave, as a script sends it."""

    text: str
    status: AnswerStatus
    base: int
    key: str
    writer: str = ""
    """Browser key of the user who typed the text; "" when the script does not send it."""
    interview: str = ""
    """Browser key of the interview in which it was typed."""

    @classmethod
    def of(cls, sent: Any) -> "Save":
        """Return the autosave from parsed JSON. Raises BadInput."""
        if not isinstance(sent, Mapping):
            raise BadInput("verwacht: een object")
        text, base, key = sent.get("text"), sent.get("base"), sent.get("key")
        if not isinstance(text, str):
            raise BadInput("text: verwacht een tekst")
        if not isinstance(base, int) or isinstance(base, bool) or base < 0:
            raise BadInput("base: verwacht een geheel getal vanaf 0")
        if not isinstance(key, str) or not 16 <= len(key) <= 64:
            raise BadInput("key: verwacht een tekst van 16 tot 64 tekens")
        status = _status(sent.get("status"))
        return cls(text, status, base, key, str(sent.get("writer", "")), str(sent.get("interview", "")))


def _status(sent: Any) -> AnswerStatus:
    """Return the status that was sent, ``text`` when none was. Raises BadInput."""
    try:
        return AnswerStatus(sent or AnswerStatus.TEXT.value)
    except ValueError:
        raise BadInput(f"status: verwacht {', '.join(AnswerStatus)}") from None


@lru_cache(maxsize=16)
def desk_form(questionnaire: Questionnaire) -> type[Form]:
    """Return a form class with per item ``answer_2b``, ``status_2b``, ``base_2b``, ``note_2b`` and ``notebase_2b``."""
    fields: dict[str, Any] = {}
    too_long = Length(
        max=texts.MAX_CHARACTERS * 2, message=f"De tekst is te lang. Er passen {texts.MAX_CHARACTERS} tekens."
    )
    for question in questionnaire.items:
        item = question.number
        fields[f"answer_{item}"] = TextAreaField(f"Antwoord op vraag {item}", [too_long])
        fields[f"status_{item}"] = SelectField(
            f"Stand van vraag {item}",
            choices=[SelectChoice(status.value, status.value) for status in AnswerStatus],
            default=AnswerStatus.TEXT.value,
        )
        fields[f"note_{item}"] = TextAreaField(f"Eigen notities bij vraag {item}", [too_long])
        for name in (f"base_{item}", f"notebase_{item}"):
            fields[name] = IntegerField("Versie", [NumberRange(min=0)], default=0)
    return type("DeskForm", (Form,), fields)


def answers_in(form: Form, questionnaire: Questionnaire) -> Sequence[Entry]:
    """Return the answers in a desk form, for each item that it contains. Raises BadInput for an unknown status."""
    return [
        Entry(
            item=question.number,
            text=form[f"answer_{question.number}"].data or "",
            status=_status(form[f"status_{question.number}"].data),
            base=form[f"base_{question.number}"].data or 0,
        )
        for question in questionnaire.items
        if form[f"answer_{question.number}"].raw_data or form[f"status_{question.number}"].raw_data
    ]


def notes_in(form: Form, questionnaire: Questionnaire) -> Sequence[Entry]:
    """Return the private notes in a desk form."""
    return [
        Entry(
            item=question.number,
            text=form[f"note_{question.number}"].data or "",
            status=AnswerStatus.TEXT,
            base=form[f"notebase_{question.number}"].data or 0,
        )
        for question in questionnaire.items
        if form[f"note_{question.number}"].raw_data
    ]


class ChoiceForm(Form):
    """Choice between two texts of one answer."""

    told_by_view = True

    base = IntegerField("Versie van uw collega", [InputRequired(), NumberRange(min=1)])
    began = IntegerField("Versie waarop u typte", [NumberRange(min=0)], default=0)
    mine = TextAreaField("Uw tekst")
    mine_status = SelectField(
        "Stand van uw tekst",
        choices=[SelectChoice(status.value, status.value) for status in AnswerStatus],
        default=AnswerStatus.TEXT.value,
    )
    merged = TextAreaField("Samengevoegde tekst")
    choice = SelectField("Keuze", choices=[SelectChoice(choice.value, choice.value) for choice in Choice])
    key = StringField("Sleutel", [InputRequired(), Length(min=16, max=50)])
    writer = StringField("Wie dit typte")

    def typed(self, item: str, base: int) -> Entry:
        """Return the writer's own text as an entry."""
        return Entry(item, self.mine.data or "", AnswerStatus(self.mine_status.data), base)


class RestoreForm(Form):
    """Choice of the version to restore. ``base`` is the newest version that the user saw."""

    told_by_view = True

    number = IntegerField("Versie", [InputRequired(), NumberRange(min=1)])
    base = IntegerField("Nieuwste versie", [InputRequired(), NumberRange(min=1)])


class TakeOverForm(Form):
    """Request to add the text of the baseline to an answer. ``base`` is the revision on the page, 0 for none."""

    told_by_view = True

    base = IntegerField("Versie", [InputRequired(), NumberRange(min=0)])


def mark_in(sent: Mapping[str, str], item: str) -> ProgressMark | None:
    """Return the progress mark sent for an item, None to remove it. Raises BadInput."""
    value = sent.get(f"mark_{item}")
    if value is None or value not in {"", *ProgressMark}:
        raise BadInput(f"mark_{item}: verwacht {', '.join(ProgressMark)} of niets")
    return ProgressMark(value) if value else None


@dataclass(frozen=True, slots=True)
class Tagging:
    """Themes of the paragraphs of an answer, in order, as a script sends them."""

    revision: int
    paragraphs: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, sent: Any) -> "Tagging":
        """Return the themes from parsed JSON. Raises BadInput."""
        if not isinstance(sent, Mapping):
            raise BadInput("verwacht: een object")
        revision, paragraphs = sent.get("revision"), sent.get("paragraphs")
        if not isinstance(revision, int) or isinstance(revision, bool):
            raise BadInput("revision: verwacht een geheel getal")
        if not isinstance(paragraphs, list) or not all(
            isinstance(keys, list) and all(isinstance(theme, str) for theme in keys) for keys in paragraphs
        ):
            raise BadInput("paragraphs: verwacht een lijst van lijsten met thema’s")
        return cls(revision, tuple(map(tuple, paragraphs)))


class InterviewForm(Form):
    """Date, time and place of an interview, and its interviewers."""

    class Meta(Form.Meta):
        """Use the Dutch messages of WTForms."""

        def get_translations(self, _form: object) -> Any:
            """Return the Dutch translations of WTForms."""
            return get_translations(["nl"])

    held_on = DateField("Datum van het interview", [Optional()])
    begins = TimeField("Begintijd", [Optional()])
    minutes = IntegerField(
        "Duur in minuten",
        [
            InputRequired(f"Vul een getal in van {SHORTEST} tot {LONGEST}."),
            NumberRange(SHORTEST, LONGEST, f"Vul een getal in van {SHORTEST} tot {LONGEST}."),
        ],
        default=MINUTES,
    )
    place = StringField("Plaats of telefonisch", [Length(max=200)])
    video_url = URLField("Videolink", [Length(max=500)])
    interviewers = SelectMultipleField("Interviewers", [DataRequired("Kies minstens één interviewer.")], coerce=int)

    @classmethod
    def of(cls, interview: Interview, people: Sequence[User], **options: Any) -> "InterviewForm":
        """Return the form with the data of an interview or the data sent. ``people`` are the possible interviewers."""
        form = cls(
            held_on=interview.held_on,
            begins=local(interview.planned_from).time() if interview.planned_from else None,
            minutes=interview.planned_minutes,
            place=interview.place,
            video_url=interview.video_url,
            interviewers=[interviewer.id for interviewer in interview.interviewers],
            **options,
        )
        form.interviewers.choices = [SelectChoice(person.id, person.name) for person in people]
        return form

    def validate_begins(self, field: Field) -> None:
        """Reject a time without a date."""
        if field.data and not self.held_on.data and not self.held_on.errors:
            raise ValidationError("Vul ook een datum in.")

    def validate_video_url(self, field: Field) -> None:
        """Reject an address to which mails and calendars may not link."""
        try:
            checked_video_url(field.data or "")
        except ValueError as error:
            raise ValidationError(str(error)) from error

    @property
    def talk(self) -> Talk:
        """The planned start, length and video link."""
        return Talk(self.begins.data, self.minutes.data or MINUTES, self.video_url.data or "")


class RespondentForm(Form):
    """Data of a respondent."""

    name = StringField("Naam", [DataRequired("Vul een naam in."), Length(max=200)])
    function = StringField("Functie", [DataRequired("Vul een functie in."), Length(max=200)])
    email = EmailField(
        "E-mailadres",
        [DataRequired("Vul een e-mailadres in."), Email("Dit is geen e-mailadres."), Length(max=254)],
    )
    must_agree = BooleanField("Moet akkoord geven", default=True)

    @property
    def person(self) -> RespondentData:
        """The data as entered."""
        return RespondentData(
            name=(self.name.data or "").strip(),
            function=(self.function.data or "").strip(),
            email=(self.email.data or "").strip(),
            must_agree=bool(self.must_agree.data),
        )
