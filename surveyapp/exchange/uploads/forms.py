"""Forms to upload a file and to choose from its answers."""

from functools import lru_cache
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, IntegerField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import NumberRange, Regexp

from surveyapp.exchange.papers.rules import Reply
from surveyapp.exchange.uploads.operations import Chosen
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.questionnaires.rules import Questionnaire
from surveyapp.web.refusal import Form


class UploadForm(Form):
    """Form to upload a filled-in file."""

    file = FileField("Ingevuld bestand (.docx, .xlsx of .ods)")
    from_other = BooleanField("Ja, ik wil deze antwoorden toch bij dit interview gebruiken")

    @property
    def content(self) -> bytes:
        """Bytes of the file; empty when no file was chosen."""
        return self.file.data.read() if self.file.data else b""


@lru_cache(maxsize=16)
def choice_form(questionnaire: Questionnaire) -> type[Form]:
    """Return a form class with per item ``take_2b``, ``text_2b``, ``status_2b``, ``base_2b``; ``stamp`` is the file."""
    fields: dict[str, Any] = {"stamp": HiddenField("Kenmerk", [Regexp(r"[0-9a-f]{16}\Z")])}
    for question in questionnaire.items:
        item = question.number
        fields[f"take_{item}"] = BooleanField(f"Vraag {item} overnemen")
        fields[f"text_{item}"] = TextAreaField(f"Antwoord op vraag {item}")
        fields[f"status_{item}"] = SelectField(
            f"Stand van vraag {item}",
            choices=[SelectChoice(status.value, status.value) for status in AnswerStatus],
            default=AnswerStatus.TEXT.value,
        )
        fields[f"base_{item}"] = IntegerField("Versie", [NumberRange(min=0)], default=0)
    return type("ChoiceForm", (Form,), {**fields, "told_by_view": True})


def chosen_in(form: Form, questionnaire: Questionnaire) -> list[Chosen]:
    """Return the chosen replies, with the text that the page showed."""
    return [
        Chosen(
            Reply(
                item=question.number,
                text=form[f"text_{question.number}"].data or "",
                status=AnswerStatus(form[f"status_{question.number}"].data),
                base=form[f"base_{question.number}"].data,
            ),
            form[f"base_{question.number}"].data,
        )
        for question in questionnaire.items
        if form[f"take_{question.number}"].data
    ]
